"""Did you mean: what is in the archive and sounds or looks like what was looked for (赵海阳: 赵海洋).

Asked when a search found little, or nothing but scattered characters. Names of people, bodies and places come from
their records' keys, other phrases from the texts themselves; a correction is offered only if it finds something, and
is never taken unasked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice, product

from django.db.models import Model
from haystack.query import SearchQuerySet

from archive.models import Organization, Person, Place
from archive.search import Request, count, likeness, printing, read
from archive.search.analyzer import query_words
from archive.search.fold import fold_query, is_han
from archive.search.shown import Shown
from archive.search.state import IndexNotReady
from archive.search.tree import Among, And, Beginning, Exact, Node, any_of
from archive.words import tokenizer

FEW = 2  # Hits. Whoever has more found something.
OFFERED = 3
MOST_TERMS = 6  # Of a query are looked at: among more, one that is misspelt is not why little was found.
SHORTEST, LONGEST = 2, 8  # Characters of a phrase. A single one is like half the script, long ones are sentences.
LONGEST_NAME = 20
LONGEST_WORD = 4
SOUNDS = 64  # Spellings of one name in pinyin: doubtful characters multiply.
NEARLY = 8  # Of these, how many are also spelt as other speakers hear them.
LOOKED_AT = 40  # Names alike.


@dataclass(frozen=True)
class Correction:
    """Another query, the term in it that is new, and how many articles it finds under the same filters."""

    query: str
    text: str
    count: int


def did_you_mean(request: Request, found: int) -> list[Correction]:
    """What else may have been meant by a request that found so many articles, the likeliest first."""
    query = read(request.q).read_as
    looked_for = [term.text for term in query.terms if not term.excluded and term.kind in ("words", "exact", "name")]
    try:
        return list(islice(_better(request, str(query), looked_for[:MOST_TERMS], found), OFFERED))
    except IndexNotReady:
        return []


def _better(request: Request, query: str, terms: list[str], found: int) -> Iterator[Correction]:
    offered = {query}
    for term in terms:
        for other in _others(term, found):
            corrected = query.replace(term, other, 1)
            if corrected not in offered:
                offered.add(corrected)
                finds = count(replace(request, q=corrected))
                if finds > (found if found <= FEW else 0):
                    yield Correction(corrected, other, finds)


def _others(term: str, found: int) -> list[str]:
    """What may be meant by a term. Where much was found, it may still be but the single characters of a name or a
    phrase that no article prints: then what articles do print is."""
    if found <= FEW:
        return [*names_like(term), *phrases_like(term)]
    if not _may_be_name(term) or (printed := _printing(term)) > FEW:
        return []
    names = [name for name in names_like(term) if _printing(name) > (FEW if printed else 0)]
    return [*names, *(phrases_like(term, more_than=FEW) if _falls_apart(term) else ())]


def _falls_apart(term: str) -> bool:
    """Whether a character of it belongs to no word, as a wrong one does."""
    return any(len(word) == 1 for word in query_words(term))


def _printing(text: str) -> int:
    return printing([text])[text]


def _may_be_name(term: str) -> bool:
    return 2 <= len(term) <= LONGEST_NAME and all(map(is_han, term))


def names_like(term: str) -> list[str]:
    """Names of records that may be meant by a folded name, the likeliest first."""
    if not _may_be_name(term):
        return []
    best: dict[str, tuple[int, int]] = {}
    tree = any_of([Among("key", tuple(_spellings(term))), *_one_missing(term)])
    for model in (Person, Organization, Place):
        rows = list(SearchQuerySet().models(model).filter(content=tree).order_by("-weight", "-django_id")[:LOOKED_AT])
        for rank, row in enumerate(rows):
            for name in map(fold_query, _called(model, Shown.read(row.shown))):
                if away := likeness.distance(term, name):
                    best[name] = min(best.get(name, (away, rank)), (away, rank))
    return sorted(best, key=best.__getitem__)[:OFFERED]


def _called(model: type[Model], shown: Shown) -> Iterator[str]:
    """What a record is called; a place also without what sort of place it is: 云溪 for 云溪区."""
    for name in shown.names:
        yield name
        if model is Place and len(short := name.removesuffix(shown.detail.partition(" · ")[0])) > 1:
            yield short


def _spellings(term: str) -> dict[str, None]:
    """The keys of what the term may stand for: the same and nearly the same sounds, and one character amiss."""
    sounds = list(islice(product(*map(likeness.syllables, term)), SOUNDS))
    keys = dict.fromkeys("".join(each) for each in sounds)
    for each in sounds[:NEARLY]:
        for place, syllable in enumerate(each):
            near = likeness.near_sounds(syllable)
            keys.update(dict.fromkeys("".join((*each[:place], other, *each[place + 1 :])) for other in near))
    keys.update(dict.fromkeys(likeness.one_changed(term, sounds=False)))
    keys.update(dict.fromkeys((*likeness.swapped(term), *likeness.left_out(term))))
    return keys


def _one_missing(term: str) -> list[Node]:
    """Names with one character more than the term."""
    inside = [
        And((Beginning("key", term[:place]), Exact(term[place:], part="headline"))) for place in range(1, len(term))
    ]
    return [Beginning("key", term), *inside, Exact(term, part="headline")]


def phrases_like(term: str, more_than: int = 0) -> list[str]:
    """What more than so many articles print that differs from a folded phrase by one character, the most printed
    first."""
    if not SHORTEST <= len(term) <= LONGEST or not all(map(is_han, term)):
        return []
    phrases = [each for each in (*likeness.one_changed(term), *likeness.swapped(term)) if _is_worded(each, term)]
    printed = Counter({phrase: often for phrase, often in printing(phrases).items() if often > more_than})
    return [phrase for phrase, _ in printed.most_common(OFFERED)]


def _is_worded(phrase: str, term: str) -> bool:
    """Whether what differs from the term is part of a word: any two characters are neighbours somewhere."""
    changed = next(place for place, (one, other) in enumerate(zip(phrase, term, strict=True)) if one != other)
    known = tokenizer().FREQ
    starts = range(max(0, changed - LONGEST_WORD + 1), changed + 1)
    ends = range(changed + 1, min(len(phrase), changed + LONGEST_WORD) + 1)
    return any(known.get(phrase[start:end]) for start in starts for end in ends if end - start > 1)

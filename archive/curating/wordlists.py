"""Changing a word list: what a change would touch, making it, and taking it back.

A change touches the articles that contain a word that comes or goes: their names are looked for again, for words of
the dictionary they are also indexed anew, for names of sections the pages are cut again that have a line so called.
Synonyms, and what is not suggested, hold from the next search on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.db.models import Model, Q
from django.utils.translation import gettext, ngettext
from haystack.query import SearchQuerySet

from archive import lexicon
from archive.curating import again, deciding
from archive.lexicon import Entries, Name, Problem
from archive.models import Article, Decision, IndexChange, Page, WordList
from archive.models.acting import actor
from archive.models.batches import batches
from archive.models.turns import writing
from archive.search.fold import fold_query
from archive.search.records import declared
from archive.search.state import IndexNotReady
from archive.search.tree import Exact

# Parameters in one query: SQLite takes no more than some thousand words.
AT_ONCE = 500
TEXTS = ("kicker", "headline", "deck", "text", "captions")


@dataclass(frozen=True)
class Proposal:
    """What a list would become: `version` is the one that holds, `text` what it would be."""

    name: str
    version: WordList | None
    text: str

    @cached_property
    def _read(self) -> tuple[Entries, list[Problem]]:
        return lexicon.read(self.name, self.text)

    @property
    def problems(self) -> list[Problem]:
        """The lines that cannot be read."""
        return self._read[1]

    @property
    def entries(self) -> Entries:
        """What it would say."""
        return self._read[0]

    @cached_property
    def before(self) -> Entries:
        """What holds."""
        return lexicon.read(self.name, self.version.text if self.version else "")[0]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words by which texts would be read otherwise."""
        before, after = self.before, self.entries
        changed = (before.added ^ after.added) | (before.withdrawn ^ after.withdrawn)
        groups = Entries(groups=tuple(set(before.groups) ^ set(after.groups)))
        rows = Entries(rows=tuple(set(before.rows) ^ set(after.rows)))
        return changed | groups.words | rows.words

    @cached_property
    def touched(self) -> Touched:
        """What would be touched."""
        return Touched.by(self.name, self.words)


@dataclass(frozen=True)
class Touched:
    """The articles that contain a changed word, and how many contain each; the pages to be cut again."""

    articles: frozenset[int]
    by_word: Counter[str]
    pages: frozenset[int]

    @staticmethod
    def by(name: str, words: Collection[str]) -> Touched:
        """What a change of these words touches."""
        if name == Name.SECTIONS:
            return _with_lines(words)
        found: set[int] = set()
        counts: Counter[str] = Counter()
        for word in sorted(words):
            having = _having(word)
            counts[word] = len(having)
            found |= having
        return Touched(frozenset(found), counts, frozenset())


def propose(name: str, text: str) -> Proposal:
    """What would come of a list if it were so."""
    return Proposal(name, WordList.objects.newest(name), text)


def change(name: str, text: str, *, seen: int, key: UUID | None = None) -> Decision | None:
    """Let a list be so, and queue what it touches; return the decision, None where nothing would change.

    `seen` is the version that the person had before them, 0 for none. Raises `Refused` where there is a newer one, or
    lines cannot be read.
    """
    with writing():
        if made := deciding.already(key):
            return made
        proposal = propose(name, text)
        if (proposal.version.pk if proposal.version else 0) != seen:
            raise deciding.Refused(gettext("这个词表刚才有人改过，请看过两边的不同再保存。"))
        if proposal.problems:
            raise deciding.Refused(gettext("有些行读不了，请先改正。"))
        if text == (proposal.version.text if proposal.version else ""):
            return None
        return _note(proposal, _make(proposal), key)


def _note(proposal: Proposal, made: WordList, key: UUID | None) -> Decision:
    count = len(proposal.words)
    told = {"list": made.get_name_display(), "count": count}
    return deciding.note(
        Decision.Kind.WORDS,
        made,
        {"version": made.pk, "before": proposal.version.pk if proposal.version else 0},
        key=key,
        label=ngettext("%(list)s：%(count)d 个词", "%(list)s：%(count)d 个词", count) % told,
        touched=len(proposal.touched.articles),
    )


def _make(proposal: Proposal) -> WordList:
    """Make the new version, and queue what it touches."""
    person = actor()
    made = WordList.objects.create(
        name=proposal.name,
        text=proposal.text,
        made_by_id=person.user if person else None,
        reason=person.reason if person else "",
    )
    _queue(proposal, proposal.touched)
    return made


@deciding.undoes(Decision.Kind.WORDS)
def undo(decision: Decision) -> list[str]:
    """Let the list be as it was before; asked about where it was changed since."""
    made = WordList.objects.get(pk=decision.data["version"])
    proposal = propose(made.name, _text_of(decision.data["before"]))
    if proposal.version != made:
        raise deciding.Refused(gettext("这个词表后来又改过，请直接在词表里改。"))
    _make(proposal)
    return []


def _text_of(pk: int) -> str:
    return WordList.objects.get(pk=pk).text if pk else ""


def _queue(proposal: Proposal, touched: Touched) -> None:
    """Mark what is to be read again, and begin when the change holds."""
    if proposal.name == Name.SECTIONS:
        for some in batches(sorted(touched.pages)):
            Page.objects.filter(pk__in=some).update(waits=True)
    elif proposal.name not in (Name.SYNONYMS, Name.UNSUGGESTED):
        for some in batches(sorted(touched.articles)):
            again.mark(some)
    if proposal.name == Name.WORDS:
        _index_again(touched, proposal.words)
    transaction.on_commit(_enforce)


def _enforce() -> None:
    WordList.objects.enforce()
    if any(again.waiting()):
        again.begin()


def _index_again(touched: Touched, words: Iterable[str]) -> None:
    """Queue every record that holds one of the words; without an index there is none to be brought up to date."""
    IndexChange.objects.enqueue("article", sorted(touched.articles))
    with suppress(IndexNotReady):
        for kind, index in declared().items():
            if kind != "article":
                IndexChange.objects.enqueue(kind, {pk for word in words for pk in _indexed(index.get_model(), word)})


def _having(word: str) -> set[int]:
    """The articles that contain a word: what is public by the index, the rest, and what waits for the index, by their
    texts."""
    contains = Q()
    for text in TEXTS:
        contains |= Q(**{f"{text}__contains": word})
    try:
        found = _indexed(Article, word)
        queued = IndexChange.objects.filter(object_type="article").values("object_id")
        unindexed = Article.objects.exclude(state=Article.State.PUBLISHED) | Article.objects.filter(pk__in=queued)
    except IndexNotReady:
        found, unindexed = set(), Article.objects.all()
    return found | set(unindexed.filter(contains).values_list("pk", flat=True))


def _indexed(model: type[Model], word: str) -> set[int]:
    found = SearchQuerySet().models(model).filter(content=Exact(fold_query(word))).order_by("-django_id")
    return {int(row.pk) for row in found[: len(found)]}


def _with_lines(words: Collection[str]) -> Touched:
    """The pages on which one of the words stands on a line of its own, and their articles."""
    pages: dict[int, set[str]] = {}
    for word in words:
        for pk, raw in Page.objects.filter(raw__contains=word).values_list("pk", "raw").iterator(AT_ONCE):
            if any(line.strip() == word for line in raw.split("\n")):
                pages.setdefault(pk, set()).add(word)
    articles = dict(_articles_on(pages))
    counts = Counter(word for page in articles.values() for word in pages[page])
    return Touched(frozenset(articles), counts, frozenset(pages))


def _articles_on(pages: Collection[int]) -> Iterator[tuple[int, int]]:
    for some in batches(sorted(pages)):
        yield from Article.objects.filter(page__in=some, external_id="").values_list("pk", "page")

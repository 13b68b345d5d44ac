"""Search as one would without an index: every text read, every condition asked of every document."""

from __future__ import annotations

import re
from collections import Counter
from math import log

from archive.search import analyzer
from archive.search.building import Builder, Document
from archive.search.fold import HAN
from archive.search.kinds import Kind
from archive.search.segments import Segment
from archive.search.snapshot import K1, B, KindSnapshot
from archive.search.tree import Among, And, Beginning, Between, Everything, Exact, Naming, Near, Not, Or, Prefix, Words
from tests.search.segments import length, weights

KIND = Kind(
    name="article",
    parts=("kicker", "headline", "text", "captions"),
    heavy=frozenset({"kicker", "headline"}),
    numbers=("django_id", "date", "year", "month", "page"),
    single=("kind", "section"),
    many=("person", "person_name"),
    areas={"headline": ("kicker", "headline"), "body": ("text",), "captions": ("captions",)},
)


def document(key, parts, date=0, page=0, kind="", section="", person=(), person_name=()):
    """Make a document of folded parts."""
    return Document(
        parts=tuple(parts),
        words=[analyzer.long_words(part) for part in parts],
        numbers={"django_id": key, "date": date, "year": date // 10_000, "month": date // 100, "page": page},
        terms={
            "kind": (kind,) * bool(kind),
            "section": (section,) * bool(section),
            "person": tuple(person),
            "person_name": tuple(person_name),
        },
    )


def snapshot(folder, segments, deleted=()):
    """Write segments of documents and open them; documents whose keys are `deleted` are."""
    opened = []
    for number, documents in enumerate(segments):
        builder = Builder(KIND)
        for each in documents:
            builder.add(each)
        path = folder / f"article_{number}.npx"
        builder.write(path, sync=False)
        segment = Segment(path, KIND)
        live = ~(segment.numbers("django_id")[:, None] == [*deleted, 0]).any(axis=1)
        opened.append((segment, None if live.all() else live))
    return KindSnapshot(KIND, opened)


def area(document, part):
    """The parts of a document's text that a node's `part` means."""
    names = KIND.area(part)
    return [text for name, text in zip(KIND.parts, document.parts, strict=True) if name in names]


def answers(document, node):
    """Say whether the document answers the node."""
    match node:
        case Everything():
            return True
        case And(parts):
            return all(answers(document, part) for part in parts)
        case Or(parts):
            return any(answers(document, part) for part in parts)
        case Not(part):
            return not answers(document, part)
        case Exact(text, part):
            return any(text in each for each in area(document, part))
        case Words(text, words, part):
            texts = area(document, part)
            inside = {word for each in texts for word in analyzer.index_words(each)}
            return any(text in each for each in texts) or set(words) <= inside
        case Prefix(text, part):
            beginning = re.compile((rf"(?<![^\W_{HAN}])" if not re.match(f"[{HAN}]", text) else "") + re.escape(text))
            return any(beginning.search(each) for each in area(document, part))
        case Near(texts, distance, part):
            return any(_near(each, texts, distance) for each in area(document, part))
        case Naming(field, text, whole):
            return any(text == value if whole else text in value for value in document.terms[field])
        case Beginning(field, text):
            return any(value.startswith(text) for value in document.terms[field])
        case Among(field, values):
            held = document.terms[field] if field in document.terms else [document.numbers[field]]
            return any(value in values for value in held)
        case Between(field, low, high):
            number = document.numbers[field]
            return number != 0 and (low is None or low <= number) and (high is None or number <= high)
    raise AssertionError(node)


def _near(text, strings, distance):
    """Spread from a place to all that are near what was reached."""
    places = {(m.start(), m.start() + len(s), s) for s in strings for m in re.finditer(f"(?={re.escape(s)})", text)}
    for place in places:
        reached, fresh = {place}, {place}
        while fresh:
            fresh = {b for b in places - reached for a in fresh if max(a[0], b[0]) - min(a[1], b[1]) <= distance}
            reached |= fresh
        if {string for _, _, string in reached} == set(strings):
            return True
    return False


def score(documents, document, node):
    """BM25 over all documents, deleted ones included."""
    match node:
        case And(parts) | Or(parts):
            return sum(score(documents, document, part) for part in parts if answers(document, part))
        case Exact(text) | Prefix(text):
            if isinstance(node, Prefix) and not re.match(f"[{HAN}]", text):
                return 0.0
            return sum(_worth(documents, document, word) for word in dict.fromkeys(analyzer.query_words(text)))
        case Near(texts):
            return sum(score(documents, document, Exact(text)) for text in texts)
        case Words(text, words, part):
            if not answers(document, Exact(text, part)):
                return sum(_worth(documents, document, word) for word in words)
            alone = words == (text,) and analyzer.is_indexed_word(text)
            bonus = 0.0 if alone else sum(_rarity(documents, word) for word in words)
            return score(documents, document, Exact(text)) + bonus
    return 0.0


def _rarity(documents, word):
    frequency = sum(word in weights(KIND, document) for document in documents)
    return log(1 + (len(documents) - frequency + 0.5) / (frequency + 0.5))


def _worth(documents, document, word):
    average = sum(map(length, documents)) / len(documents)
    weight = min(weights(KIND, document)[word], 255)
    return _rarity(documents, word) * weight / (weight + K1 * (1 - B + B * length(document) / average))


def counts(documents, field):
    """Count the values of a field, the most frequent first, then by value."""
    if field in KIND.numbers:
        counted = Counter(each.numbers[field] for each in documents if each.numbers[field])
    else:
        counted = Counter(value for each in documents for value in set(each.terms[field]))
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))

"""Documents and segments for tests, made without a database."""

from collections import Counter
from collections.abc import Sequence

from archive.search import analyzer
from archive.search.building import Document
from archive.search.kinds import Kind

# A kind with one field of each sort.
KIND = Kind(
    name="article",
    parts=("headline", "text"),
    heavy=frozenset({"headline"}),
    numbers=("django_id", "date"),
    single=("kind",),
    many=("person_name",),
    areas={"headline": ("headline",), "body": ("text",)},
)
SORTS = ("article", "photo", "")
NAMES = ("陆明远", "白云起", "单立新")


def documents(*texts: Sequence[str]) -> list[Document]:
    """Make a document of each tuple of parts (folded already); the first part's words count thrice.

    Numbers and terms follow from the place: django_id 1, 2, 3 …, dates, kinds in turn, no to two names.
    """
    return [document(number, parts) for number, parts in enumerate(texts, start=1)]


def document(number: int, parts: Sequence[str]) -> Document:
    """Make the document of this number."""
    kind = SORTS[number % len(SORTS)]
    return Document(
        parts=tuple(parts),
        words=[analyzer.long_words(part) for part in parts],
        numbers={"django_id": number, "date": 20230300 + number % 28},
        terms={"kind": (kind,) if kind else (), "person_name": NAMES[: number % 3]},
    )


def weights(kind: Kind, document: Document) -> Counter[str]:
    """Count all words of a document, those of heavy parts thrice."""
    counts: Counter[str] = Counter()
    for name, part in zip(kind.parts, document.parts, strict=True):
        for word in analyzer.index_words(part):
            counts[word] += 3 if name in kind.heavy else 1
    return counts


def length(document: Document) -> int:
    """Count all words of a document, each once."""
    return sum(len(analyzer.index_words(part)) for part in document.parts)

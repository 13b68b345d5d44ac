"""How a record becomes a document of the index, and what Whoosh is told of the fields.

What a kind of record consists of stands in kinds.py, what a document becomes on the disk in arrays.py. Nothing is
stored to be shown: what a reader sees comes from the database.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import version
from typing import Any

from whoosh import fields, formats

from archive.search import analyzer, pinyin
from archive.search.building import Document
from archive.search.fold import fold
from archive.search.kinds import Kind

# Raise this with every change to folding, words, kinds or the layout of segments: an index of another version is
# rebuilt.
LAYOUT = 3

NONE = 0  # What a number column holds where there is no value.
WORDS = "words"  # Whoosh's name for the field of the words; the others have the names of their kind's declaration.


def current_version() -> str:
    """Name what an index must have been made with to be searched."""
    return f"{LAYOUT} keys-{pinyin.VERSION} {_packages()}"


@functools.cache  # asked for by every search
def _packages() -> str:
    return " ".join(f"{name}-{version(name)}" for name in ("jieba", "opencc", "pypinyin", "whoosh"))


class Terms(fields.FieldType):
    """Terms that are ready: only our own writer makes them, Whoosh's queries read them."""

    def __init__(self, *, weighted: bool = False) -> None:
        self.format = formats.Frequency() if weighted else formats.Existence()
        self.scorable = weighted

    def index(self, value: Any, **_options: Any) -> Iterator[Any]:
        """Refuse: postings do not come one by one."""
        raise NotImplementedError("use archive.search.writing.Writer")

    def to_bytes(self, value: Any) -> bytes:
        """Return a term as it stands in a dictionary."""
        return value if isinstance(value, bytes) else str(value).encode()

    def from_bytes(self, value: bytes) -> str:
        """Return a term as it is read."""
        return value.decode()

    def process_text(self, qstring: str, mode: str = "", **_options: Any) -> list[str]:
        """Take a query's text for one term."""
        return [qstring]


def whoosh_schema(kind: Kind) -> fields.Schema:
    """Return the schema that Whoosh keeps for the kind's index."""
    plain = {name: Terms() for name in (*kind.numbers, *kind.terms)}
    return fields.Schema(**{WORDS: Terms(weighted=True)}, **plain)


def day_number(day: date) -> int:
    """20230304 for 4 March 2023: a date as an ordered number."""
    return day.year * 10_000 + day.month * 100 + day.day


def number_day(number: int) -> date | None:
    """Turn what `day_number` made back into a date; None where there was none."""
    return date(number // 10_000, number // 100 % 100, number % 100) if number != NONE else None


def number(value: Any) -> int:
    """Turn a filter's or a record's value into what a number column holds; ValueError or TypeError if it cannot."""
    if value is None:
        return NONE
    if isinstance(value, date):
        return day_number(value)
    if not 0 <= (whole := int(value)) < 1 << 32:
        raise ValueError(f"{value} is no unsigned number of 32 bits")
    return whole


def _terms(value: Any) -> tuple[str, ...]:
    """Turn a record's value, one or several, into terms; what is empty is none."""
    values: Iterable[Any] = value if isinstance(value, list | tuple | set) else (value,)
    return tuple(str(each) for each in values if each not in (None, ""))


def document(kind: Kind, prepared: Mapping[str, Any]) -> Document:
    """Turn what Haystack prepared from a record into a document: folded, and cut into words."""
    parts = [fold(prepared.get(part) or "") for part in kind.parts]
    return Document(
        parts=parts,
        words=[analyzer.long_words(part) for part in parts],
        numbers={name: number(prepared.get(name)) for name in kind.numbers},
        terms={name: _terms(prepared.get(name)) for name in kind.terms},
    )

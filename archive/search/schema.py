"""The Whoosh schema: which fields an index document has, and how a record becomes one.

`words` answers words and ranks, `grams` finds candidates for exact strings, `text` (the folded text itself,
a column) verifies them; the other columns filter, sort and count. Nothing is stored twice: what a reader
sees comes from the database.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from importlib.metadata import version
from typing import Any

from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from whoosh import columns, fields, formats

from archive.search import analyzer
from archive.search.fold import fold

# Raise this with every change to folding, words, grams or fields: an index of another version is rebuilt.
LAYOUT = 3
HEADLINE_WEIGHT = 3  # A word in the headline says more about an article than one in its text.

# The folded text's parts are kept apart by characters that folding removes, so that no string straddles two.
PART_END = "\x1f"
HEAD_END = "\x1e"
HEAD_PARTS = ("kicker", "headline", "deck")
BODY_PARTS = ("text", "captions")

NONE = 0  # What a number column holds where there is no value.


def current_version() -> str:
    """Name what an index must have been made with to be searched."""
    return f"{LAYOUT} jieba-{version('jieba')} whoosh-{version('whoosh')}"


class NumberColumn(columns.NumericColumn):
    """Unsigned 32-bit numbers, read all at once."""

    def __init__(self) -> None:
        super().__init__("I", NONE)

    class Reader(columns.NumericColumn.Reader):
        """Reads the numbers of a segment."""

        def load(self) -> Any:
            """Return the numbers of all documents as one array."""
            numbers = self._dbfile.get_array(self._basepos, "I", self._count)
            numbers.extend([NONE] * (self._doccount - self._count))
            return numbers


class NameColumn(columns.RefBytesColumn):
    """Short strings of which many documents share one, read all at once."""

    class Reader(columns.RefBytesColumn.Reader):
        """Reads the strings of a segment."""

        def load(self) -> list[bytes]:
            """Return the strings of all documents."""
            references = self._dbfile.get_array(self._basepos, self._typecode, self._doccount)
            return [self._uniques[reference] for reference in references]


class Terms(fields.FieldType):
    """Terms that are ready: the writer takes them as they are (see writing.py)."""

    def __init__(self) -> None:
        self.format = formats.Existence()

    def index(self, value: Any, **_options: Any) -> Iterator[Any]:
        """Refuse: only our own writer takes them."""
        raise NotImplementedError("use archive.search.writing.Writer")


NUMBERS = (DJANGO_ID, "revision", "newspaper", "date", "year", "page", "length")
NAMES = (DJANGO_CT, "kind", "section")
FILTERABLE = {*NUMBERS, *NAMES}


def schema() -> fields.Schema:
    """Make the schema."""
    return fields.Schema(
        **{ID: fields.ID(unique=True)},
        words=Terms(),
        grams=Terms(),
        text=fields.COLUMN(columns.VarBytesColumn()),
        **{name: fields.COLUMN(NumberColumn()) for name in NUMBERS},
        **{name: fields.COLUMN(NameColumn()) for name in NAMES},
    )


def day_number(day: date) -> int:
    """20230304 for 4 March 2023: a date as an ordered number."""
    return day.year * 10_000 + day.month * 100 + day.day


def number_day(number: int) -> date | None:
    """Turn what `day_number` made back into a date; None where there was none."""
    return date(number // 10_000, number // 100 % 100, number % 100) if number != NONE else None


def column_value(name: str, value: Any) -> int | bytes:
    """Turn a filter's or a record's value into what the column `name` holds; ValueError if it cannot be one."""
    if value is None:
        return NONE if name in NUMBERS else b""
    if name in NAMES:
        return str(value).encode()
    if isinstance(value, date):
        return day_number(value)
    number = int(value)
    if not 0 <= number < 1 << 32:
        raise ValueError(f"{value} does not fit the column {name}")
    return number


def document(prepared: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what Haystack prepared from a record into a Whoosh document.

    Every column is always given: a segment without a column's file is then known to be damaged or gone.
    """
    head = [fold(prepared.get(part) or "") for part in HEAD_PARTS]
    body = [fold(prepared.get(part) or "") for part in BODY_PARTS]
    head_words = [word for part in head for word in analyzer.index_words(part)]
    body_words = [word for part in body for word in analyzer.index_words(part)]
    weights = Counter(body_words)
    for word in head_words:
        weights[word] += HEADLINE_WEIGHT
    return {
        ID: prepared[ID],
        "words": {word.encode(): weight for word, weight in weights.items()},
        "grams": {analyzer.bucket(gram) for part in head + body for gram in analyzer.grams(part)},
        "text": (PART_END.join(head) + HEAD_END + PART_END.join(body)).encode(),
        **{name: column_value(name, prepared.get(name)) for name in (*NUMBERS, *NAMES)},
        "length": len(head_words) + len(body_words),
    }

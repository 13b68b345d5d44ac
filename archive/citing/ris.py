"""References in the RIS format, which Zotero, EndNote and NoteExpress read."""

from __future__ import annotations

from collections.abc import Iterator

from archive.citing.bibtex import TOLD
from archive.citing.work import Known, Work, doubts, one_line

END = "\r\n"


def ris(work: Work) -> str:
    """The record, lines ended as the format asks, an empty one behind it."""
    lines = [("TY", "NEWS"), *((tag, one_line(value)) for tag, value in _fields(work)), ("ER", "")]
    return "".join(f"{tag}  - {value}{END}" for tag, value in lines if value or tag == "ER") + END


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    yield "ID", work.key
    for name in work.authors:
        yield "AU", name
    yield "TI", "：".join(filter(None, (work.title, work.subtitle)))
    yield "T2", work.newspaper
    if work.date:
        yield "PY", str(work.date.year)
        yield "DA", _day(work.date)
    yield "SP", ", ".join(map(str, work.pages))
    yield "SE", work.section
    yield "UR", work.url
    yield "LA", "zh"
    for doubt in doubts(work):
        if doubt in TOLD:
            yield "N1", doubt.value


def _day(date: Known) -> str:
    """2023/03/05, 2023/03/ or 2023//: what is not known stays empty."""
    year, month, day = (*map("{:02}".format, date.parts), "", "")[:3]
    return f"{year}/{month}/{day}"

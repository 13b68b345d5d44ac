"""References as BibTeX and biblatex read them, in UTF-8."""

from __future__ import annotations

from collections.abc import Iterator

from archive.citing.work import Doubt, Work, doubts, one_line

# What TeX would take for commands.
SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{each: f"\\{each}" for each in "#$%&_"},
    }
)
# Of what is not there the entry says nothing anyway.
TOLD = (Doubt.NO_HEADLINE, Doubt.NO_NEWSPAPER, Doubt.INFERRED_DATE)


def bibtex(work: Work) -> str:
    """The entry, with a line break behind it: an article whose `number` is the page, as Chinese styles expect it."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in _fields(work) if value)
    return f"@article{{{work.key},\n{lines}}}\n"


def _fields(work: Work) -> Iterator[tuple[str, str]]:
    title = "：".join(filter(None, (one_line(work.title), one_line(work.subtitle))))
    yield "entrysubtype", "newspaper"
    # In braces a name stays whole, whatever stands in it: a comma, `and`.
    yield "author", " and ".join(f"{{{_plain(name)}}}" for name in work.authors)
    yield "title", f"{{{_plain(title)}}}"
    yield "journal", _plain(work.newspaper)
    if work.date:
        yield "date", str(work.date)
        yield "year", str(work.date.year)
        yield "month", str(work.date.month or "")
    yield "number", ", ".join(map(str, work.pages))
    yield "url", work.url
    yield "note", "；".join(each.value for each in doubts(work) if each in TOLD)
    yield "langid", "chinese"


def _plain(text: str) -> str:
    return one_line(text).translate(SPECIAL)

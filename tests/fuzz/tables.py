"""Files to take away: no cell begins a formula, no header can be split, whatever the archive's texts are.

The addresses that give a file are found among all that there are: they say so by `Content-Disposition`, or by their
type. Names of files are made of queries, of records and of today's date.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.test import Client

from tests.fuzz import addresses, hostile

NAMES = re.compile(r"""attachment; filename(="(?:[^"\\\r\n\x00-\x1f]|\\["\\])*"|\*=utf-8''[A-Za-z0-9%._~!$&+^`|-]+)""")
SPREADSHEETS = ("text/csv", "spreadsheet", "ms-excel")
LONGEST = 500  # characters of a header that names a file
# What a file's name or its cells are made of, if an address takes it.
QUERIES = (*hostile.FORMULAS, *hostile.HEADERS)


def play(chief: User, *, own: bool = False, every: int = 1) -> tuple[list[str], list[str]]:
    """Take every file away; return the addresses that gave one, and what is wrong.

    With `own` a model's admin pages, of which Django makes most, are taken to give none; of the queries
    each one in `every` is asked.
    """
    client = Client(raise_request_exception=False)
    client.force_login(chief)
    found, wrong = [], []
    for each in addresses.every(client, own=own):
        if not each.path or each.status >= 500:
            wrong.append(f"{each.name}: {each.status or 'no address of it could be made'} {each.path}")
        elif each.status == 200:
            gives = [problem for query in ("", *QUERIES[::every]) for problem in _taken(client, each.path, query)]
            if gives:
                found.append(each.name)
                wrong += [f"{each.name} ({each.path}): {problem}" for problem in gives if problem]
    wrong += [f"names, posted: {problem}" for problem in _posted(client) if problem]
    return [*found, "names"], wrong


def _taken(client: Client, path: str, query: str) -> Iterator[str]:
    """What is wrong with the file that an address gives, "" for nothing; nothing at all if it gives none."""
    if query and "." not in path.rsplit("/", 1)[-1]:
        return
    answer = client.get(path, {"q": query} if query else {})
    yield from told(answer)


def _posted(client: Client) -> Iterator[str]:
    yield from told(client.post("/names/", {"names": "\n".join(QUERIES), "as": "csv"}))


def told(answer: object) -> Iterator[str]:
    """What is wrong with an answer that is a file."""
    headers = answer.headers  # type: ignore[attr-defined]
    kind, named = headers.get("Content-Type", ""), headers.get("Content-Disposition", "")
    table = any(each in kind for each in SPREADSHEETS)
    if not table and not named:
        return
    yield ""
    if table and not named:
        yield "a table without a name"
    if named and (not NAMES.fullmatch(named) or len(named) > LONGEST):
        yield f"a header that can be misread: {named!r}"
    for name, value in headers.items():
        if re.search(r"[\r\n\0]", f"{name}{value}") or "owned" in name:
            yield f"a header is split: {name}: {value!r}"
    if table:
        data = bytes(answer.getvalue())  # type: ignore[attr-defined]
        yield from formulas(data)


def formulas(data: bytes) -> Iterator[str]:
    """The cells of a CSV file that a table program would run, as it reads them."""
    text = data.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        for cell in row:
            if cell.startswith(hostile.LEADS) or cell.lstrip().startswith(tuple("=+-@＝＋－＠")):
                yield f"a cell begins a formula: {cell[:40]!r}"

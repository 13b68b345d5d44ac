"""Hostile tables handed in at the desk: each is tried row by row or refused with a reason, and none breaks anything.

A table begins as one that the archive gave; then its bytes, cells and headings are spoilt. What is tried is shown,
page by page, and may be carried out.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.fuzz import ground, hostile
from tests.fuzz.pages import ENCODINGS, spoil_bytes

TABLES = 1_000
CELLS = (
    *(*hostile.MARKUP, *hostile.FORMULAS, *hostile.HEADERS),
    *("", " ", "0", "-1", "1", "99999999999999999999", "1e9", "٣", "2023-02-30", "9999-12-31", "0000-00-00", "2023"),
    *(
        "\x00",
        "\x1b",
        "\u202e石",
        "石" * 400,
        "石" * 200_000,
        '"',
        '""',
        "a\nb",
        "山岚省/青岚市//",
        "/",
        "；" * 50,
        "陆明远",
    ),
)
ODD = (
    *(b"", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"{", b"[]", b"[1]", b"{}", b'{"people": 1}', b'{"people": [null]}'),
    *(b"[" * 100_000, b'{"a":' * 100_000, b'"' * 1_000, b",\n" * 1_000, b"PK\x03\x04" + bytes(999), b"\n" * 9_999),
    *(
        b'[{"name": "\\ud800"}]',
        b'[{"name": {"a": 1}}]',
        b'[{"id": 1e400}]',
        b'[{"id": NaN}]',
        b"[" + b"1" * 5_000 + b"]",
    ),
)


def spoilt(given: bytes, kind: str, random: Random) -> bytes:
    """The table `given`, spoilt."""
    if random.random() < 0.1:
        return random.choice(ODD)
    if kind == "json":
        told = json.loads(given)
        listed = next((value for value in told.values() if isinstance(value, list) and value), [{}])
        for _ in range(random.randrange(1, 6)):
            record = random.choice(listed)
            name = random.choice([*record, "id", "name"])
            record[name] = random.choice((*CELLS, None, 1, -1, True, [], {}, [None], [[]], {"name": "石"}, 10**30))
        return json.dumps(told, ensure_ascii=random.random() < 0.5).encode("utf-8", "replace")
    rows = [line.split(",") for line in given.decode("utf-8-sig").split("\r\n")]
    for _ in range(random.randrange(1, 8)):
        row = random.choice(rows if random.random() < 0.8 else rows[:1])
        cell = random.choice(CELLS)
        quoted = f'"{cell.replace(chr(34), chr(34) * 2)}"' if random.random() < 0.8 else cell
        at = random.randrange(len(row) + 1)
        row[at : at + 1] = [quoted] * (1 if random.random() < 0.9 else random.randrange(4))
    data = bytearray(
        random.choice(("\r\n", "\n", "\r")).join(map(",".join, rows)).encode(random.choice(ENCODINGS), "replace")
    )
    if random.random() < 0.3:
        spoil_bytes(data, random)
    return bytes(data)


def play(chief: User, seed: int, count: int) -> tuple[Counter[str], list[str]]:
    """Hand in so many tables; return what came of them, and what is wrong."""
    from archive.curating.exchange.giving import FORMATS
    from archive.curating.exchange.kinds import KINDS

    desk = ground.signed_in(chief)
    desk.raise_request_exception = True
    tables = [
        (name, ending, b"".join(each.encode() for each in FORMATS[ending][0](kind)))
        for name, kind in KINDS.items()
        for ending in FORMATS
    ]
    outcomes: Counter[str] = Counter()
    wrong = []
    for number in range(count):
        random = Random(f"{seed} {number}")
        name, ending, given = random.choice(tables)
        data = spoilt(given, ending, random)
        try:
            outcome, problems = _handed_in(desk, name, f"{number}.{ending}", data, random.random() < 0.3)
        except Exception as error:  # Whatever it is, the table that brought it about is what counts.
            outcome, problems = "raised", iter([f"{type(error).__name__}: {str(error)[:200]}"])
        outcomes[outcome] += 1
        wrong += [f"table {number} ({name}.{ending}): {problem}" for problem in problems]
    return outcomes, wrong


def _handed_in(desk: Any, kind: str, name: str, data: bytes, carried_out: bool) -> tuple[str, Iterator[str]]:
    sent = {"key": uuid4(), "kind": kind, "file": SimpleUploadedFile(name, data)}
    answer = desk.post(reverse("admin:exchange"), sent, follow=True)
    if answer.status_code != 200:
        return "refused", iter([f"status {answer.status_code}"])
    if "exchange" not in answer.context:
        reasons = answer.context["form"].errors
        return "refused", iter([] if reasons and all(map(str, reasons.values())) else ["refused without a reason"])
    exchange, bad = answer.context["exchange"], [row for row, _fate in answer.context["rows"] if row["fate"] == "bad"]
    wrong = [f"row {row['number']} is bad without a reason" for row in bad if not row["reason"]]
    if carried_out:
        path = reverse("admin:confirm-exchange", args=[exchange.pk])
        if desk.post(path, {"digest": exchange.digest}, follow=True).status_code != 200:
            wrong.append("carried out: no page")
        return "carried out", iter(wrong)
    return "tried", iter(wrong)

"""Tables out of the archive and into it."""

import csv
import io
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User

from archive.curating.exchange import giving, importing
from archive.curating.exchange.kinds import Kind
from archive.models import Exchange


def out(kind: Kind, ending: str = "csv") -> str:
    return "".join(giving.FORMATS[ending][0](kind))


def table(kind: Kind) -> list[dict[str, str]]:
    rows = list(csv.reader(io.StringIO(out(kind).removeprefix("\ufeff"), newline="")))
    keys = [column.key for column in kind.columns]
    return [dict(zip(keys, row, strict=True)) for row in rows[1:]]


def written(rows: list[dict[str, str]]) -> bytes:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue().encode()


def take(kind: Kind, data: bytes | str, user: User) -> Exchange:
    raw = data.encode() if isinstance(data, str) else data
    return importing.receive(kind, "表.csv", raw, user.pk, uuid4())


def load(kind: Kind, data: bytes | str, user: User, **more: Any) -> dict[str, int]:
    found = take(kind, data, user)
    counts = importing.confirm(found.pk, found.digest, **more).counts
    return {fate: n for fate, n in counts.items() if n and fate != "forceable"}


def fates(kind: Kind, data: bytes | str, user: User) -> dict[int, str]:
    return {row["number"]: row["fate"] for row in importing.shown(take(kind, data, user))}

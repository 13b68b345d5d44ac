"""From the parser's values to fields: what each column holds, and what does not fit into one."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db.models import Model

from archive.ingest.stream import PageUnit, RecordUnit
from archive.models import Article, Page
from archive.models.wholes import breaks_of
from archive.parsing import Item
from archive.parsing.joining import LEAF

LARGEST_SMALL = 32767  # PositiveSmallIntegerField, on every database


def width(model: type[Model], field: str) -> int:
    """How many characters the column takes. SQLite would take more, PostgreSQL refuses."""
    size: int | None = getattr(model._meta.get_field(field), "max_length", None)
    assert size is not None, f"{model.__name__}.{field} has no length"
    return size


def fits(model: type[Model], field: str, text: str) -> bool:
    """Whether `text` says something and the column takes it."""
    return bool(text.strip()) and len(text) <= width(model, field)


def shortened(model: type[Model], field: str, text: str) -> str:
    """`text`, cut where the column ends, the cut shown."""
    size = width(model, field)
    return text if len(text) <= size else text[: size - 1] + "…"


def path_field(path: str) -> str:
    """The path, or the end of one that is too long: its file name tells most."""
    return path[-width(Page, "path") :]


def article_values(item: Item) -> dict[str, Any]:
    """The columns of an article that say what was printed."""
    return {
        "kind": item.kind,
        "section": shortened(Article, "section", item.section),
        "kicker": item.kicker,
        "headline": item.headline,
        "deck": item.deck,
        "text": item.text,
        "captions": item.captions,
        # Of an article of several pages those of its own page: the others' rows hold theirs.
        "lines": {str(number): role for number, role in sorted(item.lines.items()) if number < LEAF},
        "breaks": breaks_of(item),
        "continues": shortened(Article, "continues", item.continues or ""),
        "goes_on": shortened(Article, "goes_on", item.goes_on or ""),
        "confidence": clamped(item.confidence),
    }


def clamped(confidence: float) -> float:
    """A confidence as the columns take it."""
    return min(max(confidence, 0.0), 1.0)


def checksum(unit: PageUnit | RecordUnit, parser: str) -> str:
    """What an article was made from: its text, what was given, and the parser (its fingerprint)."""
    given = unit.given
    known = [
        parser,
        given.newspaper,
        given.date.isoformat() if given.date else None,
        given.page,
        list(given.area),
    ]
    if isinstance(unit, PageUnit):
        known.append(unit.sha256)
    else:
        article = unit.article
        known += [article.kicker, article.headline, article.deck, article.text]
    return hashlib.sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()

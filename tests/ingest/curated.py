"""What a person settled in the archive, as values that two moments can be compared by."""

from typing import Any

from django.apps import apps
from django.db.models import Model

from archive import models
from archive.models import Curated

CURATED = [model for model in apps.get_app_config("archive").get_models() if issubclass(model, Curated)]
LINKS = ("person", "place", "organization", "event")


Key = tuple[str, int, str]  # model, primary key, the words of a mention


def settled() -> dict[Key, dict[str, Any]]:
    """Of each record that a person touched: the locked fields with their values, the locked rows with theirs."""
    return {
        (type(record).__name__, record.pk, _words(record)): {
            name: _value(record, name) for name in record.locked_fields
        }
        for model in CURATED
        for record in model.objects.exclude(locked_fields=[])
    }


def lost(before: dict[Key, dict[str, Any]]) -> list[str]:
    """What was settled at the moment `before` and is so no more.

    A part of an article that is taken out of it takes along what was decided about its words.
    """
    now = settled()
    arrived = {
        (model, words): values for (model, pk, words), values in now.items() if (model, pk, words) not in before
    }
    return [
        f"{key} {name}: {value!r} became {found.get(name, 'nothing')!r}"
        for key, values in before.items()
        for found in [now.get(key) or (arrived.get((key[0], key[2]), {}) if key[2] else {})]
        for name, value in values.items()
        if name not in found or found[name] != value
    ]


def links() -> dict[tuple[int, str, str], tuple[str, int | None]]:
    """What each name of each article is tied to."""
    return {
        (each.article_id, each.kind, each.text): (each.status, getattr(each, f"{each.kind}_id"))
        for each in models.Mention.objects.all()
    }


def sizes() -> dict[str, int]:
    """How many rows of each model there are, but for the records of runs and of the index."""
    return {model.__name__: model.objects.count() for model in (*CURATED, models.Byline, models.OtherName)}


def _words(record: Model) -> str:
    return f"{record.kind} {record.text}" if isinstance(record, models.Mention) else ""


def _value(record: Model, name: str) -> Any:
    if name in ("lines", "unassigned"):
        return _dealt(record, name)
    field = record._meta.get_field(name)
    if not field.auto_created:
        return getattr(record, field.attname)
    # Rows that a person chose: which there are, and what in them is no sighting of the machine's.
    rows = getattr(record, name).order_by("pk")
    if name == "memberships":
        return list(rows.values_list("pk", "person", "post"))
    if name == "participations":
        return list(rows.values_list("pk", "name", "part"))
    return list(rows.values_list("pk", "title" if name == "posts" else "name"))


def _dealt(record: Any, name: str) -> list[tuple[str, str]]:
    """What is printed on the lines that a person dealt out, with what became of it, whatever the dump numbers them."""
    raw = (record.page if name == "lines" else record).raw_lines
    dealt = sorted((int(number), role) for number, role in getattr(record, name).items())
    return [(raw[number - 1].strip(), role) for number, role in dealt if name == "lines" or role == "discarded"]

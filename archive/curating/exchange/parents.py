"""Rows whose record lies in another one that the same file brings or moves."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from archive.curating.exchange.finding import Coming
from archive.curating.exchange.kinds import Kind
from archive.models import Organization, Place
from archive.models.batches import batches

if TYPE_CHECKING:
    from archive.curating.exchange.planning import Planned


def keys(planned: Planned) -> Iterator[tuple[str, ...]]:
    """By what other rows may call a record that this one makes."""
    cells = {each.name: each.new for each in planned.differences}
    name = cells.get("name", "")
    yield (Place.SEPARATOR.join(filter(None, (cells.get("parent", "").strip(), name))),)
    yield (name, cells.get("place", "").strip())


def waiting(planned: list[Planned]) -> Iterator[tuple[Planned, str]]:
    """The rows that point to a record which the file after all does not bring, with the reason."""
    coming = {key for each in planned if each.record is None and each.writes(False) for key in keys(each)}
    for each in planned:
        pointing = [value.key for value in each.values.values() if isinstance(value, Coming)]
        if each.writes(True) and not coming.issuperset(pointing):
            yield each, gettext("上级也在这个文件里，但没有导入")


def circular(kind: Kind, planned: list[Planned]) -> Iterator[tuple[Planned, str]]:
    """The rows that would put records into themselves, alone or with each other, with the reason; be it that what
    others said is overwritten or not."""
    if kind.model not in (Organization, Place):
        return
    moved = [each for each in planned if each.writes(True) and each.values.get("parent_id")]
    stored = _above(kind.model, moved)
    found: dict[int, Planned] = {}
    for overwrite in (False, True):
        rows: dict[Hashable, Planned] = {}
        above = dict(stored)
        for each in planned:
            if "parent_id" in each.values and each.writes(overwrite):
                value = each.values["parent_id"]
                for key in [each.record.pk] if each.record else keys(each):
                    rows[key], above[key] = each, value.key if isinstance(value, Coming) else value
        for key in _on_circles(above):
            if key in rows:
                found[id(rows[key])] = rows[key]
    for each in found.values():
        yield each, gettext("照文件这样导入，它就成了自己的上级")


def _above(model: type[Organization | Place], moved: Iterable[Planned]) -> dict[Hashable, Hashable]:
    """The parents of the records that these rows point to, and so on upwards, as they are stored."""
    found: dict[Hashable, Hashable] = {}
    asked = {value for each in moved if isinstance(value := each.values["parent_id"], int)}
    while asked:
        for some in batches(asked):
            found.update(model._base_manager.filter(pk__in=some).values_list("pk", "parent_id"))
        asked = {parent for pk in asked if isinstance(parent := found.get(pk), int)} - found.keys()
    return found


def _on_circles(above: dict[Hashable, Hashable]) -> Iterator[Hashable]:
    """The keys from which the way upwards leads back to them; each key is looked at once."""
    seen: set[Hashable] = set()
    for start in above:
        way: dict[Hashable, None] = {}
        key = start
        while key is not None and key not in seen:
            seen.add(key)
            way[key] = None
            key = above.get(key)
        if key in way:
            passed = list(way)
            yield from passed[passed.index(key) :]

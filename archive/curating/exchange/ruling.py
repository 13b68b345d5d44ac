"""What the database would refuse, told row by row before it is asked; and who said what stands in a record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.translation import gettext

from archive.curating.exchange.finding import Coming
from archive.curating.exchange.kinds import Kind
from archive.models import Event, Membership, Organization, Place, Post
from archive.models.places import MAX_DEPTH

if TYPE_CHECKING:
    from archive.curating.exchange.planning import Planned

LONGEST_NAME = 200
# What no two records have in common.
UNIQUE: dict[type[Any], tuple[str, ...]] = {
    Organization: ("name", "place_id"),
    Post: ("organization_id", "title"),
    Membership: ("person_id", "post_id", "first_seen"),
    Place: ("name", "parent_id"),
}
# What must not come before what.
ORDER: dict[type[Any], tuple[tuple[str, str], ...]] = {
    Membership: (("first_seen", "last_seen"), ("start", "end")),
    Event: (("start", "end"),),
}


def problem(kind: Kind, planned: list[Planned], made: dict[tuple[Any, ...], int]) -> Iterator[tuple[Planned, str]]:
    """The rows that cannot be stored, with the reason; `made` remembers what earlier rows make."""
    stored = _stored(kind, planned)
    above = dict(_parents(kind, planned))
    for each in planned:
        whole = {**(_values(each.record) if each.record else {}), **each.values}
        reason = _too_long(kind, each) or _order(kind, whole) or _place(kind, each, whole, above)
        if reason := reason or _twice(kind, each, whole, stored, made):
            yield each, reason


def _values(record: Any) -> dict[str, Any]:
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def _too_long(kind: Kind, each: Planned) -> str:
    for name, value in each.values.items():
        longest = getattr(kind.model._meta.get_field(name.removesuffix("_id")), "max_length", None)
        if isinstance(value, str) and longest and len(value) > longest:
            return gettext("%(field)s超过 %(n)d 字") % {"field": _said_of(kind, name), "n": longest}
        if isinstance(value, str) and name in ("name", "title") and not value.strip():
            return gettext("缺少%s") % _said_of(kind, name)
    if any(len(name) > LONGEST_NAME for name in each.names or ()):
        return gettext("%(field)s超过 %(n)d 字") % {"field": gettext("别名"), "n": LONGEST_NAME}
    return ""


def _said_of(kind: Kind, name: str) -> str:
    return str(kind.model._meta.get_field(name).verbose_name)


def _order(kind: Kind, whole: Mapping[str, Any]) -> str:
    for first, last in ORDER.get(kind.model, ()):
        if whole.get(first) and whole.get(last) and whole[first] > whole[last]:
            return gettext("%(first)s晚于%(last)s") % {"first": _said_of(kind, first), "last": _said_of(kind, last)}
    return ""


def _parents(kind: Kind, planned: list[Planned]) -> Iterable[tuple[int, str]]:
    if kind.model is not Place:
        return []
    parents = {pk for each in planned if isinstance(pk := each.values.get("parent_id"), int)}
    parents |= {each.record.parent_id for each in planned if each.record and each.record.parent_id}
    return list(Place.objects.filter(pk__in=parents).values_list("pk", "path"))


def _place(kind: Kind, each: Planned, whole: Mapping[str, Any], above: Mapping[int, str]) -> str:
    """Why a place cannot be called so or lie there."""
    parent = whole.get("parent_id")
    if kind.model is not Place or not each.values.keys() & {"name", "parent_id"}:
        return ""
    if Place.SEPARATOR in whole["name"]:
        return gettext("地名里不能有“%s”") % Place.SEPARATOR
    higher = parent.key[0] if isinstance(parent, Coming) else above.get(parent or 0, "")
    if each.record and f"{higher}/".startswith(f"{each.record.path}/"):
        return gettext("上级不能是它自己，也不能是它下面的地点。")
    path = f"{higher}/{whole['name']}"
    longest: int = Place._meta.get_field("path").max_length or 0
    if path.strip("/").count("/") >= MAX_DEPTH or len(path) > longest:
        return gettext("这样“%(path)s”就太深了。") % {"path": path.strip("/")}
    return ""


def _stored(kind: Kind, planned: list[Planned]) -> dict[tuple[Any, ...], int]:
    """The records that have what the rows would have, by that."""
    names = UNIQUE.get(kind.model)
    if names is None:
        return {}
    first = names[0]
    near: set[Any] = {each.values.get(first) or getattr(each.record, first, None) for each in planned}
    where = Q(**{f"{first}__in": {value for value in near if isinstance(value, int | str)}})
    rows: Any = kind.model._base_manager.filter(where).values_list("pk", *names)
    return {tuple(values): pk for pk, *values in rows}


def _twice(
    kind: Kind, each: Planned, whole: Mapping[str, Any], stored: Mapping[tuple[Any, ...], int], made: dict[Any, int]
) -> str:
    names = UNIQUE.get(kind.model)
    if names is None:
        alike = tuple(repr(value) for value in sorted(whole.items()))
        key: tuple[Any, ...] | None = None if each.record or each.pk else alike
    elif each.record and not each.values.keys() & set(names):
        key = None
    else:
        key = tuple(whole.get(name) for name in names)
        if kind.model is Membership and key[-1] is None:
            key = None
        elif (other := stored.get(key)) and other != (each.record and each.record.pk):
            return gettext("已有这样一条记录：#%d") % other
    if key is not None and (number := made.setdefault(key, each.number)) != each.number:
        return gettext("与第 %d 行相同") % number
    return ""


def who_set(kind: Kind, asked: Mapping[int, list[str]]) -> dict[tuple[int, str], tuple[int, str]]:
    """Who gave the fields of records what they hold: id and name by record and field. Other names are told by no
    version of the record: theirs was whoever locked them."""
    if not asked:
        return {}
    found: dict[tuple[int, str], tuple[int, str]] = {}
    versions = kind.model.history.filter(id__in=list(asked)).select_related("history_user")
    rows = versions.order_by("id", "-history_date", "-history_id")
    by_record: dict[int, list[Any]] = {}
    for row in rows:
        by_record.setdefault(row.id, []).append(row)
    for pk, names in asked.items():
        for name in names:
            if user := _setter(by_record.get(pk, []), name):
                found[pk, name] = (user.pk, str(user))
    return found


def _setter(versions: list[Any], name: str) -> Any:
    """Who made the oldest of the newest versions in which the field is locked and holds the same."""
    user = None
    for version in versions:
        if name not in version.locked_fields or _said(version, name) != _said(versions[0], name):
            break
        user = version.history_user
    return user


def _said(version: Any, name: str) -> Any:
    return getattr(version, f"{name}_id", None) or getattr(version, name, None)

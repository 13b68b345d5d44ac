"""Two records are one: all that one has goes over to the other, whose address it leads to from then on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from archive.curating import carrying, leading, scopes, traces
from archive.curating.deciding import Refused, already, note, undoes
from archive.curating.leading import MODELS
from archive.ingest import sightings
from archive.models import (
    Decision,
    Event,
    FormerRecord,
    IndexChange,
    Mention,
    Place,
    SavedSearch,
    Sighting,
)
from archive.models.batches import batches
from archive.models.terms import derive
from archive.models.turns import writing

GONE = gettext_lazy("这条记录已经不在了，请刷新后再试。")


@dataclass(frozen=True, slots=True)
class Field:
    """A field of two records side by side, and whose value stays."""

    label: str
    kept: str
    dropped: str
    filled: bool

    @property
    def differs(self) -> bool:
        """Whether a value is lost."""
        return bool(self.dropped and self.kept and self.kept != self.dropped)


def merge(kind: str, keep: int, drop: int, *, key: UUID | None = None) -> Decision:
    """Let the record `drop` be the record `keep`, as whoever acts. Raises Refused."""
    with writing():
        if decided := already(key):
            return decided
        one, other = pair(kind, keep, drop)
        label = gettext("%(drop)s → %(keep)s") % leading.told_apart(drop=other, keep=one)
        watch = traces.Watch(_scopes(kind, one, other))
        carrying.CARRY[kind](one, other)
        rows = watch.told()
        touched = traces.queue(rows)
        newest = Mention.objects.aggregate(newest=Max("pk"))["newest"] or 0
        data = {"rows": rows, "dropped": drop, "newest": newest}
        return note(Decision.Kind.MERGE, one, data, key=key, label=label, touched=touched)


def pair(kind: str, keep: int, drop: int) -> tuple[Any, Any]:
    """Both records as they are stored. Raises Refused where they cannot be merged."""
    if keep == drop:
        raise Refused(gettext("请选两条不同的记录。"))
    rows = MODELS[kind].objects.in_bulk([keep, drop])
    if len(rows) < 2:
        raise Refused(str(GONE))
    one, other = rows[keep], rows[drop]
    if kind == "place" and Place.objects.within(other).filter(pk=one.pk).exists():
        raise Refused(gettext("保留的地点在另一处之内，请反过来合并。"))
    return one, other


def _scopes(kind: str, one: Any, other: Any) -> scopes.Scopes:
    pks = [one.pk, other.pk]
    found = scopes.following(kind, pks)
    match kind:
        case "person":
            return scopes.both(found, scopes.of_people(leading.names_of(pks), pks))
        case "organization":
            return scopes.both(found, scopes.of_bodies(pks))
        case "event":
            return scopes.both(found, scopes.of_events(pks))
    places = carrying.place_pairs(one, other)
    twins = [pk for both in carrying.twin_bodies(places) for pk in both]
    involved = [pk for both in places for pk in both]
    parts = [scopes.of_places(involved, [drop for _, drop in places]), scopes.following("place", involved)]
    if twins:
        parts += [scopes.of_bodies(twins), scopes.following("organization", twins)]
    return scopes.both(*parts)


def fields(kind: str, one: Any, other: Any) -> Iterator[Field]:
    """Both records' values side by side."""
    filled = {name for names in carrying.gaps(kind, one, other) for name in names}
    names = [name for group in carrying.FILLED[kind] for name in group]
    for name in ("title" if kind == "event" else "name", *names):
        label = str(MODELS[kind]._meta.get_field(name).verbose_name)
        yield Field(label, _shown(one, name), _shown(other, name), name in filled)


def _shown(record: Any, name: str) -> str:
    value = getattr(record, name)
    if isinstance(value, Place):
        return value.path
    display = getattr(record, f"get_{name}_display", None)
    return str(display() if display else value) if value else ""


def moves(kind: str, other: Any) -> list[tuple[str, int]]:
    """What would go over to the other record, and how much of it."""
    counts: list[tuple[Any, int]] = [
        (gettext_lazy("文章"), Mention.objects.filter(**{kind: other}).values("article").distinct().count()),
        (gettext_lazy("提及"), other.mentions.count()),
    ]
    match kind:
        case "person":
            counts += [
                (gettext_lazy("任职"), other.memberships.count()),
                (gettext_lazy("参与的事件"), other.participations.count()),
            ]
        case "organization":
            counts += [(gettext_lazy("职位"), other.posts.count()), (gettext_lazy("下级机构"), other.children.count())]
        case "place":
            below = Place.objects.within(other).count() - 1
            events = Event.objects.filter(Q(place=other) | Q(area=other)).count()
            counts += [
                (gettext_lazy("其下的地点"), below),
                (gettext_lazy("人物"), other.people.count()),
                (gettext_lazy("机构"), other.organizations.count()),
                (gettext_lazy("事件"), events),
            ]
        case "event":
            counts += [(gettext_lazy("参与者"), other.participations.count())]
    if kind != "event":
        counts += [(gettext_lazy("别名"), other.other_names.count())]
    counts += [
        (gettext_lazy("读者报告"), other.reports.count()),
        (gettext_lazy("保存的搜索"), SavedSearch.objects.filter(query__contains=f"{kind}={other.pk}").count()),
    ]
    return [(str(label), count) for label, count in counts]


@undoes(Decision.Kind.MERGE)
def _undo(decision: Decision) -> list[str]:
    """Give back all that went over."""
    rows, kind = decision.data["rows"], decision.subject_type
    again = Decision.objects.standing().filter(
        kind=Decision.Kind.MERGE, subject_type=kind, subject_id=decision.subject_id, pk__gt=decision.pk
    )
    if other := again.order_by("-pk").first():
        told = {"decision": str(other), "number": other.pk}
        raise Refused(gettext("后来又合并过：“%(decision)s”（第 %(number)d 号），请先撤销它。") % told)
    traces.refuse_if_overtaken(decision, rows)
    if FormerRecord.objects.successor(kind, decision.subject_id):
        raise Refused(gettext("保留的记录后来并入了别的记录，请先撤销那次合并。"))
    left = traces.take_back(rows)
    if kind == "person":
        _give_since(decision)
    reconsider(decision, kind, [decision.subject_id, decision.data["dropped"]])
    traces.queue(rows)
    return left


def _give_since(decision: Decision) -> None:
    """What was read since of the one who was dropped is theirs too: it stands under what led to them before."""
    keep, drop = decision.subject_id, decision.data["dropped"]
    since = Mention.objects.filter(person=keep, pk__gt=decision.data["newest"], locked_fields=[])
    seen = Sighting.objects.filter(mention__in=since.order_by().values("pk")).annotate(said=Coalesce("told", "post"))
    theirs = leading.keys_of([drop])
    columns = ("mention", "mention__text", "home", "said", "title")
    found = {
        pk
        for pk, text, home, post, title in seen.values_list(*columns)
        if (text, home, post, "" if post else title) in theirs
    }
    for some in batches(found):
        Mention.objects.filter(pk__in=some).update(person=drop, revision=F("revision") + 1, updated_at=timezone.now())
        articles = Mention.objects.filter(pk__in=some).order_by().values_list("article_id", flat=True)
        IndexChange.objects.enqueue("article", set(articles))


def reconsider(decision: Decision, kind: str, pks: list[int]) -> None:
    """Draw the consequences for records that got back what was theirs of what was read since."""
    if kind == "person":
        names = leading.names_of(pks)
        if traces.read_since(decision, Q(kind="person", text__in=names) | Q(person__in=pks)):
            sightings.reconsider(names, Sighting.objects.filter(mention__person__in=pks).pairs())
    if kind == "organization" and traces.read_since(decision, Q(organization__in=pks)):
        derive(Sighting.objects.filter(post__organization__in=pks).pairs())

"""A place is put elsewhere in the tree, with all that lies in it; what was put elsewhere is put back."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext

from archive.curating import scopes, traces
from archive.curating.deciding import Refused, already, note, undoes
from archive.models import Curated, Decision, Lead, Mention, Place, Sighting
from archive.models.changes import enqueue_paths
from archive.models.places import MAX_DEPTH
from archive.models.terms import derive
from archive.models.turns import writing


def move(pk: int, parent: int | None, *, key: UUID | None = None) -> Decision:
    """Put the place under another, or at the top. Raises Refused."""
    with writing():
        if decided := already(key):
            return decided
        place = Place.objects.select_for_update(of=("self",)).filter(pk=pk).first()
        above = Place.objects.filter(pk=parent).first() if parent else None
        if place is None or (parent and above is None):
            raise Refused(gettext("这条记录已经不在了，请刷新后再试。"))
        if place.parent_id == parent:
            raise Refused(gettext("它本来就在那里。"))
        if above and Place.objects.within(place).filter(pk=above.pk).exists():
            raise Refused(gettext("上级不能是它自己，也不能是它下面的地点。"))
        if Place.objects.filter(parent=above, name=place.name).exists():
            raise Refused(gettext("那里已有同名的地点，请改用合并。"))
        watch = traces.Watch(scopes.of_places([place.pk], []))
        Lead.objects.keep([Lead(kind="place", name=place.name, place_id=place.parent_id, record=place.pk)])
        place.lock(["parent"])
        replant(place, above)
        rows = watch.told()
        return note(Decision.Kind.MOVE, place, {"rows": rows}, key=key, label=place.path, touched=touched(rows))


def touched(rows: traces.Data) -> int:
    """How many articles name places whose paths changed."""
    named = Mention.objects.filter(place__in=sorted(traces.changed(rows, "place"))[: traces.AT_ONCE])
    return named.values("article").distinct().count()


def replant(place: Place, parent: Place | None) -> None:
    """Put the place under `parent`, with the paths of all below it. Raises Refused where it would grow too deep."""
    old = place.path
    place.parent = parent
    place.path = Place.path_of(parent.path if parent else None, place.name)
    below = list(Place.objects.filter(path__startswith=old + Place.SEPARATOR))
    for each in below:
        each.path = place.path + each.path[len(old) :]
    longest: int = Place._meta.get_field("path").max_length or 0
    for each in (place, *below):
        if len(each.path) > longest or each.path.count(Place.SEPARATOR) >= MAX_DEPTH:
            raise Refused(gettext("这样“%(path)s”就太深了。") % {"path": each.path})
    Curated.save(place, update_fields=["parent", "path", "locked_fields"])
    Place.objects.bulk_update(below, ["path"], batch_size=traces.AT_ONCE)
    enqueue_paths([each.pk for each in (place, *below)])


@undoes(Decision.Kind.MOVE)
def _undo(decision: Decision) -> list[str]:
    rows = decision.data.get("rows", {})
    traces.refuse_if_overtaken(decision, rows)
    left = traces.take_back(rows)
    if decision.subject_type == "person":
        _say_as_told(decision)
    traces.queue(rows)
    enqueue_paths(traces.changed(rows, "place"))
    return left


def _say_as_told(decision: Decision) -> None:
    """Let what was seen of somebody since speak for the post that the text says."""
    person, former, post = decision.subject_id, decision.data["former"], decision.data["post"]
    seen = Sighting.objects.filter(mention__person=person)
    if former and former != post:
        seen.filter(told=former, post=post).update(post=former, told=None)
    derive(seen.pairs() | ({(person, former), (person, post)} if former else set()))

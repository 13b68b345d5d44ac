"""Decisions undone when others have been made since: what rows pointed to, and where places lay, may be otherwise."""

import pytest
from django.contrib.auth.models import User

from archive.curating import deciding, merging, moving
from archive.models import Event, IndexChange, Place


@pytest.fixture
def tree(db: None) -> dict[str, Place]:
    """青岚市 with 云溪区 with 石门镇 with 东村, and beside it 白石市 with 南村."""
    found: dict[str, Place] = {}
    for name, above in (
        ("青岚市", None),
        ("云溪区", "青岚市"),
        ("石门镇", "云溪区"),
        ("东村", "石门镇"),
        ("白石市", None),
        ("南村", "白石市"),
    ):
        found[name] = Place.objects.create(name=name, parent=found[above] if above else None)
    return found


def paths() -> dict[int, str]:
    return dict(Place.objects.order_by("pk").values_list("pk", "path"))


def test_what_a_row_pointed_to_comes_back_first(tree: dict[str, Place], curator: User) -> None:
    keep = Event.objects.create(title="植树", place=tree["南村"], area=tree["白石市"])
    drop = Event.objects.create(title="义务植树", place=tree["东村"], area=tree["云溪区"])
    events = merging.merge("event", keep.pk, drop.pk)
    places = merging.merge("place", tree["南村"].pk, tree["东村"].pk)
    with pytest.raises(deciding.Refused, match=f"第 {places.pk} 号"):
        deciding.undo(events.pk, curator.pk)
    assert not Event.objects.filter(pk=drop.pk).exists()
    assert deciding.undo(places.pk, curator.pk)[1] == []
    assert deciding.undo(events.pk, curator.pk)[1] == []
    drop.refresh_from_db()
    assert (drop.place, drop.area) == (tree["东村"], tree["云溪区"])


def test_a_place_comes_back_where_what_it_lay_in_lies_now(tree: dict[str, Place], curator: User) -> None:
    before = paths()
    gone = merging.merge("place", tree["南村"].pk, tree["石门镇"].pk)
    moved = moving.move(tree["云溪区"].pk, tree["白石市"].pk)
    IndexChange.objects.all().delete()
    deciding.undo(gone.pk, curator.pk)
    found = paths()
    assert found[tree["石门镇"].pk] == "白石市/云溪区/石门镇"
    assert found[tree["东村"].pk] == "白石市/云溪区/石门镇/东村"
    queued = set(IndexChange.objects.filter(object_type="place").values_list("object_id", flat=True))
    assert {tree["石门镇"].pk, tree["东村"].pk} <= queued
    # It is with what it lies in, whatever is done with that.
    again = merging.merge("place", tree["青岚市"].pk, tree["云溪区"].pk)
    assert paths()[tree["东村"].pk] == "青岚市/石门镇/东村"
    assert deciding.undo(again.pk, curator.pk)[1] == []
    assert paths() == found
    assert deciding.undo(moved.pk, curator.pk)[1] == []
    assert paths() == before


def test_what_an_act_did_not_make_its_undoing_does_not_delete(tree: dict[str, Place], curator: User) -> None:
    """A place whose path is wrong lies in another without being found there."""
    Place.objects.filter(pk=tree["石门镇"].pk).update(path="别处/石门镇")
    decision = merging.merge("place", tree["白石市"].pk, tree["云溪区"].pk)
    deciding.undo(decision.pk, curator.pk)
    assert Place.objects.filter(pk=tree["石门镇"].pk).exists()
    assert len(paths()) == 6

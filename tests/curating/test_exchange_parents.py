"""Tables whose rows lie in each other: outer ones come first, and nothing comes to lie in itself."""

import pytest
from django.contrib.auth.models import User

from archive.curating import deciding
from archive.curating.exchange import importing
from archive.curating.exchange.kinds import ORGANIZATIONS, PLACES
from archive.models import Decision, Organization, Place
from archive.models.acting import acting
from tests.curating.exchanged import fates, load, table, take, written

pytestmark = pytest.mark.usefixtures("own_folder")


@pytest.fixture
def places(db: None) -> None:
    """A city with a district, and a city beside it."""
    city = Place.objects.create(name="青岚市", type="市")
    Place.objects.create(name="云溪区", type="区", parent=city)
    Place.objects.create(name="白石市", type="市")


@pytest.fixture
def bodies(db: None) -> dict[str, Organization]:
    """甲 ← 乙 ← 丙 and 丁, of which nobody has said anything."""
    found: dict[str, Organization] = {}
    for name, above in (("甲局", None), ("乙处", "甲局"), ("丙科", "乙处"), ("丁局", None)):
        found[name] = Organization.objects.create(name=name, parent=found[above] if above else None)
    return found


def above() -> dict[str, str | None]:
    return dict(Organization.objects.values_list("name", "parent__name"))


def under(**parents: str) -> bytes:
    """The bodies' table with these parents."""
    rows = table(ORGANIZATIONS)
    for row in rows:
        row["parent"] = parents.get(row["name"], row["parent"])
    return written(rows)


def test_places_in_each_other(places: None, curator: User) -> None:
    text = "地名,上级\n东村,青岚市/石门镇\n石门镇,青岚市\n西村,青岚市/没有镇\n"
    assert fates(PLACES, text, curator) == {2: "create", 3: "create", 4: "bad"}
    load(PLACES, text, curator)
    assert Place.objects.get(name="东村").path == "青岚市/石门镇/东村"
    rows = table(PLACES)
    for row in rows:
        if row["name"] == "石门镇":
            row["parent"], row["name"] = "青岚市/云溪区", "石门街道"
    load(PLACES, written(rows), curator)
    assert Place.objects.get(name="东村").path == "青岚市/云溪区/石门街道/东村"
    for decision in Decision.objects.order_by("-pk"):
        deciding.undo(decision.pk, curator.pk)
    assert sorted(Place.objects.values_list("path", flat=True)) == ["白石市", "青岚市", "青岚市/云溪区"]


def test_bodies_in_each_other(curator: User) -> None:
    load(ORGANIZATIONS, "名称,上级机构\n下级处,新建局\n新建局,\n", curator)
    assert above() == {"下级处": "新建局", "新建局": None}


def test_new_bodies_in_a_circle_and_what_waits_for_them(curator: User) -> None:
    text = "名称,上级机构\n甲局,乙局\n乙局,甲局\n丙科,乙局\n丁局,\n戊局,戊局\n"
    found = take(ORGANIZATIONS, text, curator)
    told = {row["number"]: (row["fate"], row["reason"]) for row in importing.shown(found)}
    assert [told[n][0] for n in range(2, 7)] == ["bad", "bad", "bad", "create", "bad"]
    assert "自己的上级" in told[2][1] and "没有导入" in told[4][1]
    importing.confirm(found.pk, found.digest)
    assert above() == {"丁局": None}


def test_a_body_under_one_of_its_own(bodies: dict[str, Organization], curator: User) -> None:
    assert fates(ORGANIZATIONS, under(甲局="丙科"), curator) == {2: "bad"}
    assert fates(ORGANIZATIONS, under(甲局="甲局"), curator) == {2: "bad"}
    # The same, where what was below moves away at once.
    assert load(ORGANIZATIONS, under(甲局="丙科", 丙科="丁局"), curator) == {"change": 2, "same": 2}
    assert above() == {"甲局": "丙科", "乙处": "甲局", "丙科": "丁局", "丁局": None}


def test_two_below_each_other_leave_the_rest_unharmed(bodies: dict[str, Organization], curator: User) -> None:
    data = under(丁局="丙科", 丙科="丁局", 甲局="丁局")
    assert load(ORGANIZATIONS, data, curator) == {"change": 1, "bad": 2, "same": 1}
    assert above() == {"甲局": "丁局", "乙处": "甲局", "丙科": "乙处", "丁局": None}


def test_through_a_new_body(bodies: dict[str, Organization], curator: User) -> None:
    rows = table(ORGANIZATIONS)
    rows[0]["parent"] = "新处"
    rows.append({**dict.fromkeys(rows[0], ""), "name": "新处", "parent": "丙科"})
    before = above()
    load(ORGANIZATIONS, written(rows), curator)
    assert above() == before


def test_where_what_others_said_stays(bodies: dict[str, Organization], curator: User) -> None:
    """Moving 甲 below 丙 asks that 丙 moves away, which it does only if what somebody else said is overwritten."""
    with acting(User.objects.create(username="zhao").pk):
        bodies["丙科"].lock(["parent"])
        bodies["丙科"].save()
    assert fates(ORGANIZATIONS, under(甲局="丙科", 丙科="丁局"), curator) == {2: "bad", 4: "conflict"}


def test_places_in_a_circle(places: None, curator: User) -> None:
    rows = table(PLACES)
    for row in rows:
        row["parent"] = {"青岚市": "白石市", "白石市": "青岚市"}.get(row["name"], row["parent"])
    assert [*fates(PLACES, written(rows), curator).values()] == ["bad", "bad"]

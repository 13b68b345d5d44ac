"""Records out and in again: nothing is lost, nothing else is changed, and what a person said stays."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db.models import Model

from archive import tables
from archive.curating import deciding
from archive.curating.deciding import Refused
from archive.curating.exchange import importing, reading
from archive.curating.exchange.cells import joined, parted
from archive.curating.exchange.kinds import EVENTS, MEMBERSHIPS, ORGANIZATIONS, PEOPLE, PLACES, POSTS, Kind
from archive.models import (
    Decision,
    Event,
    Exchange,
    IndexChange,
    Membership,
    Organization,
    OtherName,
    Person,
    Place,
    Post,
)
from archive.models.acting import acting
from tests.curating.exchanged import fates, load, out, table, take, written
from tests.factories import MentionFactory
from tests.ingest.conftest import run

pytestmark = pytest.mark.usefixtures("own_folder")

# In the order in which they can come into an empty archive.
ALL = (PLACES, ORGANIZATIONS, POSTS, PEOPLE, MEMBERSHIPS, EVENTS)
HOSTILE = [
    "=1+1",
    "@SUM(A1)",
    "\t=2",
    "'=3",
    "''-4",
    "＝5",
    " +6",
    'a"b,c',
    "两\n行",
    "'",
    "<b>&amp;",
    "\\|",
    "a|b",
    "🎏𠮷",
]


@pytest.fixture
def records(db: None) -> None:
    """Some of each kind, with namesakes and hostile names."""
    city = Place.objects.create(name="青岚市", type="市")
    district = Place.objects.create(name="云溪区", type="区", parent=city, note="城北")
    OtherName.objects.create(place=district, name="云溪")
    body = Organization.objects.create(name="教育局", place=city)
    Organization.objects.create(name="教育局", place=district, parent=body, note="区级")
    post = Post.objects.create(organization=body, title="局长")
    for home in (city, city, None):
        person = Person.objects.create(name="陆明远", home=home)
    for name in HOSTILE:
        made = Person.objects.create(name=name, note=name)
        OtherName.objects.create(person=made, name=name)
    OtherName.objects.create(person=person, name="老陆")
    seen = {"first_seen": date(2023, 3, 5), "last_seen": date(2023, 4, 1)}
    Membership.objects.create(person=person, post=post, start=date(2023, 3, 1), **seen)
    Event.objects.create(
        title="植树", start=date(2023, 3, 1), precision="month", place=district, area=city, host="林业局"
    )
    Event.objects.create(title="会议", start=date(2023, 3, 12), end=date(2023, 3, 13), place_name="礼堂")


def rows_of(model: type[Model]) -> list[dict[str, Any]]:
    return list(model._base_manager.order_by("pk").values())


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_into_an_empty_archive(records: None, curator: User, ending: str) -> None:
    files = {kind: out(kind, ending) for kind in ALL}
    for kind in (EVENTS, MEMBERSHIPS, PEOPLE, POSTS):
        kind.model.objects.all().delete()
    Organization.objects.all().delete()
    for place in Place.objects.order_by("-path"):
        place.delete()
    for kind in ALL:
        assert set(load(kind, files[kind], curator)) == {"create"}
    assert {kind: _bare(out(kind, ending)) for kind in ALL} == {kind: _bare(files[kind]) for kind in ALL}
    for kind in ALL:
        assert set(load(kind, files[kind], curator)) == {"same"}


def _bare(text: str) -> str:
    """Without revisions, which rise by themselves."""
    return re.sub(r'"revision": "\d+"|,\d+(?=,20\d\d-\d\d-\d\dT)', "", text)


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_unchanged_comes_nothing(records: None, curator: User, ending: str) -> None:
    before = {kind: rows_of(kind.model) for kind in ALL}
    for kind in ALL:
        assert set(load(kind, out(kind, ending), curator)) == {"same"}
    assert {kind: rows_of(kind.model) for kind in ALL} == before


def test_exactly_the_changed_cells(records: None, curator: User) -> None:
    rows = table(PEOPLE)
    before = {row["id"]: row for row in rows_of(Person)}
    chosen = {row["id"]: row for row in rows if row["name"] in ("陆明远", "'=1+1")}
    for row in chosen.values():
        row["note"] = "新的\n说明"
        row["home"] = "青岚市/云溪区"
        row["other_names"] = "老陆|=坏|陆\\|明"
    assert load(PEOPLE, written(rows), curator) == {"change": 4, "same": len(rows) - 4}
    district = Place.objects.get(name="云溪区")
    for row in rows_of(Person):
        if str(row["id"]) in chosen:
            assert (row["note"], row["home_id"], row["locked_fields"]) == (
                "新的\n说明",
                district.pk,
                ["home", "other_names"],
            )
            names = set(OtherName.objects.filter(person=row["id"]).values_list("name", flat=True))
            assert names == {"老陆", "=坏", "陆|明"}
        else:
            assert row == before[row["id"]]
    latest = Person.history.first()
    assert (latest.history_user, latest.note) == (curator, "新的\n说明")
    assert Person.history.filter(id=latest.id).last().history_user is None


def test_undone(records: None, curator: User) -> None:
    before = {model: rows_of(model) for model in (Person, OtherName)}
    rows = table(PEOPLE)
    rows[0]["name"], rows[1]["other_names"], rows[2]["other_names"] = "陆明元", "甲|乙", ""
    rows.append({**dict.fromkeys(rows[0], ""), "name": "白云起", "other_names": "小白"})
    load(PEOPLE, written(rows), curator)
    kept = Person.objects.get(name="白云起")
    deciding.undo(Decision.objects.get().pk, curator.pk)
    own = {"revision", "updated_at"}
    for model, stored in before.items():
        assert _without(rows_of(model), own) == _without(stored, own)
    assert not Person.objects.filter(pk=kept.pk).exists()


def _without(rows: list[dict[str, Any]], names: set[str]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def test_undone_but_for_what_was_done_since(records: None, curator: User) -> None:
    rows = table(PEOPLE)
    rows[0]["note"], rows[1]["note"] = "一", "二"
    rows += [{**dict.fromkeys(rows[0], ""), "name": name} for name in ("白云起", "白云生", "白云落")]
    load(PEOPLE, written(rows), curator)
    edited = Person.objects.get(pk=rows[0]["id"])
    edited.note = "后来"
    edited.save()
    named = Person.objects.get(name="白云起")
    MentionFactory(person=named, status="linked")
    renamed = Person.objects.get(name="白云生")
    renamed.note = "后来"
    renamed.save()
    _, left = deciding.undo(Decision.objects.get().pk, curator.pk)
    assert len(left) == 3
    assert Person.objects.get(pk=edited.pk).note == "后来"
    assert Person.objects.get(pk=rows[1]["id"]).note == ""
    assert set(Person.objects.filter(name__startswith="白").values_list("name", flat=True)) == {"白云起", "白云生"}


def test_sent_twice_it_is_one(records: None, curator: User) -> None:
    key = uuid4()
    data = "姓名\n白云起\n".encode()
    first = importing.receive(PEOPLE, "a.csv", data, curator.pk, key)
    assert importing.receive(PEOPLE, "a.csv", data, curator.pk, key).pk == first.pk
    for _ in range(2):
        importing.confirm(first.pk, first.digest)
    assert Person.objects.filter(name="白云起").count() == 1
    assert Decision.objects.count() == 1


def test_what_changed_since_the_preview_is_shown_first(records: None, curator: User) -> None:
    rows = table(PEOPLE)
    rows[0]["note"] = "甲"
    found = take(PEOPLE, written(rows), curator)
    Person.objects.filter(pk=rows[0]["id"]).update(note="乙", revision=9)
    with pytest.raises(importing.Changed):
        importing.confirm(found.pk, found.digest)
    assert Person.objects.get(pk=rows[0]["id"]).note == "乙"
    assert Exchange.objects.get().counts["conflict"] == 1


def test_what_others_said_stays(records: None, curator: User) -> None:
    other = User.objects.create(username="zhao")
    rows = table(PEOPLE)
    first, second, third, fourth = (Person.objects.get(pk=row["id"]) for row in rows[:4])
    with acting(other.pk):
        first.name = "陆明元"
        first.lock(["name"])
        first.save()
    for row in rows[:4]:
        row["name"] = "陆铭远"
    Person.objects.filter(pk=second.pk).update(name="机器改的")
    with acting(curator.pk):
        fourth.lock(["name"])
        fourth.save()
    found = take(PEOPLE, written(rows), curator)
    shown = {row["number"]: row for row in importing.shown(found)}
    assert [shown[n]["fate"] for n in (2, 3, 4, 5)] == ["conflict", "change", "change", "change"]
    assert "zhao" in shown[2]["differences"][0][3]
    importing.confirm(found.pk, found.digest)
    assert Person.objects.get(pk=first.pk).name == "陆明元"
    assert Person.objects.get(pk=third.pk).name == "陆铭远"
    assert load(PEOPLE, written(rows), curator, overwrite=True)["conflict"] == 1
    assert Person.objects.get(pk=first.pk).name == "陆铭远"


def test_the_machines_newer_values_stay(records: None, curator: User) -> None:
    rows = table(MEMBERSHIPS)
    Membership.objects.update(last_seen=date(2023, 5, 1), revision=7)
    rows[0]["end"] = "2023/6/30"
    assert load(MEMBERSHIPS, written(rows), curator) == {"change": 1}
    row = Membership.objects.get()
    assert (row.last_seen, row.end, row.locked_fields) == (date(2023, 5, 1), date(2023, 6, 30), ["end"])


BAD: list[tuple[Kind, str, str]] = [
    (PEOPLE, "姓名,所在地区\n,青岚市", "bad"),
    (PEOPLE, "姓名,所在地区\n白云起,没有市", "bad"),
    (PEOPLE, "姓名,所在地区\n陆明远,青岚市", "conflict"),
    (PEOPLE, "编号,姓名\n99999,白云起", "bad"),
    (PEOPLE, "编号,姓名\nx,白云起", "bad"),
    (PEOPLE, f"姓名\n{'长' * 101}", "bad"),
    (PEOPLE, "姓名\n白\x07云", "bad"),
    (PEOPLE, "姓名\n白云起,多", "bad"),
    (ORGANIZATIONS, "名称\n教育局", "conflict"),
    (ORGANIZATIONS, "名称,上级机构\n新局,教育局", "conflict"),
    (POSTS, "机构,机构所在地区,职务\n没有局,,局长", "bad"),
    (MEMBERSHIPS, "人物,机构,机构所在地区,职务\n陆明远,教育局,青岚市,局长", "conflict"),
    (MEMBERSHIPS, "人物,所在地区,机构,机构所在地区,职务\n陆明远,,教育局,青岚市,处长", "bad"),
    (EVENTS, "名称,开始,结束\n会,2023-03-05,2023-03-04", "bad"),
    (EVENTS, "名称,开始\n会,2023-02-30", "bad"),
    (EVENTS, "名称,日期精度\n会,世纪", "bad"),
    (PLACES, "地名,上级\n石门/镇,青岚市", "bad"),
    (PLACES, "地名,上级\n石门镇,没有市", "bad"),
]


@pytest.mark.parametrize(("kind", "data", "fate"), BAD)
def test_bad_rows_leave_the_rest_unharmed(records: None, curator: User, kind: Kind, data: str, fate: str) -> None:
    count = kind.model.objects.count()
    assert load(kind, data, curator) == {fate: 1}
    assert kind.model.objects.count() == count
    good = {"姓名,所在地区": "赵一,云溪区", "地名,上级": "石门镇,青岚市", "名称,开始": "会,2023-03-05"}
    if more := good.get(data.split("\n")[0]):
        assert load(kind, f"{data}\n{more}\n", curator) == {fate: 1, "create": 1}
        assert kind.model.objects.count() == count + 1


def test_a_row_twice(records: None, curator: User) -> None:
    assert fates(PEOPLE, "姓名\n白云起\n白云起\n", curator) == {2: "create", 3: "bad"}
    rows = table(ORGANIZATIONS)
    assert fates(ORGANIZATIONS, written([rows[0], rows[0]]), curator) == {3: "bad"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("heading", ["区别说明,姓名,别的", "Note,NAME,别的"])
def test_encodings_headings_and_order(records: None, curator: User, encoding: str, heading: str) -> None:
    found = take(PEOPLE, f"{heading}\r\n某局,白云起,x\r\n\r\n".encode(encoding), curator)
    assert found.unknown == ["别的"]
    importing.confirm(found.pk, found.digest)
    made = Person.objects.get(name="白云起")
    assert (made.note, made.home, made.locked_fields) == ("某局", None, ["name"])


@pytest.mark.parametrize(
    "data", [b"", b"\xff\xff\xff\x00", "别的,列\n1,2".encode(), b"[1", b'{"areas": []}', "姓名,姓名\n甲,乙".encode()]
)
def test_what_is_no_table_is_refused(records: None, curator: User, data: bytes) -> None:
    with pytest.raises(Refused):
        take(PEOPLE, data, curator)
    assert not Exchange.objects.exists()


def test_what_is_shown_is_queued(records: None, curator: User) -> None:
    body = Organization.objects.get(place__name="青岚市")
    holder = Membership.objects.get().person
    mention = MentionFactory(kind="organization", text="教育局", organization=body, status="linked")
    IndexChange.objects.all().delete()
    rows = table(ORGANIZATIONS)
    next(row for row in rows if row["id"] == str(body.pk))["name"] = "教体局"
    load(ORGANIZATIONS, written(rows), curator)
    queued = set(IndexChange.objects.values_list("object_type", "object_id"))
    assert queued >= {("organization", body.pk), ("person", holder.pk), ("article", mention.article_id)}
    assert Decision.objects.get().touched == 1


def test_popolos_words(records: None) -> None:
    told = json.loads(out(MEMBERSHIPS, "json"))["memberships"][0]
    assert told["role"] == "局长"
    assert told["start_date"] == "2023-03-01"
    assert told["person"]["name"] == "陆明远"
    assert told["organization"] == {"name": "教育局", "area": {"identifier": "青岚市"}}
    event = json.loads(out(EVENTS, "json"))["events"][0]
    assert (event["start_date"], event["area"]["name"]) == ("2023-03", "青岚市")
    assert json.loads(out(PLACES, "json"))["areas"][1]["identifier"] == "青岚市/云溪区"


@pytest.mark.parametrize("names", [[], ["甲"], ["甲|乙", "丙"], ["\\", "|"], ["a\\|b"]])
def test_names_in_a_cell(names: list[str]) -> None:
    assert parted(joined(names)) == sorted(names)


@pytest.mark.parametrize("cell", [*HOSTILE, "'''=x", "-", "'a", ""])
def test_formulas_come_back(cell: str) -> None:
    assert tables.plain(tables.harmless(cell)) == cell
    assert not tables.harmless(cell).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))


def test_rows_are_numbered_as_a_table_program_does() -> None:
    found = reading.read(PEOPLE, '姓名,区别说明\n甲,"两\n行"\n\n乙\n'.encode())
    assert [(row.number, row.cells["name"]) for row in found.rows] == [(2, "甲"), (4, "乙")]


def test_extract_leaves_what_came_in(samples: Path, curator: User) -> None:
    rows = table(PEOPLE)
    rows[0]["note"], rows[1]["name"] = "导入", "陆铭远"
    rows.append({**dict.fromkeys(rows[0], ""), "name": "赵新来"})
    load(PEOPLE, written(rows), curator)
    held = table(MEMBERSHIPS)
    held[0]["start"] = "2001-02-03"
    load(MEMBERSHIPS, written(held), curator)
    with acting(None):
        run("extract")
        run("ingest", samples)
    assert Person.objects.get(pk=rows[0]["id"]).note == "导入"
    assert Person.objects.get(pk=rows[1]["id"]).name == "陆铭远"
    assert Person.objects.filter(name="赵新来").exists()
    assert Membership.objects.get(pk=held[0]["id"]).start == date(2001, 2, 3)

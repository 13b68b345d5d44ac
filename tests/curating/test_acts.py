"""Merge, split, reject, other names, titles, places: what each does, that the machine keeps to it, the way back."""

import json
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from archive import models
from archive.curating import deciding, merging, moving, rejecting, splitting, titling
from archive.models import Event, Lead, Membership, Mention, Organization, Person, Place
from archive.models.acting import acting
from tests.curating.test_undone_at_random import differences, rows
from tests.ingest.conftest import run

pytestmark = pytest.mark.django_db
DISTRICT = "山岚省/青岚市/云溪区"
# 云溪区's mayor, and a teacher of the same name; a town's head whose name is misprinted once.
TEXTS = {
    "mayor": "3月4日，云溪区区长陆明远到石门镇调研春耕生产。陆明远强调，要抓好灌溉。",
    "teacher": "云溪区第一小学教师陆明远在座谈会上发言，介绍了阅读课的做法。",
    "head": "3月6日，石门镇镇长白云起主持召开石门镇植树工作会议。",
    "misprint": "3月9日，石门镇镇长白云启在村里走访。",
}


class Paper:
    """A paper of separate articles, one a day; each is read into the archive as it is printed."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "articles.jsonl"
        self.records: list[dict[str, Any]] = []
        (folder / "gazetteer.tsv").write_text(f"path\ttype\taliases\n{DISTRICT}/石门镇\t镇\t\n", encoding="utf-8")

    def print(self, *texts: str) -> None:
        for text in texts:
            day = date(2023, 3, 5).replace(day=5 + len(self.records))
            self.records.append(
                {
                    "id": str(len(self.records) + 1),
                    "newspaper": "云溪报",
                    "date": day.isoformat(),
                    "headline": "云溪区消息",
                    "text": f"本报讯 {text}云溪区各部门负责人参加。",
                }
            )
        self.again()

    def again(self) -> None:
        """Read all of it, as if it had never been read."""
        models.Article.objects.update(checksum="")
        lines = (json.dumps(each, ensure_ascii=False) + "\n" for each in self.records)
        self.path.write_text("".join(lines), encoding="utf-8")
        ran = run("ingest", self.path, "--area", DISTRICT)
        assert ran.status == 0, ran.err


@pytest.fixture
def paper(tmp_path: Path, db: None) -> Paper:
    return Paper(tmp_path)


def called(name: str) -> list[Person]:
    return list(Person.objects.filter(name=name).order_by("pk"))


def linked(kind: str, text: str) -> set[tuple[str, int | None]]:
    return set(Mention.objects.filter(kind=kind, text=text).values_list("status", f"{kind}_id"))


def reread() -> None:
    """Let the machine look for all names anew."""
    assert run("extract").status == 0


def test_two_of_one_name_stay_one_whatever_is_read(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["mayor"], TEXTS["teacher"])
    one, other = called("陆明远")
    before = rows()
    decision = merging.merge("person", one.pk, other.pk)
    assert linked("person", "陆明远") == {("linked", one.pk)}
    assert models.FormerRecord.objects.successor("person", other.pk) == one.pk
    reread()
    paper.again()
    assert called("陆明远") == [one]
    assert differences(before, rows())
    paper.print(TEXTS["teacher"], TEXTS["mayor"])
    assert called("陆明远") == [one]
    assert linked("person", "陆明远") == {("linked", one.pk)}
    posts = set(Membership.objects.filter(person=one).values_list("post__title", flat=True))
    assert "区长" in posts
    assert deciding.undo(decision.pk, curator.pk)[1] == []
    assert {each.pk for each in called("陆明远")} == {one.pk, other.pk}
    # What came since goes where it would have gone.
    assert sorted(Mention.objects.filter(text="陆明远").values_list("person", flat=True)) == sorted(
        [one.pk, other.pk] * 2
    )


def test_undone_at_once_nothing_is_different(paper: Paper, curator: User) -> None:
    paper.print(*TEXTS.values())
    before = rows()
    one, other = called("陆明远")
    decision = merging.merge("person", one.pk, other.pk)
    assert decision.label == f"陆明远（{other.pk}） → 陆明远（{one.pk}）"
    deciding.undo(decision.pk, curator.pk)
    assert differences(before, rows()) == []


def test_a_misprinted_name_is_another_name(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["head"], TEXTS["misprint"])
    [one], [other] = called("白云起"), called("白云启")
    decision = merging.merge("person", one.pk, other.pk)
    assert decision.label == "白云启 → 白云起"
    assert list(one.other_names.values_list("name", flat=True)) == ["白云启"]
    paper.print(TEXTS["misprint"])
    reread()
    assert called("白云启") == []
    assert linked("person", "白云启") == {("linked", one.pk)}
    deciding.undo(decision.pk, curator.pk)
    assert linked("person", "白云启") == {("linked", other.pk)}


def test_a_form_sent_twice_merges_once(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["mayor"], TEXTS["teacher"])
    one, other = called("陆明远")
    key = uuid4()
    assert merging.merge("person", one.pk, other.pk, key=key) == merging.merge("person", one.pk, other.pk, key=key)
    with pytest.raises(deciding.Refused, match="已经不在了"):
        merging.merge("person", one.pk, other.pk)
    with pytest.raises(deciding.Refused, match="不同的记录"):
        merging.merge("person", one.pk, one.pk)


def test_what_was_edited_since_stays_and_is_told(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["mayor"], TEXTS["teacher"])
    one, other = called("陆明远")
    Person.objects.filter(pk=other.pk).update(note="教师")
    decision = merging.merge("person", one.pk, other.pk)
    one.refresh_from_db()
    assert one.note == "教师"
    one.note = "后来写的"
    one.save()
    _, left = deciding.undo(decision.pk, curator.pk)
    one.refresh_from_db()
    assert one.note == "后来写的"
    assert len(left) == 1
    assert "区别说明" in left[0]


def test_merged_again_since_it_asks(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["mayor"], TEXTS["teacher"], TEXTS["head"])
    one, other = called("陆明远")
    [third] = called("白云起")
    first = merging.merge("person", one.pk, other.pk)
    again = merging.merge("person", third.pk, one.pk)
    assert models.FormerRecord.objects.successor("person", other.pk) == third.pk
    before = rows()
    with pytest.raises(deciding.Refused, match="请先撤销"):
        deciding.undo(first.pk, curator.pk)
    assert differences(before, rows()) == []
    deciding.undo(again.pk, curator.pk)
    deciding.undo(first.pk, curator.pk)
    assert len(called("陆明远")) == 2


def test_searches_and_reports_follow(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["mayor"], TEXTS["teacher"])
    one, other = called("陆明远")
    query = f"person={one.pk}&person={other.pk}&-person={other.pk}9&place={other.pk}"
    saved = models.SavedSearch.objects.create(owner=curator, name="甲", query=query, language="zh")
    report = models.Report.objects.create(kind="other", person=other, address=f"/people/{other.pk}/", language="zh")
    decision = merging.merge("person", one.pk, other.pk)
    saved.refresh_from_db()
    report.refresh_from_db()
    assert saved.query == f"person={one.pk}&-person={other.pk}9&place={other.pk}"
    assert report.person == one
    deciding.undo(decision.pk, curator.pk)
    saved.refresh_from_db()
    report.refresh_from_db()
    assert (saved.query, report.person) == (query, other)


def test_mentions_split_off_stay_apart(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["mayor"], TEXTS["teacher"], TEXTS["mayor"])
    one, other = called("陆明远")
    merged = merging.merge("person", one.pk, other.pk)
    teacher = Mention.objects.filter(text="陆明远", article__text__contains="教师")
    before = rows()
    decision = splitting.split("person", one.pk, teacher.values_list("pk", flat=True))
    third = Person.objects.get(pk=decision.data["into"])
    assert (third.name, third.mentions.count(), one.mentions.count()) == ("陆明远", 1, 2)
    paper.print(TEXTS["teacher"], TEXTS["mayor"])
    reread()
    assert (third.mentions.count(), one.mentions.count(), len(called("陆明远"))) == (2, 3, 2)
    with pytest.raises(deciding.Refused, match="请先撤销"):
        deciding.undo(merged.pk, curator.pk)
    deciding.undo(decision.pk, curator.pk)
    assert called("陆明远") == [one]
    assert one.mentions.count() == 5
    assert differences(before, rows())


def test_a_split_undone_at_once(samples: Path, curator: User) -> None:
    before = rows()
    for kind in ("person", "organization", "place", "event"):
        mention = Mention.objects.filter(kind=kind, status="linked").order_by("pk").exclude(**{kind: None})
        for each in mention:
            if Mention.objects.filter(**{kind: getattr(each, kind)}).count() > 1:
                made = splitting.split(kind, getattr(each, f"{kind}_id"), [each.pk], name="另取名")
                each.refresh_from_db()
                assert getattr(each, f"{kind}_id") == made.data["into"]
                assert deciding.undo(made.pk, curator.pk)[1] == []
                break
    assert differences(before, rows()) == []


def test_all_mentions_are_no_split(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["head"])
    [one] = called("白云起")
    with pytest.raises(deciding.Refused, match="合并"):
        splitting.split("person", one.pk, one.mentions.values_list("pk", flat=True))
    with pytest.raises(deciding.Refused, match="至少"):
        splitting.split("person", one.pk, [])


@pytest.mark.parametrize(
    ("kind", "text"), [("person", "白云起"), ("place", "石门镇"), ("organization", "石门镇人民政府")]
)
def test_a_text_rejected_everywhere_is_not_made_again(paper: Paper, curator: User, kind: str, text: str) -> None:
    paper.print(TEXTS["head"])
    model = merging.MODELS[kind]
    if not Mention.objects.filter(kind=kind, text=text).exists():
        assert kind == "organization"
    before = rows()
    decision = rejecting.reject(kind, text)
    paper.print(TEXTS["head"])
    reread()
    assert {status for status, _ in linked(kind, text)} <= {"rejected"}
    if kind == "person":
        assert not model.objects.filter(name=text).exists()
    deciding.undo(decision.pk, curator.pk)
    reread()
    assert {status for status, _ in linked(kind, text)} <= {"linked"}
    assert differences(before, rows())


@pytest.mark.parametrize("kind", ["person", "organization", "place", "event"])
def test_what_is_deleted_by_hand_is_not_made_again(paper: Paper, curator: User, kind: str) -> None:
    paper.print(TEXTS["head"])
    model = merging.MODELS[kind]
    rows_ = model.objects.filter(mentions__isnull=False)
    record = rows_.filter(name__startswith="石门镇").first() if kind in ("organization", "place") else rows_.first()
    if record is None:
        record = model.objects.get(name="石门镇人民政府")
    label = str(record)
    before = rows()
    [decision] = rejecting.remove(kind, [record.pk])
    count = model.objects.count()
    paper.print(TEXTS["head"])
    reread()
    assert (model.objects.count(), label in map(str, model.objects.all())) == (count, False)
    deciding.undo(decision.pk, curator.pk)
    assert model.objects.filter(pk=record.pk).exists()
    assert differences(before, rows())


def test_a_deletion_undone_at_once(samples: Path, curator: User) -> None:
    before = rows()
    for kind, model in merging.MODELS.items():
        leaf = model.objects.filter(mentions__isnull=False)
        leaf = leaf.filter(children=None) if kind in ("place", "organization") else leaf
        [decision] = rejecting.remove(kind, [leaf.order_by("pk").distinct().last().pk])
        assert deciding.undo(decision.pk, curator.pk)[1] == []
    assert differences(before, rows()) == []


@pytest.mark.parametrize(("keep", "drop"), list(permutations(("top", "middle", "low"), 2)))
@pytest.mark.django_db
def test_bodies_merged_stay_a_tree(curator: User, keep: str, drop: str) -> None:
    bodies, above = dict[str, Organization](), None
    for name in ("over", "top", "middle", "low"):
        above = bodies[name] = Organization.objects.create(name=name, parent=above)
    before = dict(Organization.objects.values_list("pk", "parent"))
    with acting(curator.pk):
        made = merging.merge("organization", bodies[keep].pk, bodies[drop].pk)
    parents = dict(Organization.objects.values_list("pk", "parent"))
    assert len(parents) == 3
    for pk in parents:
        steps, at = 0, parents[pk]
        while at:
            steps, at = steps + 1, parents[at]
            assert steps < 3, "round and round"
    assert deciding.undo(made.pk, curator.pk)[1] == []
    assert dict(Organization.objects.values_list("pk", "parent")) == before


def test_bodies_of_one_title_have_one_post(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["head"], TEXTS["mayor"])
    keep = Organization.objects.get(name="云溪区人民政府")
    drop = Organization.objects.get(name="石门镇人民政府")
    models.Post.objects.create(organization=keep, title="镇长")
    old = drop.posts.get(title="镇长")
    before = rows()
    decision = merging.merge("organization", keep.pk, drop.pk)
    assert sorted(keep.posts.values_list("title", flat=True)) == ["区长", "镇长"]
    assert models.FormerRecord.objects.successor("post", old.pk) == keep.posts.get(title="镇长").pk
    assert Membership.objects.get(person__name="白云起").post.organization == keep
    paper.print(TEXTS["head"])
    reread()
    assert not Organization.objects.filter(name="石门镇人民政府").exists()
    deciding.undo(decision.pk, curator.pk)
    assert Organization.objects.filter(pk=drop.pk).exists()
    assert differences(before, rows())


def test_a_place_merged_takes_its_own_along(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["head"])
    drop = Place.objects.get(name="石门镇")
    keep = Place.objects.create(name="石门街道", parent=drop.parent)
    village = Place.objects.create(name="沙河村", parent=drop)
    twins = [Place.objects.create(name="上坞村", parent=each) for each in (keep, drop)]
    before = rows()
    decision = merging.merge("place", keep.pk, drop.pk)
    village.refresh_from_db()
    assert village.path == f"{DISTRICT}/石门街道/沙河村"
    assert models.FormerRecord.objects.successor("place", twins[1].pk) == twins[0].pk
    paper.print(TEXTS["head"])
    reread()
    assert linked("place", "石门镇") == {("linked", keep.pk)}
    assert not Place.objects.filter(name="石门镇").exists()
    deciding.undo(decision.pk, curator.pk)
    village.refresh_from_db()
    assert village.path == f"{DISTRICT}/石门镇/沙河村"
    assert differences(before, rows())
    with pytest.raises(deciding.Refused, match="反过来"):
        merging.merge("place", village.pk, drop.pk)


def test_a_place_is_put_elsewhere_with_all_below(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["head"])
    place = Place.objects.get(name="石门镇")
    village = Place.objects.create(name="沙河村", parent=place)
    county = Place.objects.create(name="石岭县", parent=Place.objects.get(name="青岚市"))
    before = rows()
    decision = moving.move(place.pk, county.pk)
    village.refresh_from_db()
    assert village.path == "山岚省/青岚市/石岭县/石门镇/沙河村"
    assert models.IndexChange.objects.filter(object_type="place", object_id=village.pk).exists()
    for wrong, message in ((village.pk, "下面的地点"), (county.pk, "本来就在"), (10**6, "不在了")):
        with pytest.raises(deciding.Refused, match=message):
            moving.move(place.pk, wrong)
    deciding.undo(decision.pk, curator.pk)
    assert differences(before, rows()) == []
    moving.move(place.pk, county.pk)
    paper.print(TEXTS["head"])
    reread()
    assert Place.objects.get(name="石门镇") == place


def test_events_merged_stay_one(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["head"], TEXTS["mayor"])
    drop = Event.objects.get(title__contains="植树")
    keep = Event.objects.create(title="全区植树会", type=drop.type, start=date(2023, 3, 7), end=date(2023, 3, 7))
    count = Event.objects.count()
    decision = merging.merge("event", keep.pk, drop.pk)
    paper.print(TEXTS["head"])
    paper.again()
    reread()
    assert Event.objects.count() == count - 1
    keep.refresh_from_db()
    assert (keep.title, keep.start) == ("全区植树会", date(2023, 3, 7))
    assert keep.mentions.count() == 2
    assert keep.participations.filter(name="白云起").count() == 1
    deciding.undo(decision.pk, curator.pk)
    assert Event.objects.filter(pk=drop.pk).exists()


def test_other_names_given_and_taken(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["head"])
    [one] = called("白云起")
    before = rows()
    given = titling.call("person", one.pk, "云起")
    assert one.other_names.get().name == "云起"
    with pytest.raises(deciding.Refused, match="已经叫"):
        titling.call("person", one.pk, "云起")
    taken = titling.call_no_more("person", one.pk, "云起")
    assert not one.other_names.exists()
    for each in (taken, given):
        assert deciding.undo(each.pk, curator.pk)[1] == []
    assert differences(before, rows()) == []


def test_a_title_put_right_keeps_its_evidence(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["head"])
    [one] = called("白云起")
    member = Membership.objects.get(person=one)
    body = Organization.objects.create(name="中共石门镇委员会", place=Place.objects.get(name="石门镇"))
    before = rows()
    title = titling.Title(body.pk, "书记", date(2023, 1, 1), None)
    decision = titling.appoint(one.pk, title, member.pk)
    paper.print(TEXTS["head"])
    paper.again()
    member.refresh_from_db()
    assert (str(member.post), member.start) == ("中共石门镇委员会书记", date(2023, 1, 1))
    assert models.Sighting.objects.filter(mention__person=one, post=member.post).exists()
    assert Membership.objects.filter(person=one).count() == 1
    deciding.undo(decision.pk, curator.pk)
    assert differences(before, rows())
    with pytest.raises(deciding.Refused, match="离任"):
        titling.appoint(one.pk, titling.Title(body.pk, "书记", date(2023, 2, 1), date(2023, 1, 1)))
    added = titling.appoint(one.pk, title)
    assert Membership.objects.filter(person=one).count() == 2
    deciding.undo(added.pk, curator.pk)
    assert Membership.objects.filter(person=one).count() == 1


def test_leads_do_not_pile_up(paper: Paper, curator: User) -> None:
    paper.print(TEXTS["mayor"], TEXTS["teacher"])
    one, other = called("陆明远")
    for _ in range(2):
        deciding.undo(merging.merge("person", one.pk, other.pk).pk, curator.pk)
    assert not Lead.objects.exists()

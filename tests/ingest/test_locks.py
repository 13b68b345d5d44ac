"""A person's edit outranks the machine for ever: made in the admin, it is there after any number of ingests."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from archive import models
from archive.ingest import reading
from archive.parsing import Item, ParsedPage
from archive.parsing.structures import Event, Participant
from tests.admin.conftest import address
from tests.ingest.conftest import TWO_ARTICLES, plain_article, plain_page, run
from tests.ingest.curated import links, lost, settled, sizes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_parser", "meetings")]

Edit = Callable[..., Any]
MEETING = "春灌工作会议"
RECORD = {
    "id": "a-1",
    "newspaper": "青岚日报",
    "date": "2023-03-05",
    "page": 4,
    "headline": "水渠通水",
    "text": "云溪区区长陆明远在石门镇开闸，区水利局技术员守在渠边。",
}


def with_meeting(item: Item) -> Item:
    """Find the meeting, chaired by 陆明远 and attended by 方书, whoever of them is named."""
    if MEETING not in item.text:
        return item
    parts = {"陆明远": "主持", "方书": "出席", "何青山": "出席"}
    told = tuple(Participant(name, part) for name, part in parts.items() if name in item.text)
    day = date(2023, 3, 4)
    event = Event(MEETING, "会议", day, day, place="石门镇", participants=told, lines=tuple(item.lines))
    return replace(item, events=(event,))


@pytest.fixture
def meetings(plain_parser: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the plain parser find meetings too."""

    def parse(plain: Callable[..., ParsedPage]) -> Callable[..., ParsedPage]:
        def found(*args: Any, **names: bool) -> ParsedPage:
            parsed = plain(*args)
            return replace(parsed, items=tuple(map(with_meeting, parsed.items)))

        return found

    monkeypatch.setattr(reading, "parse_page", parse(plain_page))
    monkeypatch.setattr(reading, "parse_article", parse(plain_article))


PAGES = {
    "02": TWO_ARTICLES,
    "03": f"{MEETING}召开\n3月4日，{MEETING}由云溪区区长陆明远主持，方书出席。\n\n渡口通船\n石门镇渡口今天通船。\n",
}


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Callable[[object], object]]:
    """A folder that is the same for every test, as rows name it, and what ingests it."""
    path = tmp_path_factory.mktemp("news")
    return path, lambda _index_now: run("ingest", path)


@pytest.fixture
def folder(plain_parser: object, meetings: None, news: tuple[Path, Callable[..., object]], made_once: Any) -> Path:
    """Two pages and a separate article of one issue, ingested."""
    path, ingest = news
    for old in path.iterdir():
        old.unlink()
    for number, text in PAGES.items():
        (path / f"2023-03-05_青岚日报_{number}版.txt").write_text(text, encoding="utf-8")
    (path / "news.jsonl").write_text(json.dumps(RECORD, ensure_ascii=False) + "\n", encoding="utf-8")
    made_once(ingest)
    return path


def read_again(folder: Path) -> None:
    """Have every file parsed again, as a new parser would."""
    models.Article.objects.update(checksum="another")
    run("ingest", folder)


def add_a_paragraph(folder: Path) -> None:
    """Change every article of every file."""
    for path in folder.glob("*.txt"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("。\n", "。\n这一段是后来补上的。\n"), encoding="utf-8")
    record = {**RECORD, "text": f"{RECORD['text']}\n这一段是后来补上的。"}
    (folder / "news.jsonl").write_text(json.dumps(record, ensure_ascii=False) + "\n", encoding="utf-8")
    run("ingest", folder)


def canal() -> models.Article:
    return models.Article.objects.get(position=0, page__number=2)


def person() -> models.Person:
    return models.Person.objects.get(name="陆明远")


def place(name: str) -> models.Place:
    return models.Place.objects.get(name=name)


def body(name: str) -> models.Organization:
    return models.Organization.objects.get(name=name)


def separate() -> models.Article:
    return models.Article.objects.get(external_id="a-1")


def mention(text: str) -> models.Mention:
    return models.Mention.objects.get(article=canal(), text=text)


def paper() -> models.Newspaper:
    return models.Newspaper.objects.get(name="青岚日报")


def other_page() -> models.Page:
    return models.Page.objects.get(number=3)


def issue_elsewhere(newspaper: str = "青岚日报") -> models.Issue:
    owner, _ = models.Newspaper.objects.get_or_create(name=newspaper)
    return models.Issue.objects.create(newspaper=owner, date=date(2023, 3, 9))


def page_elsewhere(newspaper: str = "青岚日报") -> models.Page:
    return models.Page.objects.create(issue=issue_elsewhere(newspaper), number=7)


def holder() -> models.Membership:
    return models.Membership.objects.get(person=person())


def meeting() -> models.Event:
    return models.Event.objects.get(title=MEETING)


def teacher() -> models.Person:
    return models.Person.objects.create(name="陆明远", note="教师")


def new_post() -> models.Post:
    return models.Post.objects.create(organization=body("云溪区水利局"), title="局长")


def added(rows: str, values: dict[str, object], initial: int = 0) -> dict[str, object]:
    """A new row in a form's inline."""
    filled = {f"{rows}-{initial}-{name}": value for name, value in values.items()}
    return {f"{rows}-TOTAL_FORMS": initial + 1, **filled}


# What a person does in one form: the record, and the fields of its form.
EDITS: dict[str, Callable[[], tuple[Any, dict[str, object]]]] = {
    "article: some fields": lambda: (
        canal(),
        {"headline": "石门镇灌溉渠修复", "section": "三农", "state": "withheld", "kind": "opinion", "position": 9},
    ),
    "article: illustrates": lambda: (canal(), {"illustrates": other_page().articles.first().pk}),
    "article: all words": lambda: (canal(), {"headline": "改写的标题", "text": "全文由编辑重写，原稿一字不留。"}),
    "article: to the next page": lambda: (canal(), {"page": other_page().pk}),
    "article: to another newspaper": lambda: (canal(), {"page": page_elsewhere("沅溪日报").pk}),
    "separate article: to the next page": lambda: (separate(), {"page": other_page().pk}),
    "separate article: to another newspaper": lambda: (separate(), {"page": page_elsewhere("沅溪日报").pk}),
    "byline: deleted": lambda: (canal(), {"bylines-0-DELETE": "on"}),
    "page: number": lambda: (canal().page, {"number": 5}),
    "page: section and area": lambda: (canal().page, {"section": "要闻", "area": "山岚省/青岚市"}),
    "page: no number": lambda: (canal().page, {"number": ""}),
    "page: issue of another newspaper": lambda: (canal().page, {"issue": issue_elsewhere("沅溪日报").pk}),
    "page of separate articles: number": lambda: (separate().page, {"number": 6}),
    "page of separate articles: issue": lambda: (separate().page, {"issue": issue_elsewhere("沅溪日报").pk}),
    "issue: date": lambda: (canal().page.issue, {"date": "2023-03-06"}),
    "issue: newspaper": lambda: (
        canal().page.issue,
        {"newspaper": models.Newspaper.objects.create(name="沅溪日报").pk},
    ),
    "newspaper: name": lambda: (paper(), {"name": "青岚晚报"}),
    "person: name": lambda: (person(), {"name": "陆鸣远"}),
    "person: home": lambda: (person(), {"home": place("青岚市").pk}),
    "person: no home": lambda: (person(), {"home": ""}),
    "membership: days": lambda: (
        person(),
        {"memberships-0-last_seen": "2023-03-20", "memberships-0-start": "2023-01-20"},
    ),
    "membership: deleted": lambda: (person(), {"memberships-0-DELETE": "on"}),
    "membership: another post": lambda: (person(), {"memberships-0-post": new_post().pk}),
    "membership: another person": lambda: (holder(), {"person": teacher().pk}),
    "membership: added": lambda: (person(), added("memberships", {"post": new_post().pk}, 1)),
    "post: title": lambda: (holder().post, {"title": "代区长"}),
    "post: organization": lambda: (holder().post, {"organization": body("云溪区水利局").pk}),
    "post: members deleted": lambda: (holder().post, {"memberships-0-DELETE": "on"}),
    "organization: name": lambda: (body("云溪区水利局"), {"name": "云溪区水务局"}),
    "organization: name of one with posts": lambda: (body("云溪区人民政府"), {"name": "云溪区政府"}),
    "organization: type and other name": lambda: (
        body("云溪区水利局"),
        {"type": "事业", **added("other_names", {"name": "区水务局"})},
    ),
    "organization: place": lambda: (body("云溪区水利局"), {"place": place("青岚市").pk}),
    "organization: place of one with posts": lambda: (body("云溪区人民政府"), {"place": place("青岚市").pk}),
    "organization: no place": lambda: (body("云溪区水利局"), {"place": ""}),
    "organization: post deleted": lambda: (body("云溪区人民政府"), {"posts-0-DELETE": "on"}),
    "place: name": lambda: (place("石门镇"), {"name": "石门街道"}),
    "place: type and other name": lambda: (
        place("石门镇"),
        {"type": "街道", **added("other_names", {"name": "石门"})},
    ),
    "place: parent": lambda: (place("石门镇"), {"parent": place("青岚市").pk}),
    "place: name of one that is never printed": lambda: (place("云溪区"), {"name": "云溪县"}),
    "place: parent of one that is never printed": lambda: (place("云溪区"), {"parent": place("山岚省").pk}),
    "place: no parent of one that is never printed": lambda: (place("云溪区"), {"parent": ""}),
    "place: name of the root": lambda: (place("山岚省"), {"name": "岚山省"}),
    "event: title": lambda: (meeting(), {"title": "全区春灌工作会议"}),
    "event: days": lambda: (meeting(), {"start": "2023-03-08", "end": ""}),
    "event: area": lambda: (meeting(), {"area": place("石门镇").pk}),
    "event: no place": lambda: (meeting(), {"place": "", "place_name": ""}),
    "participation: deleted": lambda: (meeting(), {"participations-1-DELETE": "on"}),
    "participation: name": lambda: (meeting(), {"participations-1-name": "方舒"}),
    "participation: part": lambda: (meeting(), {"participations-1-part": "列席"}),
    "participation: name and part": lambda: (
        meeting(),
        {"participations-1-name": "方舒", "participations-1-part": "列席"},
    ),
    "participation: nobody": lambda: (meeting(), {"participations-0-person": ""}),
    "participation: added": lambda: (
        meeting(),
        added("participations", {"name": "何青山", "part": "", "position": 2}, 2),
    ),
    "mention: rejected": lambda: (mention("陆明远"), {"status": "rejected"}),
    "mention: another person": lambda: (mention("陆明远"), {"person": teacher().pk}),
    "mention: another place": lambda: (mention("石门镇"), {"place": place("青岚市").pk}),
    "mention: rejected event": lambda: (models.Mention.objects.get(kind="event"), {"status": "rejected"}),
}  # fmt: skip


# What may come of an edit: he to whom the name now leads was seen in the post that is printed beside it.
MADE = {"mention: another person": {"Membership"}}


@pytest.mark.dear(cases=14)
@pytest.mark.parametrize("name", EDITS)
def test_an_edit_made_in_the_admin_stays(name: str, folder: Path, edit: Edit):
    record, changes = EDITS[name]()
    articles = set(models.Article.objects.values_list("pk", flat=True))
    answer = edit(record, **changes)
    assert answer.status_code == 302, answer.context["errors"]
    before, tied, rows = settled(), links(), sizes()
    assert before
    for change in (read_again, add_a_paragraph):
        change(folder)
        assert lost(before) == []
        assert set(models.Article.objects.values_list("pk", flat=True)) == articles
        # Nothing is made again beside what was changed, and no name goes over to it.
        assert links() == tied
        assert {model for model, size in sizes().items() if size != rows[model]} <= MADE.get(name, set())


def next_day(folder: Path) -> models.Article:
    """Ingest a page of the next day, which names whom and what the first one named."""
    path = folder / "2023-03-06_青岚日报_02版.txt"
    text = "石门镇再开闸\n云溪区区长陆明远到石门镇查看水位，区水利局派人守夜。\n"
    path.write_text(text, encoding="utf-8")
    assert run("ingest", path).counts.startswith("created 1,")
    return models.Article.objects.latest("pk")


@pytest.mark.parametrize(
    ("edited", "name"),
    [
        (lambda: place("石门镇"), "石门街道"),
        (lambda: place("云溪区"), "云溪县"),
        (lambda: place("山岚省"), "岚山省"),
        (lambda: body("云溪区水利局"), "云溪区水务局"),
        (lambda: body("云溪区人民政府"), "云溪区政府"),
        (person, "陆鸣远"),
        (paper, "青岚晚报"),
    ],
    ids=["place", "district", "province", "organization", "organization with posts", "person", "newspaper"],
)
def test_what_was_renamed_is_known_by_its_old_name_on_new_pages(folder: Path, edited: Callable[[], Any], name: str):
    record = edited()
    record.name = name
    record.lock(["name"])
    record.save()
    rows, first = sizes(), canal()
    fresh = next_day(folder)
    same = ("Newspaper", "Person", "Place", "Organization", "Post", "Membership")
    assert {model: sizes()[model] for model in same} == {model: rows[model] for model in same}
    assert {str(each.record) for each in fresh.mentions.all()} == {str(each.record) for each in first.mentions.all()}


def test_what_is_new_in_a_renamed_place_lies_in_it(folder: Path, monkeypatch: pytest.MonkeyPatch):
    district = place("云溪区")
    district.name = "云溪县"
    district.lock(["name"])
    district.save()
    models.Place.objects.filter(name="石门镇").delete()
    read_again(folder)
    assert [each.path for each in models.Place.objects.order_by("path")] == [
        "山岚省",
        "山岚省/青岚市",
        "山岚省/青岚市/云溪县",
        "山岚省/青岚市/云溪县/石门镇",
    ]


def test_another_name_of_a_place_leads_to_it(folder: Path):
    town = place("石门镇")
    models.Mention.objects.filter(place=town).update(place=None, status="unmatched")
    town.name = "石门街道"
    town.save()
    town.other_names.create(name="石门镇")
    assert next_day(folder).mentions.get(kind="place").place == town


def test_a_page_that_a_curator_renumbered_is_not_overwritten_by_another(folder: Path, edit: Edit):
    page = canal().page
    edit(page, number=5)
    other = folder / "2023-03-05_青岚日报_05版.txt"
    other.write_text("通知\n明天停水。\n", encoding="utf-8")
    ran = run("ingest", other)
    assert ran.status == 1
    assert f"claims the same page as {page.path}, with which it has nothing in common" in ran.err
    page.refresh_from_db()
    assert (page.number, page.raw) == (5, TWO_ARTICLES)


@pytest.mark.parametrize("text", ["陆明远", "区水利局", "石门镇", MEETING])
def test_a_rejected_name_makes_no_record(folder: Path, act: Edit, text: str):
    rejected = models.Mention.objects.filter(text=text)
    records = [(type(each.record), each.record.pk) for each in rejected]
    act("reject", *rejected)
    for model, pk in records:
        model.objects.filter(pk=pk).delete()
    before, rows = settled(), sizes()
    read_again(folder)
    add_a_paragraph(folder)
    assert lost(before) == []
    assert sizes() == rows


def test_a_name_that_only_a_person_saw_follows_the_text(folder: Path, desk: Client):
    data = {"article": canal().pk, "kind": "place", "text": "灌溉渠", "status": "unmatched"}
    desk.post(address(models.Mention, "add"), data)
    added = models.Mention.objects.get(text="灌溉渠")
    assert added.spans == [["headline", 5, 8, None]]
    path = next(folder.glob("*02版.txt"))
    path.write_text(TWO_ARTICLES.replace("石门镇修好灌溉渠", "石门镇已经修好灌溉渠"), encoding="utf-8")
    run("ingest", folder)
    assert models.Mention.objects.get(text="灌溉渠").spans == [["headline", 7, 10, None]]


def test_what_a_person_noted_is_not_swept_away(tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("通知\n明天停水。\n\n公告\n今晚停电，请相互转告。\n", encoding="utf-8")
    run("ingest", path)
    models.Newspaper.objects.update(note="也许是沅溪的小报")
    models.Article.objects.filter(headline="公告").update(state_reason="与原件核对过")
    path.write_text("通知\n明天停水。\n", encoding="utf-8")
    run("ingest", path, "--newspaper", "沅溪日报")
    assert models.Newspaper.objects.filter(note="也许是沅溪的小报").exists()
    gone = models.Article.objects.get(headline="公告")
    assert (gone.state, gone.state_reason) == ("removed", "与原件核对过")

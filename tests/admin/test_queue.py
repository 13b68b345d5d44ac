"""The queue: the most rewarding question first, one card, one key per answer, the next card at once."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from archive.admin.queue import kept, room
from archive.curating import linking
from archive.models import Decision, IndexChange, IngestFile, Issue, KeptQuestions, Mention, Person, Report
from tests import factories
from tests.admin import rows

ROOM = reverse("admin:queue")


@pytest.fixture(autouse=True)
def fresh(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is kept is what there is now, but where a test looks at the keeping itself."""
    if "keeping" in request.fixturenames:
        return
    read = kept.kept

    def found(kinds: Collection[str]) -> Any:
        for kind in kinds:
            kept.keep(room.SOURCES[kind])
        return read(kinds)

    monkeypatch.setattr(kept, "kept", found)


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands for which a process would be started; the test runs them itself."""
    started: list[str] = []
    monkeypatch.setattr(kept, "start", lambda: started.append("find_questions"))
    return started


def ambiguous(text: str, count: int, paper: Any) -> list[Mention]:
    page = factories.PageFactory(issue=factories.IssueFactory(newspaper=paper))
    articles = [factories.ArticleFactory(page=page, text=f"区长{text}出席。") for _ in range(count)]
    spans = [["text", 2, 2 + len(text), 1]]
    return [factories.MentionFactory(article=each, text=text, status="ambiguous", spans=spans) for each in articles]


@pytest.fixture
def people(desk: Client) -> list[Person]:
    paper = factories.NewspaperFactory()
    ambiguous("白小川", 1, paper)
    ambiguous("陆明远", 3, paper)
    return [factories.PersonFactory(name="陆明远", home=rows.place(n)) for n in range(2)]


def answer(desk: Client, what: str, **more: Any) -> Any:
    card = desk.get(ROOM, more).context["card"]
    return desk.post(reverse("admin:queue", query=more or None), sent(card, what), follow=True)


def sent(card: Any, what: str) -> dict[str, Any]:
    """What the card's form sends."""
    return {"question": card.question.name, "answer": what, "key": uuid4(), "seen": card.seen}


def test_the_most_rewarding_comes_first_and_the_next_at_once(desk: Client, people: list[Person]) -> None:
    page = desk.get(ROOM)
    assert page.context["card"].question.title.startswith("陆明远")
    assert page.context["card"].question.weight == 3
    assert [each.answer.name for each in page.context["card"].candidates] == [str(each.pk) for each in people]
    assert "<mark>陆明远</mark>" in page.text
    after = answer(desk, str(people[1].pk))
    assert after.context["card"].question.title.startswith("白小川")
    assert Mention.objects.filter(person=people[1], status="linked").count() == 3
    assert "刚才" in after.text
    undone = desk.post(reverse("admin:undo-decision", args=[Decision.objects.get().pk]), {"next": ROOM}, follow=True)
    assert undone.redirect_chain[-1][0] == ROOM
    assert Mention.objects.filter(status="ambiguous").count() == 4


def test_nobody_and_never(desk: Client, people: list[Person]) -> None:
    answer(desk, "none")
    assert Mention.objects.filter(status="rejected").count() == 3
    answer(desk, "reject")
    assert Mention.objects.filter(status="ambiguous").count() == 0


def test_put_off_and_asked_again(desk: Client, people: list[Person]) -> None:
    after = answer(desk, "later")
    assert after.context["card"].question.title.startswith("白小川")
    assert after.context["put_off"] == 1
    again = desk.post(ROOM, {"answer": "again"}, follow=True)
    assert again.context["card"].question.title.startswith("陆明远")


def test_what_is_no_answer_changes_nothing(desk: Client, people: list[Person]) -> None:
    for what in ("", "nonsense", "999999", "1e5"):
        answer(desk, what)
    desk.post(ROOM, {"question": "nonsense:1", "answer": "1", "key": uuid4()})
    desk.post(ROOM, {"question": "ambiguous-person:x/y", "answer": "none", "key": uuid4()})
    desk.post(ROOM, {"question": "ambiguous-person:1/陆明远", "answer": "none", "key": "no key"})
    assert Mention.objects.filter(status="ambiguous").count() == 4
    assert not Decision.objects.exists()


@pytest.fixture
def twins() -> list[Person]:
    both = [factories.PersonFactory(name=name, home=rows.place()) for name in ("陆明远", "陆鸣远")]
    for each in both:
        rows_of = ambiguous(each.name, 1, factories.NewspaperFactory())
        Mention.objects.filter(pk=rows_of[0].pk).update(status="linked", person=each)
    return both


@pytest.mark.parametrize("what", ["merge", "swapped"])
def test_twins_of_whom_somebody_else_said_something_meanwhile(desk: Client, twins: list[Person], what: str) -> None:
    early, late = (desk.get(ROOM, {"kind": "twins-person"}).context["card"] for _ in range(2))
    assert f'name="seen" value="{early.seen}"' in desk.get(ROOM, {"kind": "twins-person"}).text
    other = Person.objects.get(pk=twins[1].pk)
    other.note = "另一位，女"
    other.save()
    assert "没有照做" in desk.post(ROOM, sent(early, what), follow=True).text
    desk.post(ROOM, sent(desk.get(ROOM, {"kind": "twins-person"}).context["card"], "apart"))
    assert "不是同一个" in desk.post(ROOM, {**sent(late, what), "seen": ""}, follow=True).text
    assert Person.objects.filter(pk__in=[each.pk for each in twins]).count() == 2


@pytest.mark.parametrize(("what", "left"), [("merge", [0]), ("swapped", [1]), ("apart", [0, 1])])
def test_twins(desk: Client, twins: list[Person], what: str, left: list[int]) -> None:
    both = twins
    after = answer(desk, what, kind="twins-person")
    assert [pk for pk in (0, 1) if Person.objects.filter(pk=both[pk].pk).exists()] == left
    assert after.context["kind"] != "twins-person" or after.context["card"] is None
    assert room.SOURCES["twins-person"].questions(9) == []


def test_doubtful_articles_are_confirmed(desk: Client) -> None:
    article = factories.ArticleFactory(confidence=0.4, lines={"1": "headline"})
    page = desk.get(ROOM)
    assert reverse("admin:archive_article_change", args=[article.pk]) in page.text
    answer(desk, "right")
    assert desk.get(ROOM).context["card"] is None


@pytest.mark.parametrize(
    ("breaks", "told", "anchor"),
    [
        ([{"position": 9, "kind": "column", "confidence": 0.4, "lines": [7, 12]}], "第 7 行和第 12 行", "#L7"),
        ([{"position": 9, "kind": "column", "confidence": 0.9, "lines": [7, 12]}], "从第 3 行起", "#L3"),
        ([], "从第 3 行起", "#L3"),
    ],
)
def test_a_doubtful_article_tells_where_the_doubt_is(
    desk: Client, breaks: list[dict[str, object]], told: str, anchor: str
) -> None:
    lines = {"10": "body", "3": "headline", "7": "body", "12": "body"}
    article = factories.ArticleFactory(confidence=0.4, lines=lines, breaks=breaks)
    page = desk.get(ROOM)
    assert told in page.text
    assert reverse("admin:cut-page", args=[article.page_id]) + anchor in page.text


def test_an_orphan_without_another_half_is_told_so(desk: Client) -> None:
    factories.ArticleFactory(continues="第一版", text="后半。")
    page = desk.get(ROOM, {"kind": "orphan"})
    assert "上接第一版" in page.text
    assert "这一期里没有找到另一半" in page.text


def test_orphans_are_joined(desk: Client) -> None:
    issue = factories.IssueFactory()
    head, rest = (
        factories.ArticleFactory(page=factories.PageFactory(issue=issue, number=n), **given)
        for n, given in ((1, {"goes_on": "第三版", "text": "前半。"}), (3, {"continues": "第一版", "text": "后半。"}))
    )
    card = desk.get(ROOM, {"kind": "orphan"}).context["card"]
    assert card.candidates
    answer(desk, card.candidates[0].answer.name, kind="orphan")
    rest.refresh_from_db()
    assert rest.joined_to == head
    desk.post(reverse("admin:undo-decision", args=[Decision.objects.get().pk]))
    rest.refresh_from_db()
    assert rest.joined_to is None


def test_the_rest(desk: Client) -> None:
    rows.report()
    IngestFile.objects.create(ingest=rows.ingest_file().ingest, path="a/b.txt", outcome="quarantined", reason="空文件")
    IndexChange.objects.create(object_type="article", object_id=7, tries=9, error="disk full")
    factories.IssueFactory(date=None)
    asked = {each.kind for source in room.SOURCES.values() for each in source.questions(9)}
    assert {"report", "file", "index", "date"} <= asked
    for kind, what in (("report", "declined"), ("file", "seen"), ("index", "retry")):
        assert desk.get(ROOM, {"kind": kind}).context["card"].question.kind == kind
        answer(desk, what, kind=kind)
        assert not room.SOURCES[kind].questions(9)


def test_only_what_one_may_decide_is_asked(staff: Callable[..., Client], db: None) -> None:
    rows.report()
    assert staff("view_decision").get(ROOM).context["card"] is None
    assert staff("view_decision", "change_report").get(ROOM).context["card"] is not None
    assert staff("change_report").get(ROOM).status_code == 403


def test_hostile_text_stays_text(desk: Client) -> None:
    ambiguous("<b>陆</b>", 2, factories.NewspaperFactory(name="<i>报</i>"))
    factories.PersonFactory(name="<b>陆</b>")
    text = desk.get(ROOM).text
    assert "<b>陆</b>" not in text
    assert "<i>报</i>" not in text
    assert User.objects.count() == 1


def test_costly_questions_are_found_elsewhere_and_kept(desk: Client, people: list[Person], keeping: list[str]) -> None:
    for _ in range(2):
        page = desk.get(ROOM)
        assert page.context["card"] is None
        assert page.context["looking"]
    assert keeping == ["find_questions"]
    call_command("find_questions")
    page = desk.get(ROOM)
    assert page.context["card"].question.title.startswith("陆明远")
    assert page.context["oldest"]
    assert "是刚才查找的" in page.text
    assert len(keeping) == 1
    answer(desk, "none")
    assert desk.get(ROOM).context["card"].question.title.startswith("白小川")
    assert KeptQuestions.objects.get(kind="ambiguous-person").found[0][0].endswith("白小川")


def test_old_questions_are_shown_while_they_are_looked_for_anew(
    desk: Client, people: list[Person], keeping: list[str]
) -> None:
    call_command("find_questions", "--all")
    assert desk.get(ROOM).context["card"] is not None
    assert keeping == []
    KeptQuestions.objects.update(found_at=timezone.now() - 2 * kept.FRESH)
    for _ in range(3):
        assert desk.get(ROOM).context["card"] is not None
    assert len(keeping) == 1
    # Whoever was sent and did not come back is not waited for.
    KeptQuestions.objects.update(begun_at=timezone.now() - 2 * kept.GIVEN_UP)
    desk.get(ROOM)
    assert len(keeping) == 2


def test_a_question_answered_elsewhere_is_passed_over(desk: Client, people: list[Person], keeping: list[str]) -> None:
    call_command("find_questions", "--all")
    Mention.objects.filter(text="陆明远").update(status="unmatched")
    assert desk.get(ROOM).context["card"].question.title.startswith("白小川")
    assert len(KeptQuestions.objects.get(kind="ambiguous-person").found) == 1


def uncertain() -> Issue:
    issue = factories.IssueFactory(date_origin="inferred", date_reason="据“三月五日”(第3行)", date_precision="day")
    page = factories.PageFactory(issue=issue, raw="第一行\n\n三月五日，云溪区召开会议。\n末行")
    factories.ArticleFactory(page=page)
    return issue


def test_a_date_is_set_on_its_card_beside_the_lines_it_was_read_from(desk: Client) -> None:
    issue = uncertain()
    page = desk.get(ROOM)
    assert "三月五日，云溪区召开会议。" in page.text
    assert "末行" not in page.text
    name = page.context["card"].answers[1].name
    answer(desk, name)
    issue.refresh_from_db()
    assert issue.date_origin == "inferred", "no day was typed"
    data = {"question": f"date:{issue.pk}", "answer": "right", "key": uuid4(), f"given-{name}": "2023-03-06"}
    assert "另一个答案" in desk.post(ROOM, data, follow=True).text
    assert not Decision.objects.exists()
    after = desk.post(ROOM, {**data, "answer": name}, follow=True)
    issue.refresh_from_db()
    assert (str(issue.date), issue.date_origin) == ("2023-03-06", "given")
    assert "date" in issue.locked_fields
    assert after.context["last"] is not None
    assert after.context["card"] is None


@pytest.mark.parametrize("typed", ["", "昨天", "2023-02-31", "7:2023-01-01"])
def test_what_is_no_day_is_refused(desk: Client, typed: str) -> None:
    issue = uncertain()
    name = f"given:{issue.revision}"
    data = {"question": f"date:{issue.pk}", "answer": name, "key": uuid4(), f"given-{name}": typed}
    assert "请填写日期" in desk.post(ROOM, data, follow=True).text
    assert not Decision.objects.exists()


def test_what_was_answered_in_another_process_is_not_asked_again(desk: Client) -> None:
    """Each process keeps its lists for a minute; a card is looked at anew."""
    issue, article = uncertain(), factories.ArticleFactory(confidence=0.4)
    desk.get(ROOM)
    for record in (issue, article):
        linking.confirm(record)
    assert desk.get(ROOM).context["card"] is None


def test_one_of_those_that_come_next_can_be_asked_for(desk: Client, people: list[Person]) -> None:
    (after, label) = desk.get(ROOM).context["next"][0]
    assert label == room.SOURCES[after.kind].label
    assert desk.get(ROOM, {"ask": after.name}).context["card"].question == after
    assert desk.get(ROOM, {"ask": "nothing"}).context["card"].question.title.startswith("陆明远")


def test_a_report_leads_to_where_it_is_mended(desk: Client) -> None:
    article = factories.ArticleFactory()
    person = factories.PersonFactory()
    made = {"message": "不对", "language": "zh-hans", "address": "/x/"}
    wanted = {
        ("date", "article"): reverse("admin:move-issue", args=[article.page.issue_id]),
        ("text", "article"): reverse("admin:cut-page", args=[article.page_id]),
        ("not_same", "person"): reverse("admin:split-person", args=[person.pk]),
    }
    for (kind, field), url in wanted.items():
        record = article if field == "article" else person
        report = Report.objects.create(kind=kind, **{field: record}, **made)
        card = desk.get(ROOM, {"kind": "report", "ask": f"report:{report.pk}"}).context["card"]
        assert [each.url for each in card.answers if each.key == "2"] == [url]
        assert card.question.title == str(record)
        assert len({each.key for each in card.answers}) == len(card.answers)
        assert desk.get(url).status_code == 200
    gone = Report.objects.create(kind="date", **made)
    card = desk.get(ROOM, {"kind": "report", "ask": f"report:{gone.pk}"}).context["card"]
    assert [each.name for each in card.answers] == ["accepted", "declined"]


@pytest.mark.parametrize("about", ["9" * 25, "9" * 25 + "/1", "²/1", "", "1/2/3"])
@pytest.mark.parametrize("answer", ["merge", "9" * 25, "²", "given:" + "9" * 25 + ":2023-03-05"])
def test_numbers_that_no_record_has(desk: Client, about: str, answer: str) -> None:
    for kind in room.SOURCES:
        sent = {"question": f"{kind}:{about}", "answer": answer, "key": str(uuid4())}
        assert desk.post(ROOM, sent).status_code in (302, 400, 404)
        assert desk.get(ROOM, {"ask": f"{kind}:{about}"}).status_code == 200

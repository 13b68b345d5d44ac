"""Boundaries moved by hand on a page of three articles: what each act does, and what undoing it leaves."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from archive.curating import cutting, deciding
from archive.curating.lines import ASIDE, NEW, Act, Sheet, plan
from archive.models import Article, Decision, FormerRecord, IndexChange, Mention, Page
from archive.models.acting import acting
from tests.ingest.conftest import run

pytestmark = pytest.mark.django_db

LINES = [
    *("石门镇修好灌溉渠", ""),
    "本报讯（记者 白小川）云溪区石门镇的灌溉渠昨日通水，区长陆明远到场查看，三百亩水田有了水。",
    *("", "渡口夜里通船", ""),
    "本报讯（记者 何青山）石门镇渡口夜里也通船了，两岸的人往来方便，镇上派人守夜。",
    "船工说，夜里风大，要等到天亮才敢满载，镇上答应再添一条大船，赶在汛期之前",
    *("", "下水。", "", "小学迎来新操场", ""),
    "本报讯（记者 马川）云溪区实验小学的新操场日前启用，孩子们在塑胶跑道上跑了第一圈。",
    "",
]
CANAL, FERRY, SCHOOL = 0, 1, 2


@pytest.fixture
def dumped(tmp_path: Path) -> Page:
    path = tmp_path / "2023-03-05_青岚日报_02版.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    run("ingest", path)
    return Page.objects.get()


@pytest.fixture
def curator() -> User:
    return User.objects.create(username="bai")


@pytest.fixture
def deal(dumped: Page, curator: User) -> Callable[[Act], Decision]:
    def carry_out(act: Act) -> Decision:
        with acting(curator.pk):
            return cutting.deal(dumped.pk, act)

    return carry_out


def rows(dumped: Page) -> list[Article]:
    return list(Article.objects.filter(page=dumped).order_by("position", "pk"))


def line(words: str) -> int:
    """The number of the line that has these words."""
    return next(number for number, text in enumerate(LINES, 1) if words in text)


def read_again(dumped: Page) -> str:
    Article.objects.update(checksum="another")
    return run("ingest", dumped.path).counts


def test_the_page_is_as_the_tests_take_it(dumped: Page) -> None:
    assert [row.headline for row in rows(dumped)] == ["石门镇修好灌溉渠", "渡口夜里通船", "小学迎来新操场"]


def test_a_line_is_given_to_another_article(dumped: Page, deal: Callable[[Act], Decision], curator: User) -> None:
    canal, ferry, _ = rows(dumped)
    moved = line("船工说")
    IndexChange.objects.all().delete()
    decision = deal(Act("lines", (moved,), canal.pk))
    canal.refresh_from_db()
    ferry.refresh_from_db()
    assert "船工说" in canal.text
    assert "船工说" not in ferry.text
    assert canal.lines[str(moved)] == "body"
    assert ("lines" in canal.locked_fields, "lines" in ferry.locked_fields) == (True, True)
    assert "text" not in canal.locked_fields
    assert (decision.kind, decision.subject_id, decision.touched) == ("lines", dumped.pk, 2)
    assert set(IndexChange.objects.values_list("object_id", flat=True)) >= {canal.pk, ferry.pk}
    assert Article.history.filter(id=canal.pk).first().history_user == curator
    assert read_again(dumped).startswith("created 0, updated 0,")
    assert deciding.undo(decision.pk, curator.pk)[1] == []
    canal.refresh_from_db()
    assert "船工说" not in canal.text
    assert canal.locked_fields == []
    assert read_again(dumped).startswith("created 0, updated 0,")


def test_a_broken_sentence_is_mended_where_its_halves_meet(dumped: Page, deal: Callable[[Act], Decision]) -> None:
    canal, ferry, school = rows(dumped)
    deal(Act("lines", (line("船工说"),), school.pk, "body"))
    deal(Act("lines", (line("下水。"),), school.pk, "body"))
    school.refresh_from_db()
    assert "赶在汛期之前下水。" in school.text
    assert school.breaks


def test_an_article_is_split_and_has_names_of_its_own(
    dumped: Page, deal: Callable[[Act], Decision], curator: User
) -> None:
    _, ferry, _ = rows(dumped)
    decision = deal(Act("split", (line("船工说"),)))
    fresh = Article.objects.get(pk=decision.data["made"][0])
    ferry.refresh_from_db()
    assert fresh.text.startswith("船工说")
    assert (fresh.state, fresh.date, fresh.newspaper_id) == (ferry.state, ferry.date, ferry.newspaper_id)
    assert [row.pk for row in rows(dumped)][2] == fresh.pk
    assert read_again(dumped).startswith("created 0, updated 0,")
    deciding.undo(decision.pk, curator.pk)
    fresh.refresh_from_db()
    ferry.refresh_from_db()
    assert (fresh.state, fresh.lines, fresh.text) == ("removed", {}, "")
    assert "船工说" in ferry.text


def test_two_articles_are_merged_and_the_old_address_leads_on(
    dumped: Page, deal: Callable[[Act], Decision], curator: User, client: Client
) -> None:
    canal, ferry, _ = rows(dumped)
    decision = deal(Act("merge", article=ferry.pk, target=canal.pk))
    canal.refresh_from_db()
    ferry.refresh_from_db()
    assert canal.headline == "石门镇修好灌溉渠"
    assert "渡口夜里通船\n" in canal.text
    assert canal.lines[str(line("渡口夜里"))] == "subhead"
    assert (ferry.state, ferry.state_reason) == ("removed", "改分篇：并入“石门镇修好灌溉渠”")
    assert FormerRecord.objects.successor("article", ferry.pk) == canal.pk
    assert client.get(f"/articles/{ferry.pk}/").url == f"/articles/{canal.pk}/"
    assert client.get(f"/pages/{dumped.pk}/").text.count("渡口夜里通船") >= 1
    assert read_again(dumped).startswith("created 0, updated 0,")
    deciding.undo(decision.pk, curator.pk)
    ferry.refresh_from_db()
    assert (ferry.state, ferry.state_reason, ferry.headline) == ("published", "", "渡口夜里通船")
    assert client.get(f"/articles/{ferry.pk}/").status_code == 200
    assert not FormerRecord.objects.exists()


def test_a_line_is_put_aside_and_restored(dumped: Page, deal: Callable[[Act], Decision]) -> None:
    _, ferry, school = rows(dumped)
    number = line("下水。")
    deal(Act("lines", (number,), ASIDE))
    dumped.refresh_from_db()
    assert dumped.unassigned == {str(number): "discarded"}
    assert dumped.locked_fields == ["unassigned"]
    assert read_again(dumped).startswith("created 0, updated 0,")
    deal(Act("lines", (number,), ferry.pk))
    dumped.refresh_from_db()
    ferry.refresh_from_db()
    assert (dumped.unassigned, dumped.locked_fields) == ({}, [])
    assert "赶在汛期之前下水。" in ferry.text


def test_a_heading_is_told_anew_where_it_comes_to_stand(dumped: Page, deal: Callable[[Act], Decision]) -> None:
    canal, _, school = rows(dumped)
    deal(Act("lines", (line("小学迎来"), line("实验小学")), canal.pk))
    canal.refresh_from_db()
    school.refresh_from_db()
    assert canal.lines[str(line("小学迎来"))] == "subhead"
    assert (school.state, school.lines) == ("removed", {})
    decision = deal(Act("lines", (line("小学迎来"), line("实验小学")), NEW))
    assert Article.objects.get(pk=decision.data["made"][0]).headline == "小学迎来新操场"


@pytest.mark.parametrize("kind", ["photo", "notice", "advert", "opinion"])
def test_the_kind_is_set(dumped: Page, deal: Callable[[Act], Decision], curator: User, kind: str) -> None:
    school = rows(dumped)[SCHOOL]
    decision = deal(Act("kind", article=school.pk, kind=kind))
    school.refresh_from_db()
    assert school.kind == kind
    assert "kind" in school.locked_fields
    assert read_again(dumped).startswith("created 0, updated 0,")
    deciding.undo(decision.pk, curator.pk)
    school.refresh_from_db()
    assert (school.kind, school.locked_fields) == ("article", [])


def test_what_a_curator_decided_about_a_name_goes_with_it(
    dumped: Page, deal: Callable[[Act], Decision], curator: User
) -> None:
    canal, ferry, _ = rows(dumped)
    held = Mention.objects.get(article=canal, text="陆明远")
    held.person, held.status = None, "rejected"
    held.lock(["status"])
    held.save()
    decision = deal(Act("lines", (line("灌溉渠昨日"),), ferry.pk))
    assert not Mention.objects.filter(article=canal, text="陆明远").exists()
    assert Mention.objects.get(article=ferry, text="陆明远").status == "rejected"
    deciding.undo(decision.pk, curator.pk)
    assert Mention.objects.get(text="陆明远").article_id == canal.pk
    assert Mention.objects.get(text="陆明远").status == "rejected"


def test_words_that_a_person_wrote_stay(dumped: Page, deal: Callable[[Act], Decision]) -> None:
    canal, ferry, _ = rows(dumped)
    canal.headline = "改写的标题"
    canal.lock(["headline"])
    canal.save()
    deal(Act("lines", (line("船工说"),), canal.pk))
    canal.refresh_from_db()
    assert canal.headline == "改写的标题"
    assert "船工说" in canal.text


def test_hidden_words_do_not_come_out(dumped: Page, deal: Callable[[Act], Decision]) -> None:
    canal, ferry, _ = rows(dumped)
    Article.objects.filter(pk=ferry.pk).set_state("withheld", "核实中")
    for act in (
        Act("lines", (line("船工说"),), canal.pk),
        Act("merge", article=ferry.pk, target=canal.pk),
        Act("lines", tuple(range(line("渡口夜里"), line("下水。") + 1)), ASIDE),
    ):
        with pytest.raises(deciding.Refused, match="没有公开"):
            deal(act)
    decision = deal(Act("split", (line("船工说"),)))
    fresh = Article.objects.get(pk=decision.data["made"][0])
    assert (fresh.state, fresh.state_reason) == ("withheld", "核实中")
    assert "state" in fresh.locked_fields


def test_a_form_sent_twice_is_one_decision(dumped: Page, curator: User) -> None:
    key, seen = uuid4(), Sheet.of(dumped).seen
    with acting(curator.pk):
        first = cutting.deal(dumped.pk, Act("split", (line("船工说"),)), seen=seen, key=key)
        assert cutting.deal(dumped.pk, Act("split", (line("船工说"),)), seen=seen, key=key) == first
    assert Article.objects.count() == 4


def test_a_stale_form_is_refused(dumped: Page, curator: User) -> None:
    seen = Sheet.of(dumped).seen
    rows(dumped)[CANAL].save()
    with pytest.raises(cutting.Stale), acting(curator.pk):
        cutting.deal(dumped.pk, Act("split", (line("船工说"),)), seen=seen)


@pytest.mark.parametrize(
    ("act", "why"),
    [
        (Act("lines", (), NEW), "请选要改动的行"),
        (Act("lines", (999,), NEW), "请选要改动的行"),
        (Act("lines", (1,), 987654), "没有这篇文章"),
        (Act("split", (1,)), "第一行"),
        (Act("split", (2,)), "请选文章中的一行"),
        (Act("merge", article=1, target=1), "两篇不同的"),
        (Act("kind", article=0, kind="photo"), "请选文章和类型"),
    ],
)
def test_what_cannot_be_is_refused(dumped: Page, act: Act, why: str) -> None:
    with pytest.raises(deciding.Refused, match=why):
        plan(Sheet.of(dumped), act)


def test_lines_dealt_out_again_stay_when_an_older_act_is_undone(
    dumped: Page, deal: Callable[[Act], Decision], curator: User
) -> None:
    canal, ferry, school = rows(dumped)
    first = deal(Act("lines", (line("船工说"), line("下水。")), canal.pk))
    deal(Act("lines", (line("下水。"),), school.pk))
    assert deciding.undo(first.pk, curator.pk)[1] == [f"第 {line('下水。')} 行后来又改过，没有动。"]
    for row in (canal, ferry, school):
        row.refresh_from_db()
    assert "船工说" in ferry.text
    assert "下水。" in school.text


def test_a_changed_dump_keeps_the_boundaries(dumped: Page, deal: Callable[[Act], Decision]) -> None:
    canal, ferry, _ = rows(dumped)
    decision = deal(Act("lines", (line("船工说"),), canal.pk))
    changed = ["今日导读", "", *LINES]
    at = changed.index(LINES[2])
    changed[at] = changed[at].replace("三百亩", "三百余亩")
    Path(dumped.path).write_text("\n".join(changed), encoding="utf-8")
    assert run("ingest", dumped.path).status == 0
    canal.refresh_from_db()
    ferry.refresh_from_db()
    assert "三百余亩" in canal.text
    assert "船工说" in canal.text
    assert "船工说" not in ferry.text
    assert canal.lines[str(line("船工说") + 2)] == "body"
    with pytest.raises(deciding.Refused, match="行号已变"):
        deciding.undo(decision.pk, User.objects.get().pk)


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_hidden_words_do_not_come_out_by_way_of_what_was_discarded(
    dumped: Page, deal: Callable[[Act], Decision], curator: User, state: str
) -> None:
    canal, ferry, school = rows(dumped)
    Article.objects.filter(pk=ferry.pk).set_state(Article.State(state), "保密")
    secret = line("船工说")
    made = deal(Act("lines", (secret,), ASIDE))
    with pytest.raises(deciding.Refused, match=ferry.title):
        deal(Act("lines", (secret,), canal.pk))
    deal(Act("lines", (secret,), NEW))
    assert {each.state for each in Article.objects.exclude(pk__in=[canal.pk, school.pk])} == {state}
    deciding.undo(Decision.objects.order_by("-pk")[0].pk, curator.pk)
    assert deciding.undo(made.pk, curator.pk)[1] == []
    assert str(secret) in Article.objects.get(pk=ferry.pk).lines


def test_what_is_handed_back_from_a_list_is_the_machines_again(dumped: Page, client: Client) -> None:
    _canal, ferry, _school = rows(dumped)
    read = ferry.headline
    ferry.headline = "有人改过的标题"
    ferry.lock(["headline"])
    ferry.save()
    client.force_login(User.objects.create(username="lin", is_staff=True, is_superuser=True))
    client.post(reverse("admin:archive_article_changelist"), {"action": "unlock", "_selected_action": [ferry.pk]})
    run("ingest", dumped.path)
    ferry.refresh_from_db()
    assert (ferry.headline, ferry.locked_fields) == (read, [])

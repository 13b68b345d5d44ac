"""The rooms where a page's lines are dealt out, an issue is moved, and names wait to be looked for."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from archive.curating import again
from archive.ingest import Progress
from archive.models import Article, Decision, Issue, Page
from tests import factories
from tests.curating.test_cutting import LINES, line
from tests.ingest.conftest import run

pytestmark = pytest.mark.django_db

# The page with some twelve articles, or with three: how many queries either takes.
QUERIES = 12


@pytest.fixture
def dumped(tmp_path: Path) -> Page:
    path = tmp_path / "2023-03-05_青岚日报_02版.txt"
    path.write_text("\n".join(LINES), encoding="utf-8")
    run("ingest", path)
    return Page.objects.get()


def room(dumped: Page) -> str:
    return reverse("admin:cut-page", args=[dumped.pk])


def titled(headline: str) -> Article:
    return Article.objects.get(headline=headline)


def sent(desk: Client, dumped: Page, **asked: Any) -> dict[str, Any]:
    """What a browser would send from the preview of what is asked for."""
    form = desk.get(room(dumped), asked).context["form"]
    return {**asked, "key": form["key"].value(), "seen": form["seen"].value(), "reason": "行归错了"}


def test_the_room_shows_whose_each_line_is(desk: Client, dumped: Page) -> None:
    answer = desk.get(room(dumped))
    html = answer.text
    assert [card.article.headline for card in answer.context["cards"].values()] == [
        *("石门镇修好灌溉渠", "渡口夜里通船", "小学迎来新操场"),
    ]
    assert [(each.number, each.tag, each.label) for each in answer.context["lines"][:2]] == [
        *((1, "1", "主题"), (3, "1", "正文")),
    ]
    assert 'name="line" value="1"' in html
    for model, pk in (("article", titled("渡口夜里通船").pk), ("page", dumped.pk)):
        change = reverse(f"admin:archive_{model}_change", args=[pk])
        assert change in html
        assert room(dumped) in desk.get(change).text


def test_a_preview_changes_nothing(desk: Client, dumped: Page) -> None:
    before = list(Article.objects.order_by("pk").values())
    asked = {"verb": "lines", "lines": str(line("船工说")), "target": titled("石门镇修好灌溉渠").pk}
    answer = desk.get(room(dumped), asked)
    readings = answer.context["readings"]
    assert [each.title for each in readings] == ["石门镇修好灌溉渠", "渡口夜里通船"]
    assert "船工说" in {each.label: each.after for each in readings[0].fields}["正文"]
    assert "→ 1 正文" in answer.text
    assert list(Article.objects.order_by("pk").values()) == before
    assert not Decision.objects.exists()


def test_a_boundary_is_moved_and_undone(desk: Client, dumped: Page) -> None:
    data = sent(
        desk, dumped, verb="lines", lines=f"{line('船工说')}-{line('下水。')}", target=titled("石门镇修好灌溉渠").pk
    )
    answer = desk.post(room(dumped), data, follow=True)
    assert "已保存" in answer.text
    assert "船工说" in titled("石门镇修好灌溉渠").text
    decision = Decision.objects.get()
    assert (decision.kind, decision.made_by, decision.reason) == ("lines", User.objects.get(), "行归错了")
    desk.post(room(dumped), data)
    assert Decision.objects.count() == 1
    assert "已撤销" in desk.post(reverse("admin:undo-decision", args=[decision.pk]), follow=True).text
    assert "船工说" in titled("渡口夜里通船").text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"verb": "split", "line": [line("船工说")]}, "新的一篇"),
        ({"verb": "lines", "lines": "1，3", "target": "-1"}, "各行都已移出"),
        ({"verb": "lines", "lines": "9999", "target": "0"}, "请选要改动的行"),
        ({"verb": "lines", "lines": "3", "target": "123456"}, "没有这篇文章"),
        ({"verb": "join", "article": "1", "target": "2"}, "请选另一版上的文章"),
        ({"verb": "part", "article": "0"}, "请选文章"),
        ({"verb": "nonsense"}, "所选的行"),
        ({"verb": "lines", "lines": "3", "role": "nonsense"}, "所选的行"),
    ],
)
def test_whatever_is_asked_is_answered(desk: Client, dumped: Page, asked: dict[str, Any], told: str) -> None:
    answer = desk.get(room(dumped), asked)
    assert answer.status_code == 200
    assert told in answer.text


def test_a_stale_form_is_refused_and_shows_what_is_there_now(desk: Client, dumped: Page) -> None:
    data = sent(desk, dumped, verb="merge", article=titled("渡口夜里通船").pk, target=titled("石门镇修好灌溉渠").pk)
    changed = titled("石门镇修好灌溉渠")
    changed.headline = "别人改的标题"
    changed.save()
    answer = desk.post(room(dumped), data)
    assert "这一版又有改动，没有保存" in answer.text
    assert "别人改的标题" in answer.text
    assert not Decision.objects.exists()
    # Seen now, it may be sent.
    fresh = {**data, "seen": answer.context["form"]["seen"].value()}
    assert desk.post(room(dumped), fresh).status_code == 302


def test_a_jump_is_joined_and_parted(desk: Client, dumped: Page) -> None:
    other = factories.PageFactory(issue=dumped.issue, number=3)
    rest = factories.ArticleFactory(headline="", text="（上接第二版）后文。", page=other, lines={"1": "body"})
    head = titled("小学迎来新操场")
    data = sent(desk, dumped, verb="join", article=head.pk, target=rest.pk)
    assert desk.post(room(dumped), data).status_code == 302
    rest.refresh_from_db()
    assert rest.joined_to == head
    there = reverse("admin:cut-page", args=[other.pk])
    asked = desk.get(there, {"verb": "part", "article": rest.pk})
    assert "将拆开成两篇" in asked.text
    form = asked.context["form"]
    sent_back = {"verb": "part", "article": rest.pk, "key": form["key"].value(), "seen": form["seen"].value()}
    assert desk.post(there, sent_back).status_code == 302
    assert [each.kind for each in Decision.objects.all()] == ["join", "join"]


def test_hostile_lines_are_only_shown(desk: Client, tmp_path: Path) -> None:
    path = tmp_path / "2023-03-05_青岚日报_02版.txt"
    path.write_text("<script>alert(1)</script>\n本报讯 石门镇的灌溉渠通水，三百亩水田有了水。\n", encoding="utf-8")
    run("ingest", path)
    dumped = Page.objects.get()
    html = desk.get(room(dumped), {"verb": "split", "line": [2]}).text
    assert "<script>alert" not in html


def test_the_rooms_are_for_those_who_may(staff: Callable[..., Client], dumped: Page) -> None:
    allowed, forbidden = staff("change_article", "change_issue", "change_mention"), staff("view_article")
    for url in (room(dumped), reverse("admin:move-issue", args=[dumped.issue_id]), reverse("admin:extract-again")):
        assert allowed.get(url).status_code == 200
        assert forbidden.get(url).status_code == 403
        assert forbidden.post(url).status_code == 403
    assert not Decision.objects.exists()


def test_a_fixed_number_of_queries(desk: Client, dumped: Page, django_assert_max_num_queries: Any) -> None:
    asked = {"verb": "split", "line": [line("船工说")]}
    with django_assert_max_num_queries(QUERIES):
        desk.get(room(dumped), asked)
    for number in range(9):
        factories.ArticleFactory(page=dumped, lines={str(1000 + number): "body"})
    with django_assert_max_num_queries(QUERIES):
        desk.get(room(dumped), asked)


def test_an_issue_is_moved(desk: Client, dumped: Page) -> None:
    url = reverse("admin:move-issue", args=[dumped.issue_id])
    assert url in desk.get(reverse("admin:archive_issue_change", args=[dumped.issue_id])).text
    asked = {"newspaper": dumped.issue.newspaper_id, "date": "2023-04-05"}
    answer = desk.get(url, asked)
    assert "1 版、3 篇文章随之改动" in answer.text
    assert str(Issue.objects.get().date) == "2023-03-05"
    data = {**asked, "key": answer.context["key"], "seen": dumped.issue.revision}
    assert desk.post(url, data).status_code == 302
    assert str(Article.objects.first().date) == "2023-04-05"
    desk.post(url, data)
    assert [each.kind for each in Decision.objects.all()] == ["issue"]
    stale = {**data, "key": "00000000-0000-4000-8000-000000000000", "date": "2023-04-06"}
    assert "这一期又有改动" in desk.post(url, stale).text
    assert "已经是" in desk.get(url, asked).text


def test_names_are_looked_for_again(
    desk: Client, act: Callable[..., Any], dumped: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "AT_ONCE", 2)
    answer = act("extract_again", *Article.objects.all())
    assert "已识别 2 篇" in answer.text
    assert "另有 1 篇待识别" in answer.text
    url = reverse("admin:extract-again")
    assert "还有 1 篇" in desk.get(url).text
    begun: list[None] = []
    monkeypatch.setattr(again, "begin", lambda: begun.append(None))
    assert "已在后台开始重读" in desk.post(url, follow=True).text
    assert begun == [None]
    assert again.waiting() == (1, 0)
    assert again.read(Progress(StringIO(), quiet=True)) == (0, 0)
    assert "还有 0 篇" in desk.get(url).text

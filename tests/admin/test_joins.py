"""Articles of several pages on the desk: listed, shown with both pages, taken apart, withheld, corrected."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from archive import models
from archive.admin import evidence
from archive.admin.articles import ArticleAdmin
from archive.models import Article, CannotJoin
from tests import factories
from tests.admin.conftest import address
from tests.admin.test_lists import queries

FIRST = "区长陆明远到石门镇看路灯，他要求抓紧（下转第三版）"
THIRD = "（上接第一版）装好。司机马川说，路好走了。"


@pytest.fixture
def pair(db: None) -> tuple[Article, Article]:
    """An article on page 1 and its rest on page 3, joined."""
    first, rest = on_page(1, FIRST, headline="石门镇新路通车", goes_on="第三版"), on_page(3, THIRD, continues="第一版")
    factories.MentionFactory(article=rest, text="马川", spans=[["text", 12, 14, 2]])
    rest.join(first)
    Article.objects.filter(pk=rest.pk).update(locked_fields=[])  # as if the machine had joined them
    return Article.objects.get(pk=first.pk), Article.objects.get(pk=rest.pk)


def on_page(number: int, text: str, **values: Any) -> Article:
    page = factories.PageFactory(
        issue=factories.IssueFactory(), number=number, raw=f"版头{number}\n{text}", sha256=f"{number:064}"
    )
    return factories.ArticleFactory(page=page, text=text, lines={"2": "body"}, **{"headline": "", **values})


def listed(desk: Client, **query: object) -> list[int]:
    return [row.pk for row in desk.get(address(Article, "changelist", **query)).context["cl"].result_list]


def test_filters_tell_jumps_and_confidence(desk: Client, pair: tuple[Article, Article]) -> None:
    first, rest = pair
    orphan = on_page(5, "（上接第四版）没有前文。", continues="第四版", confidence=0.6)
    plain = factories.ArticleFactory(confidence=0.8)
    assert listed(desk, jump="waiting") == [orphan.pk]
    assert listed(desk, jump="whole") == [first.pk]
    assert listed(desk, jump="joined") == [rest.pk]
    assert listed(desk, sure="low") == [orphan.pk]
    assert listed(desk, sure="middle") == [plain.pk]
    assert set(listed(desk, sure="high")) == {first.pk, rest.pk}
    assert listed(desk, o=ArticleAdmin.list_display.index("sure") + 1)[:2] == [orphan.pk, plain.pk]
    html = desk.get(address(Article, "changelist")).text
    assert '<span class="sure doubtful">60%</span>' in html
    assert '<span class="state joined">已接入他文</span>' in html


def test_the_first_page_counts_what_is_open(desk: Client) -> None:
    on_page(5, "（上接第四版）没有前文。", continues="第四版", confidence=0.6)
    groups = desk.get("/admin/").context["status_groups"]
    figures = {figure.label: figure.value for group in groups for figure in group.figures}
    assert (figures["把握较低"], figures["待接续"]) == ("1", "1")


def test_an_article_s_page_shows_both_pages(desk: Client, pair: tuple[Article, Article]) -> None:
    first, rest = pair
    html = desk.get(address(Article, "change", first.pk)).text
    assert "<h4>第1版</h4>" in html
    assert "<h4>第3版</h4>" in html
    assert html.count('<tr class="own">') == 2
    assert f'<a href="{address(Article, "change", rest.pk)}">装好。司机马川说，路好走了。</a>' in html
    html = desk.get(address(Article, "change", rest.pk)).text
    assert "已接入：" in html
    assert f'<a href="{address(Article, "change", first.pk)}">石门镇新路通车 · ' in html
    orphan = on_page(5, "（上接第四版）没有前文。", continues="第四版")
    assert "待接续：没有找到能确定的另一半。" in desk.get(address(Article, "change", orphan.pk)).text


def test_a_mention_tells_the_page_of_its_line(pair: tuple[Article, Article]) -> None:
    mention = pair[0].mentions.get(text="马川")
    assert "正文，第3版第 2 行" in evidence.contexts(mention)


def test_number_of_queries_does_not_grow_with_joins(desk: Client, pair: tuple[Article, Article]) -> None:
    lists = [address(model, "changelist") for model in (Article, models.Mention, models.Byline)]
    few = [queries(desk, url) for url in lists]
    for number in (11, 21, 31):
        rest = on_page(number + 1, THIRD, continues="第一版")
        factories.MentionFactory(article=rest, text="马川", spans=[["text", 12, 14, 2]])
        rest.join(on_page(number, FIRST, goes_on="第三版"))
    assert [queries(desk, url) for url in lists] == few


@pytest.mark.parametrize("chosen", [0, 1])
def test_taking_apart_is_remembered(act: Callable[..., Any], pair: tuple[Article, Article], chosen: int) -> None:
    first, rest = pair
    answer = act("part", pair[chosen])
    assert "已拆开 1 篇" in answer.text
    first.refresh_from_db()
    rest.refresh_from_db()
    assert (first.text, rest.joined_to, rest.join_refused) == (FIRST, None, [first.pk])
    assert "拆开" in answer.client.get(address(Article, "history", rest.pk)).text


def test_taking_apart_three_pages(act: Callable[..., Any], pair: tuple[Article, Article]) -> None:
    first, rest = pair
    last = on_page(5, "（上接第三版）完。", continues="第三版")
    last.join(first)
    assert "已拆开 2 篇" in act("part", first).text
    assert not Article.objects.exclude(joined_to=None).exists()


def test_joining_by_hand_in_the_order_of_pages(act: Callable[..., Any]) -> None:
    last, first, rest = on_page(5, "没有标记的第三段。"), on_page(1, "开头一段，"), on_page(3, "中间一段。")
    answer = act("join", last, rest, first)
    assert "已把 3 篇接成一篇：“开头一段，”。" in answer.text
    first.refresh_from_db()
    assert [each.pk for each in first.chain()] == [rest.pk, last.pk]
    for each in (first, rest, last):
        assert "接成一篇" in answer.client.get(address(Article, "history", each.pk)).text


def elsewhere() -> models.Page:
    return factories.PageFactory(issue=factories.IssueFactory(date="2023-03-09"), number=9)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda first, last: first.lock(["text"]), "前文的正文已人工锁定"),
        (lambda first, last: setattr(last, "page", first.page), "两篇在同一版上"),
        (lambda first, last: setattr(last, "page", elsewhere()), "两篇不在同一期"),
        (lambda first, last: setattr(last, "state", "withheld"), "后文尚未公开"),
    ],
)
def test_joining_by_hand_tells_why_not(act: Callable[..., Any], change: Callable[..., None], told: str) -> None:
    first, rest, last = on_page(1, "开头一段，"), on_page(2, "中间一段。"), on_page(3, "最后一段。", position=1)
    change(first, last)
    first.save()
    last.save()
    answer = act("join", first, rest, last)
    assert '<li class="error">没有接：“' in answer.text
    assert told in answer.text
    # None is joined where one cannot be.
    assert not Article.objects.exclude(joined_to=None).exists()


def test_one_alone_is_not_joined(act: Callable[..., Any]) -> None:
    assert "请选两篇以上" in act("join", on_page(1, "开头一段，")).text


def test_joining_by_hand_asks_for_permission(client: Client, db: None) -> None:
    reader = User.objects.create(username="reader", is_staff=True)
    reader.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(reader)
    first, rest = on_page(1, "开头一段，"), on_page(3, "后面一段。")
    data = {"action": "join", "_selected_action": [first.pk, rest.pk]}
    client.post(address(Article, "changelist"), data, follow=True)
    assert not Article.objects.exclude(joined_to=None).exists()


def test_parting_tells_of_a_text_that_stays(act: Callable[..., Any], pair: tuple[Article, Article]) -> None:
    first, rest = pair
    Article.objects.filter(pk=first.pk).update(locked_fields=["breaks", "text"])
    answer = act("part", rest)
    assert "已拆开 1 篇" in answer.text
    assert '<li class="warning">“石门镇新路通车”的正文经人工锁定，没有改动' in answer.text


def test_parting_tells_what_somebody_else_did(
    act: Callable[..., Any], pair: tuple[Article, Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    def taken(_: Article) -> None:
        raise CannotJoin("刚刚另有改动")

    monkeypatch.setattr(Article, "part", taken)
    assert '<li class="error">刚刚另有改动</li>' in act("part", pair[1]).text


def test_what_is_withheld_in_a_form_leaves_the_article(
    edit: Callable[..., Any], pair: tuple[Article, Article]
) -> None:
    first, rest = pair
    assert edit(rest, state="withheld").status_code == 302
    first.refresh_from_db()
    assert "装好" not in first.text
    assert not models.Mention.objects.public().filter(text="马川").exists()


def test_withholding_an_article_in_a_form_takes_its_rest_along(
    edit: Callable[..., Any], pair: tuple[Article, Article]
) -> None:
    assert edit(pair[0], state="withheld").status_code == 302
    assert not Article.objects.in_print().exists()


def test_a_correction_in_the_rest_shows_in_the_article(
    edit: Callable[..., Any], pair: tuple[Article, Article]
) -> None:
    first, rest = pair
    assert edit(rest, text=THIRD.replace("好走", "很好走")).status_code == 302
    first.refresh_from_db()
    assert "路很好走了" in first.text
    assert Article.objects.get(pk=rest.pk).locked_fields == ["breaks", "text"]


def test_a_corrected_article_keeps_its_text(edit: Callable[..., Any], pair: tuple[Article, Article]) -> None:
    first, rest = pair
    assert edit(first, text="人改过的全文。").status_code == 302
    first.refresh_from_db()
    assert (first.text, first.breaks) == ("人改过的全文。", [])
    rest.refresh_from_db()
    assert rest.joined_to == first


def test_moving_a_page_to_another_issue_parts(edit: Callable[..., Any], pair: tuple[Article, Article]) -> None:
    first, rest = pair
    edit(rest.page, issue=factories.IssueFactory(date="2023-03-09").pk)
    first.refresh_from_db()
    rest.refresh_from_db()
    assert (first.text, rest.joined_to) == (FIRST, None)


def test_moving_an_article_to_another_issue_parts(edit: Callable[..., Any], pair: tuple[Article, Article]) -> None:
    first, rest = pair
    elsewhere = factories.PageFactory(issue=factories.IssueFactory(date="2023-03-09"))
    assert edit(rest, page=elsewhere.pk).status_code == 302
    first.refresh_from_db()
    rest.refresh_from_db()
    assert (first.text, rest.joined_to, rest.page) == (FIRST, None, elsewhere)


def test_dates_of_the_whole_follow_a_correction_of_its_rest(
    desk: Client, pair: tuple[Article, Article], edit: Callable[..., Any]
) -> None:
    first, rest = pair
    edit(rest, text="（上接第一版）装好。前天，司机马川说，路好走了。")
    assert [(row.text, str(row.first)) for row in first.dates.all()] == [("前天", "2023-03-03")]
    assert "由见报日2023-03-05推算" in desk.get(address(Article, "change", first.pk)).text

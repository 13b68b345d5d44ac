"""The first page says what waits, and nobody sees or does what they may not."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from archive import models
from archive.admin import status
from tests import factories
from tests.admin.conftest import address


def test_the_first_page_names_the_archive_and_what_waits(desk: Client) -> None:
    factories.MentionFactory(status="ambiguous")
    factories.ArticleFactory(state="draft")
    models.IndexChange.objects.create(object_type="article", object_id=1, tries=5)
    run = models.Ingest.objects.create(state="done", created=7, failed=2)
    models.IngestFile.objects.create(ingest=run, path="a.txt", outcome="quarantined")
    answer = desk.get("/admin/")
    assert "方志" in answer.text
    shown = {
        (group.title, figure.label): (figure.value, figure.alarm)
        for group in answer.context["status_groups"]
        for figure in group.figures
    }
    assert shown["待定的提及", "人物 · 有歧义"] == ("1", False)
    assert shown["待定的提及", "地点 · 未匹配"] == ("0", False)
    assert shown["未公开的文章", "草稿"] == ("1", False)
    assert shown["索引", "已搁置"] == ("1", True)
    assert shown["最近一次导入", "新增"] == ("7", False)
    assert shown["最近一次导入", "失败"] == ("2", True)
    assert shown["最近一次导入", "隔离的文件"] == ("1", True)


def test_every_link_of_the_panel_opens_a_list_of_that_length(desk: Client) -> None:
    factories.MentionFactory(status="ambiguous")
    factories.MentionFactory(kind="place", status="unmatched")
    factories.ArticleFactory(state="withheld")
    models.IndexChange.objects.create(object_type="article", object_id=1, tries=5)
    for group in desk.get("/admin/").context["status_groups"]:
        for figure in group.figures:
            answer = desk.get(figure.url)
            assert answer.status_code == 200
            if figure.value.isdigit():
                assert answer.context["cl"].result_count == int(figure.value)


def test_counting_stops(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status, "COUNT_CAP", 2)
    for _ in range(4):
        factories.MentionFactory(status="ambiguous")
    assert "2+" in desk.get("/admin/").text


def test_own_style_sheet_is_there(desk: Client) -> None:
    assert "archive/admin.css" in desk.get("/admin/").text


def test_visitors_are_sent_to_the_sign_in_page(client: Client, db: None) -> None:
    answer = client.get(address(models.Article, "changelist"))
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/admin/login/")


def test_staff_without_permission_are_refused(staff: Callable[..., Client]) -> None:
    article = factories.ArticleFactory()
    client = staff()
    assert client.get("/admin/").context["status_groups"] == []
    for url in (
        address(models.Article, "changelist"),
        address(models.Article, "change", article.pk),
        "/admin/autocomplete/?app_label=archive&model_name=mention&field_name=article",
    ):
        assert client.get(url).status_code == 403


def test_those_who_may_only_look_can_change_nothing(staff: Callable[..., Client]) -> None:
    article = factories.ArticleFactory(locked_fields=["headline"])
    client = staff("view_article")
    page = client.get(address(models.Article, "change", article.pk))
    assert page.status_code == 200
    assert "标题" in page.text
    assert 'name="unlock"' not in page.text
    assert client.post(address(models.Article, "change", article.pk), {"headline": "改"}).status_code == 403
    data = {"action": "withhold", "_selected_action": article.pk}
    client.post(address(models.Article, "changelist"), data)
    article.refresh_from_db()
    assert (article.state, article.locked_fields) == ("published", ["headline"])
    assert [group.title for group in client.get("/admin/").context["status_groups"]] == ["待核的文章", "未公开的文章"]


@pytest.mark.parametrize(("permission", "tries"), [("view_indexchange", 5), ("change_indexchange", 0)])
def test_retry_needs_its_permission(staff: Callable[..., Client], permission: str, tries: int) -> None:
    row = models.IndexChange.objects.create(object_type="article", object_id=1, tries=5)
    client = staff("view_indexchange", permission)
    client.post(address(models.IndexChange, "changelist"), {"action": "retry", "_selected_action": row.pk})
    row.refresh_from_db()
    assert row.tries == tries


def test_a_record_leads_to_its_public_page(desk: Client) -> None:
    article = factories.ArticleFactory()
    html = desk.get(address(models.Article, "change", article.pk)).text
    assert "在站点上查看" in html
    link = html.split('class="viewsitelink"')[0].rsplit('href="', 1)[1].split('"')[0]
    answer = desk.get(link)
    assert answer.status_code == 302
    assert answer.url.endswith(f"/articles/{article.pk}/")


def test_a_calendar_has_what_it_is_made_with(desk: Client) -> None:
    """Django's calendar of a form outside its own admin pages has no `quickElement` unless the page asks for it."""
    page = desk.get(f"/admin/person/{factories.PersonFactory().pk}/title/").text
    assert 0 < page.find("admin/js/core.js") < page.find("admin/js/calendar.js")


@pytest.mark.parametrize("number", ["x", "inf", "1e9", "\0", "٣", "99999999999999999999"])
@pytest.mark.parametrize(("model", "field"), [("mention", "place"), ("post", "organization"), ("article", "page")])
def test_a_new_form_is_filled_in_with_numbers_only(desk: Client, model: str, field: str, number: str) -> None:
    form = desk.get(reverse(f"admin:archive_{model}_add"), {field: number, "headline": "石门镇"})
    assert form.status_code == 200
    assert field not in form.context["adminform"].form.initial


def test_a_new_form_is_filled_in_from_the_address(desk: Client) -> None:
    page = factories.PageFactory()
    form = desk.get(reverse("admin:archive_article_add"), {"page": page.pk, "headline": "石门镇"})
    assert form.context["adminform"].form.initial["page"] == str(page.pk)
    assert form.context["adminform"].form.initial["headline"] == "石门镇"

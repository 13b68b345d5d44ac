"""Reports are settled by curators; of what readers keep administrators see that, not what."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from archive import models
from tests.admin.conftest import address
from tests.admin.rows import MAKERS, report, saved_search


def test_reports_are_settled(desk: Client, act: Callable[..., Any]) -> None:
    rows = [report(n) for n in range(3)]
    for action, state in (("accept", "accepted"), ("decline", "declined"), ("answer", "answered"), ("reopen", "open")):
        assert act(action, *rows[:2]).status_code == 200
        assert list(models.Report.objects.order_by("pk").values_list("state", flat=True)) == [state, state, "open"]
    shown = desk.get(address(models.Report, "changelist", about="person", state__exact="open"))
    assert shown.context["cl"].result_count == 3
    assert desk.get(address(models.Report, "changelist", about="event")).context["cl"].result_count == 0


def test_a_reader_s_words_stay_as_sent(desk: Client, edit: Callable[..., Any]) -> None:
    row = report()
    assert edit(row, state="answered", note="已复信", message="改", email="x@example.org").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.note, row.message, row.email) == ("answered", "已复信", "不是这一位。", "")


def test_open_reports_are_counted_on_the_first_page(desk: Client) -> None:
    report()
    [group] = [each for each in desk.get("/admin/").context["status_groups"] if each.title == "读者报告"]
    [figure] = group.figures
    assert figure.value == "1"
    assert desk.get(figure.url).context["cl"].result_count == 1


def test_what_a_reader_looks_for_is_the_reader_s(desk: Client) -> None:
    row = saved_search()
    models.SavedSearch.objects.update(name="秘密线索", note="秘密", query="q=秘密", error="refused")
    for url in (address(models.SavedSearch, "changelist"), address(models.SavedSearch, "change", row.pk)):
        html = desk.get(url).text
        assert "refused" in html and "秘密" not in html


def test_an_account_goes_with_all_it_kept(desk: Client) -> None:
    row = MAKERS[models.SavedSearch](0)
    models.ReadingList.objects.create(owner=row.owner, name="清单")
    assert desk.post(address(User, "delete", row.owner.pk), {"post": "yes"}).status_code == 302
    assert models.SavedSearch.objects.count() == models.ReadingList.objects.count() == 0

"""A curator corrects, is told what the machine thinks now, goes back; an editor takes a run back: in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from archive.models import Article, Ingest
from tests.ingest.conftest import TWO_ARTICLES, dump, plain_parser, run

__all__ = ["dump", "plain_parser"]


@pytest.mark.usefixtures("plain_parser")
def test_a_correction_outlives_ingest_and_a_run_is_taken_back(page: Page, live_server: LiveServer, dump: Path) -> None:
    run("ingest", dump)
    article = Article.objects.get(headline="石门镇修好灌溉渠")
    User.objects.create_superuser("chief", password="a long way round")
    page.goto(f"{live_server.url}/admin/login/")
    page.get_by_label("用户名").fill("chief")
    page.get_by_label("密码").fill("a long way round")
    page.get_by_role("button", name="登录").click()
    change = f"{live_server.url}/admin/archive/article/{article.pk}/change/"
    page.goto(change)
    page.locator("#id_headline").fill("石门镇灌溉渠修好了")
    page.get_by_role("button", name="保存", exact=True).click()
    dump.write_text(TWO_ARTICLES.replace("石门镇修好灌溉渠", "石门镇修好灌渠"), encoding="utf-8")
    run("ingest", dump)
    page.goto(f"{live_server.url}/admin/disagreements/")
    row = page.get_by_role("row", name="石门镇修好灌渠")
    expect(row).to_contain_text("石门镇灌溉渠修好了")
    row.get_by_role("button", name="保留人工").click()
    expect(page.get_by_text("没有分歧。")).to_be_visible()
    page.goto(change)
    expect(page.get_by_text("已锁定 chief")).to_be_visible()
    page.get_by_role("button", name="解除“标题”的锁定").click()
    expect(page.locator("#id_headline")).to_have_value("石门镇修好灌渠")
    page.goto(change.replace("/change/", "/history/"))
    first = page.locator("ol.timeline > li", has_text="chief").last
    first.get_by_role("link", name="恢复到这一版").click()
    page.get_by_label("理由").fill("原来的改得对")
    page.get_by_role("button", name="恢复", exact=True).click()
    expect(page.locator("ol.timeline > li").first).to_contain_text("原来的改得对")
    article.refresh_from_db()
    assert (article.headline, article.locked_fields) == ("石门镇灌溉渠修好了", ["headline"])
    second = Ingest.objects.latest("pk")
    page.goto(f"{live_server.url}/admin/archive/ingest/{second.pk}/change/")
    page.get_by_role("link", name="撤销这次导入…").click()
    page.get_by_label("理由").fill("放错了文件")
    page.get_by_role("button", name="撤销这次导入").click()
    expect(page.get_by_text("已撤销导入")).to_be_visible()
    assert Article.objects.get(pk=article.pk).page.raw == TWO_ARTICLES
    page.goto(f"{live_server.url}/admin/changes/")
    expect(page.locator("ol.timeline > li").first).to_contain_text("原来的改得对")

"""A run's page tells what it changed; taking it back is looked at first, asked why, done once."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from archive.admin import runs
from archive.models import Article, Decision, Ingest, RunChange
from tests import factories
from tests.admin.conftest import address
from tests.ingest.conftest import TWO_ARTICLES, dump, plain_parser, run

__all__ = ["dump", "plain_parser"]


@pytest.fixture
def two_runs(dump: Path, plain_parser: Any, db: None) -> tuple[Ingest, Ingest]:
    """One that made two articles, one that changed one of them."""
    run("ingest", dump)
    dump.write_text(TWO_ARTICLES.replace("三成", "四成").replace("白小川", "白大川"), encoding="utf-8")
    run("ingest", dump)
    first, second = Ingest.objects.order_by("pk")
    return first, second


def test_a_run_tells_what_it_changed(desk: Client, two_runs: tuple[Ingest, Ingest]) -> None:
    first, second = two_runs
    html = desk.get(address(Ingest, "change", first.pk)).text
    assert f"/admin/ingests/{first.pk}/changes/?kind=%2B&amp;model=article" in html
    assert reverse("admin:take-back", args=[first.pk]) in html
    room = reverse("admin:run-changes", args=[first.pk])
    made = desk.get(room, {"kind": "+", "model": "article"}).context["listed"]
    assert [changes for _, _, changes in made] == [[], []]
    page = desk.get(reverse("admin:run-changes", args=[second.pk]))
    changed = [(each.label, each.old, each.new) for _, _, changes in page.context["listed"] for each in changes]
    assert ("署名", "白小川 记者", "") in changed
    assert "<del>三</del><ins>四</ins>" in page.text
    assert desk.get(room, {"kind": "?", "model": "nonsense", "page": "x"}).status_code == 200


def test_looked_at_then_taken_back_once(desk: Client, two_runs: tuple[Ingest, Ingest]) -> None:
    _, second = two_runs
    url = reverse("admin:take-back", args=[second.pk])
    page = desk.get(url)
    assert Article.objects.filter(text__contains="四成").exists()
    plan = page.context["plan"]
    assert (len(plan.gone), len(plan.left)) == (0, 0)
    sent = {"key": page.context["form"].initial["key"], "seen": plan.seen}
    assert desk.post(url, sent).status_code == 200, "without a reason it is asked again"
    assert Article.objects.filter(text__contains="四成").exists()
    sent["reason"] = "放错了文件"
    for _turn in range(2):
        assert desk.post(url, sent, follow=True).redirect_chain
    assert Article.objects.filter(text__contains="三成").exists()
    assert Decision.objects.get().reason == "放错了文件"
    assert "已经撤销" in desk.get(url).text
    assert "已撤销" in desk.get(address(Ingest, "change", second.pk)).text


def test_another_plan_than_was_seen_is_asked_about_again(desk: Client, two_runs: tuple[Ingest, Ingest]) -> None:
    first, second = two_runs
    url = reverse("admin:take-back", args=[first.pk])
    page = desk.get(url)
    sent = {**page.context["form"].initial, "reason": "重做"}
    Article.objects.filter(text__contains="四成").update(locked_fields=["headline"])
    answer = desk.post(url, sent)
    assert (answer.status_code, "又有改动" in answer.text) == (409, True)
    assert Article.objects.count() == 2
    left = [(str(record), reason) for _, record, _, _, reason in answer.context["left"]]
    assert ("图书馆延长开放", "有人编辑过") in left


def test_who_may(staff: Callable[..., Client], two_runs: tuple[Ingest, Ingest]) -> None:
    first, _ = two_runs
    reader = staff("view_ingest")
    assert reader.get(reverse("admin:run-changes", args=[first.pk])).status_code == 200
    url = reverse("admin:take-back", args=[first.pk])
    assert url not in reader.get(address(Ingest, "change", first.pk)).text
    assert (reader.get(url).status_code, reader.post(url).status_code) == (403, 403)
    assert staff("view_article").get(reverse("admin:run-changes", args=[first.pk])).status_code == 403
    assert staff("view_ingest", "change_ingest").get(url).status_code == 200


def test_queries_do_not_grow_with_what_a_run_changed(desk: Client, two_runs: tuple[Ingest, Ingest]) -> None:
    first, _ = two_runs

    def queries() -> int:
        with CaptureQueriesContext(connection) as ran:
            desk.get(reverse("admin:run-changes", args=[first.pk]), {"kind": "+", "model": "article"})
        return len(ran)

    few = queries()
    page = Article.objects.first().page
    made = [factories.ArticleFactory(page=page, position=number) for number in range(10, 30)]
    RunChange.objects.bulk_create(
        RunChange(ingest=first, kind="+", model="article", object_id=article.pk) for article in made
    )
    assert queries() == few


def test_a_large_run_is_taken_back_by_the_command(
    desk: Client, two_runs: tuple[Ingest, Ingest], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two_runs
    monkeypatch.setattr(runs, "IN_BROWSER", 0)
    page = desk.get(reverse("admin:take-back", args=[second.pk]))
    assert f"manage.py take_back {second.pk}" in page.text
    assert '<form method="post"' not in page.text.partition("errornote")[2]
    ran = run("take_back", second.pk, "--user", "chief", "--reason", "放错了", "--dry-run")
    assert ran.counts == "would be deleted 0, restored 3, left 0"
    assert Article.objects.filter(text__contains="四成").exists()
    ran = run("take_back", second.pk, "--user", "chief", "--reason", "放错了")
    assert (ran.counts, Decision.objects.get().reason) == ("deleted 0, restored 3, left 0", "放错了")
    for arguments in ((second.pk, "--user", "chief"), (first.pk, "--user", "nobody"), (999, "--user", "chief")):
        with pytest.raises(CommandError):
            run("take_back", *arguments, "--reason", "再来")

"""A run taken back: its articles go, former values return, people's work stays, and its files bring it all again."""

import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from archive import models
from archive.curating import deciding, rollback, taking_back
from archive.curating.deciding import Refused
from archive.models import Article, Decision, Ingest, RunChange
from archive.models.acting import acting
from tests.conftest import SAMPLES
from tests.ingest.conftest import TWO_ARTICLES, dump, plain_parser, run
from tests.ingest.test_ingest_pages import DATA

__all__ = ["dump", "plain_parser"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return User.objects.create(username="bai")


def story() -> dict[str, list[Any]]:
    """What a reader and a curator see of the archive, without ids."""
    articles = Article.objects.order_by("newspaper__name", "page__path", "position", "external_id")
    names = ("newspaper__name", "date", "page__number", "headline", "text", "captions", "state", "lines", "own")
    said = models.Mention.objects.order_by("article__page__path", "article__position", "article", "kind", "position")
    held = models.Membership.objects.values_list(
        "person__name", "post__organization__name", "post__title", "first_seen", "last_seen", "start", "end"
    )
    told = models.Participation.objects.values_list("event__title", "name", "part", "person__name")
    links = [f"{kind}__{'title' if kind == 'event' else 'name'}" for kind in models.Mention.Kind.values]
    return {
        "articles": list(articles.values_list(*names, "joined_to__headline", "family__headline")),
        "bylines": sorted(models.Byline.objects.values_list("article__headline", "name", "role")),
        "mentions": sorted(map(str, said.values_list("article__headline", "kind", "text", "status", "spans", *links))),
        "memberships": sorted(map(str, held)),
        "participations": sorted(map(str, told)),
        "dates": sorted(
            map(str, models.DateMention.objects.values_list("article__headline", "text", "first", "last"))
        ),
        "people": sorted(models.Person.objects.values_list("name", "home__path"), key=str),
        "bodies": sorted(models.Organization.objects.values_list("name", "place__path"), key=str),
        "events": sorted(models.Event.objects.values_list("title", "start", "end", "area__path"), key=str),
        "issues": sorted(models.Issue.objects.values_list("newspaper__name", "date", "date_reason"), key=str),
        "pages": sorted(models.Page.objects.values_list("path", "number", "sha256", "raw"), key=str),
    }


def last() -> Ingest:
    return Ingest.objects.latest("pk")


def test_a_run_keeps_what_it_made_and_changed(dump: Path, plain_parser: Any) -> None:
    run("ingest", dump)
    made = last().changes
    assert {(row.kind, row.model) for row in made.all()} == {("+", each) for each in rollback.MODELS}
    assert made.filter(model="article").count() == 2
    run("ingest", dump)
    assert not last().changes.exists()
    dump.write_text(TWO_ARTICLES.replace("读者多了三成", "读者多了四成"), encoding="utf-8")
    run("ingest", dump)
    changed = {(row.kind, row.model): row.former for row in last().changes.all()}
    assert set(changed) == {("~", "page"), ("~", "article")}
    assert changed["~", "article"]["text"].endswith("读者多了三成。")
    assert set(changed["~", "page"]) == {"raw", "sha256"}


def test_what_breaks_off_leaves_no_note(dump: Path, tmp_path: Path, plain_parser: Any) -> None:
    run("ingest", dump)
    other = tmp_path / "b.txt"
    other.write_text("通知\n明天停水。", encoding="utf-8")
    run("ingest", other, "--newspaper", "青岚日报", "--date", "2023-03-05")
    before = RunChange.objects.count()
    (tmp_path / "manifest.csv").write_text("file,newspaper,date,page\nb.txt,青岚日报,2023-03-05,2\n", encoding="utf-8")
    assert run("ingest", other).status == 1
    assert RunChange.objects.count() == before


@pytest.mark.dear
def test_the_samples_taken_back_and_read_again(tmp_path: Path, editor: User, settings: Any) -> None:
    settings.GAZETTEERS = [SAMPLES / "gazetteer.tsv"]
    for name in ("qinglan", "yuanxi", "found"):
        shutil.copytree(SAMPLES / name, tmp_path / name)
    for name in ("articles.jsonl", "manifest.csv"):
        shutil.copy(SAMPLES / name, tmp_path)
    # The first page of an issue that goes on on another, and a page that the second run finds as it was.
    run("ingest", tmp_path / "qinglan" / "2021-07-22_青岚日报_01版.txt", tmp_path / "articles.jsonl")
    before = story()
    run("ingest", tmp_path)
    after = story()
    assert after != before
    with acting(editor.pk, "读错了文件夹"):
        made, done = taking_back.take_back(last().pk)
    assert (done.left, made.reason) == ([], "读错了文件夹")
    now = story()
    assert {name for name in now if now[name] != before[name]} == set()
    assert last().state == Ingest.State.TAKEN_BACK
    assert run("ingest", tmp_path).status == 0
    again = story()
    assert {name for name in again if again[name] != after[name]} == set()


def test_what_people_and_later_runs_changed_stays(dump: Path, plain_parser: Any, editor: User) -> None:
    run("ingest", dump)
    first = last()
    one, two = Article.objects.order_by("position")
    with acting(editor.pk):
        one.headline = "石门镇灌溉渠修好了"
        one.lock(["headline"])
        one.save()
        made, done = taking_back.take_back(first.pk)
    assert [(each.pk, each.reason) for each in done.left] == [(one.pk, "有人编辑过")]
    assert list(Article.objects.all()) == [one]
    assert models.Person.objects.filter(name="陆明远").exists()
    assert not models.Person.objects.filter(name="方书").exists()
    assert not Article.history.filter(id=two.pk).exists()


def test_former_values_return_but_for_what_is_locked(dump: Path, editor: User) -> None:
    run("ingest", dump)
    before = story()
    dump.write_text(
        TWO_ARTICLES.replace("三成", "四成").replace("石门镇修好", "云溪区修好").replace("白小川", "白大川"),
        encoding="utf-8",
    )
    run("ingest", dump)
    second = last()
    article = Article.objects.get(headline="云溪区修好灌溉渠")
    assert story()["bylines"] != before["bylines"]
    article.section = "时政"
    article.lock(["section"])
    article.save()
    with acting(editor.pk):
        _, done = taking_back.take_back(second.pk)
    assert done.left == []
    article.refresh_from_db()
    assert (article.headline, article.section) == ("石门镇修好灌溉渠", "时政")
    assert story() == before
    run("ingest", dump)
    assert Article.objects.filter(headline="云溪区修好灌溉渠", section="时政").exists()


def test_a_later_run_keeps_what_it_wrote(dump: Path, plain_parser: Any, editor: User) -> None:
    run("ingest", dump)
    first = last()
    dump.write_text(TWO_ARTICLES.replace("三成", "四成"), encoding="utf-8")
    run("ingest", dump)
    dump.write_text(TWO_ARTICLES.replace("三成", "五成"), encoding="utf-8")
    run("ingest", dump)
    second = Ingest.objects.get(pk=first.pk + 1)
    with acting(editor.pk):
        _, done = taking_back.take_back(second.pk)
    assert {(each.kind, each.reason) for each in done.left} == {
        ("page", "后来的导入改过"),
        ("article", "后来的导入改过"),
    }
    assert Article.objects.filter(text__endswith="五成。").exists()
    # The later one taken back, what it found is there again; then nothing stands against the first's being taken back.
    with acting(editor.pk):
        taking_back.take_back(last().pk)
        assert Article.objects.filter(text__endswith="四成。").exists()
        taking_back.take_back(first.pk)
    assert Article.objects.count() in (0, 1)


def test_taken_back_once(dump: Path, plain_parser: Any, editor: User) -> None:
    run("ingest", dump)
    key, planned = uuid4(), rollback.plan(last())
    with acting(editor.pk):
        with pytest.raises(Refused, match="又有改动"):
            taking_back.take_back(last().pk, seen="1-2-3-4-5")
        first, _ = taking_back.take_back(last().pk, seen=planned.seen, key=key)
        assert taking_back.take_back(last().pk, seen=planned.seen, key=key)[0] == first
        with pytest.raises(Refused, match="已经撤销"):
            taking_back.take_back(last().pk)
    assert Decision.objects.count() == 1
    with pytest.raises(Refused, match="重新导入"):
        deciding.undo(first.pk, editor.pk)
    assert (Article.objects.count(), models.Newspaper.objects.count()) == (0, 0)


def test_not_while_a_run_goes_on_nor_one_without_notes(dump: Path, plain_parser: Any, editor: User) -> None:
    run("ingest", dump)
    done = last()
    running = Ingest.objects.create(arguments={"process": {"host": "elsewhere", "pid": 1}})
    with pytest.raises(Refused, match="正在进行"):
        rollback.plan(done)
    running.delete()
    done.changes.all().delete()
    with pytest.raises(Refused, match="没有留下改动记录"):
        rollback.plan(done)


def test_everything_is_as_before_the_run(dump: Path, plain_parser: Any, editor: User) -> None:
    """No row of any model is left of a first run, but the places, which the gazetteer knows."""
    run("ingest", dump)
    with acting(editor.pk):
        taking_back.take_back(last().pk)
    left = {model.__name__: model.objects.count() for model in DATA if model not in (models.Place, models.IndexChange)}
    assert {name: count for name, count in left.items() if count} == {}

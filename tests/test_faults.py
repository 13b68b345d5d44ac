"""A few faults of each scenario of tests.faults, which `make faults` plays in full; and that it sees what is wrong."""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from archive.models import Article
from archive.search import worker
from tests.components import require
from tests.conftest import ROOT
from tests.factories import ArticleFactory, PageFactory
from tests.faults import scene
from tests.faults.grounds import Where
from tests.faults.report import Report
from tests.faults.sameness import told

SEED = "7"


def faults(*arguments: str) -> subprocess.CompletedProcess[str]:
    """What `python -m tests.faults` prints."""
    others = ("DATABASE_URL", "DJANGO_ALLOW_ASYNC_UNSAFE")
    own = {name: value for name, value in os.environ.items() if name not in others}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.faults", *arguments, "--seed", SEED],
        cwd=ROOT,
        env=own,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="finds web workers in /proc")  # noqa: PTH112
def test_a_few_faults_of_each_kind_lose_nothing_and_no_reader_sees_an_error(migrated):
    scenarios = ("kills", "placed", "full", "readonly", "twice", "clock")
    done = faults(*scenarios, "--together", "--times", "1", "--begin-with", str(migrated))
    assert done.returncode == 0, done.stdout
    assert "kills, seed 7: 4 faults (index 1, index_worker 1, ingest 1, web 1)" in done.stdout
    for name in scenarios:
        assert f"{name}, seed 7: " in done.stdout or f"{name}: SKIPPED: " in done.stdout
    assert done.stdout.count("ingested again: nothing changed") == done.stdout.count(", seed 7: ")
    require("strace", shutil.which("strace") is not None)  # The rest has been played.


@pytest.mark.another_database
@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="played once, beside the tests on PostgreSQL")
def test_postgresql_may_go_and_come_back_in_mid_ingest():
    require("PostgreSQL's server programs", any(Path("/usr/lib/postgresql").glob("*/bin/initdb")))
    done = faults("stopped", "--times", "1")
    assert done.returncode == 0, done.stdout
    assert "stopped, seed 7: 1 faults (PostgreSQL stopped, immediate 1)" in done.stdout
    assert "equal to the undisturbed" in done.stdout


@pytest.fixture
def sound(db, index_now) -> Path:
    """An archive with an article, of which nothing is to be said; its index's folder."""
    ArticleFactory()
    index_now()
    assert list(scene.complaints()) == []
    return worker.index_home()


@pytest.mark.parametrize(
    "left", ["index-9/version", ".current.1234", "index-1/article_0.npx", "index-1/_article_9.toc.5"]
)
def test_what_a_kill_leaves_for_ever_is_seen(sound, left):
    (sound / left).parent.mkdir(exist_ok=True)
    (sound / left).touch()
    assert [each.startswith("left in the index's folder: ") for each in scene.complaints()] == [True]


def test_what_the_index_lacks_and_holds_too_much_is_seen(sound):
    Article.objects.all()._raw_delete("default")
    ArticleFactory()
    (found,) = scene.complaints()
    assert "missing 1, ghosts 1, stale 0, waiting 1" in found


def test_what_was_wrong_is_told_with_the_way_to_repeat_it(tmp_path, monkeypatch, capsys):
    from tests.faults import __main__ as faults
    from tests.faults import twice

    told = Report("twice", 7, wrong=["19 of 20 articles were stored"])
    monkeypatch.setattr(twice, "play", lambda *_: told)
    monkeypatch.setattr(faults.tempfile, "mkdtemp", lambda **_: tmp_path / "kept")
    (tmp_path / "var").mkdir()
    assert faults._played("twice", Where(tmp_path / "var"), argparse.Namespace(times=3, seed=7))
    printed = capsys.readouterr().out
    assert "WRONG: 19 of 20 articles were stored" in printed
    assert "again: python -m tests.faults twice --seed 7 --times 3" in printed


def test_a_scenario_that_breaks_off_is_wrong(tmp_path, monkeypatch, capsys):
    from tests.faults import __main__ as faults
    from tests.faults import twice

    monkeypatch.setattr(twice, "play", lambda *_: 1 / 0)
    monkeypatch.setattr(faults.tempfile, "mkdtemp", lambda **_: tmp_path / "kept")
    (tmp_path / "var").mkdir()
    assert faults._played("twice", Where(tmp_path / "var"), argparse.Namespace(times=None, seed=7))
    printed = capsys.readouterr().out
    assert "WRONG: it broke off" in printed
    assert "again: python -m tests.faults twice --seed 7 --times 10" in printed


def test_other_numbers_of_rows_are_no_difference_and_other_words_are(db):
    page = PageFactory()
    article = ArticleFactory(page=page)
    before = told()
    article.delete()
    again = ArticleFactory(page=page, headline=article.headline)
    assert again.pk != article.pk
    assert told() == before
    Article.objects.filter(pk=again.pk).update(headline="另一个标题")
    assert [name for name, state in told().items() if state != before[name]] == ["Article"]

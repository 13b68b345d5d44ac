"""The two commands as doors: arguments, exit status, what they print; runs that die."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError
from django.db import InterfaceError, OperationalError

from archive import liveness, models
from archive.ingest.run import Run, mark_dead_runs
from archive.ingest.store import Store
from archive.management.commands.ingest import terminated_like_ctrl_c
from tests.conftest import ROOT, SAMPLES
from tests.ingest.conftest import TWO_ARTICLES, run
from tests.ingest.test_ingest_pages import everything


def test_parse_prints_one_object_per_page_and_needs_no_database(dump: Path):
    (dump.parent / "空白.txt").touch()
    ran = run("parse", dump.parent, "--json", "--area", "山岚省/青岚市/云溪区")
    [parsed] = [json.loads(line) for line in ran.out.splitlines()]
    assert (parsed["path"], parsed["encoding"], parsed["newspaper"]) == (str(dump), "utf-8", "青岚日报")
    assert parsed["area"] == ["山岚省", "青岚市", "云溪区"]
    assert parsed["issue_date"]["date"] == "2023-03-05"
    assert parsed["issue_date"]["origin"] == "given"
    lines = {int(number) for item in parsed["items"] for number in item["lines"]} | set(map(int, parsed["unassigned"]))
    assert lines == {1, 2, 4, 5}
    assert "陆明远" in ran.out
    assert ran.err == f"{dump.parent / '空白.txt'}: empty\n"
    assert ran.status == 1


def test_parse_tells_people_what_it_found(dump: Path):
    ran = run("parse", dump, "--newspaper", "《沅溪日报》", "--date", "2023-03-06")
    assert ran.status == 0
    assert "newspaper: 沅溪日报, page: 2" in ran.out
    assert "date: 2023-03-06 (day, given" in ran.out
    assert "图书馆延长开放" in ran.out


def test_parse_reads_separate_articles_too(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"id": "1", "headline": "春灌", "text": "石门镇开闸。"}) + "\n{\n", encoding="utf-8")
    ran = run("parse", path, "--json")
    [parsed] = [json.loads(line) for line in ran.out.splitlines()]
    assert (parsed["path"], parsed["items"][0]["headline"]) == ("1", "春灌")
    assert "line 2: not JSON" in ran.err
    assert ran.status == 1


def test_a_file_of_another_kind_is_told_and_fails_nothing(dump: Path):
    (dump.parent / "map.png").write_bytes(b"\x89PNG")
    ran = run("parse", dump.parent)
    assert ran.status == 0
    assert "map.png: neither a page dump" in ran.err


@pytest.mark.parametrize("command", ["parse", "ingest"])
@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("--date", "2023-02-30", "is no day of the form"),
        ("--newspaper", "报" * 201, "at most 200 characters"),
    ],
)
def test_a_wrong_option_is_told(command: str, option: str, value: str, message: str, dump: Path):
    with pytest.raises(CommandError, match=message):
        run(command, dump, option, value)


@pytest.mark.parametrize("command", ["parse", "ingest"])
def test_a_wrong_gazetteer_is_told(db: None, command: str, dump: Path):
    (dump.parent / "gazetteer.tsv").write_text("name\n", encoding="utf-8")
    with pytest.raises(CommandError, match="expected the header"):
        run(command, dump)


@pytest.mark.parametrize("option", ["--limit", "--jobs"])
def test_a_number_is_a_number_from_1(option: str, dump: Path):
    with pytest.raises(CommandError, match="not a number from 1"):
        run("ingest", dump, option, "0")


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_parser")
def test_quiet_ingest_prints_only_the_counts(dump: Path):
    ran = run("ingest", dump, "--verbosity", "0")
    assert (ran.out, ran.err) == ("created 2, updated 0, unchanged 0, failed 0\n", "")


@pytest.mark.django_db
def test_a_gazetteer_beside_the_pages_is_used(dump: Path):
    rows = "path\ttype\taliases\n山岚省/青岚市/云溪区/石门镇\t镇\t\n"
    (dump.parent / "gazetteer.tsv").write_text(rows, encoding="utf-8")
    run("ingest", dump, "--area", "山岚省/青岚市/云溪区")
    assert models.Place.objects.get(name="石门镇").in_gazetteer
    before = models.Article.objects.get(headline="石门镇修好灌溉渠").checksum
    (dump.parent / "gazetteer.tsv").write_text(rows + "山岚省/青岚市/东湖区\t区\t\n", encoding="utf-8")
    assert (
        run("ingest", dump, "--area", "山岚省/青岚市/云溪区").counts == "created 0, updated 0, unchanged 2, failed 0"
    )
    assert models.Article.objects.get(headline="石门镇修好灌溉渠").checksum != before


@pytest.mark.django_db
def test_what_the_home_area_rests_on_is_kept_with_the_page(tmp_path: Path):
    rows = "path\ttype\taliases\n山岚省/青岚市/云溪区/听松街道\t街道\t\n山岚省/青岚市/云溪区/白石镇\t镇\t\n"
    (tmp_path / "gazetteer.tsv").write_text(rows, encoding="utf-8")
    dump = tmp_path / "20230305-01.txt"
    dump.write_text("听松街道修渠\n\n本报讯 3月4日，听松街道、云溪区修渠。\n", encoding="utf-8")
    run("ingest", dump)
    page = models.Page.objects.get()
    assert page.area == ["山岚省", "青岚市", "云溪区"]
    told = {each["name"]: each["lines"] for each in page.area_evidence}
    assert told == {"听松街道": [1, 3], "云溪区": [3]}
    run("ingest", dump, "--area", "山岚省/青岚市/云溪区")
    page.refresh_from_db()
    assert page.area_evidence == []


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_parser")
def test_ctrl_c_leaves_whole_issues_and_marks_the_run(dump: Path, monkeypatch: pytest.MonkeyPatch):
    dump.with_name("20230306-01.txt").write_text("通知\n明天停水。", encoding="utf-8")
    save = models.Page.save

    def interrupted(self, *args, **kwargs):
        save(self, *args, **kwargs)
        if self.issue.date == date(2023, 3, 6):
            os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(models.Page, "save", interrupted)
    ran = run("ingest", dump.parent)
    assert ran.status == 130
    assert "interrupted; whole issues are stored (created 2," in ran.err
    ingest = models.Ingest.objects.get()
    assert (ingest.state, ingest.created) == ("interrupted", 2)
    assert models.Article.objects.count() == 2
    monkeypatch.undo()


@pytest.mark.django_db
@pytest.mark.usefixtures("plain_parser")
@pytest.mark.parametrize("gone", [False, True], ids=["full", "away"])
def test_a_database_that_takes_no_more_is_told_with_the_file(dump: Path, monkeypatch: pytest.MonkeyPatch, gone: bool):
    second = dump.with_name("20230306-01.txt")
    second.write_text("通知\n明天停水。", encoding="utf-8")
    store, finish = Store.store, Run._finish

    def refuse(self, group):
        if group.units[0].path == str(second):
            raise OperationalError("database or disk is full")
        return store(self, group)

    def unasked(self, state):
        raise InterfaceError("connection already closed")

    monkeypatch.setattr(Store, "store", refuse)
    monkeypatch.setattr(Run, "_finish", unasked if gone else finish)
    with pytest.raises(CommandError) as told:
        run("ingest", dump.parent)
    stopped, reason, *_advice = str(told.value).splitlines()
    assert stopped == f"stopped at {second}; what came before is stored (created 2, updated 0, unchanged 0, failed 0)"
    assert reason == "the database cannot be read or written: database or disk is full"
    assert models.Ingest.objects.get().state == ("running" if gone else "interrupted")
    monkeypatch.undo()


def test_the_signal_is_given_back():
    before = signal.getsignal(signal.SIGTERM)
    with terminated_like_ctrl_c():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("process", "dead"),
    [
        ({}, False),
        ({"host": "another"}, False),
        ({"lock": "/nowhere"}, True),
        ({"host": "another", "lock": "/nowhere"}, False),
    ],
)
def test_a_run_whose_process_is_gone_is_marked(process: dict, dead: bool):
    ingest = models.Ingest.objects.create(arguments={"process": {**liveness.here(), **process}})
    models.Ingest.objects.create(arguments={})
    assert mark_dead_runs() == dead
    ingest.refresh_from_db()
    assert ingest.state == ("interrupted" if dead else "running")


@pytest.mark.django_db
def test_the_samples_come_in_and_the_second_time_changes_nothing():
    ran = run("ingest", SAMPLES)
    assert ran.status == 0, ran.err
    assert models.Article.objects.count() > 4
    before = everything()
    assert run("ingest", SAMPLES).counts == f"created 0, updated 0, unchanged {len(before['Article'])}, failed 0"
    assert everything() == before


@pytest.mark.dear
@pytest.mark.django_db
def test_the_real_pages_come_in_and_the_second_time_changes_nothing(shared: Path):
    ran = run("ingest", shared / "pages")
    assert ran.status == 0, ran.err
    assert set(models.Page.objects.values_list("encoding", flat=True)) == {"utf-8"}
    assert models.Page.objects.count() == 5
    before = everything()
    assert (
        run("ingest", shared / "pages").counts == f"created 0, updated 0, unchanged {len(before['Article'])}, failed 0"
    )
    assert everything() == before


@pytest.mark.dear
def test_a_killed_run_leaves_whole_issues_and_no_processes(tmp_path: Path, migrated: Path):
    """The whole program, killed in the middle with its workers; the next run completes the work."""
    issues = 30
    for number in range(issues):
        day = date.fromordinal(date(2023, 1, 1).toordinal() + number)
        text = TWO_ARTICLES.replace("3月4日", f"{day.month}月{day.day}日")
        (tmp_path / f"{day:%Y%m%d}-01.txt").write_text(text, encoding="utf-8")
    database = shutil.copytree(migrated, tmp_path / ".var") / "fangzhi.sqlite3"
    environment = {**os.environ, "FANGZHI_VAR": str(database.parent), "DATABASE_URL": f"sqlite:///{database}"}
    environment["FANGZHI_TAGGER"] = "jieba"  # The network would be loaded by each process.

    def manage(*arguments: str) -> tuple[list[str], dict[str, Any]]:
        command = [sys.executable, "manage.py", *arguments]
        return command, {"cwd": ROOT, "env": environment, "stderr": subprocess.DEVNULL}

    command, how = manage("ingest", str(tmp_path), "--jobs", "2")
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, **how) as ingest:
        while _ask(database, "SELECT count(*) FROM archive_issue") < [2] and ingest.poll() is None:
            time.sleep(0.05)
        children = _children(ingest.pid)
        ingest.kill()
    [stored] = _ask(database, "SELECT count(*) FROM archive_article")
    assert stored % 2 == 0
    command[1:] = ["-c", COUNTED, str(tmp_path)]
    again = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **how)
    assert again.stdout.splitlines() == [
        f"created {2 * issues - stored}, updated 0, unchanged {stored}, failed 0",
        f"parsed {issues - stored // 2} pages",
    ]
    first, second = _ask(database, "SELECT state FROM archive_ingest ORDER BY id")
    assert (first, second) == ("interrupted" if stored < 2 * issues else first, "done")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and any(map(_runs, children)):
        time.sleep(0.1)
    assert not list(filter(_runs, children))


# Ingest that tells how many pages it parsed.
COUNTED = """
import os, sys, django
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
django.setup()
from django.core.management import call_command
from archive.ingest import reading
parsed, real = [], reading.parse_page
reading.parse_page = lambda *given, **names: parsed.append(given) or real(*given, **names)
call_command("ingest", sys.argv[1], "--jobs", "1")
print("parsed", len(parsed), "pages")
"""


def _ask(database: Path, question: str) -> list[Any]:
    """The first column of the answer."""
    with closing(sqlite3.connect(database)) as connection:
        return [row[0] for row in connection.execute(question)]


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _runs(pid: int) -> bool:
    """Whether the process is there and no zombie that only waits to be counted."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.mark.django_db
def test_the_samples_jumps_are_joined():
    ran = run("ingest", SAMPLES / "qinglan", "--newspaper", "青岚日报")
    assert "jumps joined 3, waiting 1\n" in ran.out
    whole = {each.title: each for each in models.Article.objects.exclude(continuations=None)}
    assert set(whole) == {"霁川区三条背街小巷换新颜", "岚水上游建起鱼类观测站", "顾延舟方砚秋深入一线指挥防汛"}
    assert "四十米雨水管接通。" in whole["霁川区三条背街小巷换新颜"].text
    assert "从此成为历史。" in whole["岚水上游建起鱼类观测站"].text
    [mention] = whole["霁川区三条背街小巷换新颜"].mentions.filter(kind="person", text="冯春霖")
    assert [line for *_, line in mention.spans] == [3]
    assert whole["霁川区三条背街小巷换新颜"].printed_on(*mention.spans[0][:2]).page.number == 3
    assert run("ingest", SAMPLES / "qinglan", "--newspaper", "青岚日报").counts.startswith("created 0, updated 0, ")

"""The index worker as a process: alone, ended cleanly, killed at any moment."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from archive.search import worker
from tests.factories import ArticleFactory

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.mark.django_db(transaction=True)
def test_a_second_worker_waits_until_the_first_has_ended():
    home = worker.index_home()
    stops, lines = [threading.Event(), threading.Event()], [[], []]
    stop_all = [
        threading.Thread(target=run_worker, args=(home, stop, each.append))
        for stop, each in zip(stops, lines, strict=True)
    ]
    try:
        stop_all[0].start()
        wait_for(lambda: lines[0])
        stop_all[1].start()
        wait_for(lambda: lines[1])
        assert lines[1] == ["another index_worker is running; waiting for it to end"]
        stops[0].set()
        stop_all[0].join()
        ArticleFactory()
        wait_for(lambda: len(lines[1]) > 1)
        assert lines[1][1] == "indexed 1, removed 0, failed 0; 0 waiting"
    finally:
        for stop, thread in zip(stops, stop_all, strict=True):
            stop.set()
            if thread.ident:
                thread.join()


@pytest.mark.django_db
@pytest.mark.parametrize(("fails", "trouble"), [(1, ""), (99, "the index is damaged")])
def test_an_index_that_is_written_while_it_is_looked_at_is_not_damaged(index_now, monkeypatch, fails, trouble):
    ArticleFactory()
    index_now()
    looks = iter([FileNotFoundError] * fails)

    def check(_folder):
        for error in looks:
            raise error

    monkeypatch.setattr(worker.storage, "check", check)
    assert worker.trouble(worker.index_home()) == trouble


def run_worker(home, stop, report):
    from django.db import connection

    try:
        worker.work(home, stop, report)
    finally:
        # Django's close() spares the tests' database in memory; this thread's handle to it must go all the same.
        if connection.connection is not None:
            connection.connection.close()
            connection.connection = None


def wait_for(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def own_archive(tmp_path, migrated):
    """An empty archive in a folder of its own, run through manage.py; returns a way to start commands in it.

    They start the sooner for not checking the settings, which is not what is tested.
    """
    shutil.copytree(migrated, tmp_path / "var")
    environment = {**os.environ, "FANGZHI_VAR": str(tmp_path / "var")}
    environment.pop("DATABASE_URL", None)

    def start(*arguments):
        return subprocess.Popen(
            [sys.executable, "-W", "ignore", *arguments, *["--skip-checks"] * (arguments[0] == "manage.py")],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    return start


def finish(process, status=0):
    output, _ = process.communicate(timeout=120)
    assert process.returncode == status, output
    return output


FILL = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
import django; django.setup()
from archive.models import Article
from tests.factories import ArticleFactory, PageFactory
page = PageFactory(number=None)
for line in sys.stdin:
    for _ in range(int(line)):
        ArticleFactory(page=page)
    for article in Article.objects.order_by("?")[:5]:
        article.delete()
    print("filled", flush=True)
"""

# All that waits is done, and index and database are compared.
FINISH = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
import django; django.setup()
from django.core.management import call_command
call_command("index_worker", "--once")
call_command("verify_index")
"""


def fill(process, articles):
    """Let a process that runs FILL make so many articles and delete five."""
    process.stdin.write(f"{articles}\n")
    process.stdin.flush()
    assert process.stdout.readline() == "filled\n"


@pytest.mark.dear
def test_killed_workers_lose_nothing(own_archive):
    pick = random.Random(7)
    filling = own_archive("-c", FILL)
    for _ in range(3):
        process = own_archive("manage.py", "index_worker")
        fill(filling, 40)
        assert process.stdout.readline().startswith("waiting for index changes")
        time.sleep(pick.uniform(0, 1))  # It is loading its words, or in the midst of its work, or done.
        process.send_signal(signal.SIGKILL)
        process.communicate()
    finish(filling)
    printed = finish(own_archive("-c", FINISH))
    assert "published 105, indexed 105, missing 0, ghosts 0, stale 0, waiting 0" in printed


@pytest.mark.dear
def test_two_workers_at_once_do_each_thing_once(own_archive):
    filling = own_archive("-c", FILL)
    fill(filling, 40)
    finish(filling)
    both = [own_archive("manage.py", "index_worker", "--once") for _ in range(2)]
    for process in both:
        finish(process)
    printed = finish(own_archive("manage.py", "verify_index"))
    assert "published 35, indexed 35, missing 0, ghosts 0, stale 0, waiting 0" in printed


WATCH = """
import os, time
os.environ["DJANGO_SETTINGS_MODULE"] = "archive.settings"
import django; django.setup()
from archive.models import Article
from archive.search import Request, search
from tests.factories import ArticleFactory

def wait(count):
    start = time.monotonic()
    while search(Request("龙舟赛")).count != count:
        assert time.monotonic() - start < 20, "waited in vain"
        time.sleep(0.01)
    return time.monotonic() - start

ArticleFactory(text="稻花节")  # until the worker has loaded its words
while search(Request("稻花节")).count != 1:
    time.sleep(0.1)
article = ArticleFactory(text="龙舟赛开幕")
found = wait(1)
Article.objects.filter(pk=article.pk).set_state(Article.State.WITHHELD)
print(f"findable after {found:.2f} s, gone after {wait(0):.2f} s")
"""


@pytest.mark.dear
def test_a_change_is_findable_soon_and_what_is_withdrawn_gone_soon(own_archive):
    process = own_archive("manage.py", "index_worker")
    try:
        process.stdout.readline()
        printed = finish(own_archive("-c", WATCH))
    finally:
        process.terminate()
        finish(process)
    print(printed)  # Some 0.3 s each; the limit that fails is generous, as machines are busy.
    assert printed.startswith("findable after")


@pytest.mark.dear
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_cleanly_when_told(own_archive, number):
    process = own_archive("manage.py", "index_worker")
    first = process.stdout.readline()
    process.send_signal(number)
    output = first + finish(process)
    assert "waiting for index changes" in output
    assert output.endswith("stopped\n")

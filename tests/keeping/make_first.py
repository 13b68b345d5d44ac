"""`python -m tests.keeping.make_first [COMMIT]`: make `first.tar.xz` anew, the archive as its first version left it.

It was made once and is kept: a later version must open what an earlier one wrote, not what is written today. The code
of the commit is taken out of the history, reads an invented newspaper of its samples into a new data folder,
and a curator corrects, locks, withholds and removes some of it; one change waits in the outbox. Database and index are
packed as they then are.
"""

from __future__ import annotations

import io
import os
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from tests.conftest import ROOT

# The last commit before the first migration was followed by a second: the first version with which `make run` read,
# indexed and served the samples, and on whose database the present migrations build.
FIRST = "b7e7b51"
KEPT = Path(__file__).with_name("first.tar.xz")
CURATOR = """
from django.contrib.auth import get_user_model
from archive.models import Article, OtherName, Person
get_user_model().objects.create_superuser("admin", password="not-a-secret")
first, second, third, fourth = Article.objects.order_by("pk")[:4]
first.headline = "编辑改过的标题"
first.lock(["headline"])
first.save()
second.state, second.state_reason = "withheld", "待核"
second.save()
third.state, third.state_reason = "removed", "应当事人要求"
third.save()
OtherName.objects.create(person=Person.objects.order_by("pk").first(), name="别名")
"""
WAITING = """
from archive.models import Article
article = Article.objects.order_by("pk")[4]
article.headline = "索引尚未知道的标题"
article.lock(["headline"])
article.save()
"""


def main(commit: str) -> None:
    """Make it."""
    with tempfile.TemporaryDirectory() as made:
        code, var = Path(made, "code"), Path(made, "var")
        packed = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True).stdout
        with tarfile.open(fileobj=io.BytesIO(packed)) as files:
            files.extraction_filter = getattr(tarfile, "data_filter", None)
            files.extractall(code)
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}

        def manage(*arguments: str) -> None:
            command = [sys.executable, "-W", "ignore", "manage.py", *arguments]
            subprocess.run(command, cwd=code, env={**environment, "FANGZHI_VAR": str(var)}, check=True)

        manage("migrate", "--verbosity", "0")
        manage("ingest", "tests/samples/qinglan")
        manage("shell", "-c", CURATOR)
        manage("index")
        manage("shell", "-c", WAITING)
        whole = Path(made, "fangzhi.sqlite3")
        with closing(sqlite3.connect(var / "fangzhi.sqlite3")) as database:
            database.execute("VACUUM INTO ?", [str(whole)])
        with tarfile.open(KEPT, "w:xz", preset=9) as kept:
            kept.add(whole, "fangzhi.sqlite3")
            kept.add(var / "index", "index")
    print(f"{KEPT.name}: {KEPT.stat().st_size} bytes, of {commit}")


if __name__ == "__main__":
    main(*sys.argv[1:] or [FIRST])

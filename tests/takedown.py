"""How soon what is taken down through the admin is gone: `python -m tests.takedown`.

An archive of its own is made in a temporary folder, with a web server and an index worker as in production. An editor
signs in, takes an article down in the list, and a visitor asks search, suggestions, trends and the article's page over
and over until none tells of it. The seconds until each was silent are printed; it fails from `LIMIT` on.
"""

from __future__ import annotations

import http.cookiejar
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 2.0  # seconds
PATIENCE = 60.0  # seconds for programs to start, and for what never goes
HEADLINE, PERSON = "龙脊峡谷溃坝", "尉迟飘雪"
PASSWORD = "一个好长的密码123"
FILL = f"""
import django; django.setup()
from django.contrib.auth.models import User
from tests.views import hidden
User.objects.create_superuser("chief", password="{PASSWORD}")
print(*(each.pk for each in hidden.build().articles))
"""


def faces(article: str) -> dict[str, tuple[str, str]]:
    """What a visitor asks, and what it tells of as long as the article is public."""
    headline = urllib.parse.quote(HEADLINE)
    return {
        "search": (f"/search/?q={headline}", f"/articles/{article}/"),
        "search API": (f"/api/search?q={headline}", f"/articles/{article}/"),
        "suggestions": ("/api/suggest?q=yuchi", PERSON),
        "trends": (f"/api/trends?q={headline}", '"count":2'),
        "article": (f"/articles/{article}/", HEADLINE),
    }


class Visitor:
    """A browser: cookies, and what it was sent last."""

    def __init__(self, server: str):
        self.server = server
        kept = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(kept)

    def get(self, face: str) -> str:
        """The page, whatever its status."""
        return self._open(urllib.request.Request(self.server + face))

    def post(self, face: str, **fields: object) -> str:
        """Send a form of the page at that address."""
        token = _field(self.get(face), "csrfmiddlewaretoken")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}, doseq=True).encode()
        return self._open(urllib.request.Request(self.server + face, data))

    def _open(self, request: urllib.request.Request) -> str:
        try:
            with self.opener.open(request, timeout=PATIENCE) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            return error.read().decode()


def _field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    if found is None:
        raise SystemExit(f"no {name} in the form")
    return found[1]


def take_down(desk: Visitor, articles: list[str]) -> None:
    """Choose the articles in the admin's list, say why, confirm."""
    url = "/admin/archive/article/"
    chosen = {"action": "remove", "_selected_action": articles}
    key = _field(desk.post(url, **chosen), "key")
    desk.post(url, **chosen, key=key, reason="核实中")


def silence(visitor: Visitor, article: str) -> dict[str, float]:
    """The seconds from now until each face no longer tells of it."""
    start, gone = time.monotonic(), {}
    waiting = faces(article)
    while waiting:
        for name, (face, told) in list(waiting.items()):
            if told not in visitor.get(face):
                gone[name] = time.monotonic() - start
                del waiting[name]
        if time.monotonic() - start > PATIENCE:
            raise SystemExit(f"still told after {PATIENCE:.0f} s: {', '.join(waiting)}")
        time.sleep(0.02)
    return gone


@contextmanager
def running(environment: dict[str, str], *arguments: str) -> Iterator[None]:
    """A program in the background, ended at the end."""
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def wait_for(visitor: Visitor, article: str) -> None:
    """Until all faces tell of the article."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            missing = [name for name, (face, told) in faces(article).items() if told not in visitor.get(face)]
        except OSError:
            missing = ["the server"]
        if not missing:
            return
        if time.monotonic() > end:
            raise SystemExit(f"never told of it: {', '.join(missing)}")
        time.sleep(0.1)


def main(port: int = 8471) -> int:
    """Measure once; 0 where everything was silent in time."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "FANGZHI_VAR": folder, "DJANGO_SETTINGS_MODULE": "archive.settings"}
        environment.pop("DATABASE_URL", None)

        def run(*arguments: str) -> str:
            return subprocess.run(
                [sys.executable, *arguments], cwd=ROOT, env=environment, check=True, capture_output=True, text=True
            ).stdout

        run("manage.py", "migrate", "--verbosity", "0")
        articles = run("-c", FILL).split()
        server = f"http://127.0.0.1:{port}"
        bound = ("archive.wsgi", "-c", "python:archive.gunicorn", "-b", f"127.0.0.1:{port}", "-w", "2")
        with running(environment, "-m", "gunicorn", *bound), running(environment, "manage.py", "index_worker"):
            visitor, desk = Visitor(server), Visitor(server)
            wait_for(visitor, articles[0])
            desk.post("/admin/login/", username="chief", password=PASSWORD, next="/admin/")
            take_down(desk, articles)
            gone = silence(visitor, articles[0])
    for name, seconds in gone.items():
        print(f"{name}: gone after {seconds:.2f} s")
    late = max(gone.values()) >= LIMIT
    print(f"all gone after {max(gone.values()):.2f} s ({'too late' if late else 'in time'}: {LIMIT:.0f} s)")
    return int(late)


if __name__ == "__main__":
    sys.exit(main())

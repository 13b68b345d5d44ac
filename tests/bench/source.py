"""Where the benchmark's articles come from; knows no Django, as the archive they go to is chosen by their digest."""

from __future__ import annotations

import hashlib
import json
import lzma
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.conftest import ROOT

PARTS = ("kicker", "headline", "deck", "text")
ARTICLES = "articles.jsonl"


def fetch(shared: Path, kept: Path, count: int) -> Path:
    """The folder in `kept` of the first `count` articles, named after them; they stand in it as JSON Lines.

    They are those of the shared corpus, or invented ones where that is absent. Each one's id is its number, from 1.
    """
    digest = hashlib.sha256()
    fresh = kept / f".{ARTICLES}"
    with fresh.open("w", encoding="utf-8") as file:
        for number, line in enumerate(islice(_lines(shared, count), count), 1):
            record = json.dumps({**json.loads(line), "id": str(number)}, ensure_ascii=False)
            digest.update(record.encode())
            file.write(record + "\n")
    folder = kept / digest.hexdigest()[:12]
    folder.mkdir(mode=0o700, exist_ok=True)
    fresh.replace(folder / ARTICLES)
    return folder


def _lines(shared: Path, count: int) -> Iterator[str]:
    packed = sorted((shared / "corpus").glob("*.jsonl.xz"))
    for path in packed:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            yield from lines
    if not packed:
        yield from _composed(count)


def _composed(count: int) -> Iterator[str]:
    """Invented articles, as `manage.py compose` and `manage.py parse` make them."""
    with TemporaryDirectory() as folder:
        manage = [sys.executable, "manage.py"]
        composed = [*manage, "compose", folder, "--issues", str(count // 20 + 1)]
        subprocess.run(composed, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        parsed = subprocess.run([*manage, "parse", folder, "--json"], cwd=ROOT, check=True, stdout=subprocess.PIPE)
    for page, line in enumerate(parsed.stdout.decode().splitlines()):
        read = json.loads(line)
        given = {"newspaper": read["newspaper"] or "青岚日报", "page": page % 8 + 1}
        given["date"] = (read["issue_date"] or {}).get("date") or "2023-01-01"
        for item in read["items"]:
            yield json.dumps(given | {name: item[name] for name in PARTS})

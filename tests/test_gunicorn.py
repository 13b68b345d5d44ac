"""What a web process gives back while it serves (archive/gunicorn.py)."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from archive import gunicorn
from archive.search.kept import keeper
from tests.conftest import ROOT
from tests.serving import memory


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_trim"), reason="only glibc gives memory back when asked")
def test_holes_in_memory_are_given_back() -> None:
    blocks = [b"x" * size for size in range(2_000, 4_000) for _ in range(10)]
    between = blocks[::100]  # Without these the system would have the rest back as soon as it is free.
    blocks.clear()
    before = memory(os.getpid()).anonymous
    gunicorn.trim()
    assert before - memory(os.getpid()).anonymous > 30, "of 60 MB"
    assert between


def test_no_processes_at_all_is_refused() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--config", "python:archive.gunicorn", "--check-config"],
        cwd=ROOT,
        env={**os.environ, "WEB_CONCURRENCY": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, "WEB_CONCURRENCY is not a whole number of 1 or more\n")


@pytest.mark.parametrize(
    ("served", "given_back"),
    [(1, []), (gunicorn.HOLDS, ["index"]), (gunicorn.TRIMS, ["index", "memory"]), (gunicorn.TRIMS + 1, [])],
)
def test_a_process_gives_back_now_and_then(
    monkeypatch: pytest.MonkeyPatch, served: int, given_back: list[str]
) -> None:
    done: list[str] = []
    monkeypatch.setattr(keeper, "let_go", lambda: done.append("index"))
    monkeypatch.setattr(gunicorn, "trim", lambda: done.append("memory"))
    gunicorn.post_request(SimpleNamespace(nr=served), None, None, None)
    assert done == given_back

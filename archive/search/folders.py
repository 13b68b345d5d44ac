"""The index's folder: numbered generations side by side, a pointer to the live one, and the writers' locks.

index/current          names the live generation: index-3
index/index-3/         a Whoosh index and the version it was made with
index/writer.lock      held by whoever writes to the live index or puts another in its place, for one batch
index/rebuild.lock     held by whoever builds the next index
index/worker.lock      held by the running index_worker
"""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from archive.local import lock

POINTER = "current"
VERSION = "version"
_NAME = re.compile(r"index-(\d+)")

last_changed = float("-inf")  # When this process last changed an index, on the clock of time.monotonic.


def changed() -> None:
    """Note that this process has changed an index, or may have: its searches look at once."""
    global last_changed
    last_changed = time.monotonic()


def sync(path: Path) -> None:
    """Make sure that the file or folder is on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_safely(path: Path, text: str) -> None:
    """Replace a small file as a whole: after a crash it holds the old text or the new.

    Whoever writes holds one of the locks, so that what a kill has left beside the file is written over by the next.
    """
    fresh = path.with_name(f".{path.name}")
    fresh.write_text(text, "utf-8")
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)


def current(home: Path) -> Path | None:
    """Return the live generation's folder, or None if there is none yet."""
    try:
        name = (home / POINTER).read_text("utf-8", errors="replace").strip()
    except FileNotFoundError:
        return None
    return home / name if _NAME.fullmatch(name) and (home / name).is_dir() else None


def generations(home: Path) -> list[Path]:
    """List the generations there are, the oldest first, finished or not."""
    found = [(int(match[1]), path) for path in home.iterdir() if (match := _NAME.fullmatch(path.name))]
    return [path for _, path in sorted(found)]


def unfinished(home: Path) -> list[Path]:
    """List the generations that are not live yet: one that is being built, or what a killed rebuild has left."""
    live = current(home)
    found = generations(home)
    return found[found.index(live) + 1 :] if live in found else found


def sweep(home: Path) -> None:
    """Remove what killed rebuilds have left, unless one is at work."""
    if not unfinished(home):
        return
    with lock(home / "rebuild.lock", wait=False) as alone:
        for leftover in unfinished(home) if alone else ():
            shutil.rmtree(leftover)


def make_next(home: Path, version: str) -> Path:
    """Make the folder of the next generation; it is not live yet."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    numbers = [int(path.name.rpartition("-")[2]) for path in generations(home)]
    folder = home / f"index-{max(numbers, default=0) + 1}"
    folder.mkdir(mode=0o700)
    write_safely(folder / VERSION, version)
    return folder


def version_of(folder: Path) -> str | None:
    """Return what the generation was made with, or None where that is not recorded."""
    try:
        return (folder / VERSION).read_text("utf-8", errors="replace")
    except FileNotFoundError:
        return None


def switch(home: Path, folder: Path) -> None:
    """Make the generation live, keep the one before it, and remove all others."""
    previous = current(home)
    for path in sorted(folder.iterdir()):
        if path.is_file():
            sync(path)
    sync(folder)
    try:
        write_safely(home / POINTER, folder.name)
    finally:
        changed()
    for other in generations(home):
        if other not in (folder, previous):
            shutil.rmtree(other)


@contextmanager
def writing(home: Path) -> Iterator[None]:
    """Hold the right to write, waiting for it: nobody else changes an index or the pointer meanwhile."""
    with lock(home / "writer.lock", wait=True):
        yield


@contextmanager
def rebuilding(home: Path) -> Iterator[None]:
    """Hold the right to build the next index, waiting for it; the live one is written to meanwhile."""
    with lock(home / "rebuild.lock", wait=True):
        yield


@contextmanager
def working(home: Path) -> Iterator[bool]:
    """Try to be the one running worker; yields whether it worked out."""
    with lock(home / "worker.lock", wait=False) as held:
        yield held

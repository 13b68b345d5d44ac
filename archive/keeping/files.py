"""Files that are there whole or not at all, and stay."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PART = ".part"  # What is being written ends in this.
_MEGABYTE = 1 << 20


@contextmanager
def becoming(path: Path) -> Iterator[Path]:
    """A name for an empty file of the owner's alone, which is put on the disk and called `path` at the end; whatever
    goes wrong before, nothing is left of it."""
    part = path.with_name(path.name + PART)
    part.unlink(missing_ok=True)
    os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        yield part
        on_disk(part)
        part.replace(path)
        on_disk(path.parent)
    finally:
        part.unlink(missing_ok=True)


def on_disk(path: Path) -> None:
    """Return once the file, or what the folder lists, would outlive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256(path: Path) -> str:
    """The file's SHA-256, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while some := stream.read(_MEGABYTE):
            found.update(some)
    return found.hexdigest()

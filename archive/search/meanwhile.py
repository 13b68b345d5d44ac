"""What is changed in the live index while the next one is being built: the new one must catch up before it takes over.

The index writer notes it in a file of the unfinished index, before it deletes the rows that asked for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from pathlib import Path

from archive.search import folders
from archive.search.kinds import KINDS

NOTES = "meanwhile"

Key = tuple[str, int]  # (kind, primary key)


def note(home: Path, keys: Iterable[Key]) -> None:
    """Note that these records were brought up to date in the live index, or taken out of it."""
    lines = "".join(f"{kind} {pk}\n" for kind, pk in keys)
    for folder in folders.unfinished(home):
        with contextlib.suppress(FileNotFoundError), (folder / NOTES).open("a", encoding="utf-8") as notes:
            notes.write(f"\n{lines}")  # on a line of its own, should a killed writer have left half a one


class Notes:
    """The notes for an index that is being built."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NOTES
        self._read = 0

    def fresh(self) -> list[Key]:
        """Return what was noted since the last time, each record once."""
        try:
            with self._path.open("rb") as notes:
                notes.seek(self._read)
                written = notes.read()
        except FileNotFoundError:
            return []
        whole = written[: written.rfind(b"\n") + 1]  # A line may be in the writing.
        self._read += len(whole)
        words = (line.split() for line in whole.decode().splitlines())
        found = {(each[0], int(each[1])) for each in words if len(each) == 2 and each[0] in KINDS}
        return sorted(found)

    def remove(self) -> None:
        """Remove them: the index is finished."""
        self._path.unlink(missing_ok=True)

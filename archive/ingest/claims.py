"""Who was first in this run to bring a page or an article: two files must not take turns in overwriting it."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple


class Claim(NamedTuple):
    """Where the first one stood, and its checksum."""

    where: str
    checksum: str


class Claims:
    """First come, first served, in a temporary database that vanishes with the run.

    A million ids would cost a set some 150 MB; SQLite keeps two and puts the rest on disk.
    """

    def __init__(self) -> None:
        """Nothing is claimed yet."""
        self._store = sqlite3.connect("")
        self._store.execute("CREATE TABLE claim (key TEXT PRIMARY KEY, place TEXT, checksum TEXT) WITHOUT ROWID")

    def claim(self, key: str, where: str, checksum: str) -> Claim | None:
        """Claim `key`; the earlier claim where there is one."""
        made = self._store.execute("INSERT OR IGNORE INTO claim VALUES (?, ?, ?)", (key, where, checksum)).rowcount
        return None if made else self.of(key)

    def of(self, key: str) -> Claim | None:
        """The claim to `key`, if there is one."""
        row = self._store.execute("SELECT place, checksum FROM claim WHERE key = ?", (key,)).fetchone()
        return Claim(*row) if row else None

    def keep(self) -> None:
        """What was claimed since the last `keep` or `drop` stands: the transaction it came with is through."""
        self._store.commit()

    def drop(self) -> None:
        """What was claimed since then is void: the transaction was rolled back, its ids will be given anew."""
        self._store.rollback()

    def close(self) -> None:
        """Forget everything."""
        self._store.close()

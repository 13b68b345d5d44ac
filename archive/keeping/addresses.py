"""Databases beside the archive's own, by their address."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.databases import POSTGRESQL, SQLITE, configured


class NoDatabase(Exception):
    """Why the address leads to no database."""


def database_at(url: str, alias: str, there: bool = True) -> BaseDatabaseWrapper:
    """A connection to the database at the address; NoDatabase if it names none, or none that is `there` already."""
    values = configured(url)
    if values.get("ENGINE") not in (SQLITE, POSTGRESQL):
        raise NoDatabase(f"{url}: sqlite:////path/to/file or postgres://user:password@host/name is asked for")
    if values["ENGINE"] == SQLITE and (there or values["NAME"] == ":memory:") and not Path(values["NAME"]).is_file():
        raise NoDatabase(f"there is no file {values['NAME']}")
    connections.settings[alias] = connections.configure_settings({"default": {}, alias: values})[alias]
    return connections[alias]


def migrate(url: str) -> None:
    """Give the database at the address this version's tables; NoDatabase with what was said where that fails.

    In a process of its own: what migrations and their signals read and write is then that database alone.
    """
    done = subprocess.run(
        [sys.executable, "-W", "ignore", str(settings.BASE_DIR / "manage.py"), "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoDatabase(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "`migrate` failed")

"""What commands say where they could not go on, and what there is to do about it."""

from __future__ import annotations

from pathlib import Path


def index_unwritable(home: Path, error: OSError) -> str:
    """The index's folder cannot be read or written."""
    return (
        f"the index in {home} cannot be read or written: {error}\n"
        "Nothing that was in it is damaged, and no change is lost. See that its disk is mounted writable and has "
        "room, and that this user may write to the folder; then run this again (a supervisor does that by itself)."
    )


def database_away(error: Exception) -> str:
    """The database cannot be asked, or takes nothing."""
    return (
        f"the database cannot be read or written: {str(error).strip()}\n"
        "See that it is up, that its disk has room (SQLite writes beside its file even to read it), and that "
        "`manage.py migrate` has run; then run this again."
    )

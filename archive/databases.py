"""How the archive speaks to a database, given by its address: SQLite or PostgreSQL."""

from __future__ import annotations

from typing import Any

import environ

SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"


def configured(url: str) -> dict[str, Any]:
    """What Django needs to know of the database at `url`: sqlite:////srv/fangzhi.sqlite3, postgres://user@host/name."""
    found: dict[str, Any] = environ.Env.db_url_config(url)
    if found.get("ENGINE") == SQLITE:
        # Readers go on while one writes; a writer waits its turn instead of failing; Django turns foreign keys on.
        found["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    elif found.get("ENGINE") == POSTGRESQL:
        # To compile a question that is asked once takes PostgreSQL longer than to answer it. And it reckons with disks
        # that turn, on which a whole table is read sooner than a hundred of its rows by an index.
        found.setdefault("OPTIONS", {}).setdefault("options", "-c jit=off -c random_page_cost=1.1")
    # Opening a database anew for each page costs SQLite 5 ms too: it reads its schema, and what it cached is gone.
    found["CONN_MAX_AGE"] = 60
    found["CONN_HEALTH_CHECKS"] = True
    return found

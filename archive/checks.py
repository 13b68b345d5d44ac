"""What Django's checks see of how the archive is run, before any command does anything."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error


def not_as_root(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """What root wrote into the folder of the archive's own user, its services could not read."""
    if not settings.PRODUCTION or os.geteuid() or not Path(settings.VAR).exists():
        return []
    if not (owner := Path(settings.VAR).stat().st_uid):
        return []
    hint = "With systemd: `fangzhi COMMAND` (deploy/fangzhi). With Docker: `docker compose exec worker …`."
    return [
        Error(f"{settings.VAR} belongs to user {owner}: run this as that user, not as root.", hint, id="archive.E001")
    ]

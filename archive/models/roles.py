"""Who may do what at the desk: three groups, each with the permissions of those below it.

Readers with an account are in none. Whoever wants other measures makes groups of other names: these are set anew with
every `migrate`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_noop

# Group names are data: they stay as they are in every language.
CURATORS, EDITORS, ADMINISTRATORS = gettext_noop("编辑"), gettext_noop("主编"), gettext_noop("管理员")

_RECORDS = ("newspaper", "issue", "page", "article", "datemention", "likeness", "mention")
_DETAILS = (
    "byline",
    "othername",
    "membership",
    "participation",
)  # Taken away as part of editing a record.
_NAMED = ("person", "organization", "post", "place", "event")
_WRITTEN = ("sighting", "ingest", "ingestfile", "indexchange")  # Only the machine writes these.


def _each(verbs: str, *models: str) -> set[str]:
    return {f"{verb}_{model}" for verb in verbs.split() for model in models}


_CURATORS = {
    *_each("view add change", *_RECORDS, *_DETAILS, *_NAMED),
    *_each("delete", *_DETAILS, "likeness"),
    *_each("view", *_WRITTEN),
    *_each("view change", "report", "decision"),
}
_EDITORS = {
    *_CURATORS,
    *_each("delete", *_NAMED),
    "publish_article",
    "add_ingest",
    "view_upload",
    "change_wordlist",
    "add_exchange",
    *_each("change", "ingest", "indexchange"),
}


def ensure(sender: AppConfig, using: str = "default", **_kwargs: Any) -> None:
    """Make the groups, or set their permissions; run after every `migrate`, when all permissions exist."""
    from django.contrib.auth.models import Group, Permission

    own = dict(
        Permission.objects.using(using).filter(content_type__app_label=sender.label).values_list("codename", "pk")
    )
    accounts = Permission.objects.using(using).filter(
        content_type__app_label="auth", content_type__model__in=["user", "group"]
    )
    wanted: dict[str, Iterable[int]] = {
        CURATORS: [own[name] for name in sorted(_CURATORS) if name in own],
        EDITORS: [own[name] for name in sorted(_EDITORS) if name in own],
        ADMINISTRATORS: [*own.values(), *accounts.values_list("pk", flat=True)],
    }
    for name, permissions in wanted.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(permissions)

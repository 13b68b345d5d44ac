"""All that is known of what became of one record: people's versions, decisions, actions, runs of ingest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Page as Portion
from django.core.paginator import Paginator
from django.utils.translation import gettext

from archive.admin import versions
from archive.admin.readable import HIDDEN, Change, Raw, in_words, model_named
from archive.models import Decision, RunChange

ON_A_PAGE = 30
# Rows whose versions are told with their record's: they have no page of their own, or belong in its form.
PARTS = {
    "article": {"byline": "article"},
    "person": {"othername": "person", "membership": "person"},
    "organization": {"othername": "organization", "post": "organization"},
    "place": {"othername": "place"},
    "post": {"membership": "post"},
    "event": {"participation": "event"},
}
# Columns that a run changes with others and that tell a person nothing more.
UNTOLD = HIDDEN | {"own", "joined_at"}


@dataclass(slots=True)
class Entry:
    """One thing that happened: `what` in a few words, `changes` in detail; `version` is one to go back to."""

    when: datetime
    what: str
    who: str = ""
    why: str = ""
    changes: list[Change] = field(default_factory=list)
    version: int | None = None
    run: int | None = None
    decision: Decision | None = None
    machine: bool = False


def of(model: Any, pk: int, page: str | None) -> Portion[Any]:
    """A page of the record's timeline, the newest first; how many queries it takes does not depend on how much
    happened."""
    listed = sorted(_keys(model, pk), reverse=True)
    portion = Paginator(listed, ON_A_PAGE).get_page(page)
    by_kind: dict[str, list[int]] = {}
    for _when, kind, key in portion.object_list:
        by_kind.setdefault(kind, []).append(key)
    entries = {**_versions(model, pk, by_kind), **_others(by_kind)}
    entries |= {("run", key): entry for key, entry in _runs(model, by_kind.get("run", [])).items()}
    portion.object_list = [entries[kind, key] for _when, kind, key in portion.object_list]
    return portion


def _keys(model: Any, pk: int) -> Iterable[tuple[datetime, str, int]]:
    """When what happened, and where it stands."""
    name = model._meta.model_name
    for kind, column in ((name, model._meta.pk.attname), *PARTS.get(name, {}).items()):
        rows = model_named(kind).history.filter(**{column: pk})  # type: ignore[attr-defined]
        for when, key in rows.values_list("history_date", "history_id"):
            yield when, f"version of {kind}", key
    decisions = Decision.objects.filter(subject_type=name, subject_id=pk)
    for when, key in decisions.values_list("made_at", "pk"):
        yield when, "decision", key
    logged = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(model), object_id=str(pk))
    # Forms log as JSON what the versions tell better.
    for when, key in (
        logged.exclude(change_message="").exclude(change_message__startswith="[").values_list("action_time", "pk")
    ):
        yield when, "action", key
    for when, key in RunChange.objects.of(name, [pk]).values_list("ingest__started_at", "pk"):
        yield when, "run", key


def _versions(model: Any, pk: int, by_kind: dict[str, list[int]]) -> dict[tuple[str, int], Entry]:
    found = {}
    every = []
    for kind, keys in by_kind.items():
        if kind.startswith("version of "):
            for key, version in versions.read(model_named(kind.removeprefix("version of ")), keys).items():
                every.append(version)
                found[kind, key] = version
    versions.tell(every)
    return {key: _of_version(version, model, pk) for key, version in found.items()}


def _of_version(version: versions.Version, model: Any, pk: int) -> Entry:
    row, own = version.row, version.model is model
    what = version.verb
    if version.by_machine:
        what = gettext("机器所写")
    if not own:
        name = getattr(row, "name", "") or getattr(row, "title", "")
        what = f"{version.model._meta.verbose_name} {name}：{what}".replace(" ：", "：")
    return Entry(
        when=version.when,
        what=what,
        who="" if version.by_machine else str(row.history_user or ""),
        why=row.history_change_reason or "",
        changes=version.changes,
        version=row.history_id if own and row.history_type != versions.DELETED else None,
        machine=version.by_machine,
    )


def _others(by_kind: dict[str, list[int]]) -> dict[tuple[str, int], Entry]:
    decisions = Decision.objects.filter(pk__in=by_kind.get("decision", [])).select_related("made_by", "undone_by")
    actions = LogEntry.objects.filter(pk__in=by_kind.get("action", [])).select_related("user")
    found = {
        ("decision", row.pk): Entry(
            row.made_at, gettext("决定：%s") % row, str(row.made_by or ""), row.reason, decision=row
        )
        for row in decisions.defer("data")
    }
    return found | {("action", row.pk): Entry(row.action_time, row.change_message, str(row.user)) for row in actions}


def _runs(model: Any, keys: list[int]) -> dict[int, Entry]:
    """What runs changed, each from the former value to the one that the next change found, or that is stored."""
    rows = list(RunChange.objects.filter(pk__in=keys).select_related("ingest"))
    if not rows:
        return {}
    told = raws_of(model, rows)
    changes = iter(in_words(raw for row in rows for raw in told[row.pk]))
    found = {}
    for row in rows:
        what = gettext("第 %(run)d 次导入：%(what)s") % {"run": row.ingest_id, "what": row.get_kind_display()}
        own = [next(changes) for _ in told[row.pk]]
        found[row.pk] = Entry(row.ingest.started_at, what, changes=own, run=row.ingest_id, machine=True)
    return found


def raws_of(model: Any, rows: list[RunChange]) -> dict[int, list[Raw]]:
    """The columns that runs changed in records of a model, by the row that tells of it: two queries."""
    pks = {row.object_id for row in rows}
    records = model._default_manager.in_bulk(pks)
    later: dict[int, list[RunChange]] = {}
    kept = RunChange.objects.of(model._meta.model_name, pks).filter(kind=RunChange.Kind.CHANGED)
    for row in kept.order_by("pk"):
        later.setdefault(row.object_id, []).append(row)
    signed = _signed(pks) if any("bylines" in row.former for row in rows) else {}
    order = {column.attname: at for at, column in enumerate(model._meta.concrete_fields)}
    told: dict[int, list[Raw]] = {}
    for row in rows:
        told[row.pk] = []
        former = row.former if row.kind == RunChange.Kind.CHANGED else {}
        for name, old in sorted(former.items(), key=lambda each: order.get(each[0], len(order))):
            if name in UNTOLD:
                continue
            after = (each.former[name] for each in later[row.object_id] if each.pk > row.pk and name in each.former)
            record = records.get(row.object_id)
            stored = signed.get(row.object_id, []) if name == "bylines" else getattr(record, name, None)
            told[row.pk].append(Raw(model, name, old, next(after, stored)))
    return told


def _signed(pks: set[int]) -> dict[int, list[list[str]]]:
    signed: dict[int, list[list[str]]] = {}
    rows = model_named("byline")._default_manager.filter(article__in=pks).order_by("position", "pk")
    for article, name, role in rows.values_list("article", "name", "role"):
        signed.setdefault(article, []).append([name, role])
    return signed

"""Many records made and changed at once, as a person's word: locked, in the history, queued for the index."""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.core.management.color import no_style
from django.db import connection, models
from django.db.models import F
from django.utils import timezone

from archive.curating import traces
from archive.models import Curated, IndexChange, Membership, Mention, Organization, OtherName, Place, Post
from archive.models.batches import batches
from archive.models.changes import INDEXED, enqueue_naming, enqueue_paths
from archive.models.history import CHANGED, DELETED, keep_many

AT_ONCE = 500
# Is told how many more records were written.
Written = Callable[[int], None]
# What entries of others repeat of a record.
REPEATED = frozenset({"name", "title", "type", "path"})


def untold(more: int) -> None:
    """Nobody waits."""


def make(model: type[Any], records: list[Any], made_at: Mapping[int, datetime], written: Written = untold) -> None:
    """Store new records; `made_at` says, by their place in the list, of which it is known when they were made."""
    numbered = any(each.pk for each in records)
    made: list[Any] = []
    for start in range(0, len(records), AT_ONCE):
        made += model._base_manager.bulk_create(records[start : start + AT_ONCE])
        written(len(made) - start)
    if known := [made[at] for at in made_at]:
        for record, moment in zip(known, made_at.values(), strict=True):
            record.created_at = moment
        write(model, ["created_at"], known)
    if numbered:
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), [model]):
                cursor.execute(statement)
    keep_many(made)


def write(model: type[Any], columns: Collection[str], records: Iterable[Any]) -> None:
    """Write these columns of the records: a statement each, sent together."""
    fields = {field.attname: field for field in model._meta.concrete_fields}
    quoted = connection.ops.quote_name
    chosen = [fields[name] for name in columns]
    told = ", ".join(f"{quoted(str(field.column))} = %s" for field in chosen)
    rows = [
        [*(field.get_db_prep_save(getattr(each, field.attname), connection) for field in chosen), each.pk]
        for each in records
    ]
    with connection.cursor() as cursor:
        table, key = quoted(model._meta.db_table), quoted(str(model._meta.pk.column))
        cursor.executemany(f"UPDATE {table} SET {told} WHERE {key} = %s", rows)


def change(model: type[Any], changes: Mapping[int, Mapping[str, Any]], written: Written = untold) -> None:
    """Give records other values, by id and column, in bulk; the version before and the one after are kept."""
    for some in batches(changes):
        former = {row.pk: row for row in model._base_manager.filter(pk__in=some)}
        changed = []
        by_columns: dict[tuple[str, ...], list[Any]] = defaultdict(list)
        for pk, old in former.items():
            record = copy.copy(old)
            record._state = copy.copy(old._state)
            for name, value in changes[pk].items():
                setattr(record, name, value)
            columns = [*changes[pk]]
            if isinstance(record, Curated):
                record.revision, record.updated_at = old.revision + 1, timezone.now()
                columns += ["revision", "updated_at"]
            changed.append(record)
            by_columns[tuple(columns)].append(record)
        for named, records in by_columns.items():
            write(model, named, records)
        keep_many(changed, former, CHANGED)
        written(len(changed))


def remove(model: type[Any], pks: Iterable[int]) -> None:
    """Delete records that nothing points to; that they were there is kept."""
    for some in batches(pks):
        rows = model._base_manager.filter(pk__in=some)
        records = list(rows)
        keep_many(records, {each.pk: each for each in records}, DELETED)
        rows._raw_delete(rows.db)


def rename(wanted: Mapping[int, Collection[str]], field: str) -> None:
    """Give records these other names and no others; `field` is OtherName's key to them."""
    stored: dict[int, dict[str, int]] = defaultdict(dict)
    for some in batches(wanted):
        rows = OtherName.objects.filter(**{f"{field}__in": some})
        for pk, record, name in rows.values_list("pk", f"{field}_id", "name"):
            stored[record][name] = pk
    gone = [pk for record, names in wanted.items() for name, pk in stored[record].items() if name not in names]
    new = [
        OtherName(name=name, **{f"{field}_id": record})
        for record, names in wanted.items()
        for name in names
        if name not in stored[record]
    ]
    remove(OtherName, gone)
    keep_many(OtherName.objects.bulk_create(new, batch_size=AT_ONCE))


def queue(model: type[models.Model], data: traces.Data) -> int:
    """Queue for the index all that shows what is different; return how many articles that is, as far as they repeat
    it."""
    found = data.get(str(model._meta.model_name), {})
    rows = {row["id"] for name in ("created", "deleted") for row in found.get(name, ())}
    plain = {pk for _was, _became, pks in found.get("changed", ()) for pk in pks}
    retold = {pk for was, _became, pks in found.get("changed", ()) if was.keys() & REPEATED for pk in pks}
    kind = str(model._meta.model_name)
    if issubclass(model, INDEXED):
        IndexChange.objects.enqueue(kind, rows | plain)
        names = data.get("othername", {})
        retold |= {row[f"{kind}_id"] for name in ("created", "deleted") for row in names.get(name, ())} - rows
        return _queue_named(model, kind, retold)
    for some in batches(rows | plain):
        if model is Post:
            _queue_posts(Post.objects.filter(pk__in=some))
        else:
            held = Membership.objects.filter(pk__in=some).order_by()
            IndexChange.objects.enqueue_found("person", held.values(queued=F("person")).distinct())
            IndexChange.objects.enqueue_found("organization", held.values(queued=F("post__organization")).distinct())
    former = [*found.get("deleted", ()), *found.get("created", ()), *(was for was, _, _ in found.get("changed", ()))]
    IndexChange.objects.enqueue("person", {row["person_id"] for row in former if "person_id" in row})
    bodies = {row["organization_id"] for row in former if "organization_id" in row}
    for some in batches({row["post_id"] for row in former if "post_id" in row}):
        bodies |= set(Post.objects.filter(pk__in=some).values_list("organization", flat=True))
    IndexChange.objects.enqueue("organization", bodies)
    return 0


def _queue_posts(posts: models.QuerySet[Post]) -> None:
    IndexChange.objects.enqueue_found("organization", posts.order_by().values(queued=F("organization")).distinct())
    held = Membership.objects.filter(post__in=posts.order_by().values("pk")).order_by()
    IndexChange.objects.enqueue_found("person", held.values(queued=F("person")).distinct())


def _queue_named(model: type[models.Model], kind: str, retold: Collection[int]) -> int:
    articles: set[int] = set()
    for some in batches(sorted(retold)):
        if model is Place:
            enqueue_paths(some)
        else:
            enqueue_naming(kind, some)
        if model is Organization:
            held = Membership.objects.filter(post__organization__in=some).order_by()
            IndexChange.objects.enqueue_found("person", held.values(queued=F("person")).distinct())
        naming = Mention.objects.filter(**{f"{kind}__in": some}).order_by()
        articles.update(naming.values_list("article_id", flat=True).distinct())
    return len(articles)

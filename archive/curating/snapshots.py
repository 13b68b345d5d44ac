"""Articles as they were before an act, and what curators had decided about the names in them, for the way back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Model

from archive.models import Article, FormerRecord, Mention

Snapshot = dict[str, Any]
Name = tuple[str, str]  # a mention's kind and text

KEPT = (
    *("kind", "section", "kicker", "headline", "deck", "text", "captions", "lines", "breaks", "continues", "goes_on"),
    *("confidence", "own", "illustrates_id", "state", "state_reason", "reason_public", "locked_fields", "checksum"),
)
MENTION_KEPT = (
    *("kind", "text", "position", "spans", "titles", "posts", "actions", "status", "rule", "confidence"),
    *("person_id", "place_id", "organization_id", "event_id", "locked_fields"),
)


def snapshot(article: Article) -> Snapshot:
    """What undoing needs to know of an article as it is now."""
    return {
        **{name: getattr(article, name) for name in KEPT},
        "bylines": [[each.name, each.role] for each in article.bylines.order_by("position")],
        "mentions": [
            {name: getattr(each, name) for name in MENTION_KEPT} for each in article.mentions.exclude(locked_fields=[])
        ],
    }


def decisions_in(pks: Iterable[int]) -> dict[int, set[Name]]:
    """The names that curators decided about in each of the articles."""
    found: dict[int, set[Name]] = {pk: set() for pk in pks}
    locked = Mention.objects.filter(article__in=found).exclude(locked_fields=[])
    for article, kind, text in locked.values_list("article", "kind", "text"):
        found[article].add((kind, text))
    return found


def gained_in(pks: Iterable[int], before: dict[int, set[Name]]) -> dict[int, list[list[str]]]:
    """The names decided about in the articles now that were not `before`."""
    gained = {pk: sorted(now - before[pk]) for pk, now in decisions_in(pks).items()}
    return {pk: [list(name) for name in names] for pk, names in gained.items() if names}


def release(pk: int, names: Collection[Name]) -> bool:
    """Let the machine decide about these names in an article again; return whether that changes anything."""
    rows = [each for each in _locked(pk) if (each.kind, each.text) in names]
    for mention in rows:
        mention.locked_fields = []
        mention.save(update_fields=["locked_fields"])
    return bool(rows)


def restore(article: Article, before: Snapshot) -> None:
    """Let the article have a curator's mention again; one whose record is gone is left to the machine."""
    rows = article.mentions.filter(kind=before["kind"], text=before["text"]).order_by("position", "pk")
    linked = f"{before['kind']}_id"
    pk = _standing(before["kind"], before[linked])
    if rows.exclude(locked_fields=[]).exists() or (before[linked] is not None and pk is None):
        return
    values = {**{name: before[name] for name in MENTION_KEPT}, linked: pk}
    mention = rows.first()
    if mention is None:
        mention = Mention(article=article)
    else:
        values["position"] = mention.position
    for name, value in values.items():
        setattr(mention, name, value)
    mention.save()


def _locked(pk: int) -> list[Mention]:
    return list(Mention.objects.filter(article=pk).exclude(locked_fields=[]))


def _standing(kind: str, pk: int | None) -> int | None:
    """The record of that id, or the one that stands for it now."""
    model: type[Model] = Mention._meta.get_field(kind).related_model  # type: ignore[assignment]
    if pk is None or model._default_manager.filter(pk=pk).exists():
        return pk
    return FormerRecord.objects.successor(kind, pk)

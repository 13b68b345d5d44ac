"""Who may see articles: published, withheld for now, taken down for good; with the reason, and a way back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.utils.translation import gettext, ngettext

from archive.curating import deciding
from archive.models import Article, Decision
from archive.models.turns import writing


def set_state(
    pks: Collection[int], state: Article.State, *, reason: str = "", public: bool = False, key: UUID | None = None
) -> Decision | None:
    """Set the state of these articles as whoever acts; return the decision, None where all had it before.

    `public` says that readers who come to the address of a removed article are told the reason.
    """
    with writing():
        if made := deciding.already(key):
            return made
        rows = Article.objects.filter(pk__in=pks).exclude(state=state).order_by("pk")
        before = [_kept(each) for each in rows.only("state", "state_reason", "reason_public", "locked_fields")]
        if not before:
            return None
        first = rows.select_related("page").first()
        assert first
        rows.set_state(state, reason, public)
        label = first.title
        if len(before) > 1:
            told = {"title": first.title, "count": len(before)}
            label = ngettext("“%(title)s”等 %(count)d 篇", "“%(title)s”等 %(count)d 篇", len(before)) % told
        data = {"state": state.value, "before": before}
        return deciding.note(Decision.Kind.STATE, first, data, key=key, label=label, touched=len(before))


def note_change(article: Article, former: Article) -> None:
    """Note that a form has changed an article's state from that of its `former` self; what follows is the caller's."""
    data = {"state": article.state, "before": [_kept(former)]}
    deciding.note(Decision.Kind.STATE, article, data, label=article.title, touched=1)


def _kept(article: Article) -> list[Any]:
    return [
        article.pk,
        article.state,
        article.state_reason,
        article.reason_public,
        "state" in article.locked_fields,
    ]


@deciding.undoes(Decision.Kind.STATE)
def undo(decision: Decision) -> list[str]:
    """Give the articles back the states they had; those that somebody has given another since keep it."""
    left, since = [], deciding.decided_since(decision)
    for pk, state, reason, public, locked in decision.data["before"]:
        article = Article.objects.filter(pk=pk).first()
        if article is None or article.state != decision.data["state"] or pk in since:
            name = article.title if article else pk
            left.append(gettext("“%s”的状态后来又改过，没有动。") % name)
            continue
        Article.objects.filter(pk=pk).set_state(state, reason, public)
        if not locked:
            article.refresh_from_db()
            article.locked_fields = [name for name in article.locked_fields if name != "state"]
            article.save(update_fields=["locked_fields"])
    return left

"""What sort of item articles are, said of several at once: article, photo, notice, advertisement."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.utils.translation import gettext, ngettext

from archive.curating import deciding
from archive.models import Article, Decision
from archive.models.turns import writing


def set_kind(pks: Collection[int], kind: Article.Kind, *, key: UUID | None = None) -> Decision | None:
    """Say it of these articles as whoever acts, and lock it; return the decision, None where all were so before."""
    with writing():
        if made := deciding.already(key):
            return made
        rows = list(Article.objects.filter(pk__in=pks).exclude(kind=kind).order_by("pk"))
        if not rows:
            return None
        before = [[each.pk, each.kind, each.is_locked("kind")] for each in rows]
        for each in rows:
            each.kind = kind
            each.lock(["kind"])
            each.save(update_fields=["kind", "locked_fields"])
        told = {"title": rows[0].title, "count": len(rows)}
        several = ngettext("“%(title)s”等 %(count)d 篇", "“%(title)s”等 %(count)d 篇", len(rows)) % told
        label = f"{several if len(rows) > 1 else rows[0].title}：{kind.label}"
        data = {"kind": kind.value, "before": before}
        return deciding.note(Decision.Kind.VALUES, rows[0], data, key=key, label=label, touched=len(rows))


@deciding.undoes(Decision.Kind.VALUES)
def undo(decision: Decision) -> list[str]:
    """Let the articles be what they were; those of which somebody has said something else since stay so."""
    left, since = [], deciding.decided_since(decision)
    for pk, kind, locked in decision.data["before"]:
        article = Article.objects.filter(pk=pk).first()
        if article is None or article.kind != decision.data["kind"] or pk in since:
            left.append(gettext("“%s”的类型后来又改过，没有动。") % (article.title if article else pk))
            continue
        article.kind = kind
        if not locked:
            article.locked_fields = [name for name in article.locked_fields if name != "kind"]
        article.save(update_fields=["kind", "locked_fields"])
    return left

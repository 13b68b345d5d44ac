"""Articles that go on on another page, joined by a person: one decision, and parted again by its undoing."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext

from archive.curating.deciding import Refused, already, note, undoes
from archive.models import Article, CannotJoin, Decision
from archive.models.turns import writing


def join(rest: Article, head: Article, *, key: UUID | None = None) -> Decision:
    """Let `rest` go on from `head`. Raises CannotJoin."""
    with writing():
        if decided := already(key):
            return decided
        rest.join(head)
        label = gettext("%(rest)s → %(head)s") % {"rest": rest.title, "head": head.title}
        return note(Decision.Kind.JOIN, rest, {"head": head.pk}, key=key, label=label, touched=2)


@undoes(Decision.Kind.JOIN)
def _undo(decision: Decision) -> list[str]:
    rest = Article.objects.filter(pk=decision.subject_id).first()
    if rest is None or rest.joined_to_id is None:
        return [gettext("这两篇后来已经拆开了。")]
    try:
        rest.part()
    except CannotJoin as refused:
        raise Refused(str(refused)) from refused
    return []

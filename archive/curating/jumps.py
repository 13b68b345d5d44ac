"""Articles joined to what goes on from them on other pages, and parted, by a person: noted, and a way back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext

from archive.curating import deciding
from archive.curating.deciding import Refused
from archive.models import Article, CannotJoin, Decision, joins
from archive.models.turns import writing


class CannotJoinThis(Refused):
    """Why an article could not be joined."""


def join(first: Article, others: Sequence[Article], *, key: UUID | None = None) -> Decision:
    """Make `others` go on from `first`, in this order: all of them or none. Raises `CannotJoinThis`."""
    with writing():
        if made := deciding.already(key):
            return made
        rests = [_kept(each) for each in others]
        for each in others:
            try:
                each.join(first)
            except CannotJoin as refused:
                told = {"title": each.title, "reason": refused}
                raise CannotJoinThis(gettext("没有接：“%(title)s”：%(reason)s") % told) from refused
        data = {"verb": "join", "rests": rests}
        label = "、".join(f"“{each.title}”" for each in (first.whole, *others))
        return deciding.note(Decision.Kind.JOIN, first.whole, data, key=key, label=label, touched=len(others) + 1)


def part(rests: Sequence[Article], *, key: UUID | None = None) -> Decision | None:
    """Take these out of the articles they are joined to; return None where none of them is. Raises CannotJoin."""
    with writing():
        if made := deciding.already(key):
            return made
        parted, heads = list[Article](), dict[int, list[float]]()
        kept = []
        for rest in rests:
            rest.refresh_from_db()  # The one before may just have been taken out with it.
            if rest.joined_to is None:
                continue
            heads.setdefault(rest.joined_to.pk, rest.joined_to.own.get("joins", []))
            kept.append({**_kept(rest), "head": rest.joined_to.pk})
            rest.part()
            parted.append(rest)
        if not parted:
            return None
        data = {"verb": "part", "rests": kept, "sure": heads}
        label = "、".join(f"“{each.title}”" for each in parted)
        return deciding.note(Decision.Kind.JOIN, parted[0], data, key=key, label=label, touched=len(parted))


def _kept(rest: Article) -> dict[str, object]:
    return {"pk": rest.pk, "locked": "joined_to" in rest.locked_fields, "refused": rest.join_refused}


@deciding.undoes(Decision.Kind.JOIN)
def undo(decision: Decision) -> list[str]:
    """Part what was joined, or join what was parted; what somebody joined or parted since stays."""
    left = []
    joined = decision.data["verb"] == "join"
    for kept in reversed(decision.data["rests"]):
        rest = Article.objects.filter(pk=kept["pk"]).first()
        if rest is None or (rest.joined_to_id is not None) is not joined:
            left.append(gettext("“%s”的接续后来又改过，没有动。") % (rest.title if rest else kept["pk"]))
            continue
        try:
            if joined:
                rest.part()
            else:
                rest.join(Article.objects.get(pk=kept["head"]))
        except (CannotJoin, Article.DoesNotExist) as refused:
            left.append(gettext("“%(title)s”没有动：%(reason)s") % {"title": rest.title, "reason": refused})
            continue
        _let_be(rest, kept)
    for pk, sure in decision.data.get("sure", {}).items():
        head = Article.objects.select_related("page").filter(pk=pk).first()
        if head and len(chain := head.chain()) == len(sure) and head.own.get("joins") != sure:
            joins.rewrite(head, chain, sure)
    return left


def _let_be(rest: Article, kept: dict[str, object]) -> None:
    """Let the locks of a join be as they were."""
    rest.refresh_from_db()
    if not kept["locked"]:
        rest.locked_fields = [name for name in rest.locked_fields if name != "joined_to"]
    rest.join_refused = kept["refused"]
    rest.save(update_fields=["locked_fields", "join_refused"])

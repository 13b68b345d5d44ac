"""Decisions: noted once however often a form is sent, and undone by the module that knows their kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext

from archive.models import Decision
from archive.models.acting import acting, actor
from archive.models.turns import writing

# Undoes what `Decision.data` tells of; returns, for a person, what it had to leave as it is now.
Undo = Callable[[Decision], list[str]]
_UNDO: dict[str, Undo] = {}


class Refused(Exception):
    """An act that cannot be done; the message says why, and what to do instead."""


def undoes(kind: Decision.Kind) -> Callable[[Undo], Undo]:
    """Register the function as what undoes decisions of the kind."""

    def register(function: Undo) -> Undo:
        _UNDO[kind] = function
        return function

    return register


def already(key: UUID | None) -> Decision | None:
    """The decision that this form has led to before, if it was sent twice. Ask it inside the turn."""
    return Decision.objects.filter(key=key).first() if key else None


def note(
    kind: Decision.Kind,
    subject: models.Model,
    data: dict[str, Any],
    *,
    key: UUID | None = None,
    label: str = "",
    touched: int = 0,
) -> Decision:
    """Note a decision of whoever acts; call it in the transaction that carries it out."""
    person = actor()
    return Decision.objects.create(
        **({"key": key} if key else {}),
        kind=kind,
        made_by_id=person.user if person else None,
        reason=person.reason if person else "",
        subject_type=subject._meta.model_name or "",
        subject_id=subject.pk,
        label=Truncator(label or str(subject)).chars(300),
        data=data,
        touched=touched,
    )


def undoable(decision: Decision) -> bool:
    """Whether the decision stands and there is a way back from it."""
    return decision.undone_at is None and decision.kind in _UNDO


def decided_since(decision: Decision) -> set[int]:
    """The articles that later decisions of the kind, which stand, were about too. Each such decision holds, as
    `before` in its data, what the articles were: lists that begin with their ids."""
    later = Decision.objects.standing().filter(kind=decision.kind, pk__gt=decision.pk)
    return {row[0] for data in later.values_list("data", flat=True).iterator(chunk_size=50) for row in data["before"]}


def undo(pk: int, user: int) -> tuple[Decision, list[str]]:
    """Undo a decision as this user, in one transaction; return it and what was left as it is now.

    Raises `Refused` where it was undone before, there is no way back, or its module says that it cannot be.
    """
    with acting(user, gettext("撤销决定 %d") % pk), writing():
        decision = Decision.objects.select_for_update().get(pk=pk)
        if decision.undone_at:
            raise Refused(gettext("这个决定已经撤销过了。"))
        if decision.kind not in _UNDO:
            raise Refused(gettext("这类决定不能自动撤销，请在记录上直接修改。"))
        left = _UNDO[decision.kind](decision)
        decision.undone_at, decision.undone_by_id = timezone.now(), user
        decision.save(update_fields=["undone_at", "undone_by"])
    return decision, left

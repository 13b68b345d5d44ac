"""Who is at work: a person at the desk, or, where nobody is said to be, the machine.

What the machine does again and again needs no history of every row; what a person does is kept for good
(`archive.models.history`). The desk says for each request who acts; commands that act for somebody say so too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """A user's id, and why they do what they do where they said so."""

    user: int
    reason: str = ""


_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


def actor() -> Actor | None:
    """Who acts now; None is the machine."""
    return _actor.get()


@contextmanager
def acting(user: int | None, reason: str = "") -> Iterator[None]:
    """Let what is saved inside count as done by this user; with None as done by the machine."""
    token = _actor.set(None if user is None else Actor(user, reason))
    try:
        yield
    finally:
        _actor.reset(token)

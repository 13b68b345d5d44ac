"""What a question is made of: how much rests on it, what speaks for each answer, one key for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from django.utils.functional import Promise
from django.utils.safestring import SafeString

from archive.models import Decision

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Question:
    """An open question of a kind: what it is about, in words and as the source finds it again, and how many articles
    (or what comes closest) the answer touches."""

    kind: str
    about: str
    title: str
    weight: int

    @property
    def name(self) -> str:
        """What stands for it in addresses and in what was put off."""
        return f"{self.kind}:{self.about}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be answered: a button with its key, or, with an address, a link to where it is done.

    With `field` something is typed beside the button, as `given`, and the answer is then `name:given`.
    """

    name: str
    label: Text
    key: str
    url: str = ""
    field: Text = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may be meant, what speaks for it, and the answer that chooses it."""

    link: SafeString
    reasons: Sequence[str]
    answer: Answer


@dataclass(frozen=True, slots=True)
class Card:
    """A question with all that is needed to answer it. `evidence` is made of escaped text; `seen` tells what it shows
    from what may have become of it when it is answered."""

    question: Question
    asked: Text
    evidence: Sequence[SafeString | str]
    answers: Sequence[Answer]
    candidates: Sequence[Candidate] = ()
    seen: str = ""


def confirmed(kind: str, pk: int) -> bool:
    """Whether somebody has said meanwhile that what the machine made of the record is right. Lists of questions are
    kept by each process for a while: its cards must not ask again what was answered in another."""
    standing = Decision.objects.standing().filter(kind=Decision.Kind.CONFIRM, subject_type=kind)
    return standing.filter(subject_id=pk).exists()


class Source(Protocol):
    """The open questions of one kind."""

    kind: str
    label: Text
    permission: str
    costly: bool  # Whether finding them takes long in a large archive: they are kept then.

    def questions(self, most: int) -> list[Question]:
        """The most rewarding ones, that first on which most rests."""

    def card(self, question: Question) -> Card | None:
        """The question with its evidence; None where it is no longer open."""

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """Carry an answer out. Raises Refused."""

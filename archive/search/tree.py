"""What is looked for, as a tree of plain values that knows no engine.

A reader's query is read into `Words`, `Exact`, `Prefix`, `Near` and `Naming` joined by `And`, `Or` and `Not`
(query.py); filters add `Among` and `Between`, suggestions `Beginning`; each engine's backend turns the tree into its
own terms. Texts are folded (fold.py). Where a node has a `part`, only that part of a record's text counts: "headline"
(with kicker and deck), "body" or "captions"; empty is all of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self


class Plain:
    """A value that never changes: who copies it, as Haystack does at each step of a query, may keep it."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> Self:
        return self


@dataclass(frozen=True)
class Everything(Plain):
    """Every record."""


@dataclass(frozen=True)
class Nothing(Plain):
    """No record: a filter names something that does not exist."""


@dataclass(frozen=True)
class Words(Plain):
    """Records with all of `words`, or with the string `text` itself; the latter rank first."""

    text: str
    words: tuple[str, ...]
    part: str = ""


@dataclass(frozen=True)
class Exact(Plain):
    """Records that contain the string `text`."""

    text: str
    part: str = ""


@dataclass(frozen=True)
class Prefix(Plain):
    """Records with a word that begins with `text`; every Chinese character begins one."""

    text: str
    part: str = ""


@dataclass(frozen=True)
class Near(Plain):
    """Records with all the strings `texts`, in any order, near each other: in a stretch of one part of the text where
    nowhere more than `distance` characters stand between one of them and the next (nearness.py)."""

    texts: tuple[str, ...]
    distance: int
    part: str = ""


@dataclass(frozen=True)
class Naming(Plain):
    """Records of which a value of `field` contains the string `text`, or, if `whole`, is it: person_name, byline …"""

    field: str
    text: str
    whole: bool = False


@dataclass(frozen=True)
class Beginning(Plain):
    """Records of which a value of `field` begins with the string `text`."""

    field: str
    text: str


@dataclass(frozen=True)
class And(Plain):
    """Records that answer every part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Or(Plain):
    """Records that answer at least one part."""

    parts: tuple[Node, ...]


@dataclass(frozen=True)
class Not(Plain):
    """Records that do not answer the part."""

    part: Node


@dataclass(frozen=True)
class Among(Plain):
    """Records whose `field` has one of the values."""

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Between(Plain):
    """Records whose `field` has a value from `low` to `high`, both included; None leaves that end open."""

    field: str
    low: Any = None
    high: Any = None


Node = Everything | Nothing | Words | Exact | Prefix | Near | Naming | Beginning | And | Or | Not | Among | Between


def all_of(parts: list[Node]) -> Node:
    """Join with and; nothing to join is everything."""
    if not parts:
        return Everything()
    return parts[0] if len(parts) == 1 else And(tuple(parts))


def any_of(parts: list[Node]) -> Node:
    """Join with or; nothing to join is nothing."""
    if not parts:
        return Nothing()
    return parts[0] if len(parts) == 1 else Or(tuple(parts))

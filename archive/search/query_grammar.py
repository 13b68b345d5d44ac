"""The grammar of queries: operators, brackets and fields around the leaves (query_leaves.py).

    query  = alternative { ["AND"] alternative }       all of them
    alternative = item { ("OR" | "或" | "|") item }     one of them
    item   = ["-" | "NOT"] [field ":"] ( leaf | "(" query ")" )
    leaf   = piece | prefix "*" | "…" | "… …"~distance

What does not fit is repaired, and a note says how.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext

from archive.search.fold import fold_query
from archive.search.query_fields import COLONS, NAME, Field, named
from archive.search.query_leaves import Typed, leaf
from archive.search.tree import Everything, Near, Node, Not, all_of, any_of

MAX_TERMS = 32  # Pieces and strings.
MAX_DEPTH = 5  # Brackets within brackets.
MAX_NEAR = 4  # Groups of strings near each other: for each the texts that have them all are read.

_TOKENS = re.compile(
    rf"""
    (?P<space>\s+)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<or>[|｜]+|(?:OR|或)(?=[\s()"＂|｜]|$))
    | (?P<and>AND(?=[\s()"＂|｜]|$))
    | (?P<not>NOT(?=[\s(])|(?<![^\s(|｜])-(?=[^\s\d)|｜-]))   # - at the start or after white space; -5℃ is a number
    | (?P<dash>(?<![^\s(|｜])-+(?=[\s)]|$))
    | (?P<quoted>(?:["＂][^"＂]*(?:["＂]|$)|“[^”]*(?:”|$)|「[^」]*(?:」|$)|『[^』]*(?:』|$))(?:[~～]\d{{0,9}})?)
    | (?P<field>(?i:{NAME})[{COLONS}]\s*(?=[^\s)|｜]))
    | (?P<piece>[^\s()|｜"＂]+)
    """,
    re.VERBOSE,
)
_QUOTED = re.compile(r"""(?P<open>.)(?P<text>.*?)(?P<close>["＂”」』]?)(?P<near>[~～]?)(?P<distance>\d*)""", re.DOTALL)
_CLOSING = {'"': '"＂', "＂": '"＂', "“": "”", "「": "」", "『": "』"}


class Changed(NamedTuple):
    """A piece of the query that folding changed by more than case and white space."""

    typed: str
    folded: str


@dataclass
class _Group:
    """The inside of a pair of brackets while it is read: alternatives to be joined by and."""

    negated: bool = False
    of: Field | None = None
    alternatives: list[list[Node]] = field(default_factory=list)
    waiting: bool = False  # for what an operator joins to the alternatives read so far
    joining: bool = False

    def add(self, node: Node) -> None:
        if self.joining and self.alternatives:
            self.alternatives[-1].append(node)
        else:
            self.alternatives.append([node])
        self.waiting = self.joining = False

    def node(self) -> Node | None:
        if not self.alternatives:
            return None
        inside = all_of([any_of(parts) for parts in self.alternatives])
        return Not(inside) if self.negated else inside


class Reader:
    """Reads one query; `notes` tells what was repaired, `changed` what folding made of the pieces."""

    def __init__(self) -> None:
        self.groups = [_Group()]
        self.too_deep = 0
        self.negate = False
        self.named = ""  # the field's name and colon as typed, waiting for its value
        self.terms = self.nears = 0
        self.notes: dict[str, None] = {}
        self.changed: dict[Changed, None] = {}

    def note(self, message: str) -> None:
        """Say once what was repaired."""
        self.notes[message] = None

    def read(self, text: str) -> Node:
        """Read the whole text; `Everything` if there is nothing to look for in it."""
        for match in _TOKENS.finditer(text):
            self.token(match)
        while len(self.groups) > 1:
            self.note(gettext("括号没有闭合，已补全。"))
            self.close()
        if self.negate or self.groups[0].waiting:
            self.idle_operator()
        return self.groups[0].node() or Everything()

    def token(self, match: re.Match[str]) -> None:
        """Take one token."""
        match match.lastgroup:
            case "open":
                self.open()
            case "close":
                self.close()
            case "or" | "and":
                self.join(either=match.lastgroup == "or")
            case "not":
                self.negate = True
            case "dash":
                self.idle_operator()
            case "quoted":
                self.quoted(match.group())
            case "field":
                self.named = match.group()
            case "piece":
                self.leaf(match.group())

    def idle_operator(self) -> None:
        """An operator with nothing to join or exclude."""
        self.note(gettext("没有词可连接的 OR、AND 或“-”未予理会。"))

    def join(self, *, either: bool) -> None:
        """Wait for what is joined by or, or by and."""
        group = self.groups[-1]
        if self.negate or group.waiting or not group.alternatives:
            self.idle_operator()
        self.negate = False
        group.waiting = True
        group.joining = group.joining or either

    def open(self) -> None:
        """Begin a group: it is of the field before the bracket, else of the one around it."""
        if len(self.groups) > MAX_DEPTH:
            self.note(gettext("括号超过 %(limit)s 层，更深的括号未予理会。") % {"limit": MAX_DEPTH})
            self.too_deep += 1
            return
        self.groups.append(_Group(negated=self.negate, of=self.field()))
        self.negate, self.named = False, ""

    def field(self) -> Field | None:
        """The field that the next leaf or group is of."""
        return named(self.named.rstrip().rstrip(COLONS)) if self.named else self.groups[-1].of

    def close(self) -> None:
        """End a group."""
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.groups) == 1:
            self.note(gettext("多余的右括号未予理会。"))
        else:
            group = self.groups.pop()
            if group.waiting:
                self.idle_operator()
            if (node := group.node()) is not None:
                self.groups[-1].add(node)
            else:
                self.note(gettext("空的括号或引号未予理会。"))

    def quoted(self, token: str) -> None:
        """Take a quoted string; one without its end goes to the end of the query."""
        match = _QUOTED.fullmatch(token)
        assert match is not None
        text, near, distance = match["text"], match["near"], match["distance"]
        if not match["close"] or match["close"] not in _CLOSING[match["open"]]:
            self.note(gettext("引号没有闭合，已按到末尾处理。"))
            text, near, distance = token[1:], "", ""
        if not fold_query(text):
            self.note(gettext("空的括号或引号未予理会。"))
        self.leaf(text, quoted=True, near=bool(near), distance=int(distance) if distance else None)

    def leaf(self, text: str, *, quoted: bool = False, near: bool = False, distance: int | None = None) -> None:
        """Take a piece or a quoted string."""
        found = leaf(Typed(text, quoted, distance, near, self.field(), self.named))
        negate, self.negate, self.named = self.negate, False, ""
        if found.node is None:
            if negate and not quoted:
                self.idle_operator()
            return
        if self.terms + found.strings > MAX_TERMS:
            self.note(gettext("检索词超过 %(limit)s 个，其余未予理会。") % {"limit": MAX_TERMS})
            return
        self.nears += isinstance(found.node, Near)
        if isinstance(found.node, Near) and self.nears > MAX_NEAR:
            self.note(gettext("“~”超过 %(limit)s 处，其余未予理会。") % {"limit": MAX_NEAR})
            return
        self.terms += found.strings
        for note in found.notes:
            self.note(note)
        folded = fold_query(text)
        if "".join(folded.split()) != "".join(text.split()).casefold():
            self.changed[Changed(text.strip(), folded)] = None
        self.groups[-1].add(Not(found.node) if negate else found.node)

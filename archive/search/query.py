"""Read a reader's query into a tree, and say how it was read.

`"…"` or “…” looks for exactly that string; other pieces, split at white space, must all occur; `OR` or `|`
between two pieces asks for either; `-` before a piece excludes it; brackets group. What cannot be meant as it
stands is repaired, and the notes say how: no query is an error. No engine's own query syntax exists here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext

from archive.search import analyzer
from archive.search.fold import fold_query
from archive.search.tree import And, Everything, Exact, Node, Not, Or, Words, all_of, any_of

MAX_LENGTH = 200  # Characters. Longer than any sentence somebody looks for, short enough to be cheap.
MAX_TERMS = 32  # Pieces and strings.
MAX_DEPTH = 5  # Brackets within brackets.


@dataclass(frozen=True)
class Term:
    """One piece of the query as it was understood."""

    text: str
    exact: bool
    excluded: bool
    words: tuple[str, ...]


@dataclass(frozen=True)
class ReadAs:
    """How a query was read: its canonical form, its terms, and what was repaired or left out."""

    query: str = ""
    terms: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.query

    @property
    def marks(self) -> tuple[str, ...]:
        """The strings to mark in what was found, the longest meaning first."""
        marks: dict[str, None] = {}
        for term in self.terms:
            if not term.excluded:
                marks[term.text] = None
                marks.update(dict.fromkeys(word for word in term.words if len(word) > 1))
        return tuple(marks)

    def as_dict(self) -> dict[str, object]:
        """Return the same as plain values, for JSON."""
        terms = [
            {"text": term.text, "exact": term.exact, "excluded": term.excluded, "words": list(term.words)}
            for term in self.terms
        ]
        return {"query": self.query, "terms": terms, "notes": list(self.notes)}


@dataclass(frozen=True)
class Query:
    """A query as read."""

    tree: Node
    read_as: ReadAs


_TOKENS = re.compile(
    r"""
    (?P<space>\s+)
    | (?P<open>\()
    | (?P<close>\))
    | (?P<or>[|｜]+|OR(?=[\s()"＂|｜]|$))
    | (?P<and>AND(?=[\s()"＂|｜]|$))
    | (?P<not>(?<![^\s(|｜])-(?=[^\s\d)|｜-]))   # after white space or at the start; -5℃ is a number
    | (?P<dash>(?<![^\s(|｜])-+(?=[\s)]|$))
    | ["＂](?P<quoted>[^"＂]*)(?P<end>["＂]|$)
    | “(?P<curly>[^”]*)(?P<curly_end>”|$)
    | (?P<piece>[^\s()|｜"＂]+)
    """,
    re.VERBOSE,
)


@dataclass
class _Group:
    """The inside of a pair of brackets while it is read: alternatives to be joined by and."""

    negated: bool = False
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


class _Reader:
    """Reads one query; `or` binds its two neighbours, white space joins with and."""

    def __init__(self) -> None:
        self.groups = [_Group()]
        self.too_deep = 0
        self.negate = False
        self.terms = 0
        self.notes: dict[str, None] = {}

    def note(self, message: str) -> None:
        self.notes[message] = None

    def read(self, text: str) -> Node:
        for match in _TOKENS.finditer(text):
            self.token(match)
        while len(self.groups) > 1:
            self.note(gettext("括号没有闭合，已补全。"))
            self.close()
        if self.negate or self.groups[0].waiting:
            self.idle_operator()
        return self.groups[0].node() or Everything()

    def token(self, match: re.Match[str]) -> None:
        kind = match.lastgroup or ""
        match kind:
            case "open":
                self.open()
            case "close":
                self.close()
            case "or" | "and":
                self.join(either=kind == "or")
            case "not":
                self.negate = True
            case "dash":
                self.idle_operator()
            case "end" | "curly_end":
                if not match[kind]:
                    self.note(gettext("引号没有闭合，已按到末尾处理。"))
                self.term(match["quoted"] if kind == "end" else match["curly"], exact=True)
            case "piece":
                self.term(match["piece"], exact=False)

    def idle_operator(self) -> None:
        self.note(gettext("没有词可连接的 OR、AND 或“-”未予理会。"))

    def join(self, *, either: bool) -> None:
        group = self.groups[-1]
        if self.negate or group.waiting or not group.alternatives:
            self.idle_operator()
        self.negate = False
        group.waiting = True
        group.joining = group.joining or either

    def open(self) -> None:
        if len(self.groups) > MAX_DEPTH:
            self.note(gettext("括号超过 %(limit)s 层，更深的括号未予理会。") % {"limit": MAX_DEPTH})
            self.too_deep += 1
            return
        self.groups.append(_Group(negated=self.negate))
        self.negate = False

    def close(self) -> None:
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

    def term(self, text: str, *, exact: bool) -> None:
        folded = fold_query(text)
        negate, self.negate = self.negate, False
        if not folded:
            if exact:
                self.note(gettext("空的括号或引号未予理会。"))
            elif negate:
                self.idle_operator()
            return
        if self.terms == MAX_TERMS:
            self.note(gettext("检索词超过 %(limit)s 个，其余未予理会。") % {"limit": MAX_TERMS})
            return
        self.terms += 1
        node: Node = Exact(folded) if exact else Words(folded, tuple(dict.fromkeys(analyzer.query_words(folded))))
        self.groups[-1].add(Not(node) if negate else node)


def read(text: str) -> Query:
    """Read what somebody typed; never fails."""
    reader = _Reader()
    text = text.strip()
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        reader.note(gettext("检索式超过 %(limit)s 字，已截短。") % {"limit": MAX_LENGTH})
    tree = reader.read(text)
    if text and isinstance(tree, Everything):
        reader.note(gettext("检索式中没有可查找的内容。"))
    if isinstance(tree, Not) and (folded := fold_query(text)):
        # -上海 alone is rather a piece of 北京-上海 than a wish for all articles but some.
        tree = Words(folded, tuple(dict.fromkeys(analyzer.query_words(folded))))
        reader.note(gettext("只有排除词，已按原文查找。"))
    return Query(tree, ReadAs(_shown(tree), tuple(_terms(tree)), tuple(reader.notes)))


def exactly(text: str) -> Query:
    """Read the whole of `text` as one string to be found exactly."""
    folded = fold_query(text)[:MAX_LENGTH]
    tree: Node = Exact(folded) if folded else Everything()
    return Query(tree, ReadAs(_shown(tree), tuple(_terms(tree))))


def _shown(node: Node, *, inner: bool = False) -> str:
    """Write the tree as a query that reads as the same tree."""
    match node:
        case Words(text):
            return text
        case Exact(text):
            return f'"{text}"' if '"' not in text else f"“{text}”"
        case Not(part):
            return "-" + _shown(part, inner=True)
        case Or(parts):
            shown = " OR ".join(_shown(part, inner=True) for part in parts)
            return f"({shown})"
        case And(parts):
            shown = " ".join(_shown(part) for part in parts)
            return f"({shown})" if inner else shown
        case _:
            return ""


def _terms(node: Node, *, excluded: bool = False) -> Iterator[Term]:
    match node:
        case Words(text, words):
            yield Term(text, False, excluded, words)
        case Exact(text):
            yield Term(text, True, excluded, ())
        case Not(part):
            yield from _terms(part, excluded=not excluded)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _terms(part, excluded=excluded)
        case _:
            return

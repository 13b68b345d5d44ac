"""A query's tree written as a query that reads as the same tree, and as a list of its terms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from archive.search.query_fields import BY_KEY, BY_TERMS, NAME, written_number
from archive.search.query_grammar import MAX_DEPTH
from archive.search.query_leaves import words
from archive.search.tree import (
    Among,
    And,
    Beginning,
    Between,
    Exact,
    Naming,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Words,
    all_of,
)

_APART = re.compile(r"[\s|]+")
_NAMED = re.compile(rf"(?P<name>(?i:{NAME})):")


@dataclass(frozen=True)
class Term:
    """One piece of the query as it was understood.

    `kind` is words, exact, prefix, near, name or range; `field` a key of query_fields.py, or empty: anywhere.
    """

    text: str
    kind: str
    excluded: bool = False
    words: tuple[str, ...] = ()
    field: str = ""
    distance: int | None = None

    @property
    def exact(self) -> bool:
        """Whether exactly this string is looked for."""
        return self.kind == "exact"

    @property
    def label(self) -> str:
        """What the field is called on the page; empty for anywhere in the text."""
        return str(BY_KEY[self.field].label) if self.field else ""

    def as_dict(self) -> dict[str, object]:
        """Return the same as plain values, for JSON."""
        return {
            "text": self.text,
            "kind": self.kind,
            "exact": self.exact,
            "excluded": self.excluded,
            "words": list(self.words),
            "field": self.field,
            "distance": self.distance,
        }


def written(node: Node) -> str:
    """Write the tree as a query that reads as the same tree; nothing for a tree that finds everything."""
    return _group(node, 0)


def _group(node: Node, depth: int) -> str:
    if isinstance(node, And):
        return " ".join(_alternative(part, depth, alone=False) for part in node.parts)
    return _alternative(node, depth, alone=True)


def _alternative(node: Node, depth: int, *, alone: bool) -> str:
    if not isinstance(node, Or):
        return _item(node, depth)
    # Among other pieces brackets make `or` easier to read; it binds the same without, where they would be too deep.
    if alone or depth == MAX_DEPTH:
        return " OR ".join(_item(part, depth) for part in node.parts)
    return f"({_alternative(node, depth + 1, alone=True)})"


def _item(node: Node, depth: int) -> str:
    if isinstance(node, And | Or):
        return f"({_group(node, depth + 1)})"
    if isinstance(node, Not):
        if isinstance(node.part, And | Or | Not):
            return f"-({_group(node.part, depth + 1)})"
        leaf = _leaf(node.part)
        return f"NOT {leaf}" if leaf[0].isdecimal() else f"-{leaf}"  # -5 is a number
    return _leaf(node)


def _leaf(node: Node) -> str:
    match node:
        case Words(text, _, part):
            return _of(part) + _piece(text)
        case Exact(text, part):
            return _of(part) + _quoted(text)
        case Prefix(text, part):
            return f"{_of(part)}{text}*"
        case Near(texts, distance, part):
            return f"{_of(part)}{_quoted(' '.join(texts))}~{distance}"
        case Naming(terms, text, whole):
            return f"{BY_TERMS[terms].names[0]}:" + (_quoted(text) if whole else _piece(text))
        case Beginning(terms, text):
            return f"{BY_TERMS[terms].names[0]}:{_piece(text)}*"
        case Among(name) | Between(name):
            return f"{BY_KEY[name].names[0]}:{written_number(node)}"
        case _:
            return ""


def _of(part: str) -> str:
    return f"{BY_KEY[part].names[0]}:" if part else ""


def _quoted(text: str) -> str:
    return f'"{text}"' if '"' not in text else f"“{text}”"  # folding leaves only straight quotes inside


def _piece(text: str) -> str:
    """Write a folded piece so that no character of it is taken for an operator: by one that folds to it."""
    plain = text.replace('"', "”").replace("(", "（").replace(")", "）").replace("*", "＊")
    if plain.startswith("-"):
        plain = "－" + plain[1:]
    if match := _NAMED.match(plain):
        plain = f"{match['name']}﹕{plain[match.end() :]}"
    return plain


def terms(node: Node, *, excluded: bool = False) -> Iterator[Term]:
    """List the leaves of the tree, in order."""
    match node:
        case And(parts) | Or(parts):
            for part in parts:
                yield from terms(part, excluded=excluded)
        case Not(part):
            yield from terms(part, excluded=not excluded)
        case _ if (term := _term(node)) is not None:
            yield replace(term, excluded=excluded)


def _term(node: Node) -> Term | None:
    match node:
        case Words(text, found, part):
            return Term(text, "words", words=found, field=part)
        case Exact(text, part):
            return Term(text, "exact", field=part)
        case Prefix(text, part):
            return Term(text, "prefix", field=part)
        case Near(texts, distance, part):
            return Term(" ".join(texts), "near", words=texts, field=part, distance=distance)
        case Naming(name, text, whole):
            return Term(text, "exact" if whole else "name", field=BY_TERMS[name].key)
        case Beginning(name, text):
            return Term(text, "prefix", field=BY_TERMS[name].key)
        case Among(name) | Between(name):
            return Term(written_number(node), "range", field=name)
        case _:
            return None


def as_exact(node: Node, whole: str) -> str:
    """Write the query as one for exactly these strings: `whole`, if it only asks for words that must all occur."""
    parts = node.parts if isinstance(node, And) else (node,)
    if all(isinstance(part, Words) and not part.part for part in parts):
        return _quoted(whole)
    return _switched(node, lambda leaf: Exact(leaf.text, leaf.part) if isinstance(leaf, Words) else leaf)


def as_words(node: Node) -> str:
    """Write the query as one for the words of its strings."""

    def loose(leaf: Node) -> Node:
        if not isinstance(leaf, Exact):
            return leaf
        pieces: list[Node] = [words(piece, leaf.part) for piece in _APART.split(leaf.text) if piece]
        return all_of(pieces) if pieces else leaf

    return _switched(node, loose)


def _switched(node: Node, change: Callable[[Node], Node]) -> str:
    switched = _changed(node, change)
    return written(switched) if switched != node else ""


def _changed(node: Node, change: Callable[[Node], Node]) -> Node:
    match node:
        case And(parts):
            return And(tuple(_changed(part, change) for part in parts))
        case Or(parts):
            return Or(tuple(_changed(part, change) for part in parts))
        case Not(part):
            return Not(_changed(part, change))
        case _:
            return change(node)

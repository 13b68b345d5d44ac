"""What a query also looks for: the words that the archive's list says mean the same."""

from __future__ import annotations

from typing import NamedTuple

from archive import lexicon, words
from archive.search.fold import fold_query
from archive.search.tree import And, Exact, Node, Or, Words, any_of


class Also(NamedTuple):
    """A word of the query, and others of the same meaning that are looked for with it; all folded."""

    text: str
    others: tuple[str, ...]


def widened(node: Node) -> tuple[Node, tuple[Also, ...]]:
    """The tree with what means the same as one of its words, and which words these were.

    A whole word typed without quotes counts; what is quoted is meant to the letter, and of what is excluded nothing
    more is excluded than was typed.
    """
    groups = _groups()
    if not groups:
        return node, ()
    found: dict[Also, None] = {}
    return _widened(node, groups, found), tuple(found)


def _widened(node: Node, groups: dict[str, tuple[str, ...]], found: dict[Also, None]) -> Node:
    match node:
        case And(parts):
            return And(tuple(_widened(part, groups, found) for part in parts))
        case Or(parts):
            return Or(tuple(_widened(part, groups, found) for part in parts))
        case Words(text, _, part) if text in groups:
            others = tuple(other for other in groups[text] if other != text)
            found[Also(text, others)] = None
            return any_of([node, *(Exact(other, part) for other in others)])
        case _:
            return node


@words.remembered()
def _groups() -> dict[str, tuple[str, ...]]:
    folded = {word: tuple(map(fold_query, group)) for word, group in lexicon.current().synonyms.items()}
    return {fold_query(word): group for word, group in folded.items()}

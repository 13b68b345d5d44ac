"""Read a reader's query into a tree, and say how it was read.

`"…"` or “…” looks for exactly that string; other pieces, split at white space, must all occur; `OR`, `或` or `|`
between two pieces asks for either; `-` before a piece excludes it; brackets group; `标题:` before a piece or a bracket
looks in a field; `"甲 乙"~20` wants the strings near each other; `会*` what begins so (query_grammar.py). What cannot
be meant as it stands is repaired, and the notes say how: no query is an error. No engine's own syntax exists here.

Whoever pastes a passage of an article means that passage, whatever operators it seems to hold: a query with more than
words to find also finds the texts that contain all of it as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext

from archive.search.fold import fold_query
from archive.search.marks import Mark, Marks, marks_of
from archive.search.query_grammar import MAX_DEPTH, MAX_TERMS, Changed, Reader
from archive.search.query_leaves import MAX_DISTANCE
from archive.search.query_written import Term, as_exact, as_words, terms, written
from archive.search.synonyms import Also, widened
from archive.search.tree import And, Everything, Exact, Node, Not, Or, Words, any_of

__all__ = [
    "MAX_DEPTH",
    "MAX_DISTANCE",
    "MAX_LENGTH",
    "MAX_TERMS",
    "Changed",
    "Mark",
    "Query",
    "ReadAs",
    "Term",
    "exactly",
    "read",
]

MAX_LENGTH = 200  # Characters. Longer than any sentence somebody looks for, short enough to be cheap.


@dataclass(frozen=True)
class ReadAs:
    """How a query was read.

    `query` is its canonical form, which reads as the same; `changed` what folding made of its pieces; `also` which of
    its words have others of the same meaning, looked for with them; `notes` what was repaired or left out. `as_exact`
    and `as_words` are queries for the same as exactly these strings, and as any of their words; empty where that is
    what the query asks already.
    """

    query: str = ""
    terms: tuple[Term, ...] = ()
    notes: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()
    also: tuple[Also, ...] = ()
    as_exact: str = ""
    as_words: str = ""
    marks: Marks = ()  # what to mark in what was found

    def __str__(self) -> str:
        return self.query

    def as_dict(self) -> dict[str, object]:
        """Return the same as plain values, for JSON."""
        return {
            "query": self.query,
            "terms": [term.as_dict() for term in self.terms],
            "notes": list(self.notes),
            "folded": [changed._asdict() for changed in self.changed],
            "also": [also._asdict() for also in self.also],
            "as_exact": self.as_exact,
            "as_words": self.as_words,
        }


@dataclass(frozen=True)
class Query:
    """A query as read: `reading` is what it says, `tree` what is to be found."""

    tree: Node
    read_as: ReadAs
    reading: Node


def read(text: str) -> Query:
    """Read what somebody typed; never fails."""
    reader = Reader()
    text = text.strip()
    if len(text) > MAX_LENGTH:
        text = text[:MAX_LENGTH]
        reader.note(gettext("检索式超过 %(limit)s 字，已截短。") % {"limit": MAX_LENGTH})
    reading, whole = reader.read(text), fold_query(text)
    if whole and isinstance(reading, Everything):
        reading = Exact(whole)
        reader.note(gettext("检索式中只有符号，已按原文查找。"))
    elif whole and _only_leaves_out(reading):
        # -上海 alone is rather a piece of 北京-上海 than a wish for all articles but some.
        reading = Exact(whole)
        reader.note(gettext("只有排除词，已按原文查找。"))
    wide, also = widened(reading)
    tree = wide if _finds_its_text(reading) or not whole else any_of([wide, Exact(whole)])
    read_as = _read_as(reading, whole, tuple(reader.notes), tuple(reader.changed))
    return Query(tree, replace(read_as, also=also, marks=marks_of(wide)) if also else read_as, reading)


def exactly(text: str) -> Query:
    """Read the whole of `text` as one string to be found exactly."""
    folded = fold_query(text)[:MAX_LENGTH]
    tree: Node = Exact(folded) if folded else Everything()
    return Query(tree, _read_as(tree, folded), tree)


def _read_as(reading: Node, whole: str, notes: tuple[str, ...] = (), changed: tuple[Changed, ...] = ()) -> ReadAs:
    return ReadAs(
        query=written(reading),
        terms=tuple(terms(reading)),
        notes=notes,
        changed=changed,
        as_exact=as_exact(reading, whole[: MAX_LENGTH - 2]),
        as_words=as_words(reading),
        marks=marks_of(reading),
    )


def _finds_its_text(node: Node) -> bool:
    """Whether every text that contains the query as it stands answers it: it asks for nothing but words."""
    match node:
        case And(parts) | Or(parts):
            return all(map(_finds_its_text, parts))
        case Words() | Exact():
            return not node.part
        case _:
            return isinstance(node, Everything)


def _only_leaves_out(node: Node) -> bool:
    """Whether nothing is looked for but texts without some words."""
    match node:
        case And(parts) | Or(parts):
            return all(map(_only_leaves_out, parts))
        case Not(part):
            return _finds_its_text(part)
        case _:
            return False

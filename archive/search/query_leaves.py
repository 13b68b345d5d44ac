"""The leaves of a query: a piece or a quoted string, in a field or not, as a node of the tree."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.translation import gettext

from archive.search import analyzer
from archive.search.fold import HAN, fold_query
from archive.search.query_fields import Field, looks_like_a_field, number_node
from archive.search.tree import Beginning, Exact, Naming, Near, Node, Prefix, Words, all_of

MAX_DISTANCE = 500  # Characters between the strings of `"甲 乙"~20`: some paragraphs; farther apart is anywhere.
DEFAULT_DISTANCE = 20  # A clause or two.

_ONE_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")


@dataclass(frozen=True)
class Typed:
    """A leaf as typed: its text without quotes, and what stood around it."""

    text: str
    quoted: bool = False
    distance: int | None = None  # as typed behind the closing quote
    near: bool = False  # a ~ stood there
    field: Field | None = None
    named: str = ""  # the field's name and colon as typed, if they stood right before this leaf


@dataclass(frozen=True)
class Leaf:
    """A leaf as understood: its node (None if nothing is left to look for), its strings, what was repaired."""

    node: Node | None
    strings: int = 1
    notes: tuple[str, ...] = ()


def words(text: str, part: str = "") -> Words:
    """Look for the words of a folded text."""
    return Words(text, tuple(dict.fromkeys(analyzer.query_words(text))), part)


def leaf(typed: Typed) -> Leaf:
    """Read one leaf; never fails."""
    if not fold_query(typed.text):
        return Leaf(None)
    if typed.field is not None and not (typed.field.part or typed.field.terms):
        return _number(typed, typed.field)
    if typed.near:
        return _near(typed)
    if not typed.quoted and "*" in typed.text:
        return _wildcard(typed)
    notes = () if typed.quoted or typed.field else _unknown_field(fold_query(typed.text))
    return Leaf(_node(typed), notes=notes)


def _node(typed: Typed) -> Node:
    text, field = fold_query(typed.text), typed.field
    if field is not None and field.terms:
        return Naming(field.terms, text, whole=typed.quoted)
    part = field.part if field is not None else ""
    return Exact(text, part) if typed.quoted else words(text, part)


def _number(typed: Typed, field: Field) -> Leaf:
    found = number_node(field, fold_query(typed.text))
    if found is None:
        note = gettext("“%(text)s”不是%(field)s，已按原文查找。") % {"text": typed.text, "field": field.label}
        return Leaf(_as_it_stands(typed), notes=(note,))
    node, swapped = found
    return Leaf(node, notes=(gettext("范围的两端颠倒，已对调。"),) if swapped else ())


def _as_it_stands(typed: Typed) -> Node:
    """Take the name of the field for text as well: 日期:明天 is one piece, 日期: 明天 and 日期:"明天" are two."""
    name, text = fold_query(typed.named), fold_query(typed.text)
    if name and not typed.quoted and not typed.named[-1].isspace():
        return words(name + text)
    value: Node = Exact(text) if typed.quoted else words(text)
    return all_of([words(name), value]) if name else value


def _near(typed: Typed) -> Leaf:
    field = typed.field
    strings = tuple(dict.fromkeys(filter(None, map(fold_query, typed.text.split()))))
    if len(strings) < 2 or (field is not None and field.terms):
        return Leaf(_node(typed), notes=(gettext("“~”只用于引号内以空格分开的几个词，未予理会。"),))
    part = field.part if field is not None else ""
    notes: tuple[str, ...] = ()
    distance = DEFAULT_DISTANCE if typed.distance is None else typed.distance
    if typed.distance is None:
        notes = (gettext("“~”后没有数字，已按相距 %(limit)s 字以内查找。") % {"limit": DEFAULT_DISTANCE},)
    elif distance > MAX_DISTANCE:
        distance = MAX_DISTANCE
        notes = (gettext("“~”后的数字超过 %(limit)s，已按 %(limit)s 查找。") % {"limit": MAX_DISTANCE},)
    return Leaf(Near(strings, distance, part), len(strings), notes)


def _wildcard(typed: Typed) -> Leaf:
    text, field = fold_query(typed.text), typed.field
    stem = text.rstrip("*")
    if typed.text.endswith("*") and field is not None and field.terms and stem and "*" not in stem:
        return Leaf(Beginning(field.terms, stem))
    if typed.text.endswith("*") and _ONE_RUN.fullmatch(stem) and not (field is not None and field.terms):
        return Leaf(Prefix(stem, field.part if field is not None else ""))
    return Leaf(_node(typed), notes=(gettext("“*”只能接在一个词的末尾，已按原文查找。"),))


def _unknown_field(folded: str) -> tuple[str, ...]:
    name = looks_like_a_field(folded)
    return (gettext("没有“%(name)s”这个字段，已按原文查找。") % {"name": name},) if name else ()

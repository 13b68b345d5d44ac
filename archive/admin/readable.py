"""Columns' values in words, and what differs between two of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext

from archive.models import Article
from archive.models.newspaper import ROLE_LABELS

# What changes with every version, or tells how a record was made: no change that anybody looks for.
HIDDEN = frozenset({"id", "created_at", "updated_at", "revision", "checksum", "extractor", "sha256"})
# What a record's own words (`str`) need of others.
NAMED_WITH = {"issue": ("newspaper",), "page": ("issue__newspaper",), "post": ("organization",)}
# Longer texts are compared line by line, and of stretches that are alike only the ends are shown.
BY_CHARACTER, SHOWN_ALIKE = 2_000, 20
SHORT = 16

Piece = tuple[str, str]  # "same", "old" or "new", and the words


@dataclass(frozen=True, slots=True)
class Raw:
    """A column's two values as they are stored."""

    model: type[models.Model]
    name: str
    old: Any
    new: Any


@dataclass(frozen=True, slots=True)
class Change:
    """A field's name and its two values in words; `pieces` is what differs in a long text."""

    name: str
    label: str
    old: str
    new: str
    pieces: tuple[Piece, ...] = ()


def field_label(model: type[models.Model], name: str) -> str:
    """The words for a field, or for the rows behind a reverse relation (Article.bylines: 署名)."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return name
    if field.is_relation and (field.auto_created or field.verbose_name == name):
        return str(field.related_model._meta.verbose_name)
    return str(field.verbose_name)


def in_words(raws: Iterable[Raw]) -> list[Change]:
    """The changes in words; the records that columns point to are read once for each model."""
    listed = list(raws)
    records = _records(listed)
    return [_change(raw, records) for raw in listed]


def _records(raws: Iterable[Raw]) -> dict[tuple[str, Any], str]:
    wanted: dict[Any, set[Any]] = defaultdict(set)
    for raw in raws:
        column = _column(raw)
        if isinstance(column, models.ForeignKey):
            wanted[column.related_model] |= {raw.old, raw.new} - {None, ""}
    found = {}
    for model, pks in wanted.items():
        name = model._meta.model_name
        rows = model._default_manager.filter(pk__in=pks).select_related(*NAMED_WITH.get(name, ()))
        if model is Article:
            rows = rows.only("headline", "text", "captions", "section")
        found |= {(name, row.pk): getattr(row, "path", "") if name == "place" else str(row) for row in rows}
    return found


def _column(raw: Raw) -> Any:
    try:
        return raw.model._meta.get_field(raw.name)
    except FieldDoesNotExist:
        return None


def _change(raw: Raw, records: dict[tuple[str, Any], str]) -> Change:
    column = _column(raw)
    name = column.name if column is not None else raw.name
    old, new = (_value(raw.model, column, value, records) for value in (raw.old, raw.new))
    long = len(old) + len(new) > SHORT and old and new
    return Change(name, field_label(raw.model, name), old, new, tuple(pieces(old, new)) if long else ())


def _value(model: type[models.Model], column: Any, value: Any, records: dict[tuple[str, Any], str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(column, models.ForeignKey):
        known = records.get((column.related_model._meta.model_name, value))
        return known or gettext("（已不存在，编号 %s）") % value
    if isinstance(column, models.JSONField) or column is None or column.auto_created:
        return _structure(model, column.name if column is not None else "", value)
    try:
        value = column.to_python(value)
    except ValidationError:
        return str(value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if isinstance(value, bool):
        return gettext("是") if value else gettext("否")
    if isinstance(column, models.DateTimeField):
        return str(date_format(localtime(value), "SHORT_DATETIME_FORMAT"))
    if isinstance(column, models.DateField):
        return str(date_format(value, "SHORT_DATE_FORMAT"))
    if isinstance(column, models.FloatField):
        return f"{round(100 * value)}%"
    return str(value)


def _structure(model: type[models.Model], name: str, value: Any) -> str:
    if not value:
        return ""
    match name:
        case "locked_fields":
            return "、".join(field_label(model, each) for each in value)
        case "lines" | "unassigned":
            return _lines(value)
        case "own":
            return str(value.get("text", ""))
        case "breaks" | "spans" | "actions":
            return ngettext("%d 处", "%d 处", len(value)) % len(value)
        case "problems":
            return "；".join(str(each.get("text", "")) for each in value)
        case "area":
            return "/".join(map(str, value))
    if isinstance(value, list):
        return "、".join(" ".join(map(str, each)) if isinstance(each, list) else str(each) for each in value)
    return str(value)


def _lines(value: dict[str, Any]) -> str:
    """1 主题，2–5 正文"""
    rows = sorted((int(at), str(ROLE_LABELS.get(_role(role), _role(role)))) for at, role in value.items())
    told = []
    for (role, _), run in groupby(enumerate(rows), key=lambda each: (each[1][1], each[1][0] - each[0])):
        numbers = [at for _, (at, _role) in run]
        told.append(f"{numbers[0]}{f'–{numbers[-1]}' if len(numbers) > 1 else ''} {role}")
    return "，".join(told)


def _role(role: Any) -> str:
    return str(role.get("role", "") if isinstance(role, dict) else role)


def pieces(old: str, new: str) -> Iterable[Piece]:
    """What is the same in two texts, what was in the old one, what is in the new one."""
    by_line = len(old) + len(new) > BY_CHARACTER
    one, other = (text.splitlines(keepends=True) if by_line else text for text in (old, new))
    for tag, start, end, begin, stop in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        was, now = "".join(one[start:end]), "".join(other[begin:stop])
        if tag == "equal":
            yield "same", was if len(was) <= 2 * SHOWN_ALIKE else f"{was[:SHOWN_ALIKE]} … {was[-SHOWN_ALIKE:]}"
            continue
        if was:
            yield "old", was
        if now:
            yield "new", now


def model_named(kind: str) -> type[models.Model]:
    """The archive's model of that name. Raises LookupError."""
    return apps.get_model("archive", kind)

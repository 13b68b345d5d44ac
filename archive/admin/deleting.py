"""What would go with records that are deleted, counted: Django reads and names each row of it, thousands at times."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.admin.utils import quote
from django.db import models
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

NAMED = 20  # Of what forbids a deletion the first ones tell why.
Kind = type[models.Model]


def going(objs: Iterable[models.Model]) -> tuple[dict[Kind, set[Any]], list[models.Model]]:
    """The ids, by model, of these records and of all that goes with them, and the first of what forbids it."""
    found: dict[Kind, set[Any]] = {}
    fresh: list[tuple[Kind, set[Any]]] = [(type(each), {each.pk}) for each in objs]
    kept: list[tuple[models.ForeignObjectRel, models.QuerySet]] = []
    while fresh:
        model, pks = fresh.pop()
        pks -= found.get(model, set())
        if not pks:
            continue
        found.setdefault(model, set()).update(pks)
        for relation, rows in _hanging(model, pks):
            if relation.on_delete is models.CASCADE:
                fresh.append((relation.related_model, set(rows.values_list("pk", flat=True))))
            elif relation.on_delete in (models.PROTECT, models.RESTRICT):
                kept.append((relation, rows))
    forbidding = (each for _relation, rows in kept for each in rows[: NAMED + len(found.get(rows.model, ()))])
    named = [each for each in forbidding if each.pk not in found.get(type(each), ())]
    return found, named[:NAMED]


def _hanging(model: Kind, pks: set[Any]) -> Iterator[tuple[models.ForeignObjectRel, models.QuerySet]]:
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ForeignObjectRel) and getattr(relation, "on_delete", None) is not None:
            rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks})
            yield relation, rows.order_by("pk")


def named(site: Any, record: models.Model) -> SafeString | str:
    """The record with its kind, as a link where it has a form: 人物：陆明远"""
    opts = record._meta
    told = f"{capfirst(opts.verbose_name)}: {record}"
    if not site.is_registered(type(record)):
        return told
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[quote(record.pk)])
    return format_html('{}: <a href="{}">{}</a>', capfirst(opts.verbose_name), address, record)

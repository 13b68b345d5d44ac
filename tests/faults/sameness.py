"""What an archive tells, whatever numbers its rows were given and when: a hash for each table.

Two archives that read the same files in the same order are the same, though one was broken off and went on: numbers
given to rows that were rolled back are missing, and days of making differ. Each number is told as the row's place in
its table; times, runs and what waits for the index are left out.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.apps import apps
from django.db import models

# Runs, their counts and files; the queue; what is kept to be asked again.
OTHERWISE = {"Ingest", "IngestFile", "IndexChange", "KeptQuestions", "RunChange", "Arrival", "Lookout"}


def told(alias: str = "default") -> dict[str, str]:
    """The hash of each table of the database, by its model's name, with how many rows it has."""
    own = [model for model in apps.get_app_config("archive").get_models() if _counts(model)]
    places = {
        model: {pk: place for place, pk in enumerate(_rows(model, alias).values_list("pk", flat=True))}
        for model in own
    }
    found = {}
    for model in own:
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.DateTimeField)]
        digest = hashlib.sha256()
        for row in _rows(model, alias).values_list(*(field.attname for field in fields)):
            values = [_steady(field, value, places) for field, value in zip(fields, row, strict=True)]
            digest.update(json.dumps(values, default=str, ensure_ascii=False).encode())
        found[model.__name__] = f"{len(places[model])} {digest.hexdigest()[:16]}"
    return found


def _counts(model: type[models.Model]) -> bool:
    return model.__name__ not in OTHERWISE and not model.__name__.startswith("Historical")


def _rows(model: type[models.Model], alias: str) -> models.QuerySet[Any]:
    return model._base_manager.using(alias).order_by("pk")


def _steady(field: models.Field[Any, Any], value: object, places: dict[Any, dict[Any, int]]) -> object:
    if field.primary_key and not field.is_relation:
        return None
    if field.is_relation and value is not None:
        return places.get(field.related_model, {}).get(value)
    return value

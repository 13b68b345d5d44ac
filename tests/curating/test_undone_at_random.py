"""Many merges at random, undone at random: the archive is what it was."""

import random
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from archive import models
from archive.curating import deciding, merging
from archive.curating.leading import MODELS
from archive.curating.traces import COUNTING
from archive.curating.traces import MODELS as WATCHED
from tests import thorough

MERGES = thorough.part(60)  # Other ones every time.


def rows() -> dict[str, dict[int, dict[str, Any]]]:
    """Every row that an act may change, but for how often it was saved."""
    return {
        model.__name__: {
            row["id"]: {name: value for name, value in row.items() if name not in COUNTING}
            for row in model._base_manager.order_by("pk").values()
        }
        for model in WATCHED
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [
        f"{model} {pk}: {before[model].get(pk)} became {after[model].get(pk)}"
        for model in before
        for pk in sorted(before[model].keys() | after[model].keys())
        if before[model].get(pk) != after[model].get(pk)
    ]


@pytest.mark.dear
def test_merges_undone_leave_the_archive_as_it_was(samples: Path, curator: User, seed: int) -> None:
    chance = random.Random(seed)
    models.SavedSearch.objects.create(owner=curator, name="甲", query="q=a&person=1&person=2&place=3", language="zh")
    before = rows()
    made: list[int] = []
    while len(made) < MERGES:
        kind = chance.choice(list(MODELS))
        pks = list(MODELS[kind].objects.order_by("pk").values_list("pk", flat=True))
        try:
            made.append(merging.merge(kind, *chance.sample(pks, 2)).pk)
        except deciding.Refused:
            continue
        if chance.random() < 0.5:
            try:
                assert deciding.undo(chance.choice(made), curator.pk)[1] == []
            except deciding.Refused:
                continue
    assert differences(before, rows())
    for pk in reversed(made):
        if models.Decision.objects.get(pk=pk).undone_at is None:
            assert deciding.undo(pk, curator.pk)[1] == []
    assert differences(before, rows()) == []

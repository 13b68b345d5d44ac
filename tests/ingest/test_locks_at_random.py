"""Many edits at once in the sample newspapers: after changed files are read, not one is lost."""

import os
import random
from pathlib import Path
from typing import Any

import pytest

from archive import models
from tests.edits import Curator, add_paragraphs, aliases, copy_samples, edit, likenesses
from tests.ingest.conftest import run
from tests.ingest.curated import links, lost, settled
from tests.ingest.test_ingest_pages import everything

EDITS = 60
IDENTITY = {"name", "home", "parent", "place", "title", "start", "area"}


def links_of_edited() -> dict[Any, Any]:
    """The links to records that somebody renamed or moved."""
    edited = {
        (kind, record.pk)
        for kind, model in {
            "person": models.Person,
            "place": models.Place,
            "organization": models.Organization,
        }.items()
        for record in model.objects.exclude(locked_fields=[])
        if IDENTITY & set(record.locked_fields)
    }
    return {key: link for key, link in links().items() if (key[1], link[1]) in edited}


@pytest.fixture
def seed() -> int:
    """Of the day, or the one given in FANGZHI_SEED; printed where a test fails."""
    number = int(os.environ.get("FANGZHI_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FANGZHI_SEED={number}")
    return number


@pytest.mark.dear
@pytest.mark.django_db
def test_no_edit_is_lost_when_changed_files_are_read(tmp_path: Path, seed: int):
    copy_samples(tmp_path)
    run("ingest", tmp_path)
    edit(Curator(random.Random(seed)), EDITS)
    articles = set(models.Article.objects.values_list("pk", flat=True))
    before, tied = settled(), links_of_edited()
    alike, known = likenesses(), aliases()
    assert len(before) > EDITS / 2
    add_paragraphs(tmp_path)
    ran = run("ingest", tmp_path)
    assert ran.status == 0, ran.err
    assert lost(before) == []
    assert (alike - likenesses(), known - aliases()) == (set(), set())
    assert set(models.Article.objects.values_list("pk", flat=True)) == articles
    now = links()
    assert {key: now[key] for key in tied if key in now} == {key: link for key, link in tied.items() if key in now}
    after = everything()
    assert run("ingest", tmp_path).counts.startswith("created 0, updated 0, ")
    assert everything() == after

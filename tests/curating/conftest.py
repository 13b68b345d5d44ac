"""An archive read from the sample newspapers, and somebody at work in it."""

import os
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from archive.models.acting import acting
from tests.conftest import SAMPLES
from tests.ingest.conftest import run


@pytest.fixture
def curator(db: None) -> Iterator[User]:
    """Whoever acts in the test."""
    user = User.objects.create(username="bai")
    with acting(user.pk, "同一个"):
        yield user


@pytest.fixture
def samples(tmp_path: Path, db: None) -> Path:
    """The sample newspapers in a folder of their own, ingested."""
    for name in ("qinglan", "yuanxi", "found"):
        shutil.copytree(SAMPLES / name, tmp_path / name)
    for name in ("articles.jsonl", "manifest.csv", "gazetteer.tsv"):
        shutil.copy(SAMPLES / name, tmp_path)
    assert run("ingest", tmp_path).status == 0
    return tmp_path


@pytest.fixture
def seed() -> int:
    """Of the day, or the one given in FANGZHI_SEED; printed where a test fails."""
    number = int(os.environ.get("FANGZHI_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FANGZHI_SEED={number}")
    return number

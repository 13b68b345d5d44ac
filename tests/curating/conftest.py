"""An archive read from the sample newspapers, and somebody at work in it."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from pytest_django import Settings

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
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """What is kept beside the database is kept in a folder of the test's own."""
    settings.VAR = tmp_path / "var"


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where `samples` stands for every test that begins with it: pages know the path that they were read from."""
    return tmp_path_factory.mktemp("samples") / "pages"


@pytest.fixture(scope="session")
def ingested(sample_folder: Path) -> Callable[[object], None]:
    """Ingests what is there."""

    def ingest(_index_now: object) -> None:
        assert run("ingest", sample_folder).status == 0

    return ingest


@pytest.fixture
def samples(
    sample_folder: Path, ingested: Callable[[object], None], made_once: Callable[[Callable[[object], None]], None]
) -> Path:
    """The sample newspapers in a folder as of their own, ingested."""
    shutil.rmtree(sample_folder, ignore_errors=True)
    for name in ("qinglan", "yuanxi", "found"):
        shutil.copytree(SAMPLES / name, sample_folder / name)
    for name in ("articles.jsonl", "manifest.csv", "gazetteer.tsv"):
        shutil.copy(SAMPLES / name, sample_folder)
    made_once(ingested)
    return sample_folder


@pytest.fixture
def seed() -> int:
    """Of the day, or the one given in FANGZHI_SEED; printed where a test fails."""
    number = int(os.environ.get("FANGZHI_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FANGZHI_SEED={number}")
    return number

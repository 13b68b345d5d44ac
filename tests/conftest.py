"""Fixtures that every room's tests share."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "tests" / "samples"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real newspaper pages, which is never part of the project; skips where it is absent."""
    folder = Path(os.environ.get("FANGZHI_SHARED", ROOT.parent / "shared"))
    if not (folder / "pages").is_dir():
        pytest.skip(f"no real newspaper pages at {folder} (set FANGZHI_SHARED)")
    return folder


@pytest.fixture(autouse=True)
def private_var(settings, tmp_path: Path) -> Iterator[None]:
    """Every test has an index folder of its own."""
    settings.HAYSTACK_CONNECTIONS = {
        "default": {**settings.HAYSTACK_CONNECTIONS["default"], "PATH": str(tmp_path / "index")}
    }
    forget_connections()
    yield
    forget_connections()


def forget_connections() -> None:
    """Let Haystack read its settings again, which it keeps by thread, and close the index that is kept open."""
    from haystack import connections

    from archive.search.kept import keeper

    connections.thread_local.__dict__.clear()
    keeper.forget()


@pytest.fixture
def index_now(private_var: None) -> Callable[[], None]:
    """Bring the index up to date with the database, making it at the first call: `index_now()`."""
    from archive.search import worker

    def bring_up_to_date() -> None:
        worker.drain(worker.index_home())

    return bring_up_to_date

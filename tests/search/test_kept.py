"""The open snapshot: as new as the index, opened no more than has changed, shared by threads."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from archive.search import Request, State, folders, kept, schema, search, storage
from archive.search.kept import Keeper
from archive.search.kinds import ARTICLE
from archive.search.state import IndexNotReady


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = folders.make_next(tmp_path, schema.current_version())
    storage.create(folder)
    folders.switch(tmp_path, folder)
    return tmp_path


def add(home: Path, *keys: int) -> None:
    with storage.writer(folders.current(home), ARTICLE) as writer:
        for key in keys:
            writer.add(schema.document(ARTICLE, {"django_id": key, "text": "植树"}))


def keys(keeper: Keeper, home: Path) -> list[int]:
    leaves = keeper.snapshot(home)["article"].leaves
    return sorted(key for leaf in leaves for key in leaf.segment.numbers("django_id").tolist())


def test_a_commit_is_seen_at_once_and_the_rest_stays_open(home):
    keeper = Keeper()
    assert keys(keeper, home) == []
    for key in range(1, 4):  # faster than the clock of the folder ticks
        add(home, key)
        assert keys(keeper, home) == list(range(1, key + 1))
    before = {id(leaf.segment) for leaf in keeper.snapshot(home)["article"].leaves}
    add(home, 9)
    after = {id(leaf.segment) for leaf in keeper.snapshot(home)["article"].leaves}
    assert len(before) == 3 and len(after) in (1, 4)  # the fourth may have made them one
    assert keeper.snapshot(home) is keeper.snapshot(home)


def test_deleted_documents_are_dead_in_the_next_snapshot_alone(home):
    keeper = Keeper()
    add(home, 1, 2, 3, 4, 5)
    old = keeper.snapshot(home)["article"]
    with storage.writer(folders.current(home), ARTICLE) as writer:
        writer.delete([2, 3])
    new = keeper.snapshot(home)["article"]
    assert old.leaves[0].live is None
    assert new.leaves[0].live.tolist() == [True, False, False, True, True]
    assert new.leaves[0].segment is old.leaves[0].segment


def test_another_generation_is_seen_at_once(home):
    keeper = Keeper()
    add(home, 1)
    assert keys(keeper, home) == [1]
    folder = folders.make_next(home, schema.current_version())
    storage.create(folder)
    folders.switch(home, folder)
    assert keys(keeper, home) == []


def test_without_an_index_of_this_version_it_says_so(home, tmp_path):
    keeper = Keeper()
    with pytest.raises(IndexNotReady):
        keeper.snapshot(tmp_path / "nowhere")
    folders.write_safely(folders.current(home) / folders.VERSION, "0")
    with pytest.raises(IndexNotReady):
        keeper.snapshot(home)


def test_a_damaged_index_is_not_ready(home):
    add(home, 1)
    (segment,) = folders.current(home).glob("*.npx")
    segment.write_bytes(segment.read_bytes()[:-1])
    with pytest.raises(IndexNotReady):
        Keeper().snapshot(home)


def test_a_file_that_is_cut_while_it_is_open_is_not_read_on(home):
    keeper = Keeper()
    add(home, 1)
    assert keys(keeper, home) == [1]
    (segment,) = folders.current(home).glob("*.npx")
    whole = segment.read_bytes()
    os.truncate(segment, len(whole) // 2)
    folders.changed()  # so that it looks at once
    for _ in range(2):
        with pytest.raises(IndexNotReady):
            keeper.snapshot(home)
    segment.write_bytes(whole)
    assert keys(keeper, home) == [1]


def test_what_another_process_commits_is_seen_a_moment_later(home, monkeypatch):
    now = time.monotonic() + 1
    monkeypatch.setattr(kept.time, "monotonic", lambda: now)
    monkeypatch.setattr(folders, "changed", lambda: None)  # as it is where others write
    keeper = Keeper()
    before = keeper.snapshot(home)
    assert keeper.snapshot(home) is before
    add(home, 1)
    assert keeper.snapshot(home) is before
    now += kept.LOOK_EVERY + 0.001  # more than what adding to a large number loses
    assert keys(keeper, home) == [1]


def test_a_search_of_a_damaged_index_says_that_it_is_being_built(archive, index_now, settings):
    home = Path(settings.HAYSTACK_CONNECTIONS["default"]["PATH"])
    assert search(Request("石门镇")).state == State.READY
    contents = max(folders.current(home).glob("_article_*.toc"))
    contents.write_bytes(contents.read_bytes()[:100])
    (home / folders.POINTER).touch()
    assert search(Request("石门镇")).state == State.BUILDING


def test_threads_search_while_a_writer_commits(home):
    keeper = Keeper()
    add(home, 1)

    def look(_number: int) -> int:
        return len(keys(keeper, home))

    with ThreadPoolExecutor(8) as pool:
        looking = pool.map(look, range(300))
        for key in range(2, 14):
            add(home, key)
        assert all(1 <= count <= 13 for count in looking)
    assert keys(keeper, home) == list(range(1, 14))

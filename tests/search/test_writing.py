"""Writing segments: merging keeps what was not deleted, Whoosh reads them, a killed writer loses nothing."""

import random
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from whoosh import query

from archive.search import arrays, kinds, merging, storage
from archive.search.arrays import Arrays
from archive.search.building import Builder, Document
from archive.search.codec import Codec
from archive.search.writing import SEGMENTS_TO_MERGE, to_merge
from tests.search import segments
from tests.search.test_building import TEXTS, check
from tests.thorough import THOROUGH, examples

ROOT = Path(__file__).resolve().parent.parent.parent
KIND = segments.KIND


@examples(60)
@given(st.lists(TEXTS, min_size=1, max_size=4), st.data())
def test_merging_is_building_what_is_left(tmp_path_factory, texts, data):
    folder = tmp_path_factory.mktemp("merge")
    sources, left = [], []
    for number, some in enumerate(texts):
        documents = segments.documents(*some)
        builder = Builder(KIND)
        for document in documents:
            builder.add(document)
        path = folder / f"article_{number}.npx"
        builder.write(path)
        live = None
        if data.draw(st.booleans()):
            live = np.array(data.draw(st.lists(st.booleans(), min_size=len(some), max_size=len(some))), bool)
        sources.append(merging.Source(Arrays(path), live))
        left += [document for at, document in enumerate(documents) if live is None or live[at]]
    arrays.write(folder / "merged.npx", *merging.merge(KIND, sources))
    check(Arrays(folder / "merged.npx"), left)


def test_no_segment_has_more_documents_than_can_be_numbered(tmp_path):
    half = Builder(KIND)
    for number in range(40_000):
        half.add(Document(("", ""), ((), ()), {"django_id": number}))
    half.write(tmp_path / "half.npx")
    source = merging.Source(Arrays(tmp_path / "half.npx"))
    with pytest.raises(ValueError, match="80000 documents are too many"):
        merging.merge(KIND, [source, source])


def with_documents(*counts, deleted=0):
    made = []
    for count in counts:
        segment = Codec().new_segment(None, "article")
        segment.set_doc_count(count)
        segment.delete_all(range(deleted))
        made.append(segment)
    return made


@pytest.mark.parametrize(
    ("counts", "merged"),
    [
        ([], []),
        ([1, 1, 1], []),
        ([1, 1, 1, 7], [1, 1, 1, 7]),
        ([1, 1, 1, 8], []),
        ([9, 30, 60, 10, 3], [3, 9, 10, 30, 60]),
        ([500, 1, 1, 1, 1], [1, 1, 1, 1]),
        ([40_000, 40_000, 40_000, 40_000], []),
        ([40_000, 5_000, 5_000, 5_000, 5_000], [5_000, 5_000, 5_000, 5_000]),
    ],
)
def test_segments_of_about_one_size_are_merged(counts, merged):
    groups = to_merge(with_documents(*counts), lambda _segment: 1)
    assert [sorted(segment.doc_count() for segment in group) for group in groups] == (
        [sorted(merged)] if merged else []
    )


def test_large_files_are_not_merged():
    assert to_merge(with_documents(1, 1, 1, 1), lambda _segment: 400_000_000) == []


def test_what_is_mostly_deleted_is_written_anew():
    [[segment]] = to_merge(with_documents(10, deleted=6), lambda _segment: 1)
    assert segment.doc_count() == 4
    assert to_merge(with_documents(10, deleted=5), lambda _segment: 1) == []


@pytest.fixture
def folder(tmp_path):
    storage.create(tmp_path)
    return tmp_path


ARTICLE = kinds.KINDS["article"]
WORDS = ("植树", "开幕", "会议")


def article(number):
    text = WORDS[number % 3]
    return Document(("", text, "", "", ""), ((),) * 5, {"django_id": number}, {"kind": ("photo",)})


def test_whoosh_searches_what_was_written(folder):
    for start in range(0, 30, 10):
        with storage.writer(folder, ARTICLE) as writer:
            for number in range(start, start + 10):
                writer.add(article(number))
    with storage.writer(folder, ARTICLE) as writer:
        assert writer.delete([3, 4, 99]) == 2
    expected = {number for number in range(30) if number % 3 == 0 and number != 3}
    with storage.open_index(folder, ARTICLE).searcher() as searcher:
        assert searcher.doc_count() == 28

        def found(asked):
            return {hit["django_id"] for hit in searcher.search(asked, limit=None)}

        assert found(query.Term("words", "植树")) == expected
        assert found(query.And([query.Term("words", "植树"), query.Term("kind", "photo")])) == expected
        assert found(query.Prefix("words", "植")) == expected
        assert found(query.Term("django_id", "5")) == {5}
        assert found(query.Term("django_id", "4")) == found(query.Term("words", "没有")) == set()
        assert len(found(query.Not(query.Term("words", "植树")))) == 28 - len(expected)
        assert searcher.doc_frequency("words", "植树") == 10


def test_a_state_holds_each_record_once(folder):
    pick = random.Random(3)
    expected = set()
    for _ in range(40):
        changed, gone = pick.sample(range(60), 5), pick.sample(range(60), 2)
        with storage.writer(folder, ARTICLE) as writer:
            writer.delete([*changed, *gone])
            for number in changed:
                writer.add(article(number))
        expected = (expected - set(gone)) | set(changed)
        assert (storage.held(folder, ARTICLE) >> np.uint64(32)).tolist() == sorted(expected)
    assert len(storage.contents(folder, ARTICLE).segments) <= 2 * SEGMENTS_TO_MERGE
    named = {segment.path(folder).name for segment in storage.contents(folder, ARTICLE).segments}
    assert {path.name for path in folder.glob("article_*.npx")} == named


def test_after_an_exception_nothing_has_changed(folder):
    with storage.writer(folder, ARTICLE) as writer:
        writer.add(article(1))
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(RuntimeError), storage.writer(folder, ARTICLE) as writer:
        writer.delete([1])
        writer.add(article(2))
        raise RuntimeError
    assert sorted(path.name for path in folder.iterdir()) == before
    assert (storage.held(folder, ARTICLE) >> np.uint64(32)).tolist() == [1]


WRITE = """
import sys
from pathlib import Path
import django
django.setup()
from archive.search import storage
from tests.search.test_writing import ARTICLE, article
folder, number = Path(sys.argv[1]), int(sys.argv[2])
while True:
    number += 1
    with storage.writer(folder, ARTICLE) as writer:
        writer.delete([number - 3])
        writer.add(article(number))
    print(number, flush=True)
"""


@pytest.mark.dear
def test_a_killed_writer_loses_nothing_it_has_reported(folder, monkeypatch):
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "archive.settings")
    pick = random.Random(11)
    number = 0
    for _ in range(4 if THOROUGH else 2):
        command = [sys.executable, "-W", "ignore", "-c", WRITE, str(folder), str(number)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            try:
                reported = [process.stdout.readline() for _ in range(pick.randint(1, 25))]
            finally:
                process.send_signal(signal.SIGKILL)
            reported += process.stdout.readlines()
        number = int(reported[-1])
        storage.check(folder)
        keys = (storage.held(folder, ARTICLE) >> np.uint64(32)).tolist()
        # One commit more may have been made than could be told.
        assert keys in ([*range(max(1, number - 2), number + 1)], [*range(max(1, number - 1), number + 2)]), number
        number = keys[-1]

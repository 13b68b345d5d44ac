"""Segments: what goes in comes out of the arrays, and a file that is not whole is refused."""

import functools
from collections import defaultdict

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import merging, texts
from archive.search.arrays import Arrays, DamagedSegment
from archive.search.building import MOST_LENGTH, Builder, Document
from tests.search import segments
from tests.thorough import examples

KIND = segments.KIND


@functools.cache
def three() -> list[Document]:
    """Three documents; not made before a test asks for them, as the dictionary takes a second to load."""
    return segments.documents(
        ("稻花节开幕", "青岚市云溪区的稻花节 3 日开幕。\n会议"),
        ("", "会议𠀀结束"),
        ("a·b", ""),
    )


def write(folder, documents):
    builder = Builder(KIND)
    for document in documents:
        builder.add(document)
    builder.write(folder / "article_a.npx")
    return Arrays(folder / "article_a.npx")


def values(segment, name):
    blob, at = segment[f"{name}.blob"].tobytes(), segment[f"{name}.at"]
    return [blob[start:end].decode() for start, end in zip(at, at[1:], strict=False)]


def postings(segment, name):
    offsets, documents = segment[f"{name}.off"], segment[f"{name}.doc"].tolist()
    return [documents[start:end] for start, end in zip(offsets, offsets[1:], strict=False)]


def pairs(segment):
    """Return the documents of each pair, as searching finds them."""
    words = dict(zip(values(segment, "word"), postings(segment, "word"), strict=True))
    found = {}
    for key, documents in zip(segment["pair.key"].tolist(), postings(segment, "pair"), strict=True):
        pair = (key >> 16).to_bytes(2, "little") + (key & 0xFFFF).to_bytes(2, "little")
        found[pair] = documents or words[pair.decode("utf-16-le")]
    return found


def expected_pairs(documents):
    found = defaultdict(set)
    for number, document in enumerate(documents):
        for part in document.parts:
            units = (part + "\x1f").encode("utf-16-le")
            for at in range(0, len(units) - 2, 2):
                found[units[at : at + 4]].add(number)
    return {pair: sorted(numbers) for pair, numbers in found.items()}


def check(segment, documents):
    """Compare all arrays with what was put in."""
    words = [segments.weights(KIND, document) for document in documents]
    vocabulary = sorted(set().union(*words), key=str.encode)
    assert values(segment, "word") == vocabulary
    lists = [[number for number, counted in enumerate(words) if word in counted] for word in vocabulary]
    assert postings(segment, "word") == lists
    weights = [
        min(words[number][word], 255) for word, found in zip(vocabulary, lists, strict=True) for number in found
    ]
    assert segment["word.tf"].tolist() == weights
    assert pairs(segment) == expected_pairs(documents)
    texts, offsets = segment["text.blob"].tobytes(), segment["text.off"]
    for number, document in enumerate(documents):
        text = texts[offsets[number] : offsets[number + 1]]
        count = segment.facts["parts"] + 1
        at = segment["part.off"][number * count : (number + 1) * count]
        assert [text[a : b - 1].decode() for a, b in zip(at, at[1:], strict=False)] == list(document.parts)
        assert at[-1] == len(text)
    lengths = [min(segments.length(document), MOST_LENGTH) for document in documents]
    assert segment["length"].tolist() == lengths
    assert segment.facts["words"] == sum(lengths)
    for name in KIND.numbers:
        assert segment[f"n.{name}"].tolist() == [document.numbers.get(name, 0) for document in documents]
    for name in KIND.terms:
        found = dict(zip(values(segment, f"t.{name}"), postings(segment, f"t.{name}"), strict=True))
        assert {(value, number) for value, numbers in found.items() for number in numbers} == {
            (value, number) for number, document in enumerate(documents) for value in document.terms.get(name, ())
        }
    kinds = ["", *values(segment, "t.kind")]
    assert [kinds[place] for place in segment["t.kind.ord"]] == [
        next(iter(document.terms.get("kind", ())), "") for document in documents
    ]


def test_what_goes_in_comes_out(tmp_path):
    check(write(tmp_path, three()), three())


def test_a_longer_document_than_can_be_told_counts_the_same_here_and_merged(tmp_path):
    documents = [*three(), *segments.documents(("", "会议" * (MOST_LENGTH // 3 + 1)))]
    segment = write(tmp_path, documents)
    check(segment, documents)
    _, facts = merging.merge(KIND, [merging.Source(segment)])
    assert facts == segment.facts


def test_an_empty_segment(tmp_path):
    segment = write(tmp_path, [])
    assert segment.documents == 0
    assert (len(segment["word.off"]), len(segment["pair.off"]), len(segment["text.off"])) == (1, 1, 1)


def test_types_are_those_of_the_layout(tmp_path):
    segment = write(tmp_path, three())
    kinds = {name: segment[name].dtype for name in segment.keys()}  # noqa: SIM118
    assert kinds == {
        **dict.fromkeys(("word.blob", "word.tf", "text.blob", "t.kind.blob", "t.kind.ord"), np.uint8),
        **dict.fromkeys(("word.doc", "pair.doc", "length", "t.kind.doc", "t.person_name.doc"), np.uint16),
        **dict.fromkeys(("word.at", "word.off", "pair.key", "pair.off", "part.off"), np.uint32),
        **dict.fromkeys(("n.django_id", "n.date", "t.kind.at", "t.kind.off"), np.uint32),
        **dict.fromkeys(("t.person_name.at", "t.person_name.off"), np.uint32),
        "t.person_name.blob": np.uint8,
        "text.off": np.uint64,
    }
    assert all(start % 64 == 0 for start in segment.starts.values())


def test_a_pair_that_is_a_word_has_its_list_there(tmp_path):
    segment = write(tmp_path, three())
    lists = dict(zip(segment["pair.key"].tolist(), postings(segment, "pair"), strict=True))
    assert lists[ord("会") << 16 | ord("议")] == []
    assert lists[ord("节") << 16 | ord("开")] == [0]


def test_texts_are_read_batch_after_batch(tmp_path, monkeypatch):
    monkeypatch.setattr(texts, "BATCH", 30)
    documents = three() * 4
    check(write(tmp_path, documents), documents)


ALPHABET = "会议稻花节开幕的，a1 \n𠀀あ"
TEXTS = st.lists(st.tuples(st.text(ALPHABET, max_size=12), st.text(ALPHABET, max_size=40)), max_size=12)


@examples(60)
@given(TEXTS)
def test_any_texts(tmp_path_factory, parts):
    documents = segments.documents(*parts)
    check(write(tmp_path_factory.mktemp("segment"), documents), documents)


@pytest.mark.parametrize("keep", [0, 1, 11, 12, 60, -1, -300])
def test_a_cut_file_is_refused(tmp_path, keep):
    write(tmp_path, three())
    path = tmp_path / "article_a.npx"
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DamagedSegment):
        Arrays(path)


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (Document(("",) * 3, ((),) * 3), "3 parts"),
        (Document(("", ""), ((),)), "words of 1"),
        (Document(("", "a\x1fb"), ((), ())), "contains what ends parts"),
        (Document(("", ""), ((), ()), {"page": 1}), "no such field: page"),
        (Document(("", ""), ((), ()), {"date": 1 << 32}), "date is no unsigned number"),
        (Document(("", ""), ((), ()), {"date": -1}), "date is no unsigned number"),
        (Document(("", ""), ((), ()), {}, {"kind": ("a", "b")}), "kind has more than one value"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_and_leaves_no_trace(tmp_path, document, reason):
    builder = Builder(KIND)
    builder.add(three()[0])
    with pytest.raises(ValueError, match=reason):
        builder.add(document)
    builder.write(tmp_path / "article_a.npx")
    check(Arrays(tmp_path / "article_a.npx"), three()[:1])

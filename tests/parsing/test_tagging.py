"""The taggers: what they are given, what they make of it, and what becomes of what cannot be used."""

from __future__ import annotations

import logging
import multiprocessing
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from archive.parsing import ArticleText, Given, parse_article, tagged_ahead, tagging
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.lattice import lattice_of
from archive.parsing.page import tagged
from archive.parsing.structures import Item
from archive.parsing.tagging import Tagged, TaggerError, Tags
from archive.parsing.tagging.lac import LacTagger, model_folder
from archive.parsing.tagging.normal import normalised
from archive.parsing.tagging.sentences import LONGEST, sentences
from archive.parsing.tagging.tensors import read_tensor

MODEL = model_folder()
ODD = (
    "",
    "\n\n",
    " 　\t",
    "😀👩‍👩‍👧",
    "\ud800 lone",
    "\U0010ffff\x00",
    "陈",
    "青岚市" * 3000,
    "，" * 1000,
    "白" * 201,
    "a" * 20_000,
)


@pytest.fixture(scope="module")
def lac() -> tagging.Tagger:
    return tagging.tagger("lac")


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A copy of the model, to be spoilt."""
    assert MODEL
    return Path(shutil.copytree(MODEL, tmp_path / "lac_small"))


def named(tagger: tagging.Tagger, text: str, *kinds: str) -> list[str]:
    return [text[start:end] for start, end, tag in tagger.tag([text])[0] if tag in kinds]


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("区长陆明远、副区长白起云到石门镇调研。", ["陆明远", "白起云"]),
        ("市委书记马川，市人大常委会主任方书海出席会议。", ["马川", "方书海"]),
        ("“我们村的路修好了。”村民苏念红说。", ["苏念红"]),
        ("法国总统埃马纽埃尔·杜兰访问青岚市。", ["埃马纽埃尔·杜兰"]),
    ],
)
def test_lac_knows_people(lac: tagging.Tagger, text: str, people: list[str]):
    assert named(lac, text, "PER", "nr") == people


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("甲、乙，丙。丁；戊：", "甲,乙,丙.丁;戊:"),
        ("“甲”‘乙’—…（丙）", "\"甲\"'乙'-.(丙)"),
        ("ＡＢｃ１２３ABCxyz", "abc123abcxyz"),
        ("ßİ汉字　·《云》", "ßİ汉字　·《云》"),
    ],
)
def test_what_normalising_changes(text: str, normal: str):
    assert normalised(text) == normal
    assert len(normalised(text)) == len(text)


def test_the_printed_marks_are_read_as_the_ones_that_the_model_was_taught(lac: tagging.Tagger):
    printed = "“区领导陆明远、白起云、方书海到ＡＢＣ公司调研。”苏念红说。"
    assert lac.tag([printed]) == lac.tag([normalised(printed)])


@pytest.mark.parametrize("name", tagging.NAMES)
def test_words_hold_the_whole_text_but_its_line_ends(name: str):
    text = "青岚市\n云溪区召开会议。\n\n陆明远  讲话ABC"
    (spans,) = tagging.tagger(name).tag([text])
    assert "".join(text[start:end] for start, end, _ in spans) == text.replace("\n", "")
    assert all(first.end <= second.start for first, second in zip(spans, spans[1:], strict=False))


@pytest.mark.parametrize("name", tagging.NAMES)
@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_any_text_will_do(name: str, text: str):
    (spans,) = tagging.tagger(name).tag([text])
    assert sum(end - start for start, end, _ in spans) == len(text) - text.count("\n")


def test_many_texts_are_tagged_as_each_alone(lac: tagging.Tagger):
    texts = [
        "区长陆明远出席。",
        "",
        "白起云说：\n“石门镇变了样”。",
        "好",
        *["马川在云溪区检查工作。" * n for n in range(9)],
    ]
    assert lac.tag(texts) == [lac.tag([text])[0] for text in texts]
    assert lac.tag([]) == []


def test_texts_tagged_ahead_are_asked_for_by_their_words(lac: tagging.Tagger):
    asked: list[str] = []

    class Listening:
        name = "lac"

        def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
            asked.extend(texts)
            return lac.tag(texts)

    article = ArticleText("1", "", "陆明远到石门镇调研", "", "  区长陆明远调研。\n\n 他说：好。")
    ahead = tagged_ahead([article, article], Listening())
    assert asked == ["陆明远到石门镇调研", "区长陆明远调研。\n他说：好。"]
    alone = parse_article(article, Given(), Gazetteer(), lac)
    assert parse_article(article, Given(), Gazetteer(), ahead) == alone
    assert [person.name for person in alone.items[0].people] == ["陆明远"]
    assert len(asked) == 2
    assert ahead.tag(["马川"]) == lac.tag(["马川"])
    assert asked[2:] == ["马川"]
    assert ahead.name == "lac"


def _threads() -> list[int]:
    return [library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"]


def _threads_while_tagging(queue: Any) -> None:
    """In a worker: how many threads the network has, and the tags of a text."""
    seen: list[int] = []
    network = tagging.tagger("lac")._network  # type: ignore[attr-defined]
    tag = network.tag
    network.tag = lambda *args: (seen.extend(_threads()), tag(*args))[1]
    queue.put((tagging.tagger("lac").tag(["区长陆明远调研。"]), seen))


def test_the_network_runs_in_one_thread_and_leaves_the_others_theirs(lac: tagging.Tagger):
    with threadpool_limits(3, user_api="blas"):
        tags = lac.tag(["区长陆明远调研。"])
        assert _threads() == [3]
        context = multiprocessing.get_context("fork")
        queue = context.SimpleQueue()
        worker = context.Process(target=_threads_while_tagging, args=(queue,))
        worker.start()
        assert queue.get() == (tags, [1])
        worker.join()


def test_long_sentences_are_cut_behind_a_comma():
    text = "一" * 150 + "，" + "二" * 500
    cuts = list(sentences(text))
    assert cuts[0] == (0, 151)
    assert all(0 < end - start <= LONGEST for start, end in cuts)
    assert [start for start, _ in cuts[1:]] == [end for _, end in cuts[:-1]]


def test_jieba_knows_what_the_dictionary_has():
    assert tagging.tagger("jieba").tag(["杭州市召开会议"])[0][0] == Tagged(0, 3, "LOC")


def test_tags_are_asked_by_place():
    tags = Tags((Tagged(0, 2, "n"), Tagged(2, 5, "PER"), Tagged(6, 7, "v")))
    assert tags.of("PER", "v") == [(2, 5, "PER"), (6, 7, "v")]
    assert [tags.at(n) and tags.at(n).tag for n in range(8)] == ["n", "n", "PER", "PER", "PER", None, "v", None]
    assert tags.within(4, 6) == ((2, 5, "PER"),)
    assert tags.within(1, 3) == ((0, 2, "n"), (2, 5, "PER"))
    assert tags.within(5, 6) == tags.within(9, 12) == ()
    assert not tagging.UNTAGGED


def test_an_item_carries_what_was_tagged():
    (item,) = tagged([Item(headline="陆明远到石门镇调研", text="区长陆明远调研。")])
    cut = lattice_of(item, "text")
    assert cut.tags.of("PER") == [(2, 5, "PER")]
    assert not lattice_of(Item(text="区长陆明远调研。"), "text").tags


def test_there_is_no_other_tagger():
    with pytest.raises(ValueError, match="'crf' is no tagger"):
        tagging.tagger("crf")


@pytest.mark.parametrize(
    ("file", "spoil", "reason"),
    [
        ("model_baseline/crfw", b"", "crfw is no parameter file"),
        ("model_baseline/gru_2.w_0", b"PK\x03\x04" * 50, "gru_2.w_0 is no parameter file"),
        ("model_baseline/fc_4.b_0", None, "fc_4.b_0: No such file"),
        ("word.dic", b"0\ta\n", "word.dic does not fit"),
        ("word.dic", b"\xff\xfe\xff", "word.dic is no table"),
        ("tag.dic", b"a-B 0\n", "tag.dic does not name"),
        ("tag.dic", None, "tag.dic: No such file"),
    ],
)
def test_a_model_that_cannot_be_used_is_told_with_its_file(model: Path, file: str, spoil: bytes | None, reason: str):
    if spoil is None:
        (model / file).unlink()
    else:
        (model / file).write_bytes(spoil)
    with pytest.raises(TaggerError, match=reason):
        LacTagger(model)


@pytest.mark.parametrize("cut", [3, 11, 30, 5000])
def test_a_parameter_file_that_is_cut_off_is_told(model: Path, cut: int):
    path = model / "model_baseline" / "fc_4.w_0"
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(TaggerError, match="fc_4.w_0"):
        read_tensor(path)


def test_parameter_files_that_do_not_fit_together_are_told(model: Path):
    folder = model / "model_baseline"
    shutil.copy(folder / "fc_0.w_0", folder / "fc_4.w_0")
    with pytest.raises(TaggerError, match="fc_4.w_0 and fc_4.b_0 do not fit together"):
        LacTagger(model)


def test_without_numpy_jieba_takes_its_place(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    monkeypatch.setitem(sys.modules, "archive.parsing.tagging.lac", None)
    tagging.tagger.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            assert tagging.tagger("lac").name == "jieba"
    finally:
        tagging.tagger.cache_clear()
    assert "needs NumPy and threadpoolctl" in caplog.text


def test_without_the_model_jieba_takes_its_place(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    monkeypatch.setattr("archive.parsing.tagging.lac.model_folder", lambda: None)
    tagging.tagger.cache_clear()
    try:
        with caplog.at_level(logging.WARNING):
            assert tagging.tagger("lac").name == "jieba"
    finally:
        tagging.tagger.cache_clear()
    assert "no model “lac_small”" in caplog.text

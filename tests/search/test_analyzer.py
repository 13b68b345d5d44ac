"""Words: every word a query is cut into stands in the index of every text that contains the query."""

import re
import struct
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive import words
from archive.search import analyzer
from archive.search.arrays import PART_END
from archive.search.fold import HAN

SENTENCE = "云溪区人民代表大会常务委员会主任陆明远说:“5g网络建到了石门镇,wi-fi免费。”"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("人民代表大会", ["人民代表大会"]),
        ("安全生产会议", ["安全", "生产", "会议"]),
        ("covid-19疫情", ["covid", "19", "疫情"]),
        ("陆明远", ["陆", "明远"]),
        ("，。", []),
    ],
)
def test_a_query_is_cut_into_the_likeliest_words(text, words):
    found = analyzer.query_words(text)
    assert "".join(found) == "".join(words)
    assert set(found) <= set(analyzer.index_words(text))


def test_the_index_holds_overlapping_words_and_single_characters():
    found = analyzer.index_words("人民代表大会")
    assert {"人民", "代表", "大会", "代表大会", "人民代表大会", "人", "会"} <= set(found)


def test_a_very_long_word_is_cut_short():
    assert analyzer.index_words("a" * 500) == ["a" * analyzer.LONGEST_WORD]


@given(st.integers(0, len(SENTENCE)), st.integers(1, 12))
def test_no_word_depends_on_its_neighbours(start, length):
    piece = SENTENCE[start : start + length]
    han = "".join(word for word in analyzer.query_words(piece) if not word.isascii())
    inside = {word for word in analyzer.query_words(piece) if not word.isascii()}
    assert inside <= set(analyzer.index_words(SENTENCE)), han


@given(st.text("云溪区人民代表大会中华共和国a1，𠀀", max_size=40))
def test_the_words_are_those_of_jiebas_graph(text):
    expected = []
    for run in re.findall(f"[{HAN}]+", text):
        graph = words.tokenizer().get_DAG(run)
        expected += [run[start : end + 1] for start, ends in graph.items() for end in {start, *ends}]
    expected += re.findall(r"[a1]+", text)
    assert Counter(analyzer.index_words(text)) == Counter(expected)


@given(st.text("云溪区人民代表大会中华共和国a1，𠀀\n", max_size=40))
def test_long_words_and_those_that_follow_from_the_characters_are_all_words(text):
    units = np.frombuffer((text + PART_END).encode("utf-16-le"), np.uint16).astype(np.uint32)
    pairs = units[:-1] << 16 | units[1:]
    alone, two = analyzer.are_characters(units), analyzer.are_words(pairs)
    short = [struct.pack("<H", unit) for unit in units[alone].tolist()]
    short += [struct.pack("<HH", pair >> 16, pair & 0xFFFF) for pair in pairs[two].tolist()]
    found = [word.decode("utf-16-le") for word in short] + analyzer.long_words(text)
    assert Counter(found) == Counter(analyzer.index_words(text))


def test_no_dictionary_word_of_two_characters_takes_more_than_two_units():
    pairs = [word for word in words.tokenizer().FREQ if len(word) == 2 and not word.isascii()]
    assert all(len(word.encode("utf-16-le")) == 4 for word in pairs)

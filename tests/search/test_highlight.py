"""Marking: the right places, and no markup but our own."""

import re

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from archive.search import highlight

HOSTILE = st.text(st.one_of(st.sampled_from("<>&\"'/=云溪会议ａＡ　 \nscriptmark"), st.characters()), max_size=80)


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("云溪区会议", ["会议"], "云溪区<mark>会议</mark>"),
        ("陆　明远说", ["陆明远"], "<mark>陆　明远</mark>说"),
        ("ＷＩ-ＦＩ好", ["wi-fi"], "<mark>ＷＩ-ＦＩ</mark>好"),
        ("a<b会议>c", ["会议"], "a&lt;b<mark>会议</mark>&gt;c"),
        ("安全生产", ["安全", "生产", "全生"], "<mark>安全生产</mark>"),
        ("共5㎡", ["5m2"], "共<mark>5㎡</mark>"),
        ("没有", ["会议", ""], "没有"),
        ("x & y", ["&"], "x <mark>&amp;</mark> y"),
        ("<mark>", ["mark"], "&lt;<mark>mark</mark>&gt;"),
    ],
)
def test_marks(text, words, marked):
    assert highlight.mark(text, words) == marked


@given(HOSTILE, st.lists(HOSTILE, max_size=4))
def test_no_markup_of_the_text_survives(text, words):
    for html in (highlight.mark(text, words), highlight.snippet(text, words, length=20)):
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare and ">" not in bare and '"' not in bare
        assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", bare)
    assert re.sub("</?mark>", "", highlight.mark(text, words)) == escape(text)


@given(HOSTILE, st.lists(HOSTILE, max_size=4))
def test_a_snippet_is_a_passage_of_the_text(text, words):
    bare = re.sub("</?mark>", "", highlight.snippet(text, words, length=20))
    passage = bare.removeprefix("…") if not escape(text).startswith("…") else bare
    assert passage.removesuffix("…") in escape(text) or passage in escape(text)


def test_a_snippet_shows_the_passage_with_most_of_what_was_asked():
    text = "会议。" + "云" * 300 + "。植树的会议上，" + "溪" * 300
    assert highlight.snippet(text, ["会议", "植树"]).startswith("…<mark>植树</mark>的<mark>会议</mark>上，溪")


def test_a_snippet_without_a_match_is_the_beginning():
    assert highlight.snippet("云" * 300, ["会议"]) == "云" * highlight.SNIPPET_LENGTH + "…"
    assert highlight.snippet("短文", []) == "短文"


def test_a_match_longer_than_the_snippet_is_shown():
    assert highlight.snippet("甲" * 50 + "乙" * 100, ["乙" * 100], length=40).endswith(
        "<mark>" + "乙" * 20 + "</mark>…"
    )

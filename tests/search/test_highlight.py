"""Marking: the right places, and no markup but our own."""

import re

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from archive.search import highlight
from archive.search.fold import fold_query
from archive.search.marks import Mark, NearMark
from archive.search.query import read

HOSTILE = st.text(st.one_of(st.sampled_from("<>&\"'/=云溪会议ａＡ㎡… 　\nscriptmark"), st.characters()), max_size=80)
MARKS = st.lists(
    st.one_of(
        st.builds(Mark, HOSTILE.map(fold_query).filter(bool), begins=st.booleans(), faint=st.booleans()),
        st.builds(
            NearMark,
            st.lists(HOSTILE.map(fold_query).filter(bool), min_size=2, max_size=3, unique=True).map(tuple),
            st.integers(0, 20),
        ),
    ),
    max_size=4,
).map(tuple)


def marks(query):
    return read(query).read_as.marks


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("云溪区会议", "会议", "云溪区<mark>会议</mark>"),
        ("雲溪區會議", "会议", "雲溪區<mark>會議</mark>"),
        ("陆　明远说", "陆明远", "<mark>陆　明远</mark>说"),
        ("ＷＩ-ＦＩ好", "wi-fi", "<mark>ＷＩ-ＦＩ</mark>好"),
        ("a<b会议>c", "会议", "a&lt;b<mark>会议</mark>&gt;c"),
        ("安全生产", "安全 生产 全生", "<mark>安全生产</mark>"),
        ("生产要安全", "安全生产", "<mark>生产</mark>要<mark>安全</mark>"),
        ("共5㎡", "5m2", "共<mark>5㎡</mark>"),
        ("没有", "会议", "没有"),
        ("没有", "", "没有"),
        ("x & y", '"&"', "x <mark>&amp;</mark> y"),
        ("<mark>", "mark", "&lt;<mark>mark</mark>&gt;"),
        ("会议和植树", "会议 -植树", "<mark>会议</mark>和植树"),
        # What begins so: the rest of a Latin word belongs to it, Chinese words have no such end.
        ("Cover, recover, 会议", "Cov* 会*", "<mark>Cover</mark>, recover, <mark>会</mark>议"),
        # Strings near each other are marked where they are near.
        ("甲，" + "云" * 20 + "甲和乙", '"甲 乙"~5', "甲，" + "云" * 20 + "<mark>甲</mark>和<mark>乙</mark>"),
        ("陆明远和单位", "人物:陆明远 报纸:单位", "<mark>陆明远</mark>和单位"),
        # Single characters of a string that is not there are better than nothing, and worse than anything else.
        ("覃先生很愉悦", "覃悦", "<mark>覃</mark>先生很愉<mark>悦</mark>"),
        ("覃先生，覃悦", "覃悦", "覃先生，<mark>覃悦</mark>"),
    ],
)
def test_marks(text, query, marked):
    assert highlight.mark(text, marks(query)) == marked


@pytest.mark.parametrize(
    ("query", "field", "marked"),
    [
        ("标题:会议", "headline", True),
        ("标题:会议", "deck", True),
        ("标题:会议", "text", False),
        ("正文:会议", "text", True),
        ("正文:会议", "captions", False),
        ("图片:会议", "captions", True),
        ("会议", "kicker", True),
    ],
)
def test_what_is_looked_for_in_a_part_is_marked_only_there(query, field, marked):
    assert bool(highlight.spans("会议", marks(query), field)) == marked


@given(HOSTILE, MARKS)
def test_no_markup_of_the_text_survives(text, marks):
    for html in (highlight.mark(text, marks), highlight.snippet({"text": text}, marks, length=20)):
        bare = html.replace("<mark>", "").replace("</mark>", "")
        assert "<" not in bare and ">" not in bare and '"' not in bare
        assert not re.search(r"&(?!amp;|lt;|gt;|quot;|#x27;)", bare)
        assert html.count("<mark>") == html.count("</mark>")
    assert re.sub("</?mark>", "", highlight.mark(text, marks)) == escape(text)


@given(HOSTILE, MARKS)
def test_spans_are_in_order_and_apart(text, marks):
    spans = highlight.spans(text, marks)
    ends = [0, *(end for span in spans for end in span), len(text)]
    assert ends == sorted(ends)
    assert all(start < end for start, end in spans)
    assert all(first[1] < second[0] for first, second in zip(spans, spans[1:], strict=False))


@given(HOSTILE.filter(lambda text: "…" not in text), MARKS)
def test_a_snippet_is_made_of_passages_of_the_text(text, marks):
    bare = re.sub("</?mark>", "", highlight.snippet({"text": text}, marks, length=20))
    passages = bare.strip("…").split("…")
    assert len(passages) <= highlight.MAX_PASSAGES
    rest = escape(text)
    for passage in passages:
        assert passage in rest
        rest = rest[rest.index(passage) :]


def test_a_snippet_shows_the_passage_with_most_of_what_was_asked():
    text = "会议。" + "云" * 300 + "。植树的会议上，" + "溪" * 300
    shown = highlight.snippet({"text": text}, marks("会议 植树"))
    assert shown.startswith("…<mark>植树</mark>的<mark>会议</mark>上，溪")


def test_a_snippet_shows_several_passages_where_one_would_not_show_all():
    text = "云" * 200 + "。植树。" + "溪" * 200 + "。防汛。" + "云" * 200
    shown = highlight.snippet({"text": text}, marks("防汛 植树"))
    assert re.sub("云+|溪+", "", shown) == "…<mark>植树</mark>。…<mark>防汛</mark>。…"


def test_a_snippet_comes_from_the_field_that_shows_most():
    texts = {"text": "会议", "captions": "会议，植树", "kicker": ""}
    assert highlight.snippet(texts, marks("会议 植树")) == "<mark>会议</mark>，<mark>植树</mark>"
    assert highlight.snippet(texts, marks("会议")) == "<mark>会议</mark>"
    assert highlight.snippet(texts, marks("图片:会议")) == "<mark>会议</mark>，植树"
    assert highlight.snippet({"text": ""}, marks("会议")) == ""


def test_a_snippet_without_a_match_is_the_beginning():
    assert highlight.snippet({"text": "云" * 300}, marks("会议")) == "云" * highlight.SNIPPET_LENGTH + "…"
    assert highlight.snippet({"text": "短文"}, ()) == "短文"


def test_a_match_longer_than_the_snippet_is_shown():
    shown = highlight.snippet({"text": "甲" * 50 + "乙" * 100}, (Mark("乙" * 100),), length=40)
    assert "<mark>" + "乙" * 7 in shown and shown.endswith("</mark>…")

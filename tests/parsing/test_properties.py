"""Whatever the page: it never raises, every line counts once, the same page gives the same parse."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.parsing import segment
from archive.parsing.clean import tidy
from archive.parsing.structures import ArticleText

# Lines that pages are made of, whole and broken, and lines that no page has.
PRINTED = st.sampled_from(
    [
        "",
        "",
        "　",
        "石门镇三条新路通车",
        "——云溪区交通建设纪实",
        "时政要闻",
        "□本报记者 白云起",
        "本报讯(记者白云起)3月2日,三条新路通车。",
        "本报云溪3月2日电  （记者马  川）三条新路通车。",
        "镇里今年把沙河两岸的旧堤全部加固，堤上种柳，堤下修路，村民早晚都来散步，都说这段河堤修得好，修得",
        "牢。镇长说，明年还要修。",
        "在各村的大力支持",
        "下，工程提前完工。",
        "3月2日，志愿者在河边种树。",
        "白云起 摄",
        "图为种树现场。（马川 摄）",
        "(上接第一版)全镇的路都修好了。",
        "(本报记者)",
        "·白云起 马川·",
        "责编:马川",
        "核心阅读",
        "一、好路还要管得好",
        "“路好走吗？”",
        "……",
    ]
)
ANY_LINE = st.one_of(
    PRINTED, st.text(max_size=40), st.text(alphabet="，。（）“”、：　摄电版1路的\x00\u200b\u202e", max_size=30)
)
PAGES = st.lists(ANY_LINE, max_size=40).map(lambda lines: "\n".join(lines).split("\n"))


@given(PAGES)
@settings(max_examples=250, deadline=None)
def test_every_line_that_is_not_blank_counts_exactly_once(lines: list[str]) -> None:
    found = segment.segment(lines)
    counted = [number for item in found.items for number in item.lines] + list(found.unassigned)
    assert sorted(counted) == [number for number, line in enumerate(lines, 1) if line.strip()]


@given(PAGES)
@settings(max_examples=100, deadline=None)
def test_the_same_page_gives_the_same_items(lines: list[str]) -> None:
    assert segment.segment(lines) == segment.segment(list(lines))


@given(PAGES)
@settings(max_examples=150, deadline=None)
def test_pieces_cover_the_fields_and_tell_their_lines(lines: list[str]) -> None:
    for item in segment.segment(lines).items:
        for piece in item.pieces:
            assert getattr(item, piece.field)[piece.start : piece.end] == tidy(lines[piece.line - 1])
            assert piece.line in item.lines
        for gap in item.breaks:
            assert 0 < gap.position < len(item.text)
            assert gap.lines[0] < gap.lines[1]
        assert 0 < item.confidence <= 1
        assert item.illustrates is None or item.kind == "photo"


@given(st.text(max_size=300), st.text(max_size=30))
@settings(max_examples=100, deadline=None)
def test_a_separate_article_never_fails(text: str, headline: str) -> None:
    item = segment.whole_article(ArticleText("a", "", headline, "", text))
    assert item.lines == {}
    assert item.headline == tidy(headline)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        "。" * 5000,
        "（" * 5000,
        "1234567890\n" * 500,
        "The quick brown fox jumps over the lazy dog. " * 200,
        "天地玄黄宇宙洪荒日月盈昃辰宿列张" * 400,
        "马川 摄\n" * 500,
        "本报讯（记者白云起）三月\n" * 300,
        "（上接第一版）\n" * 300,
        "".join(map(chr, range(1, 3000))),
        "路" * 74 + "\n" + "路" * 20000,
    ],
    ids=range(12),
)
def test_extreme_pages_are_read(text: str) -> None:
    lines = text.split("\n")
    found = segment.segment(lines)
    counted = sum(len(item.lines) for item in found.items) + len(found.unassigned)
    assert counted == sum(1 for line in lines if line.strip())

"""Text wrapped at a fixed width is read as paragraphs; other short lines stay as they are printed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import segment
from archive.parsing.lines import columns, read
from archive.parsing.wrapping import unwrap
from tests.thorough import examples

HEADLINE = "石门镇加固沙河堤"
PARAGRAPHS = (
    "本报讯（记者白云起）3月2日，石门镇的沙河堤加固工程开工。今年镇里计划把两岸的旧堤全部加固，"
    "堤上种柳，堤下修路，让村民早晚都有地方散步。施工队日夜轮班，已经完成四分之一。",
    "镇长马川说，旧堤修了四十多年，每到汛期全镇都提心吊胆，去年秋天上游来水最大的那几天，干部轮流守了五个通宵。",
    "“现在好了，”住在堤边的贺兰指着新砌的石坡说，“再大的水也不怕，孩子们上学走堤顶的路，比从前近两里地。”",
    "据介绍，加固工程分三段施工。上游一段地势最低，先打木桩再砌石坡；中游一段连着老街，要给沿街的店铺留出台阶，"
    "工人只能在夜里运料，白天把路面清扫干净；下游一段靠近学校，等到放假以后才动工，免得孩子们上学绕路。"
    "三段都修好以后，镇里还要在堤上装路灯，在桥头盖两座凉亭，请村里的老人给新堤起个名字。",
    "工程预计六月完工。",
)
OTHER = (
    "本报讯（记者贺兰）3月3日，云溪区的园林工人在柳河大道上补种行道树，市民纷纷前来帮忙，一上午就种下了三百多棵。",
    "园林站站长高岩说，去年冬天雪大，压断了不少老树，今年春天要把空出来的树坑全部种满，到夏天就能连成树荫。",
)


def wrap(text: str, width: int, indent: str = "") -> list[str]:
    """Wrap at so many columns; a closing mark hangs over the edge."""
    rows = [indent]
    for character in text:
        if columns(rows[-1] + character) > width and character not in "，。”）":
            rows.append("")
        rows[-1] += character
    return rows


def page(width: int, indent: str = "", blank: int = 0, between: int = 0) -> list[str]:
    """The article with so many blank lines between its rows, and between its paragraphs."""
    rows = [HEADLINE]
    for text in PARAGRAPHS:
        wrapped = wrap(text, width, indent)
        rows += [""] * between
        for row in wrapped:
            rows += [row, *[""] * blank]
    return rows


# Without indents and gaps the paragraphs end only by their short last lines, which not every width leaves.
MADE = [
    (width, indent, blank, between)
    for width in (32, 37, 48, 60, 72)
    for indent, blank, between in (("　　", 0, 0), ("", 0, 1), ("　　", 1, 0), ("", 1, 2), ("", 0, 0), ("", 1, 0))
    if indent or between or width in (48, 60)
]


@pytest.mark.parametrize(("width", "indent", "blank", "between"), MADE)
def test_wrapped_paragraphs_are_whole(width: int, indent: str, blank: int, between: int) -> None:
    lines = page(width, indent, blank, between)
    (item,) = segment.segment(lines).items
    assert item.headline == HEADLINE
    assert item.text.split("\n") == list(PARAGRAPHS)
    assert sorted(item.lines) == [number for number, line in enumerate(lines, 1) if line]
    for gap in item.breaks:
        first, second = (lines[number - 1].strip() for number in gap.lines)
        assert item.text[: gap.position].endswith(first)
        assert item.text[gap.position :].startswith(second)
        assert gap.kind == "column"
    for piece in item.pieces:
        assert getattr(item, piece.field)[piece.start : piece.end] == lines[piece.line - 1].strip()


def test_a_sentence_that_ends_at_the_very_edge_may_end_its_paragraph() -> None:
    lines = page(72)
    (item,) = segment.segment(lines).items
    assert item.text.split("\n") == [*PARAGRAPHS[:-2], PARAGRAPHS[-2] + PARAGRAPHS[-1]]
    assert min(gap.confidence for gap in item.breaks) < 0.8
    assert {gap.confidence for gap in item.breaks[:-1]} == {0.99}


def test_only_some_of_the_articles_are_wrapped() -> None:
    lines = [*page(48), "", "", "云溪区补种行道树", *OTHER]
    wrapped, whole = segment.segment(lines).items
    assert wrapped.text.split("\n") == list(PARAGRAPHS)
    assert whole.text.split("\n") == list(OTHER)
    assert not whole.breaks


def test_articles_of_one_page_are_wrapped_at_different_widths() -> None:
    lines = [*page(36, "　　"), "", "", *page(60, "　　")[1:]]
    text = "\n".join(item.text for item in segment.segment(lines).items)
    assert all(paragraph in text for paragraph in PARAGRAPHS)


def test_a_headline_is_wrapped_like_the_text_below() -> None:
    headline = "石门镇把两岸旧堤全部加固之后又在堤顶修了一条通到县城的新路"
    lines = [*wrap(headline, 36), "", *page(36, between=1)[1:]]
    (item,) = segment.segment(lines).items
    assert item.headline == headline
    assert item.lines[1] == item.lines[2] == "headline"


def test_a_word_moved_to_the_next_line_keeps_its_space() -> None:
    lines = [
        "青岚市的研究人员把新的材料叫作 Green",
        "Hill 并在三月二日向各县说明用途。他们都",
        "说这种材料比从前的更轻也更结实可以用在",
        "桥梁上马川说石门镇的新桥就会用这种材料",
        "青岚市里的几座老桥等到秋天也要用它加固",
        "施工明年开始白云起说各村的小桥以后也换",
        "成这种材料。",
    ]
    (line,) = unwrap(read(lines))
    assert "Green Hill 并" in line.text
    assert [line.text[row.start : row.end] for row in line.rows] == lines


NOT_WRAPPED = [
    ["春风又到石门镇，柳绿桃红。", "沙河两岸人声闹，犁地栽葱。"] * 6,
    ["坚持把路修到村，方便出行", "坚持把水送到户，改善生活", "坚持把树种满坡，绿化荒山", "坚持把灯装满街，照亮夜归"]
    * 2,
    ["白云起　马　川　贺　兰　马小川　白云山", "高　岩　林小溪　江　平　石开山　马　原"] * 4,
    list(PARAGRAPHS),
]


@pytest.mark.parametrize("lines", NOT_WRAPPED)
def test_lines_of_other_kinds_are_left_alone(lines: list[str]) -> None:
    assert unwrap(read(lines)) == read(lines)


@given(st.integers(24, 90), st.sampled_from(["", "　　", "  "]), st.integers(0, 2), st.lists(st.text(max_size=30)))
@examples(100)
def test_no_line_is_lost_whatever_stands_between(width: int, indent: str, blank: int, others: list[str]) -> None:
    lines = "\n".join([*page(width, indent, blank), *others, *page(width - 6)]).split("\n")
    found = segment.segment(lines)
    counted = [number for item in found.items for number in item.lines] + list(found.unassigned)
    assert sorted(counted) == [number for number, line in enumerate(lines, 1) if line.strip()]

"""Parts of an article made one: markers gone, the broken sentence whole, every stretch traced to its page's line."""

from __future__ import annotations

import pytest

from archive.parsing import joining
from archive.parsing.joining import LEAF
from archive.parsing.segment import segment
from archive.parsing.structures import Byline, Item


def part(*lines: str) -> Item:
    """The only item of a page of these lines."""
    (item,) = segment(list(lines)).items
    return item


HEAD = "石门镇三条新路通车"
BODY = "本报讯（记者白小川）3月4日，石门镇三条新修的村路同日通车，区长陆明远到场察看，他要求抓紧"
REST = "（上接第一版）把剩下的路灯装好，让村民走夜路也放心。"
END = "镇里的司机马川说，从村口到县城少走半个钟头，老人看病、孩子上学都方便了许多。"


@pytest.mark.parametrize(
    ("first", "second", "text", "sure"),
    [
        # a sentence broken by the jump, whatever the marker looks like
        ([f"{BODY}（下转第三版）"], [REST, END], f"{BODY}把剩下的路灯装好，让村民走夜路也放心。\n{END}", True),
        ([BODY, "►►下转3版"], [REST, END], f"{BODY}把剩下的路灯装好，让村民走夜路也放心。\n{END}", True),
        ([f"{BODY}（下转第三版）"], ["（上接第一版）", END], f"{BODY}{END}", True),
        # a paragraph that ended before the jump
        ([f"{END}（下转第三版）"], [REST], f"{END}\n把剩下的路灯装好，让村民走夜路也放心。", False),
        ([END, "（下转第三版）"], [REST], f"{END}\n把剩下的路灯装好，让村民走夜路也放心。", False),
        # no marker on the first side
        ([BODY], [REST], f"{BODY}把剩下的路灯装好，让村民走夜路也放心。", True),
    ],
)
def test_whole(first: list[str], second: list[str], text: str, sure: bool) -> None:
    rest = part(*second)
    whole = joining.whole([part(HEAD, "", *first), rest], [0.98])
    assert whole.item.text == text
    assert [gap.kind for gap in whole.item.breaks] == ["page"] * sure
    assert all(text[gap.position :].startswith(("把剩下", END)) for gap in whole.item.breaks)
    _, stretch = whole.stretches
    assert text[stretch.joined_at :] == text[stretch.text :] == rest.text[stretch.begin :]


def test_every_stretch_is_traced_to_its_line_and_page() -> None:
    first, second = part(HEAD, "", f"{BODY}（下转第三版）"), part(REST, "", END)
    item = joining.whole([first, second], [0.98]).item
    traced = [(piece.line // LEAF, piece.line % LEAF, item.text[piece.start : piece.end]) for piece in item.pieces[1:]]
    assert traced == [(0, 3, BODY), (1, 1, REST[7:]), (1, 3, END)]
    assert item.breaks[0].lines == (3, LEAF + 1)
    assert item.lines == {1: "headline", 3: "body", LEAF + 1: "body", LEAF + 3: "body"}
    assert joining.line_on_page(LEAF + 3) == 3
    assert joining.line_on_page(None) is None


@pytest.mark.parametrize(
    ("heading", "text"),
    [
        ("石门镇新路通车（上接第一版）", f"{BODY}{END}"),  # the article's own, in fewer words
        ("司机马川的话（上接第一版）", f"{BODY}\n司机马川的话\n{END}"),
    ],
)
def test_a_heading_over_the_rest_is_kept_where_it_says_more(heading: str, text: str) -> None:
    second = part(heading, "", END)
    assert second.continues == "第一版"
    whole = joining.whole([part(HEAD, "", f"{BODY}（下转第三版）"), second], [0.98])
    assert whole.item.text == text
    assert whole.item.text[whole.stretches[1].text :] == END


def test_three_parts_with_captions_and_signers() -> None:
    parts = [
        Item(headline=HEAD, text="一，（下转第三版）", captions="图一", bylines=(Byline("白小川", "记者"),)),
        Item(text="（上接第一版）二，（下转第五版）", confidence=0.9),
        Item(text="（上接第三版）三。", captions="图三", bylines=(Byline("苏念", "记者"), Byline("白小川", "摄"))),
    ]
    whole = joining.whole(parts, [0.98, 0.8])
    assert (whole.item.text, whole.item.captions) == ("一，二，三。", "图一\n图三")
    assert [byline.name for byline in whole.item.bylines] == ["白小川", "苏念"]
    assert whole.item.confidence == 0.8
    assert [(each.joined_at, each.begin, each.end, each.captions) for each in whole.stretches] == [
        (0, 0, 2, 0),
        (2, 7, 9, 2),
        (4, 7, 9, 3),
    ]
    assert [gap.confidence for gap in whole.item.breaks] == [0.9, 0.8]


def test_one_part_is_itself() -> None:
    only = part(HEAD, "", f"{BODY}（下转第三版）")
    assert joining.whole([only], []).item == only


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD, "", BODY, "把剩下的路灯装好。", "", END, "（本报记者 苏念）"],
        ["司机说 路好走了", HEAD, "——走进石门镇", "", f"{BODY}（下转第三版）"],
        [HEAD, "", BODY, "▲下转第三版", "", "把剩下的路灯装好。"],
        ["（上接第一版）", BODY, "", "把剩下的路灯装好。", "村民夜里走在新路上。", "马川 摄", "", END],
    ],
)
def test_pieces_are_found_again(rows: list[str]) -> None:
    for item in segment(rows).items:
        assert sorted(joining.placed(item, rows).pieces) == sorted(item.pieces)


def test_a_rewritten_text_has_no_pieces() -> None:
    item = Item(headline=HEAD, text="人改过的正文。", lines={1: "headline", 3: "body", 99: "body"})
    assert [piece.line for piece in joining.placed(item, [HEAD, "", BODY]).pieces] == [1]


@pytest.mark.parametrize(
    ("text", "unfinished"),
    [(BODY, True), (f"{BODY}（下转第三版）", True), (END, False), ("", False), (f"{BODY}\n小标题", False)],
)
def test_is_unfinished(text: str, unfinished: bool) -> None:
    assert joining.is_unfinished(Item(text=text)) == unfinished


def test_markers_are_read_off_the_dump() -> None:
    raw = [HEAD, "", f"{BODY}（下转第三版②《三条新路》）", "", "►下转第四版"]
    item = Item(lines={1: "headline", 3: "body", 5: "signoff"})
    found = [(each.direction, each.page, each.sign, each.headline) for each in joining.markers(item.lines, raw)]
    assert found == [("on", "第三版", "②", "三条新路"), ("on", "第四版", "", "")]

"""Which lines are one sentence, which are two paragraphs, and which are no heading though they are short."""

import pytest

from archive.parsing import segment
from archive.parsing.lines import read
from archive.parsing.repair import JOINED, goes_on, is_fragment

BROKEN = [
    ("镇里今年把沙河两岸的旧堤全部加固，堤上种柳，堤下修路。施工队日夜轮班，提前完成各项任", "务，村民都说好。"),
    ("镇里今年把沙河两岸的旧堤全部加固，堤上种柳，堤下修路。镇长", "白云起说，工程很顺利。"),
    ("会议听取了白云起、贺兰、", "马小川的发言。"),
    ("白云起说：“今年要把最后一段河堤", "修好，让大家放心。”"),
    ("全镇的河堤总长20", "17米，已经修好一半。"),
    ("在石门镇各村的大力支持", "下，工程提前完工。"),
    ("活动中，来自石门镇、沅溪镇的志愿者和学", "生一起种树。"),
    ("群众盼望着早日通车的", "那条路，今天通车了。"),
    ("新华社临江5月3日电 （记者白云起）", "石门镇的河堤修好了。"),
]

APART = [
    ("村民都说好。", "镇长说，明年还要修。"),
    ("河堤修好以后，大家有三点体会：", "一是质量要紧。"),
    ("石门镇三条新路通车", "本报讯(记者白云起)3月1日，新路通车。"),
    ("村民都说好！", "“明年还修吗？”有人问。"),
]


@pytest.mark.parametrize(("first", "second"), BROKEN)
def test_a_sentence_broken_by_the_column_goes_on(first: str, second: str) -> None:
    upper, lower = read([first, second])
    assert goes_on(upper, lower) >= JOINED


@pytest.mark.parametrize(("first", "second"), APART)
def test_whole_paragraphs_stay_apart(first: str, second: str) -> None:
    upper, lower = read([first, second])
    assert goes_on(upper, lower) < JOINED


@pytest.mark.parametrize(
    ("line", "following", "fragment"),
    [
        ("在石门镇各村的大力支持", "下，工程提前完工。", True),
        ("近日，石门镇组织志愿者到沙河岸边", "种树两千株，绿化荒坡。", True),
        ("白云起表示，今年要把河堤", "全部加固，让群众放心。", True),
        ("坚持民生导向 把路修到家门口", "本报讯 3月1日，新路通车。", False),
        ("路基怎么打", "路基打得牢，车走得稳。", False),
        ("建好一条路，走活一盘棋", "三条新路把石门镇和县城连了起来。", False),
    ],
)
def test_short_lines_are_told_from_headings(line: str, following: str, fragment: bool) -> None:
    upper, lower = read([line, following])
    assert is_fragment(upper, lower) is fragment


def test_breaks_tell_position_lines_and_kind() -> None:
    found = segment.segment(
        [
            "石门镇加固沙河堤",
            "",
            "本报讯(记者马小川)石门镇正在加固沙河堤。堤上种柳，堤下修路，工期共有四个",
            "",
            "月。镇长说，要赶在汛期以前完工。",
        ]
    )
    (item,) = found.items
    (gap,) = item.breaks
    assert (gap.kind, gap.lines) == ("column", (3, 5))
    assert item.text[gap.position - 2 : gap.position + 2] == "四个月。"
    assert 0.6 <= gap.confidence <= 1


def test_a_gist_without_full_stop_is_no_broken_sentence() -> None:
    (item,) = segment.segment(
        [
            "把路修到心坎上（青岚论坛）",
            "",
            "修路之前先问走路的人，路才能修到心坎上",
            "",
            "路是给人走的。石门镇修路之前开了三十场院坝会。",
        ]
    ).items
    assert "心坎上路是" not in item.text
    assert item.breaks == ()

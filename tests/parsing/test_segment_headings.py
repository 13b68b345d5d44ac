"""Section, kicker, headline and deck; headings that begin an item and headings inside one."""

import pytest

from archive.parsing import segment
from archive.parsing.headlines import heading_roles
from archive.parsing.lines import read

ROLES = [
    (["石门镇三条新路通车"], ["headline"]),
    (["石门镇三条新路通车", "——云溪区交通建设纪实"], ["headline", "deck"]),
    (["白云起在石门镇调研时强调", "把路修到每一户门前"], ["kicker", "headline"]),
    (["云溪区石门镇——", "三条新路通了车"], ["kicker", "headline"]),
    (["把路修到心坎上", "心贴心 面对面（走基层）"], ["kicker", "headline"]),
    (["把路修到心坎上（走基层）", "石门镇三条新路通车"], ["headline", "deck"]),
    (["青岚市六届人大三次会议闭幕", "白云起主持并讲话"], ["headline", "deck"]),
    (["时政要闻", "聚焦实事 办在实处", "云溪区部署春耕工作"], ["section", "kicker", "headline"]),
    (["山河披绿 家园更新", "聚焦实事 办在实处", "云溪区部署春耕工作"], ["section", "kicker", "headline"]),
    (["访民情·解民忧", "石门镇修路修到家门口"], ["section", "headline"]),
    (["聚焦实事 办在实处", "云溪区部署春耕工作", "——沙河两岸见闻"], ["kicker", "headline", "deck"]),
    (["关于石门镇规划的决定", "（2031年3月2日云溪区人大常委会会议通过）"], ["headline", "deck"]),
]


@pytest.mark.parametrize(("printed", "roles"), ROLES)
def test_roles_of_headings(printed: list[str], roles: list[str]) -> None:
    found = heading_roles(read(printed))
    assert [found[number] for number in sorted(found)] == roles


PART = "三条新路把石门镇的二十一个村连在一起，山货运得出去，客人也走得进来，家家都说路好。"


@pytest.mark.parametrize(
    ("between", "begins"),
    [
        ("好路还要管得好", False),
        ("二、好路还要管得好", False),
        ("（二）好路还要管得好", False),
        ("●好路还要管得好", False),
        ("好路还要管得好（今日谈）", True),
        ("马小川在石门镇调研时强调\n\n好路还要管得好", True),
        ("好路还要管得好\n\n——石门镇村路管护见闻", True),
        ("好路还要管得好\n\n□马小川", True),
    ],
)
def test_what_begins_an_item(between: str, begins: bool) -> None:
    text = f"石门镇三条新路通车\n\n{PART}\n\n{between}\n\n石门镇的{PART}村民轮流管护新路。"
    assert len(segment.segment(text.split("\n")).items) == (2 if begins else 1)


@pytest.mark.parametrize("signature", ["（本报记者 白云起）", "（作者为石门镇镇长）", "（本报临江3月2日电）"])
def test_a_signature_ends_an_article(signature: str) -> None:
    text = (
        f"石门镇三条新路通车\n\n{PART}\n\n{signature}\n\n沅溪县的鱼苗下了塘\n\n塘里的水暖了，放鱼苗的人撑着竹排下水。"
    )
    first, second = segment.segment(text.split("\n")).items
    assert first.lines[5] == "signoff"
    assert second.headline == "沅溪县的鱼苗下了塘"


def test_double_subheads_of_one_make_stay_in_their_article() -> None:
    parts = [("修路", "男女老少一齐上阵"), ("管路", "家家户户轮流值守"), ("用路", "山货出山客人进村")]
    rows = ["石门镇三条新路通车", PART]
    for number, (first, second) in enumerate(parts):
        rows += [f"{first}——", second, f"第{number}回{PART}"]
    (item,) = segment.segment("\n\n".join(rows).split("\n")).items
    assert list(item.lines.values()).count("subhead") == 6


def test_a_slogan_above_a_headline_with_its_own_kicker_is_a_banner() -> None:
    found = segment.segment(
        [
            "以实干实绩迎接建市四十周年",
            "",
            "老街有了新模样 | 石门镇三举措让河堤换容",
            "",
            "本报讯 3月1日，石门镇的河堤完工。",
        ]
    )
    assert found.unassigned == {1: "banner"}
    assert found.items[0].headline == "老街有了新模样 | 石门镇三举措让河堤换容"


def test_confidence_is_lower_where_a_decision_was_close() -> None:
    sure = segment.segment(["石门镇三条新路通车", "", "本报讯(记者白云起)3月1日，三条新路通车。"]).items[0]
    text = (
        f"石门镇三条新路通车\n\n{PART}\n\n鱼苗下塘\n\n鱼塘里的水暖了，放鱼苗的人撑着竹排下塘，把一桶桶鱼苗倒进水里。"
    )
    assert sure.confidence > 0.99
    assert min(item.confidence for item in segment.segment(text.split("\n")).items) <= sure.confidence

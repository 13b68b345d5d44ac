"""Headings that stand away from their text, signatures of notices, slogans; and what kind of item a page prints."""

import pytest

from archive.parsing import segment
from archive.parsing.segment import Segmented

ROAD = "石门镇三条新路三月一日通车，二十一个村的山货当天就运出了山，镇里的客运班车也开到了村口。"
FISH = "沅溪县的鱼塘水暖了，放鱼苗的人撑着竹排下水，把一桶桶鱼苗倒进塘里，今年头一批鱼苗有三十万尾。"
BOOK = "青岚市图书馆的夜读角坐满了人，管理员把灯调亮，给孩子们讲起书里的海和山，一讲就是两个钟头。"


def parse(*lines: str) -> Segmented:
    return segment.segment("\n\n".join(lines).split("\n"))


def roles(found: Segmented, item: int) -> list[str]:
    return list(found.items[item].lines.values())


SIGNED = [
    # On one line with the date, at the page's end or before the next article.
    (["青岚市应急管理局 2023年3月1日"], []),
    (["青岚市应急管理局2023年3月1日"], []),
    (["青岚市应急管理局 二〇二三年三月一日"], []),
    (["青岚市应急管理局 2023年3月1日"], ["石门镇三条新路通车", f"本报讯(记者白云起){ROAD}"]),
    # The office above the date.
    (["青岚市应急管理局", "2023年3月1日"], []),
    (["青岚市应急管理局", "2023年3月1日"], ["石门镇三条新路通车", f"本报讯(记者白云起){ROAD}"]),
    # The office alone, or several.
    (["青岚市应急管理局"], []),
    (["青岚市应急管理局"], ["石门镇三条新路通车", f"本报讯(记者白云起){ROAD}"]),
    (["青岚市应急管理局 青岚市气象台"], []),
    (["青岚市应急管理局", "青岚市气象台"], []),
]


@pytest.mark.parametrize(("signature", "after"), SIGNED)
def test_an_office_and_a_day_sign_a_notice(signature: list[str], after: list[str]) -> None:
    notice = "3月2日起，青岚市河堤检修，沿河步道暂停通行，恢复时间另行通知，请市民绕行。"
    found = parse("河堤检修公告", notice, *signature, *after)
    assert found.items[0].kind == "notice"
    assert roles(found, 0) == ["headline", "body", *["signoff"] * len(signature)]
    assert not found.items[0].bylines
    assert not found.unassigned
    assert [item.headline for item in found.items[1:]] == after[:1]


def test_an_office_below_an_article_is_no_signature() -> None:
    found = parse("石门镇三条新路通车", f"本报讯(记者白云起){ROAD}", "石门镇修路办公室")
    assert found.unassigned == {5: "banner"}


@pytest.mark.parametrize("section", ["", "理论学习\n\n"])
def test_a_headline_printed_below_its_text_goes_to_the_text_that_lacks_one(section: str) -> None:
    found = parse(
        f"{section}{ROAD}",
        "三条新路通了车 山货运出山",
        "沅溪县鱼苗下塘",
        f"本报讯(记者马小川){FISH}",
    )
    assert [item.headline for item in found.items] == ["三条新路通了车 山货运出山", "沅溪县鱼苗下塘"]


def test_a_headline_printed_below_its_text_leaves_the_next_article_its_own_headings() -> None:
    found = parse(
        "云溪区植树",
        "本报讯(记者苏念)云溪区三百名志愿者上山植树。",
        f"本报讯(记者白云起){ROAD}",
        "三条新路通了车 山货运出山",
        "记者走鱼塘",
        "三十万尾鱼苗 一上午下塘",
        "县渔业站:今年塘水暖得早,下月再放十万尾",
        FISH,
    )
    assert [item.headline for item in found.items[:2]] == ["云溪区植树", "三条新路通了车 山货运出山"]
    assert found.items[2].section == "记者走鱼塘"
    assert min(found.items[2].lines) == 9


def test_a_headline_at_the_end_of_the_page_goes_to_the_text_that_lacks_one() -> None:
    found = parse("云溪时评", ROAD, "沅溪县鱼苗下塘", f"本报讯(记者马小川){FISH}", "新路通到村口，山货运出大山")
    assert (found.items[0].kind, found.items[0].headline) == ("opinion", "新路通到村口，山货运出大山")


def test_a_heading_at_the_end_of_the_page_that_fits_no_text_is_set_aside() -> None:
    found = parse("石门镇三条新路通车", ROAD, "扬正气 促和谐 树新风")
    assert found.unassigned == {5: "banner"}


def test_a_section_printed_with_the_wrong_article_goes_to_the_one_that_repeats_it() -> None:
    found = parse(
        "把新路修到村口",
        "暖心季·鱼跃沅溪",
        f"{ROAD}（本报记者 白云起）",
        "鱼跃沅溪 万家欢喜",
        "沅溪县鱼苗下塘",
        f"本报讯(记者马小川){FISH}",
    )
    assert [(item.section, item.headline) for item in found.items] == [
        ("", "把新路修到村口"),
        ("暖心季·鱼跃沅溪", "沅溪县鱼苗下塘"),
    ]


def test_a_section_at_the_end_of_the_page_goes_to_the_one_article_that_repeats_it() -> None:
    articles = ["石门镇三条新路通车", f"本报讯(记者白云起){ROAD}", "夜读时光 照亮童年", f"本报讯(记者马小川){BOOK}"]
    assert [item.section for item in parse(*articles, "夜读·时光").items] == ["", "夜读·时光"]
    assert parse(*articles, "青岚观察").unassigned == {9: "section"}


@pytest.mark.parametrize(
    "slogan", ["喜迎建市四十周年 再创发展新佳绩", "牢记嘱托谱新篇", "同心同德 同向同行", "扬正气 促和谐 树新风"]
)
def test_a_slogan_that_leads_up_to_nothing_is_a_banner(slogan: str) -> None:
    found = parse(slogan, "石门镇：新路通到村口", f"本报讯(记者白云起){ROAD}")
    assert found.unassigned == {1: "banner"}
    assert found.items[0].headline == "石门镇：新路通到村口"


def test_what_the_text_speaks_of_is_a_kicker_and_no_slogan() -> None:
    found = parse("山货运出山 班车开到村口", "石门镇：三条新路通车", f"本报讯(记者白云起){ROAD}")
    assert found.items[0].kicker == "山货运出山 班车开到村口"


def test_a_slogan_printed_twice_is_a_banner_both_times() -> None:
    found = parse(
        "同心同德谋发展 群策群力谱新篇",
        "石门镇三条新路通车",
        f"本报讯(记者白云起){ROAD}",
        "同心同德谋发展 群策群力谱新篇",
        "沅溪县鱼苗下塘",
        f"本报讯(记者马小川){FISH}",
    )
    assert found.unassigned == {1: "banner", 7: "banner"}
    assert [item.headline for item in found.items] == ["石门镇三条新路通车", "沅溪县鱼苗下塘"]


KINDS = [
    (["石门镇三条新路通车", ROAD], "article"),
    (["云溪时评", "路通了，心也要通", "□马小川", ROAD], "opinion"),
    (["云溪夜话", "路通了，心也要通", ROAD], "opinion"),
    (["路通了，心也要通（今日谈）", ROAD], "opinion"),
    (
        ["短评", "路通了，心也要通", "马小川", "修路的人想得远，路才走得远。把路修到心坎上，靠的是将心比心。"],
        "opinion",
    ),
    (["停水公告", "3月2日起，石门镇检修管网，镇区停水一天，请居民备水。"], "notice"),
    (["公  告", "3月2日起，石门镇检修管网，镇区停水一天，请居民备水。"], "notice"),
    (["青岚市气象台发布大风蓝色预警", "预计3月2日夜间起，我市有六级大风，请注意防范。"], "notice"),
    (["暴雨橙色预警", "预计3月2日夜间起，我市有暴雨，请注意防范。"], "notice"),
    (["致石门镇全体居民的一封信", "新路通车了，请大家靠右行走，不在路上晒粮。"], "notice"),
    (["石门镇关于征集路名的通告", "新路通车了，请大家为三条新路起名。"], "notice"),
    (["两部门发布道路修缮通知", f"本报讯(记者白云起){ROAD}"], "article"),
    (["云溪区健全大风预警机制", f"{ROAD}{ROAD}{FISH}"], "article"),
    (["春耕图", "3月2日，石门镇的农技员在田里查看墒情。", "马小川 摄"], "photo"),
]


@pytest.mark.parametrize(("lines", "kind"), KINDS)
def test_kinds_of_items(lines: list[str], kind: str) -> None:
    (item,) = parse(*lines).items
    assert item.kind == kind


def test_a_commentary_s_author_on_a_line_of_his_own() -> None:
    lines = ["短评", "路通了，心也要通", "马小川", "修路的人想得远，路才走得远。把路修到心坎上，靠的是将心比心。"]
    found = parse(*lines)
    assert roles(found, 0) == ["section", "headline", "byline", "body"]
    assert [each.name for each in found.items[0].bylines] == ["马小川"]


def test_a_person_whom_the_text_speaks_of_is_no_author() -> None:
    found = parse("守在路口的人", "马小川", "马小川在路口守了三十年，谁家的车坏了都来找他，谁家的货急了也来找他。")
    assert "byline" not in roles(found, 0)

"""A page of an invented paper taken apart: which lines make an item, in which role, of which kind."""

from pathlib import Path

import pytest

from archive.parsing import segment
from archive.parsing.segment import Segmented
from archive.parsing.structures import ArticleText
from tests.thorough import some

LONG = "会议要求各村抓紧春耕备耕，把种子、化肥和农机具备足备齐，让乡亲们不误农时，把今年的头一茬庄稼种好。"


def parse(text: str) -> Segmented:
    return segment.segment(text.strip("\n").split("\n"))


def headlines(found: Segmented) -> list[str]:
    return [item.headline for item in found.items]


LOCAL = f"""
时政要闻

办好民生实事 温暖百姓心田

云溪区召开春季农业生产推进会

本报讯(记者白云起 通讯员贺兰)3月2日,云溪区召开春季农业生产推进会。

{LONG}

石门镇三条新路通车
工期比计划提前一个月

本报讯(记者马小川)3月1日,石门镇三条新修的村路通车。

镇里的老乡再也不用绕行沙河大桥,赶集看病都方便了。

修路人家的一天

——石门镇筑路队侧记

□本报记者 白云起 通讯员 贺小山

天还没有亮透,筑路队的灯就亮了。

沙石怎么选

队长说,沙石要从上游运来,一车一车地过筛。

路基怎么打

路基打得牢,车走得稳。三十年前的那条老路就是没有打好路基。

沙河岸边话春耕

□贺兰

云溪时评

种地的事,急不得,也拖不得。沙河两岸的地一年比一年有劲,靠的是人勤。
"""


def test_articles_with_their_headings_bylines_and_subheads() -> None:
    found = parse(LOCAL)
    assert [(item.kind, item.section, item.kicker, item.headline, item.deck) for item in found.items] == [
        ("article", "时政要闻", "办好民生实事 温暖百姓心田", "云溪区召开春季农业生产推进会", ""),
        ("article", "", "", "石门镇三条新路通车", "工期比计划提前一个月"),
        ("article", "", "", "修路人家的一天", "——石门镇筑路队侧记"),
        ("opinion", "云溪时评", "", "沙河岸边话春耕", ""),
    ]
    assert [[each.name for each in item.bylines] for item in found.items] == [
        ["白云起", "贺兰"],
        ["马小川"],
        ["白云起", "贺小山"],
        ["贺兰"],
    ]
    assert [role for role in found.items[2].lines.values() if role == "subhead"] == ["subhead", "subhead"]
    assert found.unassigned == {}


def test_every_piece_tells_the_line_its_characters_came_from() -> None:
    lines = LOCAL.strip("\n").split("\n")
    for item in segment.segment(lines).items:
        for piece in item.pieces:
            printed = getattr(item, piece.field)[piece.start : piece.end]
            assert printed == lines[piece.line - 1].strip()
            assert item.line_of(piece.field, piece.start) == piece.line


@pytest.mark.parametrize("gap", [1, 2, 3])
@pytest.mark.parametrize("wide", [False, True], ids=["half-width", "full-width"])
def test_line_gaps_and_widths_change_nothing(gap: int, wide: bool) -> None:
    rows = [row for row in LOCAL.split("\n") if row]
    text = ("\n" * gap).join(rows)
    if wide:
        text = text.translate(str.maketrans(",:;!?()", "，：；！？（）"))
    assert headlines(parse(text)) == headlines(parse(LOCAL))


def test_a_continuation_begins_at_the_jump_and_keeps_its_subhead_and_signature() -> None:
    found = parse("""
石门镇三条新路通车

本报讯(记者马小川)3月1日,石门镇三条新修的村路通车。

(上接第一版)全镇二十一个村都有了硬化路。
村路还要管得好
镇里给每条路都定了管护人,坏了有人修,脏了有人扫。
·白云起 贺兰·
""")
    article, rest = found.items
    assert article.lines == {1: "headline", 3: "body"}
    assert (rest.kind, rest.continues) == ("continuation", "第一版")
    assert rest.lines == {5: "body", 6: "subhead", 7: "body", 8: "signoff"}
    assert [each.name for each in rest.bylines] == ["白云起", "贺兰"]


@pytest.mark.parametrize(
    ("jump", "page"),
    [("（上接第一版）", "第一版"), ("(上接A2版)", "A2版"), ("▲上接1版 ", "1版"), ("（紧接第三版）", "第三版")],
)
def test_forms_of_the_jump(jump: str, page: str) -> None:
    (item,) = parse(f"{jump}全镇二十一个村都有了硬化路，群众出行方便了。").items
    assert (item.kind, item.continues) == ("continuation", page)


def test_paragraphs_repeated_at_the_end_are_duplicates() -> None:
    found = parse(f"""
云溪区召开春季农业生产推进会

本报讯(记者白云起)3月2日,云溪区召开春季农业生产推进会。

{LONG}

{LONG}
""")
    assert len(found.items) == 1
    assert found.unassigned == {7: "duplicate"}
    assert found.items[0].text.count("春耕备耕") == 1


def test_a_headline_after_its_text_goes_to_the_headless_item_it_names() -> None:
    found = parse("""
云溪时评

防火是春天山里的头等大事。进山不带火种,上坟不烧纸钱,田边不烧秸秆,山林防火要靠每一个进山的人。

石门镇三条新路通车

本报讯(记者马小川)3月1日,石门镇三条新修的村路通车。

山林防火要靠人
""")
    comment, article = found.items
    assert (comment.kind, comment.headline, comment.lines[7 + 2]) == ("opinion", "山林防火要靠人", "headline")
    assert article.headline == "石门镇三条新路通车"


def test_headings_that_belong_to_nothing_are_set_aside() -> None:
    found = parse("""
石门镇三条新路通车

本报讯(记者马小川)3月1日,石门镇三条新修的村路通车。

凝心聚力开新局

记者基层行
""")
    assert found.unassigned == {5: "banner", 7: "section"}


def test_furniture_is_noise() -> None:
    found = parse("""
版面导航

石门镇三条新路通车

本报讯(记者马小川)3月1日,石门镇三条新修的村路通车。

责编:贺兰 校对:白云起

上一版 下一版
""")
    assert found.unassigned == {1: "noise", 7: "noise", 9: "noise"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("停水公告\n\n因管网检修，3月2日8时至18时，石门镇沙河路沿线停水，请居民提前储水。", "notice"),
        ("大风蓝色预警\n\n预计3月2日夜间，青岚市有六级大风，请注意防范。", "notice"),
        ("把路修到心坎上（青岚论坛）\n\n路是给人走的。修路之前，先问问走路的人。", "opinion"),
        ("石门镇三条新路通车\n\n本报讯 3月1日，石门镇三条新修的村路通车。", "article"),
        ("通车了\n\n3月1日，石门镇三条新修的村路通车，孩子们在路上骑车。\n\n白云起 摄", "photo"),
    ],
)
def test_kinds(text: str, kind: str) -> None:
    (item,) = parse(text).items
    assert item.kind == kind


def test_whole_article_keeps_its_fields_and_finds_its_bylines() -> None:
    item = segment.whole_article(
        ArticleText(
            id="a1",
            kicker="石门镇",
            headline="三条新路通车",
            deck="",
            text="本报云溪3月1日电\u00a0（记者马小川）石门镇三条村路通车。\n乡亲们说好。\n（白云起参与采写）",
        )
    )
    assert (item.kicker, item.headline, item.lines, item.pieces) == ("石门镇", "三条新路通车", {}, ())
    assert item.text.count("\n") == 2
    assert [(each.name, each.role) for each in item.bylines] == [("马小川", "记者"), ("白云起", "作者")]


def test_real_pages_account_for_every_line_once(shared: Path) -> None:
    for page in some(sorted(shared.glob("pages*/*.txt")), 30):
        lines = page.read_text("utf-8").split("\n")
        found = segment.segment(lines)
        seen = [number for item in found.items for number in item.lines] + list(found.unassigned)
        assert sorted(seen) == [number for number, line in enumerate(lines, 1) if line.strip()], page.name


def test_a_dash_line_below_the_author_is_still_the_deck() -> None:
    lines = ["石门镇三条新路通车", "□本报记者 白云起", "——云溪区交通建设纪实"]
    (item,) = segment.segment(lines).items
    assert item.lines == {1: "headline", 2: "byline", 3: "deck"}

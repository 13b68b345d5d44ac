"""Every form of the marker that sends a reader to another page."""

import pytest

from archive.parsing import jumps, segment


@pytest.mark.parametrize(
    ("printed", "page"),
    [
        ("第一版", ("", 1)),
        ("二版", ("", 2)),
        ("第 3 版", ("", 3)),
        ("第０４版", ("", 4)),
        ("十二版", ("", 12)),
        ("第二十一版", ("", 21)),
        ("A04", ("A", 4)),
        ("A4版", ("A", 4)),
        ("第a04版", ("A", 4)),
        ("Ｂ２版", ("B", 2)),
        ("头版", ("", 1)),
        ("7", ("", 7)),
        ("上版", None),
        ("要闻版", None),
        ("", None),
    ],
)
def test_page_number(printed: str, page: tuple[str, int] | None) -> None:
    assert jumps.page_number(printed) == page


@pytest.mark.parametrize(
    ("text", "page", "headline", "sign"),
    [
        ("(上接第一版)", "第一版", "", ""),
        ("（上接 第一版）全镇", "第一版", "", ""),
        ("（紧接第1版①）全镇", "第1版", "", "①"),
        ("上接第一版①", "第一版", "", "①"),
        ("（接01版）全镇", "01版", "", ""),
        ("（续二版）全镇", "二版", "", ""),
        ("（上接A01）全镇", "A01", "", ""),
        ("【上接A1版】全镇", "A1版", "", ""),
        ("▲上接1版 全镇", "1版", "", ""),
        ("◄◄上接 A01 版　全镇", "A01版", "", ""),
        ("†(上接第 3 版)", "第3版", "", ""),
        ("※上接头版", "头版", "", ""),
        ("（上接第一版《石门镇三条新路通车》）全镇", "第一版", "石门镇三条新路通车", ""),
        ("上接01版《石门镇三条新路通车》", "01版", "石门镇三条新路通车", ""),
        ("(上接第一版“石门镇三条新路通车”一文)", "第一版", "石门镇三条新路通车", ""),
        ("（上接第一版头条）全镇", "第一版", "", ""),
        ("（上接第一版）：", "第一版", "", ""),
    ],
)
def test_where_a_text_comes_from(text: str, page: str, headline: str, sign: str) -> None:
    jump = jumps.opening(text)
    assert jump is not None
    assert (jump.direction, jump.page, jump.headline, jump.sign) == ("from", page, headline, sign)
    assert text[jump.end :] in ("", "全镇")


@pytest.mark.parametrize(
    ("text", "page", "headline"),
    [
        ("（下转第三版）", "第三版", ""),
        ("村民都说好。（下转第三版）", "第三版", ""),
        ("施工队日夜轮班(下转 3 版)", "3版", ""),
        ("村民都说好。►►下转A4版", "A4版", ""),
        ("村民都说好。（转第四版）", "第四版", ""),
        ("村民都说好。（紧转二版）", "二版", ""),
        ("村民都说好。【下转A04】", "A04", ""),
        ("村民都说好。（下转第三版①）→", "第三版", ""),
        ("村民都说好。（下转第五版《三条新路》）", "第五版", "三条新路"),
    ],
)
def test_where_a_text_goes_on(text: str, page: str, headline: str) -> None:
    jump = jumps.closing(text)
    assert jump is not None
    assert (jump.direction, jump.page, jump.headline) == ("on", page, headline)
    assert text[: jump.start] in ("", "村民都说好。", "施工队日夜轮班")
    assert jump.end == len(text)


@pytest.mark.parametrize(
    ("text", "direction", "page"),
    [
        ("►►下转A4版", "on", "A4版"),
        ("　下转第二版　", "on", "第二版"),
        ("转第4版", "on", "第4版"),
        ("下接第三版", "on", "第三版"),
        ("（上接第一版）", "from", "第一版"),
        ("接1版", "from", "1版"),
        ("（相关报道见第四版）", "see", "第四版"),
        ("（全文见A2版）", "see", "A2版"),
        ("全文刊第二版", "see", "第二版"),
        ("详见3版", "see", "3版"),
    ],
)
def test_a_marker_on_a_line_of_its_own(text: str, direction: str, page: str) -> None:
    jump = jumps.alone(text)
    assert jump is not None
    assert (jump.direction, jump.page) == (direction, page)
    assert text[jump.start : jump.end] == text.strip()


@pytest.mark.parametrize(
    "text",
    [
        "接着，村民走上新路。",
        "紧接着开工的是第三条路。",
        "从省级以下转报的三版方案",
        "石门镇的路上接省道，下转县道。",
        "这本书已转到第三版，读者不少。",
        "镇志已经出到第三版",
        "三版",
        "",
    ],
)
def test_what_is_no_marker(text: str) -> None:
    assert (jumps.opening(text), jumps.closing(text), jumps.alone(text)) == (None, None, None)


def test_a_marker_behind_a_headline() -> None:
    jump = jumps.in_headline("石门镇三条新路通车（上接第一版）")
    assert jump is not None
    assert (jump.page, jump.start) == ("第一版", 9)
    assert jumps.in_headline("石门镇三条新路通车") is None
    assert jumps.in_headline("接力三代人 修通一条路（走基层）") is None


BODY = "3月1日，石门镇三条新修的村路通车，镇里的老乡再也不用绕行沙河大桥。"


@pytest.mark.parametrize(
    ("rows", "goes_on", "text", "role"),
    [
        ([BODY, "（下转第三版）"], "第三版", BODY, "signoff"),
        ([BODY, "►►下转A4版"], "A4版", BODY, "signoff"),
        ([f"{BODY}（下转 3 版）"], "3版", f"{BODY}（下转 3 版）", "body"),
        ([BODY, "（相关报道见第四版）"], None, f"{BODY}\n（相关报道见第四版）", "signoff"),
        ([BODY], None, BODY, "body"),
    ],
)
def test_an_item_tells_where_it_goes_on(rows: list[str], goes_on: str | None, text: str, role: str) -> None:
    (item,) = segment.segment(["石门镇三条新路通车", "", *rows]).items
    assert (item.goes_on, item.text, item.lines[len(rows) + 2]) == (goes_on, text, role)


def test_a_marker_alone_stands_in_no_text_and_parts_no_sentence() -> None:
    rows = ["（上接第一版）", "镇里今年把沙河两岸的旧堤全部加固。施工队日夜", "（下转第五版）", "轮班，提前完工。"]
    (item,) = segment.segment(rows).items
    assert (item.kind, item.continues, item.goes_on) == ("continuation", "第一版", "第五版")
    assert item.text == "镇里今年把沙河两岸的旧堤全部加固。施工队日夜轮班，提前完工。"
    assert item.lines == {1: "signoff", 2: "body", 3: "signoff", 4: "body"}


def test_a_headline_tells_where_its_article_began() -> None:
    (item,) = segment.segment(["石门镇三条新路通车（上接第一版）", "", BODY]).items
    assert (item.kind, item.continues) == ("continuation", "第一版")

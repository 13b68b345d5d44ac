"""Local pages: short pieces of every kind that begin without 本报讯, told by their ends, openings and headings."""

import pytest

from archive.parsing import segment
from archive.parsing.headings import find_groups
from archive.parsing.lines import read
from archive.parsing.locality import localness

MEAL = [
    "云溪区桥北社区的老年食堂开张半年，我区已有二十三个社区办起了食堂，老人花十块钱就能吃上三菜一汤。",
    "区民政局养老服务科的白云起说，食堂的钱由财政补一点、社会捐一点、老人出一点，饭菜的价钱三年不变。",
]
FIRE = [
    "石门镇的护林员骑着摩托车巡山，该镇在进山的路口设了十七道卡，装了三十一个探头，昼夜有人值守。",
    "镇里还同各村签了责任书，谁家上坟烧纸，村干部的电话马上就打到，区应急局每月来查一回。",
]
COURT = [
    "云溪区法院把法庭搬进村部，一起相邻纠纷当庭说和，旁听的村民说，法官讲的话他们句句都听得懂。",
    "该院今年在九个乡镇设了巡回审判点，借贷、赡养、相邻的案子就地审，区司法局派人一同调解。",
]
SILK = [
    "双河乡的蚕农换上了新蚕架，省力又省桑叶，一季多养了两批蚕，区农业农村局派来的技术员住在村里。",
    "收茧的车开到村口，一斤茧比去年多卖三块钱，该乡打算明年再添三百亩桑园，办一座缫丝厂。",
]


def begins(rows: list[str]) -> list[str]:
    """The first line of each item of a page."""
    lines = "\n\n".join(rows).split("\n")
    return [lines[min(item.lines) - 1] for item in segment.segment(lines).items]


HEADS = ("云溪区老年食堂开到家门口", "石门镇织密森林防火网", "巡回法庭进村来", "双河乡蚕农换上新蚕架")
TEXTS = (MEAL, FIRE, COURT, SILK)


@pytest.mark.parametrize(
    "ends",
    [
        ("", "", "", ""),
        ("（记者 白云起）", "（白云起 马川）", "（通讯员 马川）", "（记者马川）"),
        ("（来源：青岚日报）", "（记者 白云起）", "", "（马川）"),
    ],
    ids=["unsigned", "signed behind the last sentence", "signed now and then"],
)
def test_short_pieces_without_datelines_are_items(ends: tuple[str, ...]) -> None:
    rows = [
        row for head, text, end in zip(HEADS, TEXTS, ends, strict=True) for row in (head, *text[:-1], text[-1] + end)
    ]
    assert begins(rows) == list(HEADS)


@pytest.mark.parametrize(
    ("signature", "role"),
    [
        ("（记者 白云起）", "signoff"),
        ("·白云起 马川·", "signoff"),
        ("白云起 马川", "signoff"),
        ("（木易）", "signoff"),
        ("（白云起 作者单位：青岚市水务学校）", "signoff"),
        ("（市水务公司提供）", "signoff"),
        ("本报记者 白云起 马川", "byline"),
    ],
)
def test_a_signature_on_its_own_line_ends_the_piece_above_it(signature: str, role: str) -> None:
    rows = [HEADS[0], *MEAL, signature, HEADS[2], *COURT]
    lines = "\n\n".join(rows).split("\n")
    first, second = segment.segment(lines).items
    assert (first.headline, second.headline) == (HEADS[0], HEADS[2])
    assert first.lines[lines.index(signature) + 1] == role


PAGES = {
    "two lines above each piece": (
        ["一张网管到底 一盘棋抓到边", HEADS[1], *FIRE, "饭菜热在锅里 老人暖在心里", HEADS[0], *MEAL],
        ["一张网管到底 一盘棋抓到边", "饭菜热在锅里 老人暖在心里"],
    ),
    "a feature keeps its subheads, the next piece begins": (
        [
            "从卖茧到卖绸",
            "——双河乡蚕桑产业调查",
            "□本报记者 白云起",
            *SILK,
            "茧好，卖不出价",
            *FIRE,
            "厂活，引来客商",
            *COURT,
            HEADS[0],
            *MEAL,
        ],
        ["从卖茧到卖绸", HEADS[0]],
    ),
    "long subheads that begin with one word": (
        [
            "云溪区办好民生实事",
            "——该区今年实事盘点",
            "□本报记者 白云起",
            *SILK,
            "坚持问题导向 办好眼前难事",
            *MEAL,
            "坚持目标导向 谋好长远大事",
            *COURT,
            HEADS[1],
            *FIRE,
        ],
        ["云溪区办好民生实事", HEADS[1]],
    ),
    "a whole page on one street, its subheads in two halves": (
        [
            "桥北街道这一年",
            "区委、区政府定下的实事，桥北街道一件一件地办。",
            "抓党建 筑牢战斗堡垒",
            *COURT,
            "兴产业 激发内生动力",
            *SILK,
            "惠民生 增进百姓福祉",
            *MEAL,
            "（桥北街道党工委供稿）",
            "改造后的中山路特色街区。",
            "马川 摄",
        ],
        ["桥北街道这一年"],
    ),
    "columns under standing names": (
        [
            "岚江快语",
            "莫让调研走过场",
            "调研是为了办事，不是为了留影。有的干部下村，车队一长串，座谈照着稿，走完就算了事。",
            "少看盆景，多进后院，板凳坐到一起，话才说得到一块。",
            "街谈巷议",
            "给公交车多一点耐心",
            "早高峰的站台上总有人埋怨车慢，可司机要让行人、等老人、避电动车，慢往往是因为稳。",
            "排好队，让个座，早出门几分钟，路就顺畅许多。",
            "微 评",
            "一碗面里看诚信",
            "面馆开了二十年，价钱涨过三回，分量从没少过，老主顾也就从没少过。",
        ],
        ["岚江快语", "街谈巷议", "微 评"],
    ),
    "briefs of one paragraph": (
        [
            "简 讯",
            "桥北街道宣讲反诈",
            "桥北街道和派出所在菜市场宣讲反诈，发了八百多份资料。",
            "石门镇拓宽村路",
            "石门镇拓宽通往六个村的路，九月底完工。",
            "柳塘村西瓜上市",
            "柳塘村八百亩西瓜上市，一斤比去年多卖两毛钱。",
        ],
        ["简 讯", "石门镇拓宽村路", "柳塘村西瓜上市"],
    ),
    "notices with rows, offices and days": (
        [
            "停水通知",
            "因检修管道，下列地方停水：",
            "5月7日 8:00—18:00 桥北街道中山路",
            "5月8日 9:00—12:00 滨江路纺织厂家属院",
            "市自来水公司",
            "2023年5月5日",
            "石门镇中学操场工程招标公告",
            "一、项目名称：石门镇中学操场",
            "二、项目编号：SM-2023-018",
            "采购人：石门镇中学",
            "讣告",
            "石门镇中学退休教师马川因病逝世，享年八十岁。",
            "特此讣告",
            "石门镇中学",
            "2023年5月6日",
            "市供电公司夜巡设备",
            "供电公司的师傅夜里测了三十六台变压器的温度，消除隐患九处。",
        ],
        ["停水通知", "石门镇中学操场工程招标公告", "讣告", "市供电公司夜巡设备"],
    ),
    "briefs that bring their place along": (
        [
            HEADS[0],
            *MEAL,
            "【双河乡】 清廉故事唱进村 3月2日，双河乡把清廉故事编成快板，在村头的戏台上唱给乡亲听。（白云起）",
            "【柳塘镇】 葡萄熟了客人来 3月3日，柳塘镇的葡萄园开园，两天来了一万多客人。（马川）",
        ],
        [
            HEADS[0],
            "【双河乡】 清廉故事唱进村 3月2日，双河乡把清廉故事编成快板，在村头的戏台上唱给乡亲听。（白云起）",
            "【柳塘镇】 葡萄熟了客人来 3月3日，柳塘镇的葡萄园开园，两天来了一万多客人。（马川）",
        ],
    ),
    "the paper's own comment": (
        ["全市办好十件实事", *MEAL, "（下转第三版）", "本报评论员", "实事要办到心坎上", *FIRE],
        ["全市办好十件实事", "本报评论员"],
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_where_the_items_of_a_local_page_begin(page: str) -> None:
    rows, expected = PAGES[page]
    assert begins(rows) == expected


LONG = "三条新路把石门镇的二十一个村连在一起，山货运得出去，客人也走得进来，家家都说新路好。" * 9


@pytest.mark.parametrize(
    ("rows", "least", "most"),
    [
        ([row for head, text in zip(HEADS, TEXTS, strict=True) for row in (head, *text)], 1.0, 1.0),
        ([row for head in HEADS for row in (head, LONG)], 0.0, 0.0),
        ([row for head in HEADS for row in (head, LONG[:120])], 0.5, 0.9),
        ([], 0.0, 0.0),
    ],
    ids=["one town's words", "long and of no town", "short and of no town", "an empty page"],
)
def test_how_local_a_page_is(rows: list[str], least: float, most: float) -> None:
    lines = read("\n\n".join(rows).split("\n"))
    assert least <= localness(lines, find_groups(lines)) <= most

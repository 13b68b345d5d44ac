"""Section, kicker, headline and deck; headings that begin an item and headings inside one."""

import pytest

from archive.parsing import segment
from archive.parsing.headlines import heading_roles, leaning
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


REPORT = "本报讯(记者白云起)3月2日，云溪区老街改造工程完工，改造老街十二条。区里请来老匠人，把旧门脸一扇一扇修好。"
OVER_A_REPORT = [
    # What the first line says: news, or where it comes from.
    (["云溪区老街改造工程完工", "改造老街十二条"], ["headline", "deck"]),
    (["老街夜市客流增长三成", "带动周边就业二百人"], ["headline", "deck"]),
    (["云溪区用水量下降8%", "节水器具进了九成人家"], ["headline", "deck"]),
    (["云溪区政府召开新闻发布会", "老街改造工程完工"], ["kicker", "headline"]),
    (["青岚市住建局等部门印发通知", "推动老街改造提质"], ["kicker", "headline"]),
    (["《云溪区老街保护办法》公布", "十二条老街有了保护名录"], ["kicker", "headline"]),
    (["市住建局公布", "第三批老街保护名录"], ["kicker", "headline"]),
    (["青岚市文化馆馆员沈大可", "守着老街修门脸"], ["kicker", "headline"]),
    # Setting: when, where, on what occasion.
    (["上半年", "云溪区改造老街十二条"], ["kicker", "headline"]),
    (["3月1日至7日", "云溪区接待游客十二万人"], ["kicker", "headline"]),
    (["青岚市老街改造项目", "最后一扇门脸修好了"], ["kicker", "headline"]),
    (["就老街保护", "云溪区请居民出主意"], ["kicker", "headline"]),
    (["云溪区老街摄影大赛", "沈大可夺得金奖"], ["kicker", "headline"]),
    # Slogans and ways of doing it lead up to who did what.
    (["让老街更有味道", "云溪区修好十二条老街"], ["kicker", "headline"]),
    (["修旧如旧 留住乡愁", "云溪区修好十二条老街"], ["kicker", "headline"]),
    (["推进老街改造 留住城市记忆", "2023年青岚市老街文化周启动 白云起参加"], ["kicker", "headline"]),
    (["云溪区深化老街改造", "旧门脸换新颜 老手艺有传人"], ["kicker", "headline"]),
    # A deck tells who came, how much, what follows.
    (["青岚市老街保护工作会议召开", "白云起出席并讲话"], ["headline", "deck"]),
    (["云溪区老街改造工程通过验收", "将再修六条"], ["headline", "deck"]),
    (["云溪区老街文化周闭幕", "累计接待游客12.5万人次"], ["headline", "deck"]),
    (["云溪区人民政府令", "第三号"], ["headline", "deck"]),
    (
        ["修老街要先立规矩", "云溪区请老匠人，立旧规矩，修旧门脸，十二条老街陆续完工，带动老手艺有了传人"],
        ["headline", "deck"],
    ),
    # Three lines and more.
    (["白云起在云溪区调研时强调", "修旧如旧 留住乡愁", "马小川参加"], ["kicker", "headline", "deck"]),
    (["山河披绿 家园更新", "修旧如旧 留住乡愁", "云溪区修好十二条老街"], ["section", "kicker", "headline"]),
    (["云溪视窗", "云溪区老街改造工程完工", "——“老街新生”系列报道"], ["section", "headline", "deck"]),
    (["云溪区老街修好了", "——老街改造纪实", "——从一扇门脸说起"], ["headline", "deck", "deck"]),
    (["老街“醒”了（走基层（3））", "云溪区修好十二条老街"], ["headline", "deck"]),
    # A heading broken over two lines is one.
    (["云溪区召开老街改造和", "文物保护工作会议"], ["headline", "headline"]),
    (["云溪区启动“老街新生", "一起来修门脸”主题活动"], ["headline", "headline"]),
    (["云溪区老街改造工", "程三月底前完工"], ["headline", "headline"]),
    (["白云起在云溪区调研老街改造和", "文物保护工作时强调", "修旧如旧 留住乡愁"], ["kicker", "kicker", "headline"]),
]


@pytest.mark.parametrize(("printed", "roles"), OVER_A_REPORT)
def test_roles_of_headings_over_a_report(printed: list[str], roles: list[str]) -> None:
    found = heading_roles(read(printed), read([REPORT]))
    assert [found[number] for number in sorted(found)] == roles


@pytest.mark.parametrize(
    ("first", "second"),
    [
        # The line whose words the first sentence repeats is the headline.
        ("老匠人回到老街", "云溪区老街改造工程完工"),
        # A feature is led up to; what explains its headline begins with a dash.
        ("一条老街和十二位匠人", "门脸修好了"),
    ],
)
def test_the_text_tells_which_line_is_the_headline(first: str, second: str) -> None:
    text = "云溪区老街改造工程完工这天，沈大可起了个大早，他要把最后一扇门脸装好。"
    assert leaning(first, second, read([text])) < 0


@pytest.mark.parametrize(
    "headline", ["老街修好了 门脸亮起来", "老街修好了 | 云溪区三举措留住老手艺", "老街修好了——云溪区留住老手艺"]
)
def test_two_halves_on_one_line_are_one_headline(headline: str) -> None:
    (item,) = segment.segment([headline, "", REPORT]).items
    assert item.headline == headline
    assert not item.kicker
    assert not item.deck


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

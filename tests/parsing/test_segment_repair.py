"""Which lines are one sentence, which are two paragraphs, and which are no heading though they are short."""

import pytest

from archive.parsing import segment
from archive.parsing.lines import read
from archive.parsing.repair import JOINED, gap_between, goes_on, is_fragment

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
    ("会议由区委书记白云起主持。区委副书记马", "川出席会议并讲话。"),
    ("出席会议的有石门镇、沅溪镇、", "双榆镇的负责人。"),
    ("工程从去年开工。到今年3月", "2日，最后一段合龙。"),
    ("工程从去年开工。到今年", "4月，最后一段合龙。"),
    ("堤上一共来了三十二", "支志愿服务队。"),
    ("全镇清理河道，长度超过", "27公里，还种了树。"),
    ("镇里的施工队日夜轮班，要赶在汛期以前大力", "整治沙河两岸的旧堤。"),
    ("这一段河堤由石门镇", "和沅溪镇一起出钱修。"),
    ("种树的事镇里说了好几年。有村民", "问：今年种不种？"),
    ("村民抬头一看：“这么高…", "…水能漫过来吗？”"),
    ("“修好了吗？”石门镇的老人一早就到河边去看正在合龙的", "大堤，见人就问。"),
    ("展台上摆着石门镇引进的Super", "Pump水泵。"),
]

APART = [
    ("村民都说好。", "镇长说，明年还要修。"),
    ("河堤修好以后，大家有三点体会：", "一是质量要紧。"),
    ("石门镇三条新路通车", "本报讯(记者白云起)3月1日，新路通车。"),
    ("村民都说好！", "“明年还修吗？”有人问。"),
    ("石门镇今年修堤、种柳、装灯，样样走在全区前头。各村各出妙招——", "沅溪村先修桥，再修路。"),
    ("河堤合龙了。（相关报道见第四版）", "镇里还要装路灯。"),
    ("青山排着队，", "绿水唱着歌。"),
    ("尊敬的各位乡亲，", "大家好！"),
    ("石门镇修路，村村通到家门口，户户走上水泥路", "记者：修路的钱从哪里来？"),
    ("亲近自然", "近日，石门镇的孩子们去看河。"),
    ("河堤修好了。", "也有人担心，明年汛期来得早。"),
    ("石门镇的旧堤全部加固。施工队日夜轮班，要在汛期以前把最后一段合龙", "近日，镇里又来了一支施工队。"),
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
        ("精彩不少", "石门镇的龙舟赛来了三十支船队。", False),
        ("从零起步 奋力赶超", "10月2日，石门镇的龙舟队下水训练。", False),
        ("镇里的施工队日夜轮班，正在清理各村的雨水管", "网，赶在汛期以前完工。", True),
        ("在镇里的统一安排下，沅溪村的新", "桥终于通车。", True),
    ],
)
def test_short_lines_are_told_from_headings(line: str, following: str, fragment: bool) -> None:
    upper, lower = read([line, following])
    assert is_fragment(upper, lower) is fragment


def test_a_long_line_between_paragraphs_is_no_subhead_where_the_next_goes_on_in_mid_phrase() -> None:
    above, line, following = read(
        [
            "河堤修好了，村民都说好。",
            "沅溪村是全镇最远的村，全村八成村民的房屋",
            "位置偏僻。施工队先给他们修路。",
        ]
    )
    assert not is_fragment(line, following)
    assert is_fragment(line, following, above)
    assert goes_on(line, following, above) >= JOINED


@pytest.mark.parametrize(
    ("first", "second", "gap"),
    [
        ("来自New York", "City Hall的客人", " "),
        ("石门镇的Green", "Water公司", " "),
        ("石门镇引进的robo", "ts下田", ""),
        ("全长20", "17米", ""),
        ("石门镇", "的河堤", ""),
    ],
)
def test_latin_words_keep_their_space(first: str, second: str, gap: str) -> None:
    assert gap_between(first, second) == gap


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

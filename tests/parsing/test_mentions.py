"""Who is named, and what only reads like a name, by the words beside it and what the tagger says."""

import pytest

from archive.parsing.page import tagged
from archive.parsing.people import find_people
from archive.parsing.structures import Byline
from archive.parsing.tagging import Tagged, Tags
from tests.parsing.entities import AREA, item


def people(*lines, tagger=True, **fields):
    article = item(*lines, **fields)
    if tagger:
        (article,) = tagged([article])
    return {person.name: person for person in find_people(article, AREA)}


@pytest.mark.parametrize("tagger", [True, False])
@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("白云起、马川、罗小满参加会见。", ["白云起", "马川", "罗小满"]),
        ("活动结束后，白云起、马川、罗小满和宋晓青等一同察看了苗圃。", ["白云起", "马川", "罗小满", "宋晓青"]),
        ("周立新、韩立参加。", ["周立新", "韩立"]),
        ("会上，周立新、欧阳明、韩立先后作了发言。", ["周立新", "欧阳明", "韩立"]),
    ],
)
def test_a_list_of_names_alone(text, names, tagger):
    assert list(people(text, tagger=tagger)) == names


@pytest.mark.parametrize(
    "text",
    [
        "实行“周暗访、月调度、季观摩”机制。",
        "古桥梁、古城墙、古民居都要保护。",
        "文兴桥、石门桥、薛宅桥被洪水冲毁。",
        "云溪、石门、苔溪等地普降中雨。",
    ],
)
def test_a_list_of_other_things(text):
    assert people(text) == {}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("俄罗斯总统普京、印度总理莫迪出席会议。", {"普京": ("俄罗斯总统",), "莫迪": ("印度总理",)}),
        ("会见苏里南总统西蒙斯时，双方都表示满意。", {"西蒙斯": ("苏里南总统",)}),
        ("会见叙利亚总统巴沙尔、尼泊尔总理普拉昌达。", {"巴沙尔": ("叙利亚总统",), "普拉昌达": ("尼泊尔总理",)}),
        ("会见总统席尔瓦，总理科埃略。", {"席尔瓦": ("总统",), "科埃略": ("总理",)}),
        ("同法国总统马克龙通电话。", {"马克龙": ("法国总统",)}),
        ("相信在你和阿尔维总统领导下会更好。", {"阿尔维": ("总统",)}),
        ("列车长阿西阿呷表示，票价不变。", {"阿西阿呷": ("列车长",)}),
        ("副区长艾克拜尔·买买提说，水渠修好了。", {"艾克拜尔·买买提": ("副区长",)}),
        ("日本首相小泉太郎发表讲话。", {"小泉太郎": ("日本首相",)}),
    ],
)
def test_names_from_elsewhere(text, expected):
    assert {name: person.titles for name, person in people(text).items()} == expected


def test_a_part_of_a_foreign_name_is_the_same_person():
    found = people("工程师穆萨·卡里姆来到石门镇。", "卡里姆说，水坝很结实。")
    assert [span.line for span in found["穆萨·卡里姆"].spans] == [1, 3]
    assert list(found) == ["穆萨·卡里姆"]


def test_a_part_that_two_share_names_neither():
    found = people("工程师穆萨·卡里姆和教授哈桑·卡里姆来到石门镇。", "会上，卡里姆说，水坝很结实。")
    assert [span.line for span in found["穆萨·卡里姆"].spans] == [1]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("阿拉尔的图尔迪·阿合尼亚孜大叔都会来。", ["图尔迪·阿合尼亚孜"]),
        ("行政审批局局长厉行之说，手续简单了。", ["厉行之"]),
        ("学生韦顺水正在参加比赛。", ["韦顺水"]),
        ("60多岁的邓凤香因为腿疾很少出门。", ["邓凤香"]),
        ("门口，罗小满和邻居唠起家常。", ["罗小满"]),
        ("宋晓青委员长主持会议。", ["宋晓青"]),
        ("秦香莲（马小川饰）唱得好。", ["马小川"]),
        ("区委书记徐然实地查看了汛情。", ["徐然"]),
        ("云溪地铁公司财务处处长高峰说，账目清楚。", ["高峰"]),
        ("云溪区水利局副局长潘江表示，水渠修好了。", ["潘江"]),
        ("博科娃在致辞中表示，技术很重要。", ["博科娃"]),
        ("德约科维奇在决赛中不敌阿尔卡拉斯。", ["阿尔卡拉斯"]),
        ("将军宣布罢免总统恩库伦齐扎，解散政府。", ["恩库伦齐扎"]),
        ("吐孙·麦麦提家种的苹果熟了。", ["吐孙·麦麦提"]),
        ("范长明和宋普选、白益民等参加活动。", ["范长明", "宋普选", "白益民"]),
        ("区气象局局长王邦中表示，雨要停了。", ["王邦中"]),
        ("会议听取了秘书长马奇作的说明。", ["马奇"]),
        ("中国国民党主席马川电贺云立伦当选。", ["马川", "云立伦"]),
        ("越共中央总书记阮富仲特使到访。", ["阮富仲"]),
        ("在马川主席和卢卡申科总统引领下，合作良好。", ["马川", "卢卡申科"]),
        ("3名外援比埃拉、奥古斯托和洛佩斯都有机会。", ["比埃拉", "奥古斯托", "洛佩斯"]),
        ("颁奖后，她和队友于丹相拥庆祝。", ["于丹"]),
        ("欧阳明高常委代表云溪区发言。", ["欧阳明高"]),
    ],
)
def test_names_that_the_tagger_knows(text, names):
    assert list(people(text)) == names


@pytest.mark.parametrize(
    "text",
    [
        "以白云起同志为核心的班子团结奋进。",  # the set phrase
        "演员在剧中饰演秦香莲，唱腔高亢。",
        "村民王丽（化名）说，她不想出名。",
        "救助站李站长表示将帮他找活干。",
        "老颜说，路好走了。",
        "他是社区的一名党员楼栋长，大家都认得。",
        "乌军称击落多架无人机。",
        "尼泊尔总理当天到访。",
        "哈马斯方面表示同意。",
        "“鲁迅文学奖”揭晓。",
        "《白云起文集》出版发行。",
        "坚持权为民所用、问计于民。",
        "“贝贝”入住新家。",
        "俄军在库皮扬斯克方向推进。",
        "工程在王瑶水库旁开工。",
        "单是宁杭甬高铁就缩短了一半。",
        "代表团抵达撒马尔罕开始访问。",
        "打造“高素质、高颜值”的城市。",
        "学习贯彻谈树牢的要求，以惠促融、以情促融。",
        "山上种了胡枝子，常见黄喉貂和戴胜鸟。",
        "夏粮丰收，夏玉米也种下了。",
        "学史明理、学史增信、学史崇德、学史力行。",
        "台风“杜苏芮”登陆。",
        "蓝天上织起一张张宏伟的星图。",
        "支持石家庄、秦皇岛、唐山等地建房。",
        "威斯康星、康涅狄格等多州受灾。",
        "俄军在哈尔科夫、扎波罗热等多个方向推进。",
        "考察队将在白令海、楚科奇海及其他海域观测。",
        "以军控制汗尤尼斯东南部的村庄，汗尤尼斯已经断电。",
        "埃及总统和法国总统出席。",
        "大会主席团常务主席第三次会议举行。",
        "代表团会见了赤道几内亚总统。",
        "孩子们手持论坛成员方国旗、会旗。",
        "中方愿同莫方合作，莫方表示赞赏。",
        "《射雕英雄传》里的黄蓉很机灵。",
    ],
)
def test_what_only_reads_like_a_name(text):
    assert people(text) == {}


@pytest.mark.parametrize(
    "lines",
    [
        ("全区植树。", "版式设计：白云起 马川"),
        ("全区植树。", "责编/白云起"),
        ("全区植树。（作者白云起）",),
        ("全区植树，山上一片绿。", "青岛  白云起"),
        ("全区植树，山上一片绿。", "白云起 马  川", "第二天，雨下了一夜。"),
        ("全区植树，山上一片绿。", "白云起"),
    ],
)
def test_who_signs_a_line(lines):
    assert people(*lines) == {}


def test_lines_of_names_are_a_list_of_people():
    found = people("优秀护林员名单", "吴桂英 马小川 韩立民", "宋晓青 周立新 罗小满", "希望全区向他们学习。")
    assert {"吴桂英", "宋晓青", "周立新", "罗小满"} <= set(found)


def test_a_title_that_one_person_holds_goes_with_nobody_else():
    found = people("区长白云起、马小川出席，副区长周立新、宋晓青陪同。")
    assert {name: person.titles for name, person in found.items()} == {
        "白云起": ("区长",),
        "马小川": (),
        "周立新": ("副区长",),
        "宋晓青": ("副区长",),
    }


def test_a_name_is_not_the_beginning_of_another():
    found = people("区长马涛讲话。", "马涛民也来了。")
    assert [span.line for span in found["马涛"].spans] == [1]
    assert list(people("区长马涛")) == ["马涛"]


def test_a_name_set_in_columns():
    found = people("区委常委李  娜、韩立民、吴桂英参加，李娜最后讲话。")
    assert [found[name].titles for name in ("李娜", "韩立民", "吴桂英")] == [("区委常委",)] * 3
    assert [(span.start, span.end) for span in found["李娜"].spans] == [(4, 8), (19, 21)]


def test_a_name_is_not_the_one_with_a_small_word_behind_it():
    found = people("村医罗小满说，药够用。", "罗小满一想到乡亲就不走了。")
    assert list(found) == ["罗小满"]
    assert [span.line for span in found["罗小满"].spans] == [1, 3]


def test_who_signs_stays_a_byline():
    assert people("全区植树。白云起摄（远山图片）", bylines=(Byline("白云起", "摄"),)) == {}


def test_tags_of_a_dictionary_alone_are_no_evidence():
    article = item("会上陈旧表示，没有意见。")
    spans = (Tagged(0, 2, "n"), Tagged(2, 4, "PER"), Tagged(4, 6, "v"))
    by_net, by_book = (find_people(tagged_with(article, spans, by), AREA) for by in ("lac", "jieba"))
    assert [person.name for person in by_net] == ["陈旧"]
    assert by_book == ()


def tagged_with(article, spans, by):
    article.tags["text"] = Tags(spans, by)
    return article

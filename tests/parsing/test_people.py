"""People with the titles printed before their names and the posts those certainly are."""

import pytest

from archive.parsing.names import Candidate
from archive.parsing.people import find_people
from archive.parsing.structures import Byline, Post
from tests.parsing.entities import AREA, item


def people(*lines, **fields):
    return {person.name: person for person in find_people(item(*lines, **fields), AREA)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云溪区林业局局长周立新介绍，山上的苗都活了。", {"周立新": ("云溪区林业局局长",)}),
        ("镇纪委书记、工会主席，副镇长宋晓青说。", {"宋晓青": ("镇纪委书记", "工会主席", "副镇长")}),
        ("据区河长办公室主任韩立介绍，堤坝已经修好。", {"韩立": ("区河长办公室主任",)}),
        ("石门乡人大主席、副乡长许文静扛着锹来了。", {"许文静": ("石门乡人大主席", "副乡长")}),
        ("石门镇柳湾村的代购员罗小满把药送上门。", {"罗小满": ("代购员",)}),
        ("市委书记欧阳明主持会议。", {"欧阳明": ("市委书记",)}),
        ("孩子们在市委书记马川和市长周立新陪同下参观。", {"马川": ("市委书记",), "周立新": ("市长",)}),
        ("新华社青岚3月4日电  国务委员周立新出席会议。", {"周立新": ("国务委员",)}),
        ("中央气象台首席预报员陈涛认为，雨势将减弱。", {"陈涛": ("中央气象台首席预报员",)}),
        ("客商安东尼奥·里奇来到展区。", {"安东尼奥·里奇": ()}),
        ("轮值主席国沙特国王萨勒曼主持会议。", {"萨勒曼": ("沙特国王",)}),
        ("省委书记周立新和省长陈涛出席。", {"周立新": ("省委书记",), "陈涛": ("省长",)}),
        ("缅甸合作部部长韩立和越南副总理范平明出席。", {"韩立": ("缅甸合作部部长",), "范平明": ("越南副总理",)}),
        ("国家主席会见以色列总理内塔尼亚胡。", {"内塔尼亚胡": ("以色列总理",)}),
        ("俄罗斯常驻联合国代表涅边贾表示。", {"涅边贾": ("俄罗斯常驻联合国代表",)}),
        ("新华社北京9月1日电  外交部发言人周立新表示。", {"周立新": ("外交部发言人",)}),
        ("三名参赛选手周立新、韩立进入决赛。", {"周立新": ("参赛选手",), "韩立": ("参赛选手",)}),
        ("云溪区人民法院副院长  周立新", {"周立新": ("云溪区人民法院副院长",)}),
        ("美国国际气候特使詹妮弗·摩根表示。", {"詹妮弗·摩根": ("美国国际气候特使",)}),
    ],
)
def test_a_name_has_the_titles_printed_before_it(text, expected):
    found = people(text)
    assert {name: person.titles for name, person in found.items()} == expected


def test_a_list_inherits_the_title_of_its_head():
    found = people("区领导张敏、高鸿、王全胜、李润丽参加活动，志愿者代表赵海青发言。")
    assert [found[name].titles for name in ("张敏", "高鸿", "王全胜", "李润丽")] == [("区领导",)] * 4
    assert found["赵海青"].titles == ("志愿者代表",)


def test_a_person_in_a_list_keeps_a_title_of_their_own():
    found = people("副市长周立新、市水利局局长韩立、市林业局局长吴桂英出席会议。")
    assert found["韩立"].titles == ("市水利局局长",)
    assert found["吴桂英"].titles == ("市林业局局长",)


@pytest.mark.parametrize(
    ("text", "name", "titles"),
    [
        ("会议补选周立新为云溪区人大常委会副主任。", "周立新", ("云溪区人大常委会副主任",)),
        ("周立新、韩立当选为云溪区人民代表大会常务委员会委员。", "韩立", ("云溪区人民代表大会常务委员会委员",)),
        ("周立新同志任中共云溪区委委员、常委。", "周立新", ("中共云溪区委委员", "常委")),
        ("会议决定免去周立新的云溪区水利局局长职务。", "周立新", ("云溪区水利局局长",)),
        ("韩立总书记发表讲话。", "韩立", ("总书记",)),
        ("设备部工程中心许文静说，机器换了新的。", "许文静", ("设备部工程中心",)),
    ],
)
def test_titles_that_stand_elsewhere_than_before_the_name(text, name, titles):
    assert people(text)[name].titles == titles


def test_a_name_once_sure_is_found_everywhere_by_the_longest_match():
    found = people("区长陈志远讲话。", "村医陈志说。", "陈志远强调，陈志做得好。", headline="陈志远调研")
    assert [(span.field, span.line) for span in found["陈志远"].spans] == [
        ("headline", None),
        ("text", 1),
        ("text", 5),
    ]
    assert [span.line for span in found["陈志"].spans] == [3, 5]


def test_spans_are_the_characters_of_the_name():
    article = item("区长陈志远讲话。", "区委书记周立新与陈志远一同检查。")
    for person in find_people(article, AREA):
        for span in person.spans:
            assert article.text[span.start : span.end] == person.name


@pytest.mark.parametrize(
    "text",
    [
        "居民王女士说，水压稳了。",
        "马阿姨告诉记者，路修好了。",
        "犯罪嫌疑人殷某被抓获。",
        "深入学习习近平新时代中国特色社会主义思想。",
        "干部从早忙到晚。",
        "云溪区石门镇高庄村组织植树。",
        "健康路方便了妇女儿童。",
        "社区居民楼里挂起灯笼。",
        "",
    ],
)
def test_what_is_nobody(text):
    assert people(text) == {}


def test_a_leader_with_a_title_counts_beside_the_doctrine():
    found = people("习近平总书记强调，要抓好落实。", "学习习近平新时代中国特色社会主义思想。")
    assert found["习近平"].titles == ("总书记",)
    assert [span.line for span in found["习近平"].spans] == [1]


@pytest.mark.parametrize(
    "text",
    [
        "本报讯（记者白小川 通讯员苏晓雯）全区植树。",
        "全区植树。（本报记者 白小川 摄）",
        "本报讯 记者白小川报道：全区植树。",
    ],
)
def test_who_signs_is_nobody(text):
    assert people(text, bylines=(Byline("白小川", "记者"), Byline("苏晓雯", "通讯员"))) == {}


def test_who_signs_and_holds_a_post_is_somebody():
    found = people("云溪区作家协会主席白小川说，书稿已成。", bylines=(Byline("白小川", ""),))
    assert found["白小川"].titles == ("云溪区作家协会主席",)


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("区长周立新说。", [("云溪区人民政府", "区长")]),
        ("副市长周立新说。", [("青岚市人民政府", "副市长")]),
        ("区委书记周立新说。", [("中共云溪区委员会", "书记")]),
        ("区人大常委会主任周立新说。", [("云溪区人民代表大会常务委员会", "主任")]),
        ("市政协副主席周立新说。", [("中国人民政治协商会议青岚市委员会", "副主席")]),
        ("区林业局局长周立新说。", [("云溪区林业局", "局长")]),
        ("石门镇党委书记周立新说。", [("中共石门镇委员会", "书记")]),
        (
            "区委常委、统战部部长周立新说。",
            [("中共云溪区委员会", "常委"), ("中共云溪区委员会统战部", "部长")],
        ),
    ],
)
def test_posts_are_concluded_where_the_area_leaves_no_doubt(text, posts):
    assert people(text)["周立新"].posts == tuple(Post(*post) for post in posts)


@pytest.mark.parametrize("text", ["镇长周立新说。", "县委书记周立新说。", "区领导周立新说。", "村民周立新说。"])
def test_no_post_is_guessed(text):
    assert people(text)["周立新"].posts == ()


def test_no_post_without_a_home():
    (person,) = find_people(item("区长周立新说。"), ())
    assert person.titles == ("区长",)
    assert person.posts == ()


def test_another_tagger_can_propose_the_names():
    text = "区长甲乙丙说。"
    found = find_people(item(text), AREA, propose=lambda lattice: iter([Candidate(2, 5, 9.0)]))
    assert [person.name for person in found] == ["甲乙丙"]

"""The posts concluded from printed titles: of the country, of places named or meant, of firms and their parts."""

from dataclasses import replace

import pytest

from archive.parsing.people import find_people
from archive.parsing.places import find_places
from tests.parsing.entities import AREA, gazetteer, item


def posts(folder, *lines, area=AREA):
    article = item(*lines)
    article = replace(article, places=find_places(article, area, gazetteer(folder)))
    return {
        person.name: [(post.organization, post.title) for post in person.posts]
        for person in find_people(article, area)
    }


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("国家主席", [("中华人民共和国", "主席")]),
        ("中国国家主席", [("中华人民共和国", "主席")]),
        ("中共中央总书记", [("中国共产党中央委员会", "总书记")]),
        ("中共中央政治局常委、国务院总理", [("中国共产党中央委员会政治局", "常委"), ("国务院", "总理")]),
        ("国务委员兼外交部部长", [("国务院", "国务委员"), ("外交部", "部长")]),
        ("全国人大常委会副委员长", [("全国人民代表大会常务委员会", "副委员长")]),
        ("全国人大宪法和法律委员会主任委员", [("全国人民代表大会宪法和法律委员会", "主任委员")]),
        ("第十三届全国政协委员", [("中国人民政治协商会议全国委员会", "委员")]),
        ("最高人民法院院长", [("最高人民法院", "院长")]),
        ("财政部国库司司长", [("财政部国库司", "司长")]),
        ("国家卫健委副主任", [("国家卫生健康委员会", "副主任")]),
        ("中国渔业协会会长", [("中国渔业协会", "会长")]),
        ("中国商务部部长", [("商务部", "部长")]),
        ("中国外交部发言人", [("外交部", "发言人")]),
        (
            "全国人大常委会委员长、常委会党组书记",
            [("全国人民代表大会常务委员会", "委员长"), ("全国人民代表大会常务委员会", "党组书记")],
        ),
    ],
)
def test_posts_of_the_country(tmp_path, title, expected):
    assert posts(tmp_path, f"{title}周立新出席会议。")["周立新"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("青岚市云溪区财政局党组书记、局长周立新说。", [("云溪区财政局", "党组书记"), ("云溪区财政局", "局长")]),
        (
            "云溪区委副书记、区长周立新说。",
            [("中共云溪区委员会", "副书记"), ("云溪区人民政府", "区长")],
        ),
        (
            "听松街道党工委副书记、办事处主任周立新说。",
            [("中共听松街道工作委员会", "副书记"), ("听松街道办事处", "主任")],
        ),
        (
            "石门镇柳湾村党支部书记、村委会主任周立新说。",
            [("中共柳湾村支部委员会", "书记"), ("柳湾村村民委员会", "主任")],
        ),
        ("柳湾村村主任周立新说。", [("柳湾村村民委员会", "主任")]),
        ("望松社区党总支书记周立新说。", [("中共望松社区总支部委员会", "书记")]),
        ("云溪区纪委书记、监委主任周立新说。", [("中共云溪区纪律检查委员会", "书记"), ("云溪区监察委员会", "主任")]),
        ("云溪区人大代表周立新说。", [("云溪区人民代表大会", "代表")]),
        ("青岚市市委书记周立新说。", [("中共青岚市委员会", "书记")]),
        ("石门派出所所长周立新说。", [("石门派出所", "所长")]),
        ("云溪区农业农村局副局长周立新说。", [("云溪区农业农村局", "副局长")]),
        ("云溪区市场监管局局长周立新说。", [("云溪区市场监督管理局", "局长")]),
        ("青岚市市场监管局局长周立新说。", [("青岚市市场监督管理局", "局长")]),
        ("省市场监管局局长周立新说。", [("山岚省市场监督管理局", "局长")]),
        ("市市场监管局局长周立新说。", [("青岚市市场监督管理局", "局长")]),
        ("云溪区乡村振兴局局长周立新说。", [("云溪区乡村振兴局", "局长")]),
        ("青岚市政协主席周立新说。", [("中国人民政治协商会议青岚市委员会", "主席")]),
        ("云溪区实验小学校长周立新说。", [("云溪区实验小学", "校长")]),
        (
            "青岚清泉乳业有限公司党委书记、董事长周立新说。",
            [("青岚清泉乳业有限公司", "党委书记"), ("青岚清泉乳业有限公司", "董事长")],
        ),
        ("山岚大学附属医院呼吸科主任周立新说。", [("山岚大学附属医院呼吸科", "主任")]),
    ],
)
def test_posts_of_a_body_that_is_printed(tmp_path, text, expected):
    assert posts(tmp_path, text)["周立新"] == expected


def test_a_zone_keeps_the_name_of_its_city(tmp_path):
    found = posts(tmp_path, "沅溪市经济开发区党工委书记、管委会主任周立新说。")
    assert found["周立新"] == [
        ("中共沅溪市经济开发区工作委员会", "书记"),
        ("沅溪市经济开发区管理委员会", "主任"),
    ]


def test_a_bare_town_is_the_one_just_named(tmp_path):
    found = posts(
        tmp_path,
        "在石门镇,镇党委书记周立新扛着锹来了,镇长韩立也来了。",
        "在听松街道,街道党工委书记高文静正在开会。",
        "柳湾村里,村党支部书记吴桂英说。",
    )
    assert found == {
        "周立新": [("中共石门镇委员会", "书记")],
        "韩立": [("石门镇人民政府", "镇长")],
        "高文静": [("中共听松街道工作委员会", "书记")],
        "吴桂英": [("中共柳湾村支部委员会", "书记")],
    }


def test_a_bare_firm_is_the_one_just_named(tmp_path):
    found = posts(tmp_path, "走进青岚清泉乳业有限公司,公司董事长周立新正在巡查。")
    assert found["周立新"] == [("青岚清泉乳业有限公司", "董事长")]


def test_a_bare_town_of_two_is_left(tmp_path):
    assert posts(tmp_path, "石门镇、苔溪镇都下了雨,镇长周立新赶到现场。")["周立新"] == []


def test_home_is_meant_unless_another_district_has_just_been_named(tmp_path):
    assert posts(tmp_path, "区长周立新说。")["周立新"] == [("云溪区人民政府", "区长")]
    assert posts(tmp_path, "在澄江区,区长周立新说。")["周立新"] == []


@pytest.mark.parametrize(
    "text",
    [
        "俄罗斯外交部长卡洛维奇说。",
        "越共中央总书记、国家主席阮文山说。",
        "原区长周立新说。",
        "云溪区财政局原局长周立新说。",
        "时任云溪区区长周立新说。",
        "2005年8月，时任青岚市委书记周立新来考察。",
        "当时的云溪区区长周立新说。",
        "云溪区区长候选人周立新说。",
        "市场监管局局长周立新说。",
        "电子公司董事长周立新说。",
        "村民周立新说。",
        "市长卡洛维奇说。",
        "中国银行原党委书记周立新说。",
        "医院消化内科主任周立新说。",
        "商务部长卢特尼克说。",
        "杜塞尔多夫市市长盖泽尔说。",
        "周立新总书记和韩立总书记达成共识。",
    ],
)
def test_no_post_of_ours_or_of_now(tmp_path, text):
    assert [post for found in posts(tmp_path, text).values() for post in found] == []


def test_a_foreigner_has_no_post_by_a_bare_title(tmp_path):
    assert posts(tmp_path, "越共中央总书记苏山来访。苏山总书记说。") == {"苏山": []}

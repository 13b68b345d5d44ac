"""Bodies that an item names, with what they are called in full."""

from dataclasses import replace

import pytest

from archive.parsing.gazetteer import Gazetteer
from archive.parsing.organizations import find_organizations
from archive.parsing.tagging import Tagged, Tags
from tests.parsing import entities
from tests.parsing.entities import AREA, item


@pytest.fixture
def gazetteer(tmp_path):
    return entities.gazetteer(tmp_path)


def bodies(gazetteer, *lines, area=AREA, **fields):
    return {body.name: body.full_name for body in find_organizations(item(*lines, **fields), area, gazetteer)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("区委、区政府高度重视。", {"区委": "中共云溪区委员会", "区政府": "云溪区人民政府"}),
        ("区委书记周立新说。", {"区委": "中共云溪区委员会"}),
        ("区城管局清理街面。", {"区城管局": "云溪区城市管理局"}),
        ("区住建局、区教体局联合检查。", {"区住建局": "云溪区住房和城乡建设局", "区教体局": "云溪区教育体育局"}),
        ("区卫健委发布消息。", {"区卫健委": "云溪区卫生健康委员会"}),
        ("市文化和旅游局挑选景点。", {"市文化和旅游局": "青岚市文化和旅游局"}),
        ("市政协组织视察。", {"市政协": "中国人民政治协商会议青岚市委员会"}),
        ("区行政服务中心开门迎客。", {"区行政服务中心": "云溪区行政服务中心"}),
        ("区人大常委会听取报告。", {"区人大常委会": "云溪区人民代表大会常务委员会"}),
        ("云溪区第九届人民代表大会召开。", {"云溪区第九届人民代表大会": "云溪区人民代表大会"}),
        ("国家卫健委发来贺信。", {"国家卫健委": "国家卫生健康委员会"}),
        ("青岚润禾农具有限公司开工。", {"青岚润禾农具有限公司": "青岚润禾农具有限公司"}),
        ("石门镇中心小学开学。", {"石门镇中心小学": "石门镇中心小学"}),
        ("暗访组走进车间。", {"暗访组": ""}),
        (
            "区水利局、林业局、交警大队派人到场。",
            {"区水利局": "云溪区水利局", "林业局": "云溪区林业局", "交警大队": ""},
        ),
        ("区人社局仲裁院开庭。", {"区人社局仲裁院": "云溪区人力资源和社会保障局仲裁院"}),
        ("区委第三巡察组进驻。", {"区委第三巡察组": "中共云溪区委第三巡察组"}),
        ("石门镇党委、政府重视。", {"石门镇党委": "中共石门镇委员会", "政府": "石门镇人民政府"}),
        (
            "区委常委、宣传部部长周明参加。",
            {"区委": "中共云溪区委员会", "宣传部": "中共云溪区委员会宣传部"},
        ),
        (
            "由区水利局、区财政局、区应急组成联合检查组。",
            {
                "区水利局": "云溪区水利局",
                "区财政局": "云溪区财政局",
                "区应急": "云溪区应急管理局",
                "联合检查组": "",
            },
        ),
        ("与城管、卫健等部门商量。", {"城管": "云溪区城市管理局", "卫健": "云溪区卫生健康委员会"}),
        (
            "云溪区成立美丽河湾和山间步道养护工作专班。",
            {"美丽河湾和山间步道养护工作专班": "云溪区美丽河湾和山间步道养护工作专班"},
        ),
        (
            "县公安局“连心”调解室挂牌。",
            {"县公安局": "", "“连心”调解室": ""},
        ),
        ("世卫组织和欧盟发布消息。", {"世卫组织": "世界卫生组织", "欧盟": "欧洲联盟"}),
        ("区文化馆开门。", {"区文化馆": "云溪区文化馆"}),
        ("青岚市物流与采购联合会成立。", {"青岚市物流与采购联合会": "青岚市物流与采购联合会"}),
        ("中央赴云溪指导组到场。", {"中央赴云溪指导组": ""}),
        ("研究处理全国人大常委会的决定。", {"全国人大常委会": "全国人民代表大会常务委员会"}),
        ("赴香港特别行政区政府工作。", {"香港特别行政区政府": "香港特别行政区政府"}),
    ],
)
def test_bodies_and_their_full_names(gazetteer, text, expected):
    assert bodies(gazetteer, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "胸怀大局，优化布局，形成新格局。",
        "各级党委、政府要抓好落实。",
        "全市各乡镇卫生院、村卫生室备足药品。",
        "相关部门和有关单位参加。",
        "公司的学校和医院。",
        "党和政府很关心我们。",
        "组建青年先锋队、防汛救援队，看守河堤。",
        "由志愿者组成清雪突击队。",
        "建成“向日葵卫生室”7个。",
        "完成便民服务中心规范化建设6个。",
        "非政府组织的代表到场。",
        "马里政府军收复小镇。",
        "3家物业公司和两家航空公司参加。",
        "市场上人很多，市民很满意。",
        "新建的电子图书馆开门。",
        "召开协商会，办大专班。",
        "反政府武装撤走。",
        "市县党委带头。",
        "专门规范党委政法委员会的工作。",
        "运用好政协，落实好党委要求。",
        "",
    ],
)
def test_what_is_no_particular_body(gazetteer, text):
    assert bodies(gazetteer, text) == {}


def test_one_body_named_in_two_ways_is_one(gazetteer):
    (body,) = find_organizations(item("云溪区城市管理局开会。", "区城管局清街。"), AREA, gazetteer)
    assert (body.name, body.full_name, body.type) == ("云溪区城市管理局", "云溪区城市管理局", "政府")
    assert body.place == AREA
    assert [span.line for span in body.spans] == [1, 3]


def test_a_short_form_joins_the_only_name_that_ends_in_it(gazetteer):
    (body,) = find_organizations(item("青岚润禾供电公司检修。", "供电公司说。"), AREA, gazetteer)
    assert body.name == "青岚润禾供电公司"


def test_the_county_that_an_item_is_about_is_its_county(gazetteer):
    found = bodies(gazetteer, "望岚县推广新品种。", "县公安局维持秩序。", area=("山岚省", "青岚市"))
    assert found == {"县公安局": "望岚县公安局"}


def test_nothing_is_concluded_without_a_home(gazetteer):
    assert bodies(gazetteer, "区城管局清理街面。", area=()) == {"区城管局": ""}


def test_spans_are_the_characters_of_the_name(gazetteer):
    article = item("昨天，区城管局清理街面。", headline="区城管局清街")
    (body,) = find_organizations(article, AREA, gazetteer)
    assert [(span.field, getattr(article, span.field)[span.start : span.end]) for span in body.spans] == [
        ("headline", "区城管局"),
        ("text", "区城管局"),
    ]


@pytest.mark.parametrize(
    ("lines", "printed", "full"),
    [
        (("听松街道开展整治。该街道执法中队上路检查。",), "街道执法中队", "听松街道执法中队"),
        (("柳湾村修好了桥。村党支部书记周明说。",), "村党支部", "中共柳湾村支部委员会"),
        (("石门镇开会。", "镇政府拿出办法。"), "镇政府", "石门镇人民政府"),
        (("柳湾村的桥断了。", "巡察组找到区交通运输局、村委会。"), "村委会", "柳湾村村民委员会"),
    ],
)
def test_a_level_stands_for_the_place_just_named(gazetteer, lines, printed, full):
    assert bodies(gazetteer, *lines)[printed] == full


def test_no_body_begins_within_the_name_of_a_town(tmp_path):
    """What the dictionary cuts in the middle: 白 + 荻 + 镇."""
    file = tmp_path / "gazetteer.tsv"
    file.write_text("path\ttype\taliases\n山岚省/青岚市/云溪区/白荻镇/沙河村\t村\t\n", encoding="utf-8")
    text = item("云溪区白荻镇沙河村党支部书记马川查看春灌。")
    (body,) = find_organizations(text, AREA[:2], Gazetteer.load([file]))
    assert (body.name, body.full_name) == ("云溪区白荻镇沙河村党支部", "中共沙河村支部委员会")
    assert body.place == (*AREA, "白荻镇", "沙河村")


def test_two_bodies_of_one_name_in_two_places_are_two(gazetteer):
    text = "石门镇沙河村党支部和苔溪乡沙河村党支部结对。", "石门镇沙河村党支部先行。"
    found = find_organizations(item(*text), AREA, gazetteer)
    assert [(body.full_name, body.place[-2:], len(body.spans)) for body in found] == [
        ("中共沙河村支部委员会", ("石门镇", "沙河村"), 2),
        ("中共沙河村支部委员会", ("苔溪乡", "沙河村"), 1),
    ]


def test_no_village_named_no_body_of_a_village(gazetteer):
    assert bodies(gazetteer, "各村都来了人。村党支部书记说，要修桥。") == {}


def test_where_a_shop_is_is_no_part_of_its_name(gazetteer):
    assert bodies(gazetteer, "云溪区丰禾烧烤店起火。沿街烧烤店都关了。") == {"丰禾烧烤店": ""}


@pytest.mark.parametrize(
    ("text", "aliases"),
    [
        ("区城管局清理街面。", ("云溪区城管局",)),
        ("云溪区城市管理局清理街面。", ()),
        ("青岚润禾农具有限公司（以下简称“润禾农具”）开工。", ("润禾农具",)),
        ("青岚润禾农具有限公司（以下简称“公司”）开工。", ()),
    ],
)
def test_short_names_are_kept(gazetteer, text, aliases):
    (body,) = find_organizations(item(text), AREA, gazetteer)
    assert body.aliases == aliases


def test_what_the_tagger_takes_for_a_body_is_one_if_it_is_told_whose(gazetteer):
    text = "澳门中乐团演出，据报道，灵感来自远山。"
    tagged = replace(item(text), tags={"text": Tags((Tagged(0, 5, "ORG"), Tagged(14, 18, "ORG")))})
    (body,) = find_organizations(tagged, AREA, gazetteer)
    assert (body.name, body.rule, body.confidence) == ("澳门中乐团", "tagger", 0.7)


def test_a_verb_that_the_tagger_sees_is_no_part_of_a_name(gazetteer):
    text = "媒体援引美国国防部消息。"
    spans = (Tagged(0, 2, "n"), Tagged(2, 4, "v"), Tagged(4, 9, "ORG"), Tagged(9, 11, "n"))
    (body,) = find_organizations(replace(item(text), tags={"text": Tags(spans)}), AREA, gazetteer)
    assert body.name == "美国国防部"

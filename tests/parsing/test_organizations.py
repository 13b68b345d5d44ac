"""Bodies that an item names, with what they are called in full."""

import pytest

from archive.parsing.organizations import find_organizations
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
        ("青岚润禾农具有限公司开工。", {"青岚润禾农具有限公司": ""}),
        ("石门镇中心小学开学。", {"石门镇中心小学": ""}),
        ("暗访组走进车间。", {"暗访组": ""}),
        (
            "区水利局、林业局、交警大队派人到场。",
            {"区水利局": "云溪区水利局", "林业局": "", "交警大队": ""},
        ),
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

"""我市, 该区, 全县, 本镇, 我们村: the places that they mean."""

import pytest

from archive.parsing.places import find_places
from archive.parsing.relative import find_references
from tests.parsing import entities
from tests.parsing.entities import AREA, item

HOME = "山岚省/青岚市/云溪区"


@pytest.fixture
def gazetteer(tmp_path):
    return entities.gazetteer(tmp_path)


def meant(gazetteer, *lines, area=AREA):
    read = item(*lines)
    found = find_references(read, area, find_places(read, area, gazetteer))
    return [(each.text, "/".join(each.path)) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("我市召开会议。", [("我市", "山岚省/青岚市")]),
        ("我区、我省都要落实。", [("我区", HOME), ("我省", "山岚省")]),
        ("全区上下一心。", [("全区", HOME)]),
        ("石门镇清扫街巷，该镇投入30人。", [("该镇", f"{HOME}/石门镇")]),
        ("石门镇柳湾村种上油菜，全村增收。", [("全村", f"{HOME}/石门镇/柳湾村")]),
        ("石门镇柳湾村村民说：“我们村的路修好了。”", [("我们村", f"{HOME}/石门镇/柳湾村")]),
        ("望岚县推广新品种，该县农户受益。", [("该县", "山岚省/青岚市/望岚县")]),
        ("杏园小区通了水，该区继续推进改造。", [("该区", HOME)]),
        ("石门镇和听松街道结对，该镇出资。", [("该镇", f"{HOME}/石门镇")]),
        ("该镇清扫街巷。", []),
        ("推进全区域发展，该区域面积最大。", []),
        ("全面发展，全村委会成员到场。", []),
    ],
)
def test_a_relative_word_means_home_or_what_was_named_before(gazetteer, text, expected):
    assert meant(gazetteer, text) == expected


def test_without_a_home_only_a_place_named_before_counts(gazetteer):
    assert meant(gazetteer, "我市召开会议。", area=()) == []
    assert meant(gazetteer, "浙江省杭州市举行活动，该市市民参加。", area=()) == [("该市", "浙江省/杭州市")]


def test_the_span_is_that_of_the_word(gazetteer):
    read = item("石门镇清扫街巷。", "全区推广。")
    (found,) = find_references(read, AREA, find_places(read, AREA, gazetteer))
    assert read.text[found.span.start : found.span.end] == "全区"
    assert found.span.line == 3

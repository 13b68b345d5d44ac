"""The home area of a page, and what it rests on."""

import pytest

from archive.parsing import Given, parse_page
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.home import home_area
from archive.parsing.output import as_json
from archive.parsing.structures import PageDump
from tests.parsing import entities
from tests.parsing.entities import AREA, item


@pytest.fixture
def gazetteer(tmp_path):
    return entities.gazetteer(tmp_path)


def evidence(gazetteer, *lines):
    return {each.name: each for each in home_area([item(*lines)], gazetteer).evidence}


def test_each_name_that_speaks_for_home_is_kept_with_its_lines(gazetteer):
    found = evidence(gazetteer, "石门镇清扫街巷。", "听松街道组织义诊。", "云溪区举行会议，石门镇发言。")
    assert found["石门镇"].lines == (1, 5)
    assert found["石门镇"].times == 2
    assert found["听松街道"].lines == (3,)
    assert all(path[:3] == AREA for each in found.values() for path in each.places)


def test_a_name_of_several_places_says_less(gazetteer):
    found = evidence(gazetteer, "石门镇清扫街巷。", "听松街道组织义诊。", "云溪区、光明街道启动排查。")
    assert found["光明街道"].weight < found["听松街道"].weight == 1.0


def test_names_of_other_places_are_no_evidence(gazetteer):
    lines = ("石门镇清扫街巷。", "听松街道组织义诊。", "云溪区开会。", "浙江省杭州市西湖区代表来访。")
    assert set(evidence(gazetteer, *lines)) == {"石门镇", "听松街道", "云溪区"}


def test_without_a_home_there_is_no_evidence(gazetteer):
    assert home_area([item("今天全国天气晴好。")], gazetteer) == ((), ())


def test_foreign_countries_are_no_home(gazetteer):
    assert home_area([item("日本东京下雪，日本大阪也下雪。", "日本各地气温下降。")], gazetteer).area == ()


def test_villages_speak_for_their_county():
    """Their names are packed apart from the towns'; a village's says less than a town's."""
    lines = ("西湖区举行会议。", "西溪街道启动排查。", "满觉陇村组织义诊。", "梅家坞村种茶。")
    area, found = home_area([item(*lines)], Gazetteer.load())
    assert area == ("浙江省", "杭州市", "西湖区")
    told = {each.name: each for each in found}
    assert 0 < told["梅家坞村"].weight < told["西溪街道"].weight


def test_the_evidence_stands_in_the_json(gazetteer):
    text = "石门镇清扫街巷\n\n本报讯 3月4日，石门镇清扫街巷。听松街道、云溪区组织义诊。\n"
    page = parse_page(PageDump("a.txt", "utf-8", text), Given(), gazetteer)
    told = {each["name"]: each for each in as_json(page)["area_evidence"]}
    assert told["石门镇"]["lines"] == [1, 3]
    assert told["石门镇"]["places"] == [[*AREA, "石门镇"]]


def test_a_given_area_needs_no_evidence(gazetteer):
    page = parse_page(PageDump("a.txt", "utf-8", "石门镇清扫街巷\n"), Given(area=AREA), gazetteer)
    assert (page.area, page.area_evidence) == (AREA, ())

"""Places of one name, held apart by the home that a page has: one, none or several, never the first."""

import pytest

from archive.parsing.gazetteer import Gazetteer
from archive.parsing.places import find_places
from tests.parsing.entities import item

EAST, WEST = ("山东省", "济南市", "历城区"), ("山东省", "潍坊市", "青州市")
# Villages that both have, each once; the country has dozens more of each name.
VILLAGES = (
    *("三官庙村", "东八户村", "东坡村", "东张村", "井家村", "傅家村", "北辛村", "吕家村", "吴家村", "周家村"),
    *("孟家村", "崔家村", "康家庄村", "徐家村", "核桃园村", "江家村", "王家庄村", "田庄村", "石桥村", "程家庄村"),
    *("董家庄村", "袁家村", "西坡村", "贾家庄村", "郭家庄村", "韩家庄村", "马家庄村", "高家村"),
)
DISTRICTS = {
    "青山区": (("内蒙古自治区", "包头市"), ("湖北省", "武汉市")),
    "鼓楼区": (("江苏省", "南京市"), ("福建省", "福州市")),
    "白云区": (("广东省", "广州市"), ("贵州省", "贵阳市")),
    "海州区": (("江苏省", "连云港市"), ("辽宁省", "阜新市")),
    "西湖区": (("江西省", "南昌市"), ("浙江省", "杭州市")),
    "桥西区": (("河北省", "张家口市"), ("河北省", "石家庄市")),
    "新华区": (("河北省", "沧州市"), ("河南省", "平顶山市")),
    "永定区": (("湖南省", "张家界市"), ("福建省", "龙岩市")),
}
STREETS = ("解放路", "建设路", "人民路", "中山路", "文化路", "育才路", "和平路", "滨河路")


def parents(text, area):
    return {place.name: place.parents for place in find_places(item(text), area, Gazetteer.load())}


@pytest.mark.parametrize("home", [EAST, WEST])
@pytest.mark.parametrize("name", VILLAGES)
def test_a_bare_village_is_the_home_districts(name, home):
    assert len(Gazetteer.load().villages(name)) > 2
    found = parents(f"{name}的路修好了。", home)
    assert found[name][:3] == home
    assert len(found[name]) == 4


@pytest.mark.parametrize("name", VILLAGES)
def test_with_no_home_a_bare_village_is_none_of_them(name):
    assert parents(f"{name}的路修好了。", ()).get(name, ()) == ()


@pytest.mark.parametrize(("name", "which"), [(name, which) for name in DISTRICTS for which in (0, 1)])
def test_a_bare_district_is_the_home_citys(name, which):
    home = DISTRICTS[name][which]
    assert parents(f"{name}举行会议。", home)[name] == home


@pytest.mark.parametrize("name", DISTRICTS)
def test_with_no_home_a_bare_district_is_none_of_them(name):
    assert parents(f"{name}举行会议。", ()) == {name: ()}


@pytest.mark.parametrize("name", DISTRICTS)
def test_the_city_before_it_tells_the_district_anywhere(name):
    for province, city in DISTRICTS[name]:
        assert parents(f"{city}{name}代表来访。", EAST)[name] == (province, city)


@pytest.mark.parametrize("home", [EAST, WEST])
@pytest.mark.parametrize("name", STREETS)
def test_a_street_is_the_home_districts(name, home):
    assert parents(f"市民在{name}散步。", home)[name] == home


def test_a_village_that_the_home_district_has_twice_is_in_one_of_its_towns():
    """It is not known in which; and never the first."""
    gazetteer = Gazetteer.load()
    twice = [path for path in gazetteer.villages("南庄村") if path[:2] == ("山东省", "青岛市")]
    homes = {path[:3] for path in twice if sum(other[:3] == path[:3] for other in twice) > 1}
    for home in homes:
        assert parents("南庄村的路修好了。", home)["南庄村"] == home


def test_a_town_named_beside_it_tells_which_village_is_meant():
    path = next(path for path in Gazetteer.load().villages("袁家村") if path[:3] == WEST)
    found = parents(f"青州市{path[3]}推广新品种。袁家村的路修好了。", WEST[:2])
    assert found["袁家村"] == path[:4]

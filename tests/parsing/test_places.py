"""Places with their types and parents, and the home area that settles them."""

from dataclasses import replace

import pytest

from archive.parsing.gazetteer import Gazetteer
from archive.parsing.home import home_area
from archive.parsing.places import find_places
from archive.parsing.structures import Item
from archive.parsing.tagging import Tagged, Tags
from tests.parsing import entities
from tests.parsing.entities import AREA, item

HOME = "山岚省/青岚市/云溪区"


@pytest.fixture
def gazetteer(tmp_path):
    return entities.gazetteer(tmp_path)


def places(gazetteer, *lines, area=AREA):
    return {place.name: "/".join(place.parents) for place in find_places(item(*lines), area, gazetteer)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("石门镇清扫街巷。", {"石门镇": HOME}),
        ("石门镇柳湾村种上了油菜。", {"柳湾村": f"{HOME}/石门镇"}),
        ("听松街道杏园社区组织义诊。", {"杏园社区": f"{HOME}/听松街道"}),
        ("云溪区听松街道杏园社区组织义诊。", {"云溪区": "山岚省/青岚市", "杏园社区": f"{HOME}/听松街道"}),
        ("对育才路、解放路、滨江大道进行整治。", {"育才路": HOME, "解放路": HOME, "滨江大道": HOME}),
        ("市民在白石河大桥散步。", {"白石河大桥": HOME}),
        ("新开的柳湾湿地公园人气很旺。", {"柳湾湿地公园": HOME}),
        ("浙江省杭州市西湖区代表团来访。", {"西湖区": "浙江省/杭州市"}),
        ("代表团来自浙江和江苏。", {"浙江省": "", "江苏省": ""}),
        ("光明街道启动排查。", {"光明街道": HOME}),
        ("望岚县苔溪乡修了新路。", {"望岚县": "山岚省/青岚市", "苔溪乡": "山岚省/青岚市/望岚县"}),
        ("三里街社区和杏花街社区结对。", {"三里街社区": HOME, "杏花街社区": HOME}),
        ("代表团来自浙江安吉。", {"安吉县": "浙江省/湖州市"}),  # a county's short name behind its province
        ("内地与香港的往来增多。", {"香港特别行政区": ""}),
        ("在经一路、纬二路铺设管网，经七路涉及三处。", {"经一路": HOME, "纬二路": HOME, "经七路": HOME}),
        ("纬一路北部箱涵完成。", {"纬一路": HOME}),
        ("对杏园小区、滨江铭座等2个小区改造。", {"杏园小区": HOME, "滨江铭座": HOME}),
        ("在和平路、中山路铺设管网。", {"和平路": HOME, "中山路": HOME}),
        ("英国伦敦下雪，日本也下雪。", {"伦敦": "英国", "日本": ""}),
        ("深圳罗湖、福田、龙岗等区下雨。", dict.fromkeys(("罗湖区", "福田区", "龙岗区"), "广东省/深圳市")),
        ("大会在福建厦门拉开帷幕。", {"厦门市": "福建省"}),  # a short name inside a longer word
        ("阿富汗首都喀布尔国际机场恢复。", {"阿富汗": "", "喀布尔国际机场": "阿富汗/喀布尔"}),
        ("印度中央邦下雨，日本青森县下雪。", {"中央邦": "印度", "青森县": "日本"}),
        ("台湾海峡、四川盆地有雨。", {"台湾海峡": "", "四川盆地": ""}),  # called after provinces
        ("关于白石河的《云溪区白石河治理办法》。", {"白石河": HOME, "云溪区": "山岚省/青岚市"}),
        ("青岚市平江区组织义诊。", {"平江区": "山岚省/青岚市"}),  # whatever other city has one of that name
    ],
)
def test_places_resolve_through_the_home_area(gazetteer, text, expected):
    assert places(gazetteer, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我市、我区和该镇都要落实。",
        "建设文明城市，改造老旧小区。",
        "全镇二十八个行政村、各社区都行动起来。",
        "理清思路，走好致富路，建设美丽乡村。",
        "村民和社区网格员一起清理道路。",
        "推广“枫桥经验”。",
        "青岚市润禾农具有限公司开工。",
        "三名村医和十余名村干部挨户送药。",
        "（本报记者 张路 摄）",
        "推进“山水宜居示范区”建设。",
        "荣获“全国文明新区”称号。",
        "探索体系用兵新路，建成高原机场。",
        "大街小巷张灯结彩，十里八村喜气洋洋。",
        "跳起广场舞，办好“村晚”，繁荣乡村文化。",
        "打造制造业重镇，建成新机场。",
        "队伍兵分三路，在风雨里一路前行。",
        "铺就幸福路。",
        "上海地区、印度洋沿岸的沿海城市群。",
        "希望巴中两国合作。",
        "“莫斯科”号返航，潍坊舰同行，科考船“珠海云”下水。",  # ships
        "湖南队夺冠，辽宁女排第二。",  # teams
        "电影《白石河》上映。",  # a film, no document about the river
        "着力打造宜居之都示范区、融合发展示范区。",
        "数据汇成空中水库，建成零碳产业园区。",
        "《巴黎协定》生效。",
        "人称“长命村”。",
        "译成越南文、葡萄牙文出版。",  # languages
        "大批角马渡河。",
        "",
    ],
)
def test_what_is_no_place(gazetteer, text):
    assert places(gazetteer, text) == {}


def test_a_name_of_several_places_is_left_open_where_nothing_settles_it(gazetteer):
    (place,) = find_places(item("光明街道启动排查。"), ("山岚省", "青岚市"), gazetteer)
    assert (place.name, place.parents, place.type) == ("光明街道", (), "街道")


def test_the_county_before_it_settles_a_name_of_several_places(gazetteer):
    assert places(gazetteer, "澄江区光明街道启动排查。", area=("山岚省", "青岚市")) == {
        "澄江区": "山岚省/青岚市",
        "光明街道": "山岚省/青岚市/澄江区",
    }


def test_the_only_county_that_an_item_names_holds_its_villages(gazetteer):
    found = places(gazetteer, "望岚县推广新品种。", "杨坪村的稻子黄了。", area=("山岚省", "青岚市"))
    assert found["杨坪村"] == "山岚省/青岚市/望岚县"


@pytest.mark.parametrize(
    ("lines", "parents"),
    [
        (("石门镇推广新品种。", "杨坪村的稻子黄了。"), f"{HOME}/石门镇"),
        (("杨坪村的稻子黄了。", "石门镇推广新品种。", "杨坪村也种上了。"), f"{HOME}/石门镇"),
        (("石门镇村民来到杨坪村。",), f"{HOME}/石门镇"),
        (("石门镇党委、政府组织宣讲，杨坪村的稻子黄了。",), f"{HOME}/石门镇"),
        # Where an official comes from tells nothing of the others in the company, nor does what is named later.
        (("石门镇镇长马川、杨坪村党支部书记白云起参加活动。",), HOME),
        (("石门镇党委书记马川查看春灌。", "杨坪村党支部书记白云起参加活动。"), HOME),
        (("石门镇党委副书记、镇长马川查看春灌。", "杨坪村的稻子黄了。"), HOME),
        (("杨坪村的稻子黄了，石门镇推广新品种。",), HOME),
        (("石门镇和听松街道推广新品种。", "杨坪村的稻子黄了。"), HOME),
    ],
)
def test_the_only_town_that_an_item_tells_of_holds_its_villages(gazetteer, lines, parents):
    assert places(gazetteer, *lines)["杨坪村"] == parents


def test_without_a_home_a_bare_village_has_no_parents(gazetteer):
    assert places(gazetteer, "杨坪村的稻子黄了。", area=()) == {"杨坪村": ""}


def test_a_place_is_one_however_it_is_printed(gazetteer):
    (place,) = find_places(item("杭州下雪了。", "杭州市发布预警。"), (), gazetteer)
    assert place.name == "杭州市"
    assert [span.line for span in place.spans] == [1, 3]


def test_other_names_from_an_addition_file_are_known_at_home(gazetteer):
    assert places(gazetteer, "柳湾的油菜开了。") == {"柳湾村": f"{HOME}/石门镇"}


def test_types_come_from_the_gazetteer_or_the_ending(gazetteer):
    found = find_places(item("石门镇的育才路、白石河大桥、杏园小区都通了水。"), AREA, gazetteer)
    assert {place.name: place.type for place in found} == {
        "石门镇": "镇",
        "育才路": "道路",
        "白石河大桥": "桥梁",
        "杏园小区": "小区",
    }


@pytest.mark.parametrize(
    ("lines", "name", "printed"),
    [
        (("石门镇苔坪村修路。", "苔坪村民都来帮忙。"), "苔坪村", ["苔坪村", "苔坪"]),
        (("石门镇苔坪村修路。", "苔坪的油菜开了，苔坪小学放假。"), "苔坪村", ["苔坪村", "苔坪"]),
    ],
)
def test_a_village_is_found_again_without_its_ending(gazetteer, lines, name, printed):
    read = item(*lines)
    (found,) = (place for place in find_places(read, AREA, gazetteer) if place.name == name)
    assert found.parents[-1] == "石门镇"
    assert [read.text[span.start : span.end] for span in found.spans] == printed


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("支持新街道工作。", "支持/v 新/a 街道/n 工作/vn", {}),
        ("春节年轻人回村过年。", "春节/TIME 年轻人/n 回/v 村/n 过年/v", {}),
        ("利用白石古城遗址。", "利用/v 白石古城/LOC 遗址/n", {"白石古城": HOME}),
        ("工程师钟远山到场。", "工程师/n 钟远山/PER 到场/v", {}),
        ("翻过苍石岭。", "翻过/v 苍石岭/LOC", {"苍石岭": HOME}),
        ("湖是大淡水湖。", "湖/n 是/v 大淡水湖/LOC", {}),
        ("主持人白玉林讲话。", "主持人/n 白玉林/PER 讲话/v", {}),  # 玉林 is a city besides
        ("主任林江讲话。", "主任林江/LOC 讲话/v", {}),
        ("同老乡们交谈。", "同/p 老乡/n 们/n 交谈/v", {}),
        ("拉开世界杯云州站的帷幕。", "拉开/v 世界杯/nz 云州站/LOC 的/u 帷幕/n", {}),  # a leg of the race
        ("船到上海港。", "船/n 到/v 上海港/LOC", {"上海港": "上海市"}),
        ("松安新区启动。", "松安新区/LOC 启动/v", {"松安新区": HOME}),
        ("坚持港人治港。", "坚持/v 港人治港/LOC", {}),
        ("登上泰山，责任重于泰山。", "登上/v 泰山/LOC 责任/n 重于/v 泰山/LOC", {"泰山": ""}),
        ("法国莱蒙市下雪。", "法国/LOC 莱蒙市/LOC 下雪/v", {"莱蒙市": "法国", "法国": None}),
    ],
)
def test_the_tagger_speaks_for_a_name_or_against_it(gazetteer, text, words, expected):
    read = tagged(item(text), words)
    found = {place.name: "/".join(place.parents) for place in find_places(read, AREA, gazetteer)}
    assert found == {name: parents for name, parents in expected.items() if parents is not None}


def tagged(read, words):
    """The item with the tags that `words` (word/tag) gives to its text."""
    spans, at = [], 0
    for word, tag in (each.split("/") for each in words.split()):
        at = read.text.index(word, at)
        spans.append(Tagged(at, at + len(word), tag))
        at += len(word)
    return replace(read, tags={"text": Tags(tuple(spans))})


def test_a_persons_name_is_no_place(gazetteer):
    assert places(gazetteer, "村民杜河清和村民罗问渠说，水来了。") == {}


def page(*lines):
    return [Item(text=line) for line in lines]


@pytest.mark.parametrize(
    ("lines", "area"),
    [
        (("石门镇清扫街巷。", "听松街道组织义诊。", "云溪区举行会议。"), AREA),
        (("云溪区举行会议。", "望岚县举行会议。", "澄江区举行会议。", "青岚市举行会议。"), AREA[:2]),
        (("石门镇、听松街道、苔溪乡、澄江区都下了雨。",), AREA[:2]),
        (("今天全国天气晴好。",), ()),
        (("浙江、江苏、安徽、山东、河南、湖北、四川的代表发言。",), ()),
        ((), ()),
    ],
)
def test_home_is_as_deep_as_the_evidence_goes(gazetteer, lines, area):
    assert home_area(page(*lines), gazetteer).area == area


def test_a_visitor_does_not_move_home(gazetteer):
    lines = ("石门镇清扫街巷。", "听松街道组织义诊。", "云溪区与浙江省杭州市西湖区结对。", "云溪区举行会议。")
    assert home_area(page(*lines), gazetteer).area == AREA


def test_real_divisions_need_no_addition():
    lines = ("西湖区举行会议。", "西溪街道、翠苑街道、古荡街道启动排查。")
    assert home_area(page(*lines), Gazetteer.load()).area == ("浙江省", "杭州市", "西湖区")


def test_the_real_pages_have_their_home(shared):
    built_in = Gazetteer.load()
    homes = {
        "000": ("河南省", "平顶山市", "新华区"),
        "001": ("河南省", "平顶山市", "卫东区"),
        "003": ("河南省", "安阳市", "文峰区"),
        "004": ("山西省", "长治市"),
    }
    for file in sorted((shared / "pages").glob("*.txt")):
        area = home_area([Item(text=file.read_text(encoding="utf-8"))], built_in).area
        assert area == homes.get(file.name[:3], area)
        assert len(area) >= 2

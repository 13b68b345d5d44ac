"""The gazetteer: loading, looking up, adding, scanning."""

import lzma

import pytest

from archive.parsing.gazetteer import BUILT_IN, Gazetteer, GazetteerError, type_of_name
from archive.parsing.gazetteers.build import compact, villages
from archive.parsing.villages import Villages, pack
from tests.parsing import entities


@pytest.fixture
def gazetteer(tmp_path):
    return entities.gazetteer(tmp_path)


def test_built_in_divisions_reach_from_province_to_town():
    built_in = Gazetteer.load()
    assert built_in.candidates("浙江省") == [("浙江省",)]
    assert ("浙江省", "杭州市", "西湖区") in built_in.candidates("西湖区")
    assert all(path[-1] == "城关镇" for path in built_in.candidates("城关镇"))
    assert len(built_in.candidates("城关镇")) > 50
    assert len(built_in) > 40_000


@pytest.mark.parametrize(
    ("short", "path"),
    [
        ("浙江", ("浙江省",)),
        ("内蒙古", ("内蒙古自治区",)),
        ("杭州", ("浙江省", "杭州市")),
        ("延边", ("吉林省", "延边朝鲜族自治州")),
    ],
)
def test_short_names_are_found(short, path):
    assert Gazetteer.load().candidates(short) == [path]


def test_built_in_villages_are_known_by_name_and_path():
    built_in = Gazetteer.load()
    path = ("浙江省", "杭州市", "西湖区", "西湖街道", "梅家坞村")
    assert built_in.villages("梅家坞村") == [path]
    assert built_in.candidates("梅家坞村") == [path]
    assert "梅家坞村" in built_in
    assert built_in.has(path)
    assert not built_in.has(("浙江省", "杭州市", "西湖区", "灵隐街道", "梅家坞村"))
    assert built_in.type_of(path) == "村"
    assert len(built_in.villages("张庄村")) > 400
    assert built_in.villages("没有这个村") == []


def test_countries_and_their_cities():
    built_in = Gazetteer.load()
    assert built_in.candidates("印尼") == [("印度尼西亚",)]
    assert built_in.candidates("巴黎") == [("法国", "巴黎")]
    assert built_in.type_of(("法国",)) == "国家"
    assert built_in.is_abroad(("法国", "巴黎"))
    assert not built_in.is_abroad(("浙江省", "杭州市"))


def test_levels_that_exist_only_on_paper_are_left_out():
    built_in = Gazetteer.load()
    assert built_in.candidates("嘉定区") == [("上海市", "嘉定区")]
    assert built_in.candidates("济源市") == [("河南省", "济源市")]
    assert "省直辖行政区划" not in built_in


def test_a_bare_type_is_no_name():
    assert "社区" not in Gazetteer.load()
    assert "街道" not in Gazetteer.load()


def test_load_keeps_what_it_read(tmp_path):
    assert Gazetteer.load() is Gazetteer.load()
    assert entities.gazetteer(tmp_path) is Gazetteer.load([tmp_path / "gazetteer.tsv"])


def test_additions_do_not_leak_into_the_built_in_gazetteer(gazetteer):
    assert gazetteer.candidates("听松街道") == [("山岚省", "青岚市", "云溪区", "听松街道")]
    assert "听松街道" not in Gazetteer.load()


def test_addition_rows_give_type_aliases_and_implied_parents(gazetteer):
    assert gazetteer.candidates("青岚市") == [("山岚省", "青岚市")]
    assert gazetteer.candidates("柳湾") == [("山岚省", "青岚市", "云溪区", "石门镇", "柳湾村")]
    assert gazetteer.candidates("柳湾村")[:1] == gazetteer.candidates("柳湾")
    assert gazetteer.is_other_name("柳湾")
    assert not gazetteer.is_other_name("柳湾村")
    assert gazetteer.type_of(("山岚省", "青岚市", "云溪区", "石门镇")) == "镇"
    assert gazetteer.has(("山岚省", "青岚市", "望岚县"))
    assert not gazetteer.has(("山岚省", "石门镇"))


def test_a_name_that_several_places_bear_answers_with_all(gazetteer):
    invented = [path for path in gazetteer.candidates("光明街道") if path[0] == "山岚省"]
    assert invented == [
        ("山岚省", "青岚市", "云溪区", "光明街道"),
        ("山岚省", "青岚市", "澄江区", "光明街道"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: expected the header"),
        ("名称\t类型\n", "line 1: expected the header"),
        ("path\ttype\taliases\n山岚省/青岚市\t市\t岚城\t多余\n", "line 2: 4 columns"),
        ("path\ttype\taliases\n\n# 注\n山岚省//云溪区\t区\t\n", "line 4: path"),
        ("path\ttype\taliases\n山岚省/青岚市\t市\t岚\n", "line 2: alias"),
    ],
)
def test_a_bad_row_is_reported_with_file_and_line(tmp_path, text, message):
    file = tmp_path / "places.tsv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(GazetteerError, match=message) as error:
        Gazetteer.load([file])
    assert str(file) in str(error.value)


def test_a_file_that_is_not_utf8_is_reported(tmp_path):
    file = tmp_path / "places.tsv"
    file.write_bytes("path\ttype\taliases\n山岚省\t省\t\n".encode("gb18030"))
    with pytest.raises(GazetteerError, match="not UTF-8"):
        Gazetteer.load([file])


def test_a_byte_order_mark_is_read_over(tmp_path):
    file = tmp_path / "places.tsv"
    file.write_text("path\ttype\taliases\n山岚省/青岚市\t市\t\n", encoding="utf-8-sig")
    assert Gazetteer.load([file]).candidates("青岚市") == [("山岚省", "青岚市")]


def test_a_changed_file_is_read_again(tmp_path):
    file = tmp_path / "places.tsv"
    file.write_text("path\ttype\taliases\n山岚省/青岚市\t市\t\n", encoding="utf-8")
    assert "沅溪市" not in Gazetteer.load([file])
    file.write_text("path\ttype\taliases\n山岚省/沅溪市\t市\t\n", encoding="utf-8")
    assert Gazetteer.load([file]).candidates("沅溪市") == [("山岚省", "沅溪市")]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("云溪区石门镇柳湾村的桥", ["云溪区", "石门镇", "柳湾村"]),
        ("石门镇在下雨", ["石门镇"]),
        ("到了新华区", ["新华区"]),
        ("没有名字的句子", []),
        ("", []),
        ("镇", []),
    ],
)
def test_scan_finds_the_longest_names_from_left_to_right(gazetteer, text, names):
    found = list(gazetteer.scan(text))
    assert [match.name for match in found] == names
    assert all(text[match.start : match.end] == match.name for match in found)


@pytest.mark.parametrize(
    ("name", "type_"), [("石门镇", "镇"), ("听松街道", "街道"), ("延边朝鲜族自治州", "自治州"), ("荷塘", "")]
)
def test_a_name_tells_its_type(name, type_):
    assert type_of_name(name) == type_


def test_build_lifts_what_lies_below_levels_on_paper():
    lines = [
        "山岚省\t110000\t山岚",
        "\t省直辖行政区划\t119000\t省直辖",
        "\t\t柳州市\t119001\t柳州",
        "\t\t\t柳州市石门镇",
        "\t\t\t\t柳湾村",
        "\t青岚市\t110100\t青岚",
    ]
    assert list(compact(lines)) == ["0\t山岚省\t山岚", "1\t柳州市\t柳州", "2\t石门镇", "1\t青岚市\t青岚"]


def test_build_gives_villages_the_row_of_their_town():
    lines = [
        "山岚省\t110000\t山岚",
        "\t青岚市\t110100\t青岚",
        "\t\t云溪区\t110101\t云溪",
        "\t\t\t石门镇",
        "\t\t\t\t柳湾村",
        "\t\t\t\t杏园居委会",
        "\t\t\t\t石门工业园虚拟社区",
        "\t\t\t听松街道",
        "\t\t\t\t柳湾村",
    ]
    assert list(compact(lines))[3:] == ["3\t石门镇", "3\t听松街道"]
    assert villages(lines) == {"柳湾村": [3, 4], "杏园社区": [3]}


@pytest.mark.parametrize(
    "names",
    [
        {"柳湾村": [7]},
        {"柳湾村": [3, 9], "柳湾社区": [1], "柳": [2], "石桥村": [0], "𠮷田村": [65535], "柳湾": [5]},
    ],
)
def test_packed_villages_are_read_as_they_were_written(names):
    packed = Villages(pack(names))
    kept = {name: towns for name, towns in names.items() if len(name) > 1}
    assert {name: list(packed.towns(name)) for name in kept} == kept
    assert len(packed) == sum(map(len, kept.values()))
    for name in ("", "柳", "柳湾村社", "湾村", "石桥", "没有"):
        assert name not in packed


def test_the_shipped_file_has_parents_before_children():
    depth = -1
    for line in lzma.decompress(BUILT_IN.read_bytes()).decode("utf-8").splitlines():
        here = int(line.split("\t")[0])
        assert here <= depth + 1
        depth = here

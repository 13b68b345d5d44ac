"""How names are typed: a table of names and the keys that must find them."""

import pytest

from archive.search import pinyin


@pytest.mark.parametrize(
    ("name", "whole", "initials"),
    [
        ("陆明远", {"陆明远", "lumingyuan"}, {"lmy"}),
        # Surnames with readings of their own.
        ("单立新", {"单立新", "shanlixin"}, {"slx"}),
        ("曾小川", {"曾小川", "zengxiaochuan"}, {"zxc"}),
        ("解红缨", {"解红缨", "xiehongying"}, {"xhy"}),
        ("仇伯谦", {"仇伯谦", "qiuboqian"}, {"qbq"}),
        ("区伯谦", {"区伯谦", "ouboqian"}, {"obq"}),
        ("查红缨", {"查红缨", "zhahongying"}, {"zhy"}),
        ("朴正", {"朴正", "piaozheng"}, {"pz"}),
        ("缪听雪", {"缪听雪", "miaotingxue"}, {"mtx"}),
        ("盖云起", {"盖云起", "geyunqi", "gaiyunqi"}, {"gyq"}),
        ("乐云起", {"乐云起", "yueyunqi", "leyunqi"}, {"yyq", "lyq"}),
        ("覃云起", {"覃云起", "qinyunqi", "tanyunqi"}, {"qyq", "tyq"}),
        ("翟云起", {"翟云起", "zhaiyunqi", "diyunqi"}, {"zyq", "dyq"}),
        ("尉迟听雪", {"尉迟听雪", "yuchitingxue"}, {"yctx"}),
        ("万俟听雪", {"万俟听雪", "moqitingxue"}, {"mqtx"}),
        ("司马听雪", {"司马听雪", "simatingxue"}, {"smtx"}),
        # ü as people type it.
        ("吕小川", {"吕小川", "lvxiaochuan", "luxiaochuan", "lyuxiaochuan"}, {"lxc"}),
        # A given name's character with two readings.
        ("白乐", {"白乐", "baile", "baiyue"}, {"bl", "by"}),
        # As printed with blanks, and foreign.
        ("单 立 新", {"单立新", "shanlixin"}, {"slx"}),
        ("阿依古丽·买买提", {"阿依古丽·买买提", "ayigulimaimaiti"}, {"ayglmmt"}),
        ("Smith", {"smith"}, set()),
        ("", set(), set()),
    ],
)
def test_people(name: str, whole: set[str], initials: set[str]) -> None:
    typed = pinyin.person_as_typed([name])
    assert (typed.whole, typed.initials) == (whole, initials)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("重庆", "chongqing"),
        ("六安市", "luanshi"),
        ("六安市", "liuanshi"),
        ("朝阳区", "chaoyangqu"),
        ("浚县", "xunxian"),
        ("云溪区人民政府", "yunxiqurenminzhengfu"),
        ("云溪区人民政府", "yxqrmzf"),
        ("A股公司", "agugongsi"),
        ("第3届稻花节", "di3jiedaohuajie"),
        ("单县", "shanxian"),
    ],
)
def test_places_and_bodies(name: str, typed: str) -> None:
    found = pinyin.as_typed([name])
    assert typed in found.whole | found.initials


def test_a_body_is_not_read_as_a_person() -> None:
    assert "quwei" in pinyin.as_typed(["区委"]).whole


def test_a_name_too_long_to_be_typed_is_found_as_it_is_written() -> None:
    name = "云溪区" * 20
    assert pinyin.as_typed([name]).whole == {name}


def test_all_names_count() -> None:
    assert {"lumingyuan", "xiaolu"} <= pinyin.person_as_typed(["陆明远", "小陆"]).whole


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Lu Mingyuan", "lumingyuan"),
        ("xi'an", "xian"),
        ("LU-MINGYUAN", "lumingyuan"),
        (" 陆 明远 ", "陆明远"),
        ("陆mingyuan", "陆mingyuan"),
        ("……", ""),
    ],
)
def test_what_is_typed(text: str, key: str) -> None:
    assert pinyin.typed(text) == key

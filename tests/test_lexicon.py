"""Word lists: how they are read, and what they do to the parser's tables and jieba's dictionary."""

import subprocess
import sys

import pytest

from archive import lexicon, words
from archive.lexicon import Entries, Name
from archive.parsing.bodies import bodies
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.headlines import is_section
from archive.parsing.lattice import known, lattice
from archive.parsing.names import propose
from archive.parsing.surnames import SINGLE
from archive.parsing.titles import OFFICES, ends_in_office
from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("name", "text", "entries"),
    [
        (Name.SURNAMES, "# 稀姓\n砚 令湖\n-曾", Entries(frozenset(["砚", "令湖"]), frozenset(["曾"]))),
        (Name.TITLES, "渠长\n  -区长  ", Entries(frozenset(["渠长"]), frozenset(["区长"]))),
        (Name.SYNONYMS, "城管局=城市管理局＝城管", Entries(groups=(("城管局", "城市管理局", "城管"),))),
        (
            Name.PLACES,
            "path\ttype\taliases\n山岚省/青岚市/云溪区/砚台坪\t村\t砚坪、台坪",
            Entries(rows=(("山岚省/青岚市/云溪区/砚台坪", "村", "砚坪、台坪"),)),
        ),
        (Name.PLACES, "山岚省/青岚市 市", Entries(rows=(("山岚省/青岚市", "市", ""),))),
        (Name.WORDS, "", Entries()),
    ],
)
def test_lists_are_read(name, text, entries):
    assert lexicon.read(name, text) == (entries, [])


@pytest.mark.parametrize(
    ("name", "line", "told"),
    [
        (Name.SURNAMES, "砚台坪", "1至2个字"),
        (Name.SURNAMES, "x", "不能用的字符"),
        (Name.SURNAMES, "-砚", "不是内置的词"),
        (Name.TITLES, "长", "2至6个字"),
        (Name.SECTIONS, "-云溪视窗", "没有内置的词"),
        (Name.SYNONYMS, "城管局", "用“=”连起来"),
        (Name.SYNONYMS, "城管局=<b>", "不能用的字符"),
        (Name.PLACES, "山岚省/青 岚 市 区 县", "最多三栏"),
        (Name.PLACES, "山岚省//青岚市", "至少两个字"),
        (Name.WORDS, "=cmd()", "不能用的字符"),
    ],
)
def test_lines_that_cannot_be_read_are_told(name, line, told):
    _, problems = lexicon.read(name, f"# 注\n{line}")
    assert [problem.line for problem in problems] == [2]
    assert told in problems[0].reason


def test_a_word_of_two_groups_is_told():
    entries, problems = lexicon.read(Name.SYNONYMS, "城管局=城管\n城管=执法队")
    assert entries.groups == (("城管局", "城管"),)
    assert problems[0].reason == "“城管”已在另一组里。"


def test_names_follow_the_surnames():
    text = "砚长青在石门镇调研"
    assert not any(each.start == 0 for each in propose(lattice(text)))
    lexicon.use({Name.SURNAMES: "砚\n-曾"})
    assert any((each.start, each.end) == (0, 3) for each in propose(lattice(text)))
    assert "砚" in SINGLE
    assert "曾" not in SINGLE
    lexicon.use({})
    assert not any(each.start == 0 for each in propose(lattice(text)))
    assert "曾" in SINGLE


def test_titles_bodies_sections_and_places_follow():
    assert (ends_in_office("云溪区渠管"), is_section("渠边闲坐")) == ("", False)
    assert [each.end for each in bodies(lattice("云溪区渠局"))] == [5]
    lexicon.use(
        {
            Name.TITLES: "渠管",
            Name.SECTIONS: "渠边闲坐",
            Name.NO_BODIES: "渠局",
            Name.PLACES: "山岚省/青岚市/云溪区/砚台坪",
        }
    )
    assert (ends_in_office("云溪区渠管"), is_section("渠边闲坐")) == ("渠管", True)
    assert not bodies(lattice("云溪区渠局"))
    gazetteer = Gazetteer.load(texts=[lexicon.current().places])
    assert gazetteer.candidates("砚台坪") == [("山岚省", "青岚市", "云溪区", "砚台坪")]
    lexicon.use({})
    assert "渠管" not in OFFICES


def test_the_dictionary_is_as_before_in_the_end():
    dictionary, flags = words.tokenizer().FREQ, words.tagger().word_tag_tab
    before = {word: count for word, count in dictionary.items() if count}
    tags = dict(flags)
    lexicon.use({Name.WORDS: "稻花渠 花渠 稻花渠水\n-工作"})
    assert known("稻花渠")
    assert not known("工作")
    assert [word.text for word in lattice("看稻花渠水").words] == ["看", "稻花渠水"]
    lexicon.use({Name.WORDS: "稻花渠水"})
    assert [word.text for word in lattice("看稻花渠水").words] == ["看", "稻花渠水"]
    assert known("工作")
    lexicon.use({})
    assert {word: count for word, count in dictionary.items() if count} == before
    assert flags == tags


@pytest.mark.parametrize(
    ("versions", "differing"),
    [
        (["稻花渠"], set()),
        (["", "稻花渠"], {"稻花渠"}),
        (["稻花渠", "", "稻花渠"], {"稻花渠"}),
        (["稻花渠 花渠", "花渠\n-工作"], {"稻花渠", "工作"}),
    ],
)
def test_a_word_is_settled_where_all_versions_agree(versions, differing):
    assert lexicon.differing(versions) == differing


def test_what_is_kept_beside_is_seen_by_whoever_looks():
    lexicon.keep({Name.SYNONYMS: "城管局=城管"}, ["稻花渠"])
    lexicon.look()
    assert lexicon.current().synonyms["城管"] == ("城管局", "城管")
    assert lexicon.current().unsettled == {"稻花渠"}


def test_what_is_imported_later_follows_too():
    said = "from archive import lexicon; lexicon.use({'surnames': '砚\\n-曾'})\n"
    said += "from archive.parsing.surnames import SINGLE; print('砚' in SINGLE, '曾' in SINGLE)"
    done = subprocess.run([sys.executable, "-c", said], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "True False\n"

"""References: what is known of an article, and the text that tells it in each form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archive.citing import Doubt, Known, Work, bibtex, doubts, gbt7714, ris

URL = "https://fangzhi.example/articles/345/"
WORK = Work(
    key="fangzhi-345",
    title="云溪区第三次河长会议召开",
    newspaper="青岚日报",
    url=URL,
    authors=("白小川",),
    date=Known(2023, 3, 5),
    pages=(1,),
)
HEAD = "云溪区第三次河长会议召开"


@pytest.mark.parametrize(
    ("values", "reference"),
    [
        ({}, f"白小川. {HEAD}[N]. 青岚日报，2023-03-05（1）."),
        ({"authors": ()}, f"{HEAD}[N]. 青岚日报，2023-03-05（1）."),
        ({"authors": ("甲", "乙", "丙")}, f"甲，乙，丙. {HEAD}[N]. 青岚日报，2023-03-05（1）."),
        ({"authors": ("甲", "乙", "丙", "丁")}, f"甲，乙，丙，等. {HEAD}[N]. 青岚日报，2023-03-05（1）."),
        ({"subtitle": "把河管好"}, f"白小川. {HEAD}：把河管好[N]. 青岚日报，2023-03-05（1）."),
        ({"title": "一\n二　三\t四"}, "白小川. 一 二 三 四[N]. 青岚日报，2023-03-05（1）."),
        ({"title": "桃花开了", "headed": False}, "白小川. [桃花开了][N]. 青岚日报，2023-03-05（1）."),
        ({"newspaper": "云溪区报纸", "named": False}, f"白小川. {HEAD}[N]. [云溪区报纸]，2023-03-05（1）."),
        ({"date": Known(2023, 3)}, f"白小川. {HEAD}[N]. 青岚日报，2023-03（1）."),
        ({"date": Known(2023)}, f"白小川. {HEAD}[N]. 青岚日报，2023（1）."),
        ({"date": Known(2023, 3, 5, True)}, f"白小川. {HEAD}[N]. 青岚日报，[2023-03-05]（1）."),
        ({"date": Known(2023, 3, None, True)}, f"白小川. {HEAD}[N]. 青岚日报，[2023-03]（1）."),
        ({"date": None}, f"白小川. {HEAD}[N]. 青岚日报（1）."),
        ({"pages": ()}, f"白小川. {HEAD}[N]. 青岚日报，2023-03-05."),
        ({"pages": (1, 3)}, f"白小川. {HEAD}[N]. 青岚日报，2023-03-05（1，3）."),
        ({"authors": (), "date": None, "pages": ()}, f"{HEAD}[N]. 青岚日报."),
        ({"title": "\u202e倒\u2066\x00了\ufeff"}, "白小川. 倒了[N]. 青岚日报，2023-03-05（1）."),
    ],
)
def test_gbt7714_as_printed(values: dict[str, object], reference: str) -> None:
    assert gbt7714(replace(WORK, **values), online=False) == reference


@pytest.mark.parametrize(
    ("values", "reference"),
    [
        ({}, f"白小川. {HEAD}[N/OL]. 青岚日报，2023-03-05（1）. {URL}."),
        ({"authors": (), "date": None, "pages": ()}, f"{HEAD}[N/OL]. 青岚日报. {URL}."),
    ],
)
def test_gbt7714_online_has_the_address_and_no_day_of_access(values: dict[str, object], reference: str) -> None:
    assert gbt7714(replace(WORK, **values)) == reference


def test_bibtex_says_what_is_known() -> None:
    assert bibtex(WORK) == (
        "@article{fangzhi-345,\n"
        "  entrysubtype = {newspaper},\n"
        "  author = {{白小川}},\n"
        "  title = {{云溪区第三次河长会议召开}},\n"
        "  journal = {青岚日报},\n"
        "  date = {2023-03-05},\n"
        "  year = {2023},\n"
        "  month = {3},\n"
        "  number = {1},\n"
        f"  url = {{{URL}}},\n"
        "  langid = {chinese},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("values", "there", "absent"),
    [
        ({"authors": ()}, [], ["author"]),
        ({"authors": ("甲", "乙 and 丙")}, ["  author = {{甲} and {乙 and 丙}},\n"], []),
        ({"date": None, "pages": ()}, [], ["date", "year", "month", "number", "note"]),
        ({"date": Known(2023)}, ["  date = {2023},\n", "  year = {2023},\n"], ["month", "note"]),
        ({"date": Known(2023, 3, 5, True)}, ["  note = {出版日期由报道内容推断},\n"], []),
        ({"named": False, "headed": False}, ["  note = {原文无标题，以开头文字代替；报名未知，为自拟},\n"], []),
        ({"subtitle": "副"}, ["  title = {{云溪区第三次河长会议召开：副}},\n"], []),
        ({"title": "5% #1 a_b {x}\\y\n~^&$"}, [r"{{5\% \#1 a\_b \textbraceleft{}x\textbraceright{}"], []),
    ],
)
def test_bibtex(values: dict[str, object], there: list[str], absent: list[str]) -> None:
    entry = bibtex(replace(WORK, **values))
    assert all(each in entry for each in there)
    assert not [each for each in absent if f"\n  {each} = " in entry]


@pytest.mark.parametrize("hostile", ["}", "{", "\\", "}\n}\n@comment{", "\\}", "{{{", "~{}^"])
def test_no_title_ends_its_entry(hostile: str) -> None:
    entry = bibtex(replace(WORK, title=hostile, newspaper=hostile, authors=(hostile,)))
    depth = 0
    for character in entry[:-2]:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or character in "@article"
    assert entry.count("\n}\n") == 1


def test_ris_says_what_is_known() -> None:
    assert ris(replace(WORK, section="河长在行动", pages=(1, 3))) == (
        "TY  - NEWS\r\nID  - fangzhi-345\r\nAU  - 白小川\r\nTI  - 云溪区第三次河长会议召开\r\nT2  - 青岚日报\r\n"
        "PY  - 2023\r\nDA  - 2023/03/05\r\nSP  - 1, 3\r\nSE  - 河长在行动\r\n"
        f"UR  - {URL}\r\nLA  - zh\r\nER  - \r\n\r\n"
    )


@pytest.mark.parametrize(
    ("values", "there", "absent"),
    [
        ({"date": Known(2023, 3)}, ["DA  - 2023/03/\r\n"], ["N1"]),
        ({"date": Known(2023)}, ["DA  - 2023//\r\n"], ["N1"]),
        ({"date": Known(2023, 3, 5, True)}, ["DA  - 2023/03/05\r\n", "N1  - 出版日期由报道内容推断\r\n"], []),
        ({"date": None, "pages": (), "authors": ()}, [], ["PY", "DA", "SP", "AU", "SE", "N1"]),
        ({"authors": ("甲", "乙")}, ["AU  - 甲\r\nAU  - 乙\r\n"], []),
        ({"title": "题\nER  - \r\nTY  - BOOK"}, ["TI  - 题 ER - TY - BOOK\r\n"], []),
    ],
)
def test_ris(values: dict[str, object], there: list[str], absent: list[str]) -> None:
    record = ris(replace(WORK, **values))
    assert all(each in record for each in there)
    assert not [tag for tag in absent if f"\r\n{tag}  - " in record]
    assert record.count("\r\nER  - ") == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, []),
        ({"authors": ()}, [Doubt.NO_AUTHOR]),
        ({"date": None, "pages": ()}, [Doubt.NO_DATE, Doubt.NO_PAGE]),
        ({"date": Known(2023, 3, 5, True)}, [Doubt.INFERRED_DATE]),
        ({"date": Known(2023, 3, None, True)}, [Doubt.INFERRED_DATE, Doubt.PART_OF_DATE]),
        ({"headed": False, "named": False}, [Doubt.NO_HEADLINE, Doubt.NO_NEWSPAPER]),
    ],
)
def test_doubts(values: dict[str, object], expected: list[Doubt]) -> None:
    assert doubts(replace(WORK, **values)) == expected

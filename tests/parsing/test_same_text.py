"""Which texts are one: a table of reprints, and of what only looks like them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import same_text
from archive.parsing.same_text import Text, essence, keys
from tests.invented_texts import APPOINTED, CUT, LOCAL, MONDAY, REPORT, TUESDAY, WIRE
from tests.thorough import examples

DAY = date(2023, 3, 5).toordinal()
LATER = DAY + same_text.NEAR + 1
NOTICE = "全市各供热站定于三月十五日零时停止供热，请住户关好阀门。"


def text(words: str, day: int = DAY) -> Text:
    return Text(essence(words), day)


SAME = {
    "the same words": (REPORT, REPORT),
    "another opening": (LOCAL, WIRE),
    "another place of sending": (f"新华社青岚3月4日电（记者 马川）{REPORT}", f"本报青岚3月5日电 {REPORT}"),
    "cut": (REPORT, CUT),
    "a misprint": (REPORT, REPORT.replace("墒情", "商情")),
    "other width, case and punctuation": (
        "ＡＢＣ，" + REPORT,
        "abc：" + REPORT.replace("，", ",").replace("；", "。"),
    ),
    "numbers in characters": (REPORT.replace("3月4日", "三月四日"), REPORT),
    "a jump": (REPORT[:150] + "（下转第二版）", REPORT[:150]),
    "a short notice word for word": (NOTICE, NOTICE),
}
OTHER = {
    "another report": (REPORT, MONDAY),
    "the same form with other numbers": (MONDAY, TUESDAY),
    "the same form with another name": (APPOINTED.format(name="马川"), APPOINTED.format(name="方书")),
    "a short notice with another word": (NOTICE, NOTICE.replace("停止", "开始")),
    "a part of a longer text": (REPORT[:90], REPORT),
    "a caption that stands under many pictures": ("图为活动现场。", "图为活动现场。"),
    "nothing": ("", "。"),
}


@pytest.mark.parametrize("pair", SAME.values(), ids=SAME)
def test_one_text(pair: tuple[str, str]) -> None:
    one, other = map(text, pair)
    assert 0 < one.likeness(other) == other.likeness(one) <= 1
    assert set(keys(one.told)) & set(keys(other.told))


@pytest.mark.parametrize("pair", OTHER.values(), ids=OTHER)
def test_two_texts(pair: tuple[str, str]) -> None:
    one, other = map(text, pair)
    assert one.likeness(other) == other.likeness(one) == 0


def test_after_a_month_only_the_very_same_words_are_one_text() -> None:
    assert text(REPORT).likeness(text(REPORT, LATER)) == 1
    assert text(REPORT).likeness(text(CUT, LATER)) == 0
    assert text(REPORT).likeness(text(CUT, 0)) > 0  # nobody knows when


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("2023", 2023),
        ("二〇二三", 2023),
        ("七十四", 74),
        ("一百", 100),
        ("十", 10),
        ("三万五千", 35_000),
        ("二亿零三", 200_000_003),
    ],
)
def test_numbers_are_compared_by_value(number: str, value: int) -> None:
    assert Text(f"约{number}人").numbers == {value: 1}


def test_keys_are_the_same_for_ever() -> None:
    """Stored keys are compared with those of other versions and machines."""
    assert keys(essence(NOTICE)) == [7173367917238053568]
    assert keys(essence(REPORT))[1:3] == [4068505742159470633, -4722694199928799391]
    assert len(keys(essence(REPORT))) == 1 + same_text.BANDS
    assert keys("图为现场") == []


@examples(60)
@given(st.text(alphabet="云溪区石门镇陆明远3月4日。，(电讯 \n𠮷", max_size=200), st.text(max_size=60))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    first, second = text(one + other), text(other)
    assert first.likeness(second) == second.likeness(first)
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys(first.told))
    assert keys(first.told) == keys(essence(one + other))
    assert first.likeness(first) == (len(first.told) >= same_text.SHORTEST)

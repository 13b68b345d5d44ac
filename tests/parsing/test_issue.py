"""The day of issue of invented pages: given, printed, or inferred."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import issue_weights, milestones
from archive.parsing.issue import issue_date, mastheads_of
from archive.parsing.issue_cues import cues
from archive.parsing.structures import Item, Piece
from tests.thorough import examples, some


def page(*texts: str) -> tuple[Item, ...]:
    """Items whose texts stand on lines 1, 2, 3 …"""
    return tuple(
        Item(text=text, lines={number: "body"}, pieces=(Piece("text", 0, len(text), number),))
        for number, text in enumerate(texts, 1)
    )


def dated(*texts: str):
    """The date of issue of a page that nobody gave a date."""
    items = page(*texts)
    return issue_date(items, None, mastheads_of(items, {}))


def test_a_given_date_is_taken():
    when = issue_date(page("2020年1月1日 星期三"), date(2023, 3, 5))
    assert (when.date, when.origin, when.precision) == (date(2023, 3, 5), "given", "day")
    assert when.earliest == when.latest == date(2023, 3, 5)


@pytest.mark.parametrize(
    "line",
    [
        "2023年3月5日 星期日",
        "2023年3月5日（星期日）第3版",
        "２０２３年３月５日　星期日",
        "二〇二三年三月五日 星期日 癸卯年二月十四",
    ],
)
def test_a_masthead_is_read(line):
    when = dated("云溪区植树。", line)
    assert (when.date, when.origin) == (date(2023, 3, 5), "printed")
    assert "(第2行)" in when.reason


@pytest.mark.parametrize("line", ["2023年3月5日（星期日），云溪区植树。", "2023年3月5日", "2023年2月30日 星期四"])
def test_a_date_in_a_sentence_is_no_masthead(line):
    when = dated(line)
    assert when is None or when.origin == "inferred"


# A year that is over may have been over for long.
HISTORY = page("6月25日，石门镇夏收。", "2022年，石门镇收粮三万吨。")
NO_EVIDENCE = [
    (),
    HISTORY,
    page(""),
    page("陆明远说，树要年年种。"),
    page("3月4日，石门镇植树。"),
    page("近日，石门镇植树。"),
]


@pytest.mark.parametrize("items", NO_EVIDENCE)
def test_without_evidence_for_the_year_there_is_no_date(items):
    assert issue_date(items, None) is None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        # Yesterday's news; the year in the name of this year's meeting.
        (("3月4日，云溪区2023年第二次防火工作会议召开。", "3月3日，石门镇植树。"), "2023-03-05"),
        # A coming festival of the next year.
        (("12月28日，云溪区检查粮库。", "2023年元旦前，全区商场将再查一遍。"), "2022-12-29"),
        # A plan of the year that is carried out.
        (
            ("11月28日，云溪区修路。区里印发《2023年云溪区修路方案》。", "去年修路时依照《2022年云溪区修路方案》。"),
            "2023-11-29",
        ),
        # A day announced with its year, and news of the day before.
        (("自2023年12月11日起，石门镇停水。", "12月10日，云溪区开展演练。", "12月9日，石门镇植树。"), "2023-12-11"),
        # A campaign that ran in one year alone.
        (("11月12日，石门镇用党史学习教育带动修渠。", "11月11日，云溪区修路。"), "2021-11-13"),
        # A counted yearly day.
        (("3月11日，云溪区迎来第45个植树节。",), "2023-03-12"),
        # The weekday holds for one year of several.
        (("6月25日（星期日），石门镇夏收。", "石门镇按“十四五”规划修路。"), "2023-06-26"),
        # The sixty-year cycle.
        (("2月3日，癸卯年元宵灯会在石门镇举行。",), "2023-02-04"),
        # Around the turn of the year.
        (("12月31日，石门镇扫雪。", "1月1日，云溪区2024年第一批项目开工。"), "2024-01-02"),
        # What happened in the afternoon can't be in the same day's paper.
        (
            ("6月25日，石门镇夏收。", "6月25日，云溪区修路。", "6月26日下午，云溪区2023年第三次例会召开。"),
            "2023-06-27",
        ),
        # One day to come doesn't outweigh the news.
        (("3月4日，石门镇植树。", "3月4日，云溪区2023年春训开班。", "报名将于8月1日截止。"), "2023-03-05"),
        # Far goals are no years of issue.
        (
            ("3月4日，石门镇植树。到2035年，树要种满山。", "云溪区2023年春训开班。", "2022年，石门镇种树千亩。"),
            "2023-03-05",
        ),
    ],
)
def test_a_date_is_inferred(texts, expected):
    when = dated(*texts)
    assert (str(when.date), when.precision, when.origin) == (expected, "day", "inferred")
    assert when.earliest <= when.date <= when.latest


def test_the_reason_cites_its_lines():
    when = dated("云溪区2023年第二次防火工作会议召开。", "3月4日，石门镇植树。")
    assert "“3月4日”(第2行)" in when.reason
    assert "“2023年第二次防火工作会”(第1行)" in when.reason


def test_an_item_without_lines_is_cited_without():
    when = issue_date((Item(text="3月4日，云溪区2023年第二次防火工作会议召开。"),), None)
    assert "行)" not in when.reason


def test_a_doubtful_year_widens_the_range_and_is_owned_up_to():
    when = dated("3月4日，石门镇学习党的二十大精神。")
    assert when.earliest.year < when.latest.year
    assert "年份证据不足" in when.reason


def test_a_page_without_days_gets_its_year_where_that_is_clear():
    when = issue_date(
        page("云溪区2023年全区运动会项目多。", "石门镇2023年全镇普法工作要点。", "2022年，石门镇修路。"), None
    )
    assert (when.date, when.precision) == (date(2023, 1, 1), "year")
    assert (when.earliest, when.latest) == (date(2023, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("第39个教师节", 2023),
        ("第三十九个教师节", 2023),
        ("建党100周年", 2021),
        ("新中国成立70周年", 2019),
        ("十四届全国人大一次会议", 2023),
        ("十三届全国政协五次会议", 2022),
        ("癸卯年", 2023),
    ],
)
def test_milestones_that_count(text, year):
    (sighting,) = milestones.sightings(text)
    assert sighting.first < date(year, 7, 1) <= sighting.last
    assert sighting.text == text


@pytest.mark.parametrize("text", ["第个教师节", "甲丑年", "建党9999周年", "第一百个灯会"])
def test_what_only_looks_like_a_milestone(text):
    assert list(milestones.sightings(text)) == []


def test_milestones_begin_before_they_end():
    assert all(each.start < each.end for each in milestones.MILESTONES)


def test_yesterday_is_the_likeliest_day_of_news():
    weigh = issue_weights.reported(date(2000, 3, 4))
    ages = [weigh(date(2023, 3, day)) for day in range(5, 25)]
    assert ages == sorted(ages, reverse=True)


def test_no_issue_comes_out_before_its_news():
    weigh = issue_weights.not_before(date(2000, 3, 4), late=True)
    assert weigh(date(2023, 3, 5)) == 0
    assert weigh(date(2023, 3, 4)) == weigh(date(2023, 3, 3)) < -5


def test_an_items_later_days_count_less():
    shares = [cue.share for cue in cues(page("3月4日，植树。3月1日，挖坑。")) if cue.name == "reported"]
    assert shares[0] > shares[1]


TEXT = st.text(alphabet="0123456789月日年至起前将去今度第二十大“”《》元旦 ，。（）\n星期癸卯届次会议全国", max_size=80)


@examples()
@given(st.lists(TEXT | st.text(max_size=40), max_size=4))
def test_any_page_can_be_dated_or_not(texts):
    when = dated(*texts)
    if when is not None:
        assert when.earliest <= when.date <= when.latest
        assert when.reason


def test_pages_of_the_last_years_are_dated_right(shared):
    """Real pages with their date in the file's name: every line in an item of its own."""
    right = 0
    paths = some(sorted((shared / "pages_rmrb").glob("*.txt")), 30)
    for path in paths:
        lines = [line.strip() for line in path.read_text("utf-8").split("\n") if line.strip()]
        when = dated(*lines)
        right += when is not None and f"{when.date:%m%d}" == path.stem[4:8]
    assert right >= len(paths) // 2

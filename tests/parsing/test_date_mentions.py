"""An item's dates with what they rest on, in invented sentences; and what cannot be."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import lunar
from archive.parsing.date_mentions import find_date_mentions
from archive.parsing.structures import IssueDate, Item, Piece

# A Thursday.
DAY = date(2023, 3, 2)
GIVEN = IssueDate(DAY, "day", "given", DAY, DAY, "由外部给定")
INFERRED = IssueDate(DAY, "day", "inferred", DAY, DAY + timedelta(2), "…")
YEAR_ONLY = IssueDate(date(2023, 1, 1), "year", "inferred", date(2023, 1, 1), date(2023, 12, 31), "…")
MONTH_ONLY = IssueDate(date(2023, 3, 1), "month", "given", date(2023, 3, 1), date(2023, 3, 31), "…")


def only(text: str, issue: IssueDate | None = GIVEN):
    (mention,) = find_date_mentions(Item(text=text), issue).mentions
    return mention


@pytest.mark.parametrize(
    ("text", "first", "last", "precision"),
    [
        ("2月27日至28日，石门镇修路", "2023-02-27", "2023-02-28", "day"),
        ("2月27、28日，石门镇修路", "2023-02-27", "2023-02-28", "day"),
        ("昨日，石门镇修路", "2023-03-01", "2023-03-01", "day"),
        ("昨日上午，石门镇修路", "2023-03-01", "2023-03-01", "day"),
        ("去年10月，石门镇修路", "2022-10-01", "2022-10-31", "month"),
        ("本月，石门镇修路", "2023-03-01", "2023-03-31", "month"),
        ("上周五，石门镇修路", "2023-02-24", "2023-02-24", "day"),
        ("本周六，石门镇修路", "2023-03-04", "2023-03-04", "day"),
        ("本周，石门镇修路", "2023-02-27", "2023-03-05", "week"),
        ("今年以来，石门镇修路", "2023-01-01", "2023-03-02", "year"),
        ("春节期间，石门镇有灯会", "2023-01-21", "2023-01-27", "period"),
        ("去年国庆假期，石门镇有灯会", "2022-10-01", "2022-10-07", "period"),
        ("去年前三季度，石门镇修路", "2022-01-01", "2022-09-30", "month"),
        ("去年第二季度，石门镇修路", "2022-04-01", "2022-06-30", "quarter"),
        ("去年上半年，石门镇修路", "2022-01-01", "2022-06-30", "half-year"),
        ("28日晚，石门镇修路", "2023-02-28", "2023-02-28", "day"),
        ("2020年至2022年，石门镇修路", "2020-01-01", "2022-12-31", "year"),
        ("“十四五”时期，石门镇修路", "2021-01-01", "2025-12-31", "period"),
        ("十三五期间，石门镇修路", "2016-01-01", "2020-12-31", "period"),
        ("“十四五”末，石门镇修完路", "2025-01-01", "2025-12-31", "year"),
        ("二〇二三年三月，石门镇修路", "2023-03-01", "2023-03-31", "month"),
        ("上世纪80年代，石门镇修路", "1980-01-01", "1989-12-31", "period"),
        ("20世纪九十年代，石门镇修路", "1990-01-01", "1999-12-31", "period"),
        ("农历二月十一，石门镇有庙会", "2023-03-02", "2023-03-02", "day"),
        ("农历癸卯年二月十一，石门镇有庙会", "2023-03-02", "2023-03-02", "day"),
        ("农历闰二月初一，石门镇有庙会", "2023-03-22", "2023-03-22", "day"),
        ("正月十五，石门镇有灯会", "2023-02-05", "2023-02-05", "day"),
        ("腊月廿三，石门镇有灯会", "2023-01-14", "2023-01-14", "day"),
        ("大年初三，石门镇有灯会", "2023-01-24", "2023-01-24", "day"),
        ("农历正月，石门镇有灯会", "2023-01-22", "2023-02-19", "month"),
        ("端午节，石门镇赛龙舟", "2023-06-22", "2023-06-22", "day"),
        ("明年，石门镇修路", "2024-01-01", "2024-12-31", "year"),
        ("去年重阳节，石门镇敬老", "2022-10-04", "2022-10-04", "day"),
        ("上月下旬，石门镇修路", "2023-02-21", "2023-02-28", "ten-days"),
    ],
)
def test_a_date_means_days(text, first, last, precision):
    mention = only(text)
    assert (str(mention.first), str(mention.last), mention.precision) == (first, last, precision)


@pytest.mark.parametrize(
    ("text", "issue", "origin", "says"),
    [
        ("2023年3月1日，石门镇修路", GIVEN, "printed", "日期已印全"),
        ("2022年，石门镇修路", INFERRED, "printed", "年份已印出"),
        ("2022年，石门镇修路", None, "printed", "年份已印出"),
        ("昨日，石门镇修路", GIVEN, "given", "由见报日2023-03-02推算"),
        ("3月1日，石门镇修路", GIVEN, "given", "年份由见报日2023-03-02推算"),
        ("3月1日，石门镇修路", INFERRED, "inferred", "见报日系推断,2023-03-02至2023-03-04之间"),
    ],
)
def test_a_date_tells_what_it_rests_on(text, issue, origin, says):
    mention = only(text, issue)
    assert mention.origin == origin
    assert says in mention.reason


@pytest.mark.parametrize(
    ("text", "last_origin", "says"),
    [
        ("2018年5月6日动工。当天，有30人参加", "printed", "随前文“2018年5月6日”"),
        ("3月1日动工。当天，有30人参加", "given", "随前文“3月1日”,由见报日"),
        ("1958年3月5日建厂。同年5月6日，出产品", "printed", "日期已印全"),
        ("3月1日动工。下午，有30人参加", "given", "随前文“3月1日”"),
    ],
)
def test_a_date_that_follows_another_rests_on_the_same(text, last_origin, says):
    mention = find_date_mentions(Item(text=text), GIVEN).mentions[-1]
    assert mention.first is not None
    assert mention.origin == last_origin
    assert says in mention.reason


@pytest.mark.parametrize(
    ("text", "issue", "says"),
    [
        ("近日，石门镇修路", GIVEN, "没有说是哪一天"),
        ("每周三，石门镇赶集", GIVEN, "惯例"),
        ("昨日，石门镇修路", None, "见报日不详"),
        ("3月1日，石门镇修路", None, "见报日不详"),
        ("昨日，石门镇修路", YEAR_ONLY, "只知到年"),
        ("3月1日，石门镇修路", YEAR_ONLY, "只知到年"),
        ("昨日，石门镇修路", MONTH_ONLY, "只知到月"),
        ("当天，石门镇修路", GIVEN, "前文没有可随的日期"),
        ("1937年春节，石门镇有灯会", GIVEN, "历表不及此年"),
        ("当年5月，石门镇修路", None, "见报日不详"),
    ],
)
def test_what_cannot_be_resolved_stays_open_with_a_reason(text, issue, says):
    mention = only(text, issue)
    assert (mention.first, mention.last) == (None, None)
    assert says in mention.reason
    assert mention.generic == text.startswith(("近日", "每周"))


@pytest.mark.parametrize(
    ("text", "issue", "first"),
    [
        ("今年，石门镇修路", YEAR_ONLY, "2023-01-01"),
        ("去年10月，石门镇修路", YEAR_ONLY, "2022-10-01"),
        ("上月，石门镇修路", MONTH_ONLY, "2023-02-01"),
    ],
)
def test_a_year_or_month_of_issue_is_enough_for_some(text, issue, first):
    assert str(only(text, issue).first) == first


@pytest.mark.parametrize(
    ("text", "printed", "says"),
    [
        ("2月30日，石门镇修路", "2月30日", "2月没有30日"),
        ("2023年2月29日，石门镇修路", "2023年2月29日", "2023年2月没有29日"),
        ("2月29日，石门镇修路", "2月29日", "近一年没有2月29日"),
        ("13月5日，石门镇修路", "13月5日", "没有13月"),
        ("2023年13月，石门镇修路", "2023年13月", "没有13月"),
        ("2月28日至5日，石门镇修路", "2月28日至5日", "5日在28日之前"),
        ("2023年5月3日至2022年6月1日", "2023年5月3日至2022年6月1日", "止于2022-06-01,却起于2023-05-03"),
        ("2022年至2020年，石门镇修路", "2022年至2020年", "却起于"),
        ("2023年3月1日（星期四），石门镇修路", "2023年3月1日（星期四）", "2023-03-01是星期三,不是星期四"),
        ("3月1日（星期四），石门镇修路", "3月1日（星期四）", "不是星期四(年份由见报日"),
        ("农历闰三月初一，石门镇有庙会", "农历闰三月初一", "没有这一天"),
        ("农历癸卯年正月三十，石门镇有庙会", "农历癸卯年正月三十", "没有这一天"),
        ("农历甲丑年二月初一，石门镇有庙会", "农历甲丑年二月初一", "干支不成对"),
    ],
)
def test_what_no_calendar_has_is_told(text, printed, says):
    (problem,) = find_date_mentions(Item(text=text), GIVEN).problems
    assert problem.text == printed
    assert says in problem.reason


@pytest.mark.parametrize("text", ["42月龄", "18月，", "为期45日，", "八月初一些村民", "2023年3月2日（星期四）"])
def test_what_is_no_problem(text):
    assert find_date_mentions(Item(text=text), GIVEN).problems == ()


def test_fields_and_lines_are_told():
    item = Item(
        headline="昨日开工",
        text="石门镇修路。\n3月1日，开工。",
        pieces=(Piece("headline", 0, 4, 3), Piece("text", 0, 6, 5), Piece("text", 7, 16, 7)),
    )
    found = find_date_mentions(item, GIVEN).mentions
    assert [(each.span.field, each.span.line, each.text) for each in found] == [
        ("headline", 3, "昨日"),
        ("text", 7, "3月1日"),
    ]


def test_a_day_counted_from_a_doubtful_day_is_less_sure():
    assert only("昨日，修路", INFERRED).confidence < only("3月1日，修路", INFERRED).confidence
    assert only("3月1日，修路", INFERRED).confidence < only("3月1日，修路", GIVEN).confidence


@pytest.mark.parametrize(
    ("year", "month", "day", "doubled", "expected"),
    [
        (2023, 2, 11, False, "2023-03-02"),
        (2023, 2, 1, True, "2023-03-22"),
        (2023, 12, 30, False, "2024-02-09"),
        (2023, 1, 30, False, "None"),
        (2023, 3, 1, True, "None"),
        (2023, 13, 1, False, "None"),
        (1948, 1, 1, False, "None"),
        (2051, 1, 1, False, "None"),
    ],
)
def test_the_lunar_calendar(year, month, day, doubled, expected):
    assert str(lunar.day_of(year, month, day, doubled=doubled)) == expected


def test_every_lunar_year_ends_where_the_next_begins():
    for year in range(lunar.FIRST_YEAR, lunar.LAST_YEAR):
        last = lunar.day_of(year, 12, lunar.month_length(year, 12))
        doubled = lunar.month_length(year, 12, doubled=True)
        assert last + timedelta(days=1 + doubled) == lunar.new_year(year + 1)


@given(st.text(alphabet="0123456789月日年至农历闰正腊初十廿三星期（）昨当近上下周期间“十四五”时 ，。\n", max_size=60))
def test_any_item_can_be_read(text):
    for issue in (GIVEN, INFERRED, YEAR_ONLY, MONTH_ONLY, None):
        found = find_date_mentions(Item(text=text, headline=text), issue)
        for mention in found.mentions:
            assert mention.reason
            assert (mention.first is None) == (mention.last is None)
            assert mention.first is None or mention.first <= mention.last

"""Dates in invented sentences, read as of one day of issue."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import date_forms, festivals
from archive.parsing.dates import find_dates

# A Monday.
ISSUE = date(2023, 12, 11)


def found(text: str, issue: date | None = ISSUE) -> list[tuple[str, str, str]]:
    """Each expression as printed with its first and last day."""
    return [(each.text, str(each.first), str(each.last)) for each in find_dates(text, issue)]


def one_day(text: str, day: str) -> tuple[str, str, str]:
    return text, day, day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12月8日，石门镇开工。", [one_day("12月8日", "2023-12-08")]),
        ("12月8日下午，石门镇开工。", [one_day("12月8日下午", "2023-12-08")]),
        ("12月8日20时起停水", [one_day("12月8日", "2023-12-08")]),
        ("１２月８日，石门镇开工。", [one_day("１２月８日", "2023-12-08")]),
        ("2023年11月30日（星期四）开庭", [one_day("2023年11月30日（星期四）", "2023-11-30")]),
        ("二〇二三年十二月八日", [one_day("二〇二三年十二月八日", "2023-12-08")]),
        ("二○二三年十二月", [("二○二三年十二月", "2023-12-01", "2023-12-31")]),
        ("十一月二十三日", [one_day("十一月二十三日", "2023-11-23")]),
        ("2023-12-08 与 2023.12.9", [one_day("2023-12-08", "2023-12-08"), one_day("2023.12.9", "2023-12-09")]),
        ("12月5日至7日举行", [("12月5日至7日", "2023-12-05", "2023-12-07")]),
        ("12月5-7日举行", [("12月5-7日", "2023-12-05", "2023-12-07")]),
        ("11月29日上午至12月2日", [("11月29日上午至12月2日", "2023-11-29", "2023-12-02")]),
        ("12月30日至1月2日放假", [("12月30日至1月2日", "2023-12-30", "2024-01-02")]),
        ("12月30日至2024年1月2日", [("12月30日至2024年1月2日", "2023-12-30", "2024-01-02")]),
        ("11月20日以来", [("11月20日以来", "2023-11-20", "2023-12-11")]),
        ("截至9日18时，全市停水", [one_day("9日", "2023-12-09")]),
        ("9日10:30，石门镇开工", [one_day("9日", "2023-12-09")]),
        ("12月9日前往青岚市", [one_day("12月9日", "2023-12-09")]),
    ],
)
def test_days(text, expected):
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("去年10月", ("2022-10-01", "2022-10-31")),
        ("2023年3月至5月", ("2023-03-01", "2023-05-31")),
        ("3—5月", ("2023-03-01", "2023-05-31")),
        ("6月份以来", ("2023-06-01", "2023-12-11")),
        ("11月中旬", ("2023-11-11", "2023-11-20")),
        ("本月", ("2023-12-01", "2023-12-31")),
        ("上月底", ("2023-11-21", "2023-11-30")),
        ("月初", ("2023-12-01", "2023-12-10")),
        ("第二季度", ("2023-04-01", "2023-06-30")),
        ("2022年前三季度", ("2022-01-01", "2022-09-30")),
        ("上半年", ("2023-01-01", "2023-06-30")),
        ("今年", ("2023-01-01", "2023-12-31")),
        ("今年以来", ("2023-01-01", "2023-12-11")),
        ("去年底", ("2022-12-01", "2022-12-31")),
        ("2020至2022年", ("2020-01-01", "2022-12-31")),
        ("2022年度", ("2022-01-01", "2022-12-31")),
        ("上周五", ("2023-12-08", "2023-12-08")),
        ("本周", ("2023-12-11", "2023-12-17")),
        ("星期三", ("2023-12-06", "2023-12-06")),
        ("昨日", ("2023-12-10", "2023-12-10")),
        ("2024年元旦", ("2024-01-01", "2024-01-01")),
        ("元旦", ("2024-01-01", "2024-01-01")),
        ("国庆节", ("2023-10-01", "2023-10-01")),
        ("2023年春节", ("2023-01-22", "2023-01-22")),
        ("春节", ("2024-02-10", "2024-02-10")),
        ("除夕", ("2024-02-09", "2024-02-09")),
    ],
)
def test_times_of_the_year(text, expected):
    ((_, first, last),) = found(text)
    assert (first, last) == expected


@pytest.mark.parametrize(
    ("issue", "text", "expected"),
    [
        (date(2023, 1, 2), "12月27日", "2022-12-27"),
        (date(2023, 1, 2), "1月1日", "2023-01-01"),
        (date(2022, 12, 30), "1月2日", "2023-01-02"),
        (date(2023, 6, 28), "7月1日", "2023-07-01"),
        (date(2023, 6, 28), "12月1日", "2022-12-01"),
        (date(2023, 6, 28), "将于12月1日", "2023-12-01"),
        (date(2024, 12, 1), "2月29日", "2024-02-29"),
        (date(2025, 1, 5), "2月29日", "2024-02-29"),
        (date(2023, 3, 1), "11月", "2022-11-01"),
        (date(2023, 3, 1), "第四季度", "2022-10-01"),
    ],
)
def test_a_missing_year_is_the_latest_that_fits(issue, text, expected):
    assert str(find_dates(text, issue)[0].first) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12月5日开工。当天，有30人参加。", "2023-12-05"),
        ("12月5日开工。次日，又有30人参加。", "2023-12-06"),
        ("当天，有30人参加。", "None"),
        ("新华社青岚12月5日电 记者4日从会上获悉", "2023-12-04"),
        ("定于2024年3月5日召开，9日，有30人报名", "2023-12-09"),
        ("2018年3月5日动工，4月2日完工", "2018-04-02"),
        ("2018年3月5日动工。4月2日完工", "2023-04-02"),
        ("1958年3月建厂。当年5月6日出产品", "1958-05-06"),
    ],
)
def test_the_last_expression_leans_on_those_before_it(text, expected):
    assert str(find_dates(text, ISSUE)[-1].first) == expected


@pytest.mark.parametrize("text", ["近日", "日前", "连日来", "每年6月5日", "每周星期三"])
def test_generic_words_and_customs_mean_no_day(text):
    (span,) = find_dates(text, ISSUE)
    assert (span.generic, span.first, span.last) == (True, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "2月30日",
        "2月29日",
        "13月5日",
        "12月32日",
        "3个月",
        "连续5日，",
        "陆国庆说",
        "八一路",
        "第十一届",
        "立春节气",
        "12345",
        "为期10日，",
    ],
)
def test_what_looks_like_a_date_and_is_none(text):
    assert find_dates(text, ISSUE) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12月8日", "None"), ("今年", "None"), ("昨日", "None"), ("春节", "None"), ("2022年12月8日", "2022-12-08")],
)
def test_without_an_issue_only_printed_years_count(text, expected):
    (span,) = find_dates(text, None)
    assert str(span.first) == expected


def test_a_festival_beyond_the_table_is_unresolved():
    assert festivals.festival("春节", 1948) is None
    assert festivals.festival("春节", 2051) is None
    assert found("1937年春节") == [("1937年春节", "None", "None")]


@pytest.mark.parametrize(("year", "day"), [(2020, "2020-04-04"), (2022, "2022-04-05"), (2023, "2023-04-05")])
def test_clear_and_bright(year, day):
    assert str(festivals.festival("清明", year)) == day


def test_lunar_festivals_lie_where_the_moon_allows():
    for year in range(1990, 2041):
        spring, dragon, moon = (festivals.festival(name, year) for name in ("春节", "端午", "中秋"))
        assert date(year, 1, 21) <= spring <= date(year, 2, 21)
        # Four months and four days, three months and ten days; with a leap month between, one more.
        assert (dragon - spring).days in (121, 122, 123, 151, 152)
        assert (moon - dragon).days in (98, 99, 127, 128)


def test_bounds_are_told():
    spans = find_dates("12月8日起，年底前", ISSUE)
    assert [span.tail for span in spans] == ["起", "前"]


@pytest.mark.parametrize("form", date_forms.FORMS, ids=lambda form: form.example)
def test_every_form_matches_its_examples(form):
    for example in form.example.split(", "):
        (reading,) = date_forms.read(date_forms.half_width(example).replace("…获悉", "会上获悉"))
        assert reading.form == form.name


DATE_TEXT = st.text(
    alphabet="0123456789０１２月日年号至到—-~一二三十〇○今去前上下周季度初底旬国庆春节每近当天 ，。（)\n以来起",
    max_size=60,
)


@given(DATE_TEXT | st.text(max_size=60), st.none() | st.dates())
def test_any_text_can_be_read(text, issue):
    end = 0
    for span in find_dates(text, issue):
        assert end <= span.start < span.end
        assert text[span.start : span.end] == span.text
        assert (span.first is None) == (span.last is None)
        assert span.first is None or span.first <= span.last
        end = span.end


@given(DATE_TEXT)
def test_width_makes_no_difference(text):
    narrow = find_dates(date_forms.half_width(text), ISSUE)
    assert [(span.start, span.end, span.first) for span in find_dates(text, ISSUE)] == [
        (span.start, span.end, span.first) for span in narrow
    ]


@given(st.dates(date(1992, 1, 1), date(2039, 12, 31)), st.integers(0, 300))
def test_a_day_reported_without_its_year_is_found_again(issue, age):
    day = date.fromordinal(issue.toordinal() - age)
    (span,) = find_dates(f"{day.month}月{day.day}日", issue)
    assert span.first == day

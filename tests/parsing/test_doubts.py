"""Mastheads, and what speaks against a page's date of issue: invented pages."""

from datetime import date

import pytest

from archive.parsing import Given, PageDump, mastheads, parse_page
from archive.parsing.gazetteer import Gazetteer

BODY = (
    "石门镇三条新路通车\n\n本报讯(记者白云起)3月1日,石门镇三条新路通车。镇里今年把沙河两岸的旧堤全部加固,堤上种柳。\n"
)
NOWHERE = Gazetteer.load()


def parsed(text: str, **known):
    return parse_page(PageDump("1.txt", "utf-8", text), Given(**known), NOWHERE)


@pytest.mark.parametrize(
    ("line", "newspaper", "number"),
    [
        ("2023年3月2日 星期四 农历癸卯年二月十一", None, None),
        ("2版 要闻 2023-03-02", None, 2),
        ("3 要闻 2023年3月2日 星期四", None, 3),
        ("青岚日报 2023年3月2日 星期四 第二版 要闻", "青岚日报", 2),
        ("2023年3月2日 星期四 责编:马川 美编:白云起", None, None),
        ("A03版 青岚晚报 2023.03.02", "青岚晚报", 3),
        ("二○二三年三月二日　星期四", None, None),
        ("02 2023年3月2日 星期四 责任编辑 马川 新闻热线 0300-1234567", None, 2),
    ],
)
def test_a_masthead_is_read(line, newspaper, number):
    head = mastheads.read(line)
    assert (head.date, head.newspaper, head.number, head.wrong) == (date(2023, 3, 2), newspaper, number, "")


@pytest.mark.parametrize(
    "line",
    [
        "2023年3月2日",
        "2023年3月2日，石门镇修路。",
        "2023年3月2日星期四 石门镇灯会开幕",
        "3月2日 星期四",
        "2023年3月2日至5日 星期四",
        "2023年2月30日 星期四",
        "",
    ],
)
def test_what_is_no_masthead(line):
    assert mastheads.read(line) is None


@pytest.mark.parametrize("line", ["发布时间:2023-03-02 08:00 来源:青岚网", "2023年3月2日"])
def test_of_furniture_a_full_date_is_enough(line):
    assert mastheads.read(line, furniture=True).date == date(2023, 3, 2)


@pytest.mark.parametrize("line", ["版权所有 2003-2023", "版权所有 2023年3月2日", "Copyright 2023-03-02"])
def test_a_footer_is_no_masthead(line):
    assert mastheads.read(line, furniture=True) is None


def test_a_page_is_dated_by_its_masthead():
    page = parsed("青岚日报 2023年3月2日 星期四 第2版 要闻\n\n" + BODY)
    assert (page.issue_date.date, page.issue_date.origin) == (date(2023, 3, 2), "printed")
    assert (page.newspaper, page.number) == ("青岚日报", 2)
    assert "(第1行)" in page.issue_date.reason
    assert page.problems == ()
    assert {mention.origin for item in page.items for mention in item.dates if mention.text == "3月1日"} == {"printed"}


def test_what_is_given_wins_over_a_masthead_and_the_difference_is_told():
    page = parsed(
        "青岚日报 2023年3月2日 星期四 第2版 要闻\n\n" + BODY, date=date(2023, 3, 9), newspaper="云溪报", page=4
    )
    assert (page.issue_date.date, page.newspaper, page.number) == (date(2023, 3, 9), "云溪报", 4)
    assert [(problem.line, problem.issue) for problem in page.problems] == [(1, True)]
    assert "与见报日2023-03-09(由外部给定)不合" in page.problems[0].reason


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("2023年3月2日 星期五", "2023-03-02是星期四,不是星期五"),
        ("2023年3月2日 星期四 农历癸卯年二月十二", "不是农历二月十二"),
    ],
)
def test_a_masthead_at_odds_with_itself_is_told(line, says):
    page = parsed(line + "\n\n" + BODY)
    assert page.issue_date.date == date(2023, 3, 2)
    assert says in page.problems[0].reason


def test_the_date_that_most_mastheads_print_is_taken():
    page = parsed(
        "2023年3月2日 星期四\n\n"
        + BODY
        + "\n2023年3月3日 星期五\n\n"
        + BODY.replace("三", "四")
        + "\n第2版 2023年3月2日\n"
    )
    assert page.issue_date.date == date(2023, 3, 2)
    assert ["取自版面另一处" in problem.reason for problem in page.problems] == [True]


def test_a_dateline_after_the_issue_is_told():
    page = parsed(
        "石门镇三条新路通车\n\n新华社青岚3月9日电 石门镇三条新路通车,村民出门方便了许多。\n", date=date(2023, 3, 2)
    )
    assert [(problem.text, problem.issue) for problem in page.problems] == [("3月9日电", True)]


def test_words_that_did_not_exist_are_told():
    page = parsed(BODY + "镇里发展新质生产力。\n", date=date(2019, 3, 2))
    assert [problem.text == "新质生产力" for problem in page.problems] == [True]


def test_a_page_that_reports_later_days_contradicts_what_is_given():
    stories = [f"{name}修路\n\n本报讯(记者马川)3月9日,{name}修路。3月9日下午,路通了。\n" for name in "甲乙丙丁戊己"]
    page = parsed(
        "\n".join(stories) + "云溪区2023年第三次例会召开。\n癸卯年第一场雪。\n“乙类乙管”后人多了。\n",
        date=date(2023, 3, 2),
    )
    assert any("指向2023-03-10" in problem.reason for problem in page.problems)
    assert page.issue_date.date == date(2023, 3, 2)


def test_a_page_that_agrees_has_no_problems():
    assert parsed(BODY, date=date(2023, 3, 2)).problems == ()


def test_cues_that_do_not_go_with_the_inferred_year_are_told():
    text = "3月4日,石门镇植树。云溪区2023年第二次例会召开。2023年清明将至。癸卯年。3月4日(星期五),云溪区也植树。\n"
    page = parsed("石门镇植树\n\n本报讯(记者马川)" + text)
    assert page.issue_date.date.year == 2023
    assert any(problem.issue and "星期五" in problem.text for problem in page.problems)


def test_impossible_dates_of_a_page_are_told_with_their_line():
    page = parsed(BODY + "\n4月31日,石门镇还要通一条路。\n", date=date(2023, 3, 2))
    assert [(problem.line, problem.text) for problem in page.problems] == [(5, "4月31日")]

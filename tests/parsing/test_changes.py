"""Who is given a post or leaves it, and on what day: text -> kind, title, concluded post, day."""

import datetime as dt

import pytest

from archive.parsing.change_days import dated
from archive.parsing.dates import find_dates
from archive.parsing.people import find_people
from archive.parsing.posts import Post
from tests.parsing.entities import AREA, item

ISSUE = dt.date(2023, 8, 2)


def changes(*lines, **fields):
    article = item(*lines, **fields)
    people = dated(find_people(article, AREA), article.text, find_dates(article.text, ISSUE))
    return {person.name: [(each.kind, each.title) for each in person.changes] for person in people if person.changes}


def days(*lines):
    article = item(*lines)
    people = dated(find_people(article, AREA), article.text, find_dates(article.text, ISSUE))
    return {person.name: [each.day for each in person.changes] for person in people if person.changes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("周立新当选云溪区区长。", {"周立新": [("elected", "云溪区区长")]}),
        ("韩立再次全票当选为区政协主席。", {"韩立": [("elected", "区政协主席")]}),
        ("大会补选周立新为云溪区人大常委会副主任。", {"周立新": [("elected", "云溪区人大常委会副主任")]}),
        (
            "会议选举周立新为主席,韩立、高文静为副主席。",
            {
                "周立新": [("elected", "主席")],
                "韩立": [("elected", "副主席")],
                "高文静": [("elected", "副主席")],
            },
        ),
        ("会议决定任命韩立为云溪区副区长。", {"韩立": [("appointed", "云溪区副区长")]}),
        ("决定任命车平为云溪区财政局局长。", {"车平": [("appointed", "云溪区财政局局长")]}),
        ("决定任命马有为为石门镇镇长。", {"马有为": [("appointed", "石门镇镇长")]}),
        (
            "市委决定:周立新同志任中共云溪区委委员、常委、书记;韩立同志不再担任中共云溪区委书记职务。",
            {
                "周立新": [("appointed", "中共云溪区委委员"), ("appointed", "常委"), ("appointed", "书记")],
                "韩立": [("removed", "中共云溪区委书记")],
            },
        ),
        (
            "周立新同志任云溪区委书记,不再担任云溪区区长职务。",
            {"周立新": [("appointed", "云溪区委书记"), ("removed", "云溪区区长")]},
        ),
        (
            "任命周立新为云溪区财政局局长,免去其云溪区审计局局长职务。",
            {"周立新": [("appointed", "云溪区财政局局长"), ("removed", "云溪区审计局局长")]},
        ),
        ("会议决定免去周立新的云溪区水利局局长职务。", {"周立新": [("removed", "云溪区水利局局长")]}),
        ("会议决定免去周立新同志云溪区水利局局长职务。", {"周立新": [("removed", "云溪区水利局局长")]}),
        ("会议免去易青林云溪区副区长职务。", {"易青林": [("removed", "云溪区副区长")]}),
        ("会议免去韩立副区长职务。", {"韩立": [("removed", "副区长")]}),
        ("周立新被区政府任命为云溪区水利局局长。", {"周立新": [("appointed", "云溪区水利局局长")]}),
        ("周立新以全票当选为云溪区商会会长。", {"周立新": [("elected", "云溪区商会会长")]}),
        ("周立新被免去云溪区水利局局长职务。", {"周立新": [("removed", "云溪区水利局局长")]}),
        ("会议接受韩立辞去云溪区区长职务的请求。", {"韩立": [("resigned", "云溪区区长")]}),
        (
            "会议接受韩立辞去云溪区人大常委会主任、周立新辞去云溪区区长职务的请求。",
            {"韩立": [("resigned", "云溪区人大常委会主任")], "周立新": [("resigned", "云溪区区长")]},
        ),
        ("韩立因故辞去云溪区商会会长职务。", {"韩立": [("resigned", "云溪区商会会长")]}),
        (
            "接受韩立辞去云溪区区长职务的请求,任命周立新为云溪区副区长、代理区长。",
            {
                "韩立": [("resigned", "云溪区区长")],
                "周立新": [("appointed", "云溪区副区长"), ("appointed", "代理区长")],
            },
        ),
        ("副局长周立新接替韩立出任云溪区水利局局长。", {"周立新": [("appointed", "云溪区水利局局长")]}),
        ("萨穆埃尔总统任命卡洛维奇为新总理。", {"卡洛维奇": [("appointed", "新总理")]}),
    ],
)
def test_who_is_given_a_post_and_who_leaves_it(text, expected):
    assert changes(text) == expected


def test_every_line_of_a_list_is_a_decision():
    assert changes(
        "任命:",
        "周立新为云溪区财政局局长;",
        "韩立、高文静(女)为云溪区人民法院审判员。",
        "免去:",
        "(一)吴桂英的云溪区财政局局长职务;",
        "(二)许文静的云溪区人民法院审判员职务。",
    ) == {
        "周立新": [("appointed", "云溪区财政局局长")],
        "韩立": [("appointed", "云溪区人民法院审判员")],
        "高文静": [("appointed", "云溪区人民法院审判员")],
        "吴桂英": [("removed", "云溪区财政局局长")],
        "许文静": [("removed", "云溪区人民法院审判员")],
    }


@pytest.mark.parametrize(
    "text",
    [
        "区长周立新担任组长,韩立任副组长。",
        "会议提请任命周立新为云溪区副区长。",
        "拟任命周立新为云溪区副区长。",
        "周立新被提名为云溪区副区长候选人。",
        "周立新当选云溪区劳动模范。",
        "周立新当选云溪区区长候选人。",
        "接受采访的周立新说,区长的任务很重。",
        "周立新说,任何镇长都有任期。",
        "",
    ],
)
def test_what_is_no_change(text):
    assert changes(text) == {}


def test_a_post_that_is_only_held_is_a_title():
    (person,) = find_people(item("周立新任云溪区水利局局长。"), AREA)
    assert person.titles == ("云溪区水利局局长",)
    assert person.changes == ()


def test_the_change_names_the_post_and_the_word_that_says_so():
    article = item("全区干部会议召开。", "会上宣布,周立新同志任区委书记。")
    (change,) = find_people(article, AREA)[0].changes
    assert change.post == Post("中共云溪区委员会", "书记")
    assert (article.text[change.span.start : change.span.end], change.span.line) == ("任", 3)


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (("8月1日,周立新当选云溪区区长。",), dt.date(2023, 8, 1)),
        (("8月1日,区人大常委会召开会议。会议任命周立新为云溪区副区长。",), dt.date(2023, 8, 1)),
        (("2016年,周立新当选云溪区区长。",), None),
        (("8月1日,区人大开会。2016年3月,周立新当选云溪区区长。",), None),
        (("近日,周立新当选云溪区区长。",), None),
        (("(2023年7月28日区人大常委会通过)", "任命:", "周立新为云溪区副区长。"), dt.date(2023, 7, 28)),
        (("任命周立新为云溪区副区长。", "2023年7月28日"), dt.date(2023, 7, 28)),
        (("7月20日开会,7月28日又开会。会议任命周立新为云溪区副区长。",), None),
    ],
)
def test_the_day_is_the_one_that_the_text_gives(lines, day):
    assert days(*lines) == {"周立新": [day]}


def test_a_change_told_twice_is_one():
    assert changes("8月1日,周立新当选为云溪区区长。", headline="周立新当选云溪区区长") == {
        "周立新": [("elected", "云溪区区长")]
    }

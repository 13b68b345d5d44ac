"""Reading queries: the tree, its canonical form, and the notes on what was repaired."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from archive.search.analyzer import index_words
from archive.search.fold import fold
from archive.search.marks import Mark, NearMark
from archive.search.query import MAX_LENGTH, MAX_TERMS, exactly, read
from archive.search.query_grammar import MAX_NEAR
from archive.search.query_fields import FIELDS
from archive.search.tree import (
    Among,
    And,
    Beginning,
    Between,
    Everything,
    Exact,
    Naming,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Words,
)


def words(text, *parts, part=""):
    return Words(text, parts or (text,), part)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("会议", words("会议")),
        ("安全生产", words("安全生产", "安全", "生产")),
        ("會議 植樹", And((words("会议"), words("植树")))),
        ("会议　植树", And((words("会议"), words("植树")))),
        ('"安全 生产"', Exact("安全生产")),
        ("“安全生产”", Exact("安全生产")),
        ("＂安全生产＂", Exact("安全生产")),
        ("「安全生产」", Exact("安全生产")),
        ("『安全生产』", Exact("安全生产")),
        ('“说"好"”', Exact('说"好"')),
        ('会议"植树"', And((words("会议"), Exact("植树")))),
        ("会议 -植树", And((words("会议"), Not(words("植树"))))),
        ("会议 NOT 植树", And((words("会议"), Not(words("植树"))))),
        ('会议 -"植树"', And((words("会议"), Not(Exact("植树"))))),
        ("会议 OR 植树", Or((words("会议"), words("植树")))),
        ("会议 或 植树", Or((words("会议"), words("植树")))),
        ('"会议"或"植树"', Or((Exact("会议"), Exact("植树")))),
        ("会议|植树", Or((words("会议"), words("植树")))),
        ("会议 | 植树 村民", And((Or((words("会议"), words("植树"))), words("村民")))),
        ("会议 AND 植树", And((words("会议"), words("植树")))),
        ("(会议 植树) | 村民", Or((And((words("会议"), words("植树"))), words("村民")))),
        ("村民 -(会议 | 植树)", And((words("村民"), Not(Or((words("会议"), words("植树"))))))),
        ("会议~2", words("会议~2", "会议", "2")),
        ("-5℃", words("-5°c", "5", "c")),
        ("（会议）", words("(会议)", "会议")),
        ("实施“乡村”战略", words('实施"乡村"战略', "实施", "乡村", "战略")),
        ("ORANGE", words("orange")),
        ("COVID-19", words("covid-19", "covid", "19")),
    ],
)
def test_reading(text, tree):
    query = read(text)
    assert query.reading == tree
    assert query.read_as.notes == ()


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("标题:防汛", words("防汛", part="headline")),
        ("標題：防汛", words("防汛", part="headline")),
        ("Title:防汛", words("防汛", part="headline")),
        ('正文:"防汛"', Exact("防汛", "body")),
        ("图片:植树", words("植树", part="captions")),
        ("标题: 防汛 会议", And((words("防汛", part="headline"), words("会议")))),
        ("标题:(防汛 | 会议)", Or((words("防汛", part="headline"), words("会议", part="headline")))),
        ("标题:(防汛 正文:会议)", And((words("防汛", part="headline"), words("会议", part="body")))),
        ("会议 -标题:防汛", And((words("会议"), Not(words("防汛", part="headline"))))),
        ("人物:陆明远", Naming("person_name", "陆明远")),
        ('人物:"陆明远"', Naming("person_name", "陆明远", whole=True)),
        ("人物:陆*", Beginning("person_name", "陆")),
        ("职务:区长", Naming("title", "区长")),
        ("机构:文化馆", Naming("organization_name", "文化馆")),
        ("地点:雲溪區", Naming("place_name", "云溪区")),
        ("事件:稻花节", Naming("event_name", "稻花节")),
        ("记者:白小川", Naming("byline", "白小川")),
        ("author:白小川", Naming("byline", "白小川")),
        ("报纸:青岚日报", Naming("newspaper_name", "青岚日报")),
        ("栏目:要闻", Naming("section_name", "要闻")),
        ("版次:3", Among("page", (3,))),
        ("版次:第3版", Among("page", (3,))),
        ("版次:1..4", Between("page", 1, 4)),
        ("page:2-", Between("page", 2, None)),
        ("日期:2022", Between("date", date(2022, 1, 1), date(2022, 12, 31))),
        ("日期:2022-12..2023-01", Between("date", date(2022, 12, 1), date(2023, 1, 31))),
        ("日期：２０２４年２月", Between("date", date(2024, 2, 1), date(2024, 2, 29))),
        ("日期:2022年12月3日", Between("date", date(2022, 12, 3), date(2022, 12, 3))),
        ("date:20221203", Between("date", date(2022, 12, 3), date(2022, 12, 3))),
        ("日期:2022-12..", Between("date", date(2022, 12, 1), None)),
        ("日期:..2022", Between("date", None, date(2022, 12, 31))),
        ("日期:2021-2022", Between("date", date(2021, 1, 1), date(2022, 12, 31))),
        ('"防汛 会议"~20', Near(("防汛", "会议"), 20)),
        ("“防汛　会议”～５", Near(("防汛", "会议"), 5)),
        ('标题:"防汛 会议"~5', Near(("防汛", "会议"), 5, "headline")),
        ("会*", Prefix("会")),
        ("Cov*", Prefix("cov")),
        ("标题:会*", Prefix("会", "headline")),
        # A colon in ordinary text names no field.
        ("12:30", words("12:30", "12", "30")),
        ("通知:放假", words("通知:放假", "通知", "放假")),
        ("活动地点:上海", words("活动地点:上海", "活动", "地点", "上海")),
        ("https://example.org", words("https://example.org", "https", "example", "org")),
    ],
)
def test_fields_nearness_and_beginnings(text, tree):
    query = read(text)
    assert query.reading == tree
    assert query.read_as.notes == ()


@pytest.mark.parametrize("name", [name for field in FIELDS for name in field.names])
def test_every_name_of_a_field_is_understood(name):
    assert read(f"{name}:2022").read_as.terms[0].field


@pytest.mark.parametrize(
    ("text", "tree", "note"),
    [
        ('"会议', Exact("会议"), "引号"),
        ("“会议", Exact("会议"), "引号"),
        ('"会议”~5', Exact('会议"~5'), "引号"),
        ("(会议", words("会议"), "括号"),
        ("会议)", words("会议"), "右括号"),
        ("|", Exact("|"), "只有符号"),
        ('""', Exact('""'), "只有符号"),
        ("-会议", Exact("-会议"), "排除"),
        ("-会议 -植树", Exact("-会议 -植树"), "排除"),
        ("会议" * 101, words("会议" * 100, "会议"), "200"),
        ("((((((会议))))))", words("会议"), "括号超过"),
        ("会议 OR", words("会议"), "OR"),
        ("OR 会议", words("会议"), "OR"),
        ("会议 |", words("会议"), "OR"),
        ("会议 AND", words("会议"), "AND"),
        ("AND 会议", words("会议"), "AND"),
        ("会议 -", words("会议"), "“-”"),
        ("会议 - 植树", And((words("会议"), words("植树"))), "“-”"),
        ("会议 -OR 植树", Or((words("会议"), words("植树"))), "“-”"),
        ("会议 -AND", words("会议"), "“-”"),
        ("会议 OR OR 植树", Or((words("会议"), words("植树"))), "OR"),
        ("会议 AND OR 植树", Or((words("会议"), words("植树"))), "OR"),
        ("会议 (植树 OR)", And((words("会议"), words("植树"))), "OR"),
        ("(OR 会议", words("会议"), "OR"),
        ("会议 -\u200b", words("会议"), "“-”"),
        ("会议 -()", words("会议"), "空的括号"),
        ("会议 OR ()", words("会议"), "OR"),
        ('会议 ""', words("会议"), "空的括号或引号"),
        ("writer:白", words("writer:白", "writer", "白"), "没有“writer”这个字段"),
        ("日期:2022-13", words("日期:2022-13", "日期", "2022", "13"), "不是日期"),
        ("日期:2022-02-30", words("日期:2022-02-30", "日期", "2022", "02", "30"), "不是日期"),
        ('日期:"明|天"', And((words("日期:", "日期"), Exact("明|天"))), "不是日期"),
        ("日期: 明天", And((words("日期:", "日期"), words("明天"))), "不是日期"),
        ("日期:明天", words("日期:明天", "日期", "明天"), "不是日期"),
        ("日期:2023..2022", Between("date", date(2022, 1, 1), date(2023, 12, 31)), "对调"),
        ("版次:头", words("版次:头", "版次", "头"), "不是版次"),
        ('"防汛 会议"~', Near(("防汛", "会议"), 20), "没有数字"),
        ('"防汛 会议"~9999', Near(("防汛", "会议"), 500), "超过 500"),
        ('"防汛"~5', Exact("防汛"), "“~”只用于"),
        ('人物:"陆明远 白小川"~5', Naming("person_name", "陆明远白小川", whole=True), "“~”只用于"),
        ("*", Words("*", ()), "“*”"),
        ("*会议", words("*会议", "会议"), "“*”"),
        ("会*议", words("会*议", "会", "议"), "“*”"),
        ("covid-1*", words("covid-1*", "covid", "1"), "“*”"),
    ],
)
def test_repairs_are_named(text, tree, note):
    query = read(text)
    assert query.reading == tree
    assert any(note in each for each in query.read_as.notes), query.read_as.notes


def test_too_many_terms_are_left_out_and_named():
    query = read(" ".join(chr(0x4E00 + number) for number in range(60)))
    assert len(query.read_as.terms) == MAX_TERMS
    assert any(str(MAX_TERMS) in note for note in query.read_as.notes)


def test_too_many_groups_of_near_strings_are_left_out_and_named():
    query = read(" ".join(f'"{first}云 {first}溪"~9' for first in "甲乙丙丁戊己"))
    assert [term.text[0] for term in query.read_as.terms] == list("甲乙丙丁戊己")[:MAX_NEAR]
    assert any(str(MAX_NEAR) in note for note in query.read_as.notes)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("会议  植树", "会议 植树"),
        ("会议|植树 村民", "(会议 OR 植树) 村民"),
        ('会议 -"植树" ', '会议 -"植树"'),
        ("ＡＢＣ -(会议 植树)", "abc -(会议 植树)"),
        ("標題：(会议 “植树”)", '标题:会议 标题:"植树"'),
        ("日期:2022年12月..2023年1月31日 -版次:4", "日期:2022-12..2023-01 -版次:4"),
        ("日期:2022-12-03..", "日期:2022-12-03.."),
        ("“会议 植树”～5", '"会议 植树"~5'),
        ("人物:陆* 会*", "人物:陆* 会*"),
        ("会议 NOT 2023", "会议 NOT 2023"),
        ("（会议）", "（会议）"),
        ("－会议＊", "－会议＊"),
        ("标题﹕会议", "标题﹕会议"),
        ("说”好”", "说”好”"),
    ],
)
def test_the_canonical_form_reads_as_the_same(text, shown):
    query = read(text)
    assert query.read_as.query == str(query.read_as) == shown
    assert read(shown).reading == query.reading
    assert read(shown).read_as.notes == ()


@pytest.mark.parametrize(
    ("text", "as_exact", "as_words"),
    [
        ("安全生产", '"安全生产"', ""),
        ("安全 生产", '"安全生产"', ""),
        ('"安全生产"', "", "安全生产"),
        ('"wi fi 免费" 会议', '"wi fi 免费" "会议"', "(wi fi 免费) 会议"),
        ("标题:安全生产", '标题:"安全生产"', ""),
        ("安全|生产", '"安全" OR "生产"', ""),
        ('会议 -"植树"', '"会议" -"植树"', "会议 -植树"),
        ("人物:陆明远", "", ""),
        ('"|"', "", ""),
        ("", "", ""),
    ],
)
def test_the_same_query_as_exact_strings_and_as_words(text, as_exact, as_words):
    read_as = read(text).read_as
    assert (read_as.as_exact, read_as.as_words) == (as_exact, as_words)
    assert not read(as_exact).read_as.as_exact
    assert not read(as_words).read_as.as_words


def test_terms_and_marks():
    read_as = read('安全生产 "石门镇" -会议 标题:会* "甲 乙"~5 人物:陆明远 报纸:青岚日报 日期:2022').read_as
    assert [(term.text, term.kind, term.excluded, term.field) for term in read_as.terms] == [
        ("安全生产", "words", False, ""),
        ("石门镇", "exact", False, ""),
        ("会议", "words", True, ""),
        ("会", "prefix", False, "headline"),
        ("甲 乙", "near", False, ""),
        ("陆明远", "name", False, "person"),
        ("青岚日报", "name", False, "newspaper"),
        ("2022", "range", False, "date"),
    ]
    assert read_as.marks == (
        Mark("安全生产"),
        Mark("安全"),
        Mark("生产"),
        Mark("石门镇"),
        Mark("会", "headline"),
        NearMark(("甲", "乙"), 5),
        Mark("陆明远"),
    )
    assert read_as.terms[3].label == "标题"
    assert read_as.as_dict()["terms"][0] == {
        "text": "安全生产",
        "kind": "words",
        "exact": False,
        "excluded": False,
        "words": ["安全", "生产"],
        "field": "",
        "distance": None,
    }


def test_what_folding_changed_is_told():
    changed = read("雲溪區 会议 COVID “２０２３” “陆　明远”").read_as.changed
    assert [tuple(each) for each in changed] == [("雲溪區", "云溪区"), ("２０２３", "2023")]


def test_a_whole_text_as_one_exact_string():
    assert exactly('说"好" OR 坏').tree == Exact('说"好" or 坏')
    assert exactly("  ").tree == Everything()


OPERATORS = [
    *'"“”「」()（）|｜-－～~*＊?[]: ：﹕0123.\u200b',
    *("OR ", " 或 ", "AND ", "NOT ", "会议", "雲溪", "标题:", "日期:", "版次:", "人物：", "2022-1", "~5", "covid"),
]
TYPED = st.lists(st.one_of(st.sampled_from(OPERATORS), st.characters()), max_size=40).map("".join)


@given(TYPED)
def test_nothing_typed_is_an_error(text):
    query = read(text)
    assert len(query.read_as.terms) <= MAX_TERMS
    assert query.read_as.as_dict()["query"] == query.read_as.query


@given(TYPED)
def test_whatever_is_read_is_written_as_the_same(text):
    query = read(text)
    assume(len(query.read_as.query) <= MAX_LENGTH)
    assert read(query.read_as.query).reading == query.reading


def answers(node: Node, text: str) -> bool:
    """Whether an article of nothing but this folded text, without names, page or date, answers the node."""
    match node:
        case And(parts):
            return all(answers(part, text) for part in parts)
        case Or(parts):
            return any(answers(part, text) for part in parts)
        case Not(part):
            return not answers(part, text)
        case Words(string, found, ""):
            return string in text or bool(found) and set(found) <= set(index_words(text))
        case Exact(string, ""):
            return string in text
        case _:
            return isinstance(node, Everything)


@given(TYPED, st.integers(0, 60), st.integers(1, 60))
def test_whatever_is_pasted_from_a_text_finds_it(text, start, length):
    assert answers(read(text[start : start + length]).tree, fold(text))

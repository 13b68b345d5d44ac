"""Reading queries: the tree, its canonical form, and the notes on what was repaired."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.query import MAX_TERMS, exactly, read
from archive.search.tree import And, Everything, Exact, Not, Or, Words


def words(text, *parts):
    return Words(text, parts or (text,))


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", Everything()),
        ("会议", words("会议")),
        ("安全生产", words("安全生产", "安全", "生产")),
        ("会议 植树", And((words("会议"), words("植树")))),
        ("会议　植树", And((words("会议"), words("植树")))),
        ('"安全 生产"', Exact("安全生产")),
        ("“安全生产”", Exact("安全生产")),
        ("＂安全生产＂", Exact("安全生产")),
        ('会议"植树"', And((words("会议"), Exact("植树")))),
        ("会议 -植树", And((words("会议"), Not(words("植树"))))),
        ('会议 -"植树"', And((words("会议"), Not(Exact("植树"))))),
        ("会议 OR 植树", Or((words("会议"), words("植树")))),
        ("会议|植树", Or((words("会议"), words("植树")))),
        ("会议 | 植树 村民", And((Or((words("会议"), words("植树"))), words("村民")))),
        ("会议 AND 植树", And((words("会议"), words("植树")))),
        ("(会议 植树) | 村民", Or((And((words("会议"), words("植树"))), words("村民")))),
        ("村民 -(会议 | 植树)", And((words("村民"), Not(Or((words("会议"), words("植树"))))))),
        ("会议~2", words("会议~2", "会议", "2")),
        ("-5℃", words("-5°c", "5", "c")),
        ("（会议）", words("(会议)", "会议")),
        ("实施“乡村”战略", words("实施“乡村”战略", "实施", "乡村", "战略")),
        ("ORANGE", words("orange")),
        ("COVID-19", words("covid-19", "covid", "19")),
    ],
)
def test_reading(text, tree):
    query = read(text)
    assert query.tree == tree
    assert query.read_as.notes == ()


@pytest.mark.parametrize(
    ("text", "tree", "note"),
    [
        ('"会议', Exact("会议"), "引号"),
        ("“会议", Exact("会议"), "引号"),
        ("(会议", words("会议"), "括号"),
        ("会议)", words("会议"), "右括号"),
        ("|", Everything(), "没有可查找"),
        ('""', Everything(), "没有可查找"),
        ("-会议", words("-会议", "会议"), "排除"),
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
    ],
)
def test_repairs_are_named(text, tree, note):
    query = read(text)
    assert query.tree == tree
    assert any(note in each for each in query.read_as.notes), query.read_as.notes


def test_too_many_terms_are_left_out_and_named():
    query = read(" ".join(chr(0x4E00 + number) for number in range(60)))
    assert len(query.read_as.terms) == MAX_TERMS
    assert any(str(MAX_TERMS) in note for note in query.read_as.notes)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("会议  植树", "会议 植树"),
        ("会议|植树 村民", "(会议 OR 植树) 村民"),
        ('-"植树"  会议', '-"植树" 会议'),
        ("ＡＢＣ -(会议 植树)", "abc -(会议 植树)"),
    ],
)
def test_the_canonical_form_reads_as_the_same(text, shown):
    query = read(text)
    assert query.read_as.query == str(query.read_as) == shown
    assert read(shown).tree == query.tree


def test_terms_and_marks():
    read_as = read('安全生产 "石门镇" -会议').read_as
    assert [(term.text, term.exact, term.excluded) for term in read_as.terms] == [
        ("安全生产", False, False),
        ("石门镇", True, False),
        ("会议", False, True),
    ]
    assert read_as.marks == ("安全生产", "安全", "生产", "石门镇")
    assert read_as.as_dict()["terms"][0] == {
        "text": "安全生产",
        "exact": False,
        "excluded": False,
        "words": ["安全", "生产"],
    }


def test_a_whole_text_as_one_exact_string():
    assert exactly('说"好" OR 坏').tree == Exact('说"好" or 坏')
    assert exactly("  ").tree == Everything()


@given(st.text(st.one_of(st.sampled_from('"“”()|-～~*?[]: OR会议AND'), st.characters()), max_size=300))
def test_nothing_typed_is_an_error(text):
    query = read(text)
    assert len(query.read_as.terms) <= MAX_TERMS
    assert query.read_as.as_dict()["query"] == query.read_as.query

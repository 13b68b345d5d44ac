"""Searching segments of arrays, compared with reading everything."""

import random
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from archive.search import analyzer, evaluate
from archive.search.answer import Facet, Question, answer
from archive.search.tree import Among, And, Beginning, Between, Everything, Exact, Naming, Near, Not, Or, Prefix, Words
from tests.search import brute
from tests.thorough import examples, part

PIECES = (
    *("安全生产", "安全", "会议", "云溪区", "青岚市", "石门镇", "陆明远", "区委书记", "植树", "的", "了", "一"),
    *("，", "。", "“", "”", "（", "·", "-", "\n", " ", "𠀀", "𠮷", "covid", "covid-19", "5g", "a", "ab", "abc", "3"),
)
NAMES = ("陆明远", "白云起", "单立新", "陆明", "远陆", "a·b", "明远陆明远")
FACETS = ("year", "page", "kind", "section", "person", "person_name")

pieces = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
dates = st.sampled_from([0, 20211231, 20220304, 20220305, 20220401, 20230101])


@st.composite
def archives(draw):
    """Segments of documents, and keys of deleted ones."""
    rows = draw(
        st.lists(
            st.tuples(
                st.tuples(pieces, pieces, pieces, pieces),
                dates,
                st.integers(0, 3),
                st.sampled_from(["", "article", "photo"]),
                st.sampled_from(["", "党建", "党建引领", "A"]),
                st.sets(st.sampled_from(["1", "2", "12", "300"])),
                st.sets(st.sampled_from(NAMES)),
            ),
            min_size=1,
            max_size=25,
        )
    )
    keys = draw(st.permutations(range(1, len(rows) + 1)))
    made = [brute.document(key, *row) for key, row in zip(keys, rows, strict=True)]
    cuts = sorted(draw(st.lists(st.integers(0, len(made)), max_size=4)))
    segments = [made[a:b] for a, b in zip([0, *cuts], [*cuts, len(made)], strict=True)]
    deleted = draw(st.sets(st.integers(1, len(rows)), max_size=4))
    return [segment for segment in segments if segment], deleted


strings = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join).map(str.strip).filter(bool)
parts = st.sampled_from(["", "", "headline", "body", "captions"])


def words_node(text, part):
    words = tuple(analyzer.query_words(text))
    return Words(text, words, part) if words else Exact(text, part)


textual = st.one_of(
    st.builds(words_node, strings, parts),
    st.builds(Exact, strings, parts),
    st.builds(Prefix, strings, parts),
    st.builds(Near, st.lists(strings, min_size=1, max_size=3).map(tuple), st.integers(0, 6), parts),
)
conditions = st.one_of(
    st.just(Everything()),
    st.builds(
        Naming,
        st.sampled_from(["person_name", "section"]),
        st.sampled_from(["明", "陆明远", "党", "x"]),
        st.booleans(),
    ),
    st.builds(Beginning, st.sampled_from(["person_name", "section"]), st.sampled_from(["明", "陆", "党建"])),
    st.builds(Among, st.just("page"), st.lists(st.integers(1, 9), max_size=8).map(tuple)),
    st.builds(Among, st.just("kind"), st.sampled_from([("photo",), ("photo", "article"), ("无",), ()])),
    st.builds(Among, st.just("person"), st.sampled_from([("1",), ("12", "2"), ("9",)])),
    st.builds(Between, st.just("date"), st.sampled_from([None, 20220304]), st.sampled_from([None, 20220401])),
)
trees = st.recursive(
    textual | conditions,
    lambda inner: st.one_of(
        st.builds(And, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Or, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=5,
)
quick = examples(60, suppress_health_check=[HealthCheck.too_slow])


def live(segments, deleted):
    return [each for segment in segments for each in segment if each.numbers["django_id"] not in deleted]


def keys(found):
    return list(found.hits.keys)


def opened(archive):
    with tempfile.TemporaryDirectory() as folder:
        return brute.snapshot(Path(folder), *archive)  # mapped: the files may go


@quick
@given(archives(), trees)
def test_every_tree_finds_what_reading_everything_finds(archive, tree):
    expected = {each.numbers["django_id"] for each in live(*archive) if brute.answers(each, tree)}
    snapshot = opened(archive)
    for order in (("-score", "-date", "-django_id"), ("-date", "-django_id"), ("date", "django_id")):
        found = answer([snapshot], Question(tree, order))
        assert set(keys(found)) == expected
        assert found.count == len(found.hits.keys) == len(expected)


@quick
@given(archives(), textual | st.builds(And, st.lists(textual, min_size=2, max_size=3).map(tuple)))
def test_scores(archive, tree):
    documents = [each for segment in archive[0] for each in segment]
    found = answer([opened(archive)], Question(tree, ("-score", "-date", "-django_id")))
    by_key = {each.numbers["django_id"]: each for each in documents}
    scores = list(found.hits.scores)
    assert scores == pytest.approx([brute.score(documents, by_key[key], tree) for key in keys(found)], rel=1e-4)
    assert scores == sorted(scores, reverse=True)


@quick
@given(archives(), trees)
def test_the_order_is_total_and_the_same_at_any_page_size(archive, tree):
    snapshot = opened(archive)
    numbers = {each.numbers["django_id"]: each.numbers for each in live(*archive)}
    for order in (("-score", "-date", "-django_id"), ("-date", "-django_id"), ("date", "django_id")):
        found = answer([snapshot], Question(tree, order))
        whole = keys(found)
        assert len(set(whole)) == len(whole)
        days = [numbers[key]["date"] for key in whole]
        if order[0] == "-score":
            rows = [(-score, -day, -key) for score, day, key in zip(found.hits.scores, days, whole, strict=True)]
        elif order[0] == "-date":
            rows = [(-day, -key) for day, key in zip(days, whole, strict=True)]
        else:
            rows = [(day or 99999999, key) for day, key in zip(days, whole, strict=True)]
        assert rows == sorted(rows)
        for size in (1, 7, 20, 50):
            pages = [
                keys(answer([snapshot], Question(tree, order, start, start + size)))
                for start in range(0, len(whole) + size, size)
            ]
            assert sum(pages, []) == whole


@quick
@given(archives(), trees, st.sampled_from([None, 0, 1, 2]))
def test_facets_count_without_the_choice_of_their_own_values(archive, tree, limit):
    choices = {
        "kind": Among("kind", ("photo",)),
        "person": Among("person", ("1", "12")),
        "page": Among("page", (1, 2)),
    }
    facets = {name: Facet(limit, keep=(), without=(name,)) for name in FACETS}
    facets["section"] = Facet(limit, keep=("A",), without=("kind", "page"))
    question = Question(And((And((tree,)), *choices.values())), ("-date", "-django_id"))
    question = Question(question.tree, question.order, 0, 1, facets, {"date": "month"})
    found = answer([opened(archive)], question)
    for name, facet in facets.items():
        conditions = [tree, *(choice for field, choice in choices.items() if field not in facet.without)]
        fitting = [each for each in live(*archive) if brute.answers(each, And(tuple(conditions)))]
        counted = brute.counts(fitting, name)
        kept = [pair for pair in counted[limit:] if pair[0] in facet.keep] if limit is not None else []
        assert found.facets[name] == counted[:limit] + kept, name
    hits = [each for each in live(*archive) if brute.answers(each, question.tree)]
    months = [(day.year * 100 + day.month, count) for day, count in found.histograms["date"]]
    assert months == sorted(brute.counts(hits, "month"))


def large_archive(folder):
    """600 documents in three segments, so that few and many, lists and flags all come into play."""
    pick = random.Random(7)
    made = []
    for key in range(1, 601):
        texts = ["".join(pick.choices(PIECES, k=pick.randint(0, 30))).strip() for _ in range(4)]
        made.append(
            brute.document(
                key,
                texts,
                pick.choice([0, 20220304, 20220501 + key % 28, 20230101]),
                pick.randint(0, 12),
                pick.choice(["article", "photo", "opinion"]),
                pick.choice(["", "党建", "民生"]),
                {str(pick.randint(1, 90)) for _ in range(pick.randint(0, 4))},
                set(pick.sample(NAMES, 2)),
            )
        )
    return brute.snapshot(folder, [made[:400], made[400:590], made[590:]], {5, 6, 7, 450, 599}), made


QUESTIONS = [
    Exact("安全生产"),
    Exact("会议的"),
    Exact("，"),
    Exact("a"),
    Exact("𠀀"),
    words_node("云溪区会议", ""),
    words_node("covid-19", "body"),
    And((words_node("会议", ""), Not(Exact("植树")), Between("date", 20220304, None))),
    Or((words_node("石门镇", ""), Exact("5g"), Naming("person_name", "陆明"))),
    Prefix("ab", ""),
    Prefix("云", "headline"),
    Near(("会议", "植树"), 3),
    And((Among("page", tuple(range(1, 9))), Exact("安全"))),
    And((Among("page", tuple(range(1, 9))), Exact("会议", "headline"), Not(Exact("植树")))),
    And((Among("page", (3,)), words_node("云溪区会议", "body"), Prefix("云", "headline"))),
    And((Among("page", (99,)), Near(("会议", "植树"), 30))),
]


@pytest.mark.parametrize("tree", QUESTIONS, ids=str)
def test_a_larger_archive(tmp_path, tree):
    snapshot, made = large_archive(tmp_path)
    documents = [each for each in made if each.numbers["django_id"] not in {5, 6, 7, 450, 599}]
    expected = [each for each in documents if brute.answers(each, tree)]
    facets = {name: Facet(limit=5) for name in FACETS}
    found = answer([snapshot], Question(tree, ("-score", "-date", "-django_id"), 0, None, facets))
    assert set(keys(found)) == {each.numbers["django_id"] for each in expected}
    for name in FACETS:
        assert found.facets[name] == brute.counts(expected, name)[:5], name
    for start in (0, 3, 40, 550):
        page = answer([snapshot], Question(tree, ("-score", "-date", "-django_id"), start, start + 20))
        assert keys(page) == keys(found)[start : start + 20]


@pytest.mark.parametrize("tree", [tree for tree in QUESTIONS if isinstance(tree, And)], ids=str)
def test_conditions_that_come_before_reading_change_nothing(tmp_path, tree, monkeypatch):
    snapshot, _ = large_archive(tmp_path)
    question = Question(tree, ("-score", "-date", "-django_id"))
    monkeypatch.setattr(evaluate, "MOST_READ", 1_000_000)
    after = answer([snapshot], question).hits
    monkeypatch.setattr(evaluate, "MOST_READ", 0)
    before = answer([snapshot], question).hits
    assert (before.keys, before.scores) == (after.keys, after.scores)


def test_threads_share_a_snapshot(tmp_path):
    snapshot, _ = large_archive(tmp_path)
    facets = {name: Facet(limit=5) for name in FACETS}
    questions = [Question(tree, ("-score", "-django_id"), 0, 20, facets) for tree in QUESTIONS]
    alone, _ = large_archive(tmp_path)
    expected = [keys(answer([alone], question)) for question in questions]

    def ask(number):
        return keys(answer([snapshot], questions[number % len(questions)]))

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(ask, range(part(400))))
    assert results == [expected[number % len(questions)] for number in range(part(400))]

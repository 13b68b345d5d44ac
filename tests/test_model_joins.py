"""What a curator does to articles of several pages: join, part, withhold, correct; and what the models make of it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive.models import Article, CannotJoin, DateMention, IndexChange, Mention, joins
from tests import factories
from tests.factories import ArticleFactory, IssueFactory, MentionFactory, PageFactory

pytestmark = pytest.mark.django_db

FIRST = "石门镇三条新路通车，区长陆明远要求抓紧（下转第三版）"
THIRD = "（上接第一版）装好路灯。司机马川说好走，（下转第五版）"
FIFTH = "（上接第三版）马川还说，石门镇的路宽了。"


def on_page(number: int, text: str, **values: object) -> Article:
    """An article on a page of the issue of 5 March 2023, naming who stands in it."""
    page = PageFactory(issue=IssueFactory(), number=number, raw=text, sha256=f"{number:064}")
    article = ArticleFactory(page=page, headline="", text=text, lines={"1": "body"}, checksum="read", **values)
    for position, name in enumerate(name for name in ("陆明远", "马川", "石门镇") if name in text):
        start = text.find(name)
        MentionFactory(article=article, text=name, position=position, spans=[["text", start, start + len(name), 1]])
    return article


@pytest.fixture
def three() -> tuple[Article, Article, Article]:
    """A beginning and two continuations, apart."""
    return (
        on_page(1, FIRST, goes_on="第三版", captions="图一", confidence=0.9),
        on_page(3, THIRD, continues="第一版", goes_on="第五版", confidence=0.8, kind="continuation"),
        on_page(5, FIFTH, continues="第三版", captions="图五", kind="continuation"),
    )


def fresh(article: Article) -> Article:
    return Article.objects.get(pk=article.pk)


def names(article: Article) -> dict[str, list[str]]:
    """The words at each mention's places in the text."""
    text = fresh(article).text
    return {each.text: [text[start:end] for _, start, end, _ in each.spans] for each in article.mentions.all()}


WHOLE = "石门镇三条新路通车，区长陆明远要求抓紧装好路灯。司机马川说好走，马川还说，石门镇的路宽了。"


def test_join_and_part(three) -> None:
    first, third, fifth = three
    IndexChange.objects.all().delete()
    third.join(first)
    fifth.join(third)  # at the end of the article that the third page's belongs to
    first = fresh(first)
    assert (first.text, first.captions, first.confidence) == (WHOLE, "图一\n图五", 0.8)
    assert [each.pk for each in first.chain()] == [third.pk, fifth.pk]
    assert [each.text for each in first.chain()] == [THIRD, FIFTH]
    assert [gap["kind"] for gap in first.breaks] == ["page", "page"]
    assert names(first) == {"陆明远": ["陆明远"], "石门镇": ["石门镇"] * 2, "马川": ["马川"] * 2}
    assert [each.whole for each in first.parts] == [first, first, first]
    assert set(IndexChange.objects.values_list("object_id", flat=True)) == {each.pk for each in three}
    assert first.checksum == ""
    fresh(fifth).part()
    assert fresh(first).text == WHOLE.partition("马川还说")[0] + "（下转第五版）"
    fresh(third).part()
    first = fresh(first)
    assert (first.text, first.captions, first.own, first.confidence) == (FIRST, "图一", {}, 0.9)
    assert names(first) == {"陆明远": ["陆明远"], "石门镇": ["石门镇"]}
    assert fresh(fifth).join_refused == sorted([first.pk, third.pk])
    assert [fresh(each).joined_to for each in three] == [None] * 3


def test_parting_the_middle_takes_the_end_along(three) -> None:
    first, third, fifth = three
    third.join(first)
    fifth.join(first)
    fresh(third).part()
    assert fresh(first).text == FIRST
    assert fresh(third).text == "（上接第一版）装好路灯。司机马川说好走，马川还说，石门镇的路宽了。"
    assert fresh(fifth).joined_to == third
    assert names(third)["马川"] == ["马川"] * 2


def test_what_has_a_rest_of_its_own_brings_it_along(three) -> None:
    first, third, fifth = three
    fifth.join(third)
    fresh(third).join(first)
    assert fresh(first).text == WHOLE
    assert (fresh(third).text, fresh(third).own) == (THIRD, {})
    assert [fresh(each).joined_to for each in (third, fifth)] == [first, first]


HIDDEN = ("draft", "withheld", "removed")


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda first, third: first.lock(["text"]), "锁定"),
        *((lambda first, third, state=state: setattr(first, "state", state), "公开状态不同") for state in HIDDEN),
        *((lambda first, third, state=state: setattr(third, "state", state), "尚未公开") for state in HIDDEN),
        (lambda first, third: third.join(first), "已经是一篇"),
        (lambda first, third: setattr(third, "page", first.page), "同一版"),
        (lambda first, third: setattr(third, "page", PageFactory(issue=IssueFactory(date="2023-03-09"))), "同一期"),
    ],
)
def test_what_cannot_be_joined(three, prepare, reason: str) -> None:
    first, third, _ = three
    prepare(first, third)
    if not third.joined_to_id:
        first.save()
        third.save()
    with pytest.raises(CannotJoin, match=reason):
        fresh(third).join(first)


def test_what_is_withheld_is_not_published_by_joining_it(three) -> None:
    first, third, _ = three
    Article.objects.filter(pk=third.pk).set_state("withheld")
    with pytest.raises(CannotJoin):
        fresh(third).join(fresh(first))
    assert (fresh(third).state, fresh(first).text) == ("withheld", FIRST)


def test_an_article_does_not_go_on_from_two(three) -> None:
    first, third, fifth = three
    third.join(first)
    with pytest.raises(CannotJoin, match="另一篇"):
        fresh(third).join(fifth)
    with pytest.raises(CannotJoin, match="已经是一篇"):
        first.join(first)


def test_what_somebody_else_did_meanwhile_is_seen(three) -> None:
    first, third, fifth = three
    late = fresh(third)
    third.join(first)
    with pytest.raises(CannotJoin, match="另一篇"):
        late.join(fifth)
    with pytest.raises(CannotJoin, match="已经是一篇"):
        first.join(late)
    # A beginning that was itself joined meanwhile: what goes on from it goes on from the whole.
    fifth.join(late)
    assert [each.pk for each in fresh(first).chain()] == [third.pk, fifth.pk]


def test_what_somebody_else_parted_meanwhile_is_not_parted_again(three) -> None:
    first, third, fifth = three
    third.join(first)
    late = fresh(third)
    fresh(third).part()
    with pytest.raises(CannotJoin, match="改动"):
        late.part()
    fresh(third).join(fifth)
    with pytest.raises(CannotJoin, match="改动"):
        late.part()
    assert fresh(third).joined_to == fifth
    Article.objects.filter(pk=first.pk).delete()
    with pytest.raises(CannotJoin, match="改动"):
        fresh(third).join(first)


def test_both_rows_are_locked_in_the_order_of_their_ids(three) -> None:
    first, third, _ = three
    with CaptureQueriesContext(connection) as asked:
        first.join(third)
    locking = [each["sql"] for each in asked.captured_queries if "FOR UPDATE" in each["sql"]]
    assert fresh(first).joined_to == third
    if connection.features.has_select_for_update:
        assert "ORDER BY" in locking[0]
        assert all(str(each.pk) in locking[0] for each in (first, third))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one write at a time")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_join_at_once_one_is_refused() -> None:
    for turn in range(5):
        rest, *heads = on_page(turn * 3 + 1, FIRST), on_page(turn * 3 + 2, FIRST), on_page(turn * 3 + 3, FIRST)
        refused = []

        def attempt(head: Article, rest: Article = rest, refused: list = refused) -> None:
            try:
                fresh(rest).join(head)
            except CannotJoin as error:
                refused.append(error)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(attempt, heads))
        assert len(refused) == 1
        assert fresh(rest).joined_to in heads


def test_a_part_that_is_not_joined_is_left_alone(three) -> None:
    three[1].part()
    assert fresh(three[1]).join_refused == []


def test_a_curator_s_mentions_and_bylines_stay(three) -> None:
    first, third, _ = three
    first.bylines.create(name="白小川", role="记者")
    third.bylines.create(name="苏念", role="记者")
    kept = third.mentions.get(text="马川")
    own = first.mentions.get(text="陆明远")
    own.lock(["status"])
    own.status = Mention.Status.REJECTED
    own.save()
    third.join(first)
    assert [each.name for each in first.bylines.all()] == ["白小川", "苏念"]
    assert first.mentions.get(text="陆明远").status == "rejected"
    assert third.mentions.get() == kept
    fresh(third).part()
    assert [each.name for each in first.bylines.all()] == ["白小川"]
    first.lock(["bylines"])
    first.save()
    fresh(third).join(first)
    assert [each.name for each in first.bylines.all()] == ["白小川"]


@pytest.mark.parametrize("state", ["withheld", "draft", "removed"])
def test_what_is_joined_has_the_article_s_state(three, state: str) -> None:
    first, third, fifth = three
    third.join(first)
    fifth.join(first)
    Article.objects.filter(pk=first.pk).set_state(state)
    assert {fresh(each).state for each in three} == {state}
    assert not Article.objects.in_print().exists()
    assert fresh(third).locked_fields == ["joined_to", "state"]
    Article.objects.filter(pk=first.pk).set_state("published")
    assert Article.objects.in_print().count() == 3
    assert list(Article.objects.public()) == [first]


def test_what_is_withheld_leaves_the_article(three) -> None:
    first, third, fifth = three
    third.join(first)
    fifth.join(first)
    Article.objects.filter(pk=third.pk).set_state("withheld")
    assert fresh(first).text == FIRST
    assert (fresh(third).state, fresh(fifth).state) == ("withheld", "withheld")
    assert fresh(third).join_refused == []
    assert list(Article.objects.in_print()) == [first]


def test_many_states_at_once(three) -> None:
    first, third, _ = three
    third.join(first)
    Article.objects.all().set_state("withheld")
    assert fresh(third).joined_to == first
    Article.objects.all().set_state("published")
    assert fresh(third).joined_to == first


def test_a_locked_text_is_never_cut(three) -> None:
    first, third, _ = three
    third.join(first)
    first = fresh(first)
    first.text = "人改过的全文。"
    first.lock(["text", "breaks"])
    first.save()
    fresh(third).part()
    assert fresh(first).text == "人改过的全文。"
    assert fresh(third).is_public


def test_a_correction_in_the_rest_shows_in_the_article(three) -> None:
    first, third, _ = three
    third.join(first)
    third = fresh(third)
    third.text = THIRD.replace("好走", "很好走")
    third.lock(["text"])
    third.save()
    joins.rejoin(third)
    assert "司机马川说很好走" in fresh(first).text


def test_those_that_no_longer_stand_in_one_issue_part(three) -> None:
    first, third, _ = three
    third.join(first)
    page = fresh(third).page
    page.issue = IssueFactory(date="2023-03-09")
    page.save()
    assert fresh(third).joined_to == first  # a curator's word
    Article.objects.filter(pk=third.pk).update(locked_fields=[])
    page.save()
    assert fresh(third).joined_to is None
    assert fresh(first).text == FIRST


def test_printed_on_tells_the_page(three) -> None:
    first, third, fifth = three
    third.join(first)
    fifth.join(first)
    first = fresh(first)
    assert [first.printed_on("text", WHOLE.index(words)) for words in ("陆明远", "装好", "路宽")] == [*three]
    assert [first.printed_on("captions", at) for at in (0, 3)] == [first, fifth]
    assert first.printed_on("headline", 0) == first
    assert fresh(third).printed_on("text", 0) == third


def test_waiting(three) -> None:
    first, third, fifth = three
    assert set(Article.objects.waiting()) == {first, third, fifth}
    fifth.join(third)
    assert set(Article.objects.waiting()) == {first, third}
    fresh(third).join(first)
    assert not Article.objects.waiting().exists()
    fresh(fifth).part()
    assert set(Article.objects.waiting()) == {third, fifth}


def test_least_sure_first() -> None:
    sure, doubtful = ArticleFactory(), ArticleFactory(confidence=0.6)
    assert list(Article.objects.least_sure()) == [doubtful, sure]


def test_what_stands_for_a_headline_is_no_marker() -> None:
    assert factories.ArticleFactory(headline="", text=THIRD).title.startswith("装好路灯。")


def days(article: Article) -> list[tuple[str, str, list]]:
    return [(row.text, str(row.first), row.spans) for row in article.dates.order_by("position")]


def test_a_date_broken_by_the_jump_is_read_whole() -> None:
    first = on_page(1, "石门镇的路修到3月（下转第三版）", goes_on="第三版")
    rest = on_page(3, "（上接第一版）4日，次日通车。", continues="第一版", kind="continuation")
    DateMention.objects.reread(Article.objects.all())
    parted = [days(first), days(rest)]
    rest.join(first)
    assert fresh(first).text == "石门镇的路修到3月4日，次日通车。"
    assert days(first) == [
        ("3月4日", "2023-03-04", [["text", 7, 11, None]]),
        ("次日", "2023-03-05", [["text", 12, 14, None]]),
    ]
    fresh(rest).part()
    assert [days(first), days(rest)] == parted
    assert days(first)[0][0] == "3月"

"""What a search counts besides its hits: facets, histograms, other kinds; and frequent words, and texts alike."""

from collections import Counter
from datetime import date

import pytest
from haystack.query import SearchQuerySet

from archive.models import Article, Person
from archive.search import (
    FacetFilter,
    Request,
    counts,
    frequent_values,
    frequent_words,
    printing,
    read,
    search,
)
from tests.factories import ArticleFactory
from tests.search.test_search import found, grep


def test_a_facet_shows_its_most_frequent_values_and_the_chosen_ones(archive):
    whole = [facet.value for facet in search(Request()).facets["page_number"]]
    assert len(whole) == 4
    limited = search(Request(limits={"page_number": 1})).facets["page_number"]
    assert len(limited) == 1
    rarest = next(value for value in whole if value != limited[0].value)
    chosen = {"page_number": FacetFilter(include=(rarest,))}
    kept = search(Request(limits={"page_number": 1}, facets=chosen)).facets["page_number"]
    assert {facet.value for facet in kept} == {limited[0].value, rarest}


def test_only_what_is_asked_for_is_counted(archive):
    assert set(search(Request(counted=("kind",))).facets) == {"kind"}
    assert search(Request(counted=())).facets == {}


@pytest.mark.parametrize("gap", ["year", "month", "day"])
def test_a_histogram_counts_the_hits(archive, gap):
    cut = {"year": {"month": 1, "day": 1}, "month": {"day": 1}, "day": {}}[gap]
    hits = [article for article in archive if article.pk in grep(archive, "石门镇") and article.date]
    expected = Counter(article.date.replace(**cut) for article in hits)
    result = search(Request('"石门镇"', histogram=gap))
    assert result.histogram == sorted(expected.items())
    assert search(Request('"石门镇"')).histogram == []


def test_a_histogram_is_narrowed_as_the_hits_are(archive):
    request = Request(histogram="day", date_from=date(2022, 1, 1), facets={"kind": FacetFilter(include=("article",))})
    result = search(request)
    assert sum(count for _, count in result.histogram) == result.count > 0


def test_other_kinds_are_counted_in_one_search(archive):
    assert counts(read("石门镇").tree, [Article, Person]) == {Article: len(found(content="石门镇")), Person: 0}


def test_frequent_words(archive):
    words = frequent_words("安全", 5)
    assert words[0][0].startswith("安全")
    assert all(count == len(grep(archive, word)) for word, count in words)
    assert [count for _, count in words] == sorted((count for _, count in words), reverse=True)
    assert all(len(word) > 1 for word, _ in frequent_words("", 50))
    assert frequent_words("没有", 5) == []


def test_frequent_words_of_what_was_withdrawn_are_gone(archive, index_now):
    article = ArticleFactory(text="口袋公园口袋公园魑魅魍魉")
    index_now()
    assert frequent_words("魑魅", 5)
    Article.objects.get(pk=article.pk).delete()
    index_now()
    assert frequent_words("魑魅", 5) == []


def test_frequent_values(archive):
    assert frequent_values("newspaper_name", "青岚", 5) == [("青岚日报", found_in(archive, "青岚日报"))]


def found_in(archive, name):
    return sum(article.newspaper.name == name for article in archive)


def more_like_this(article, limit=5):
    return [int(row.pk) for row in SearchQuerySet().models(Article).more_like_this(article)[:limit]]


def test_how_many_articles_print_a_string(archive, index_now):
    strings = ["石门镇", "镇", "安全生产工作", "门镇主持", "没有印过", ""]
    assert printing(strings) == {string: len(grep(archive, string)) if string else 0 for string in strings}
    next(article for article in archive if "石门镇" in article.text).delete()
    index_now()
    assert printing(["石门镇"])["石门镇"] == len(grep(Article.objects.public(), "石门镇"))


def test_more_like_this(db, index_now):
    lake = [ArticleFactory(headline="白鹭湖湿地", text=f"白鹭湖湿地保护，候鸟归来{number}") for number in range(3)]
    for number in range(40):
        ArticleFactory(headline="会议", text=f"会议召开{number}")
    index_now()
    assert set(more_like_this(lake[0])) >= {lake[1].pk, lake[2].pk}
    assert set(more_like_this(lake[0], 2)) == {lake[1].pk, lake[2].pk}
    assert lake[0].pk not in more_like_this(lake[0], 50)
    assert more_like_this(ArticleFactory()) == []
    whole = [row.pk for row in SearchQuerySet().more_like_this(lake[0])[:10]]
    assert [row.pk for row in SearchQuerySet().more_like_this(lake[0])[1:2]] == whole[1:2]

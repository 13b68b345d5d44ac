"""Trends by the real engine: each number is the count of the search that it leads to."""

from __future__ import annotations

from archive.models import Article
from archive.search import FacetFilter, Request, search
from archive.search.trends import trends

PHRASES = ["石门镇", "会议", "Wi-Fi", "党建＋”要落到", "没有这句话"]


def test_each_number_is_that_of_a_search(archive: list[Article]) -> None:
    undated_ones = {article.pk for article in archive if not article.date}
    papers = {"newspaper": FacetFilter(("青岚日报",))}
    for within in (Request(), Request(facets=papers)):
        found = trends(PHRASES, within)
        assert [each.phrase for each in found.series] == PHRASES
        for each in found.series:
            everywhere = search(Request(each.query, facets=within.facets))
            assert everywhere.count == each.count
            undated = each.count - sum(each.by_month.values())
            assert undated == len([pk for pk in every(each.query, within) if pk in undated_ones])
            for month in found.months:
                there = Request(each.query, facets={**within.facets, "month": FacetFilter((month,))})
                assert search(there).count == each.by_month.get(month, 0)
    assert found.series[0].count > 0


def test_months_follow_each_other_and_hold_all_articles(archive: list[Article]) -> None:
    found = trends(["石门镇"], Request())
    dated = [article for article in archive if article.date]
    assert found.months[0] == f"{min(article.date for article in dated):%Y-%m}"
    assert found.months[-1] == f"{max(article.date for article in dated):%Y-%m}"
    assert found.months == sorted(set(found.months))
    assert sum(found.articles.values()) == len(dated)
    [series] = found.series
    month = max(series.by_month, key=lambda month: series.by_month[month])
    assert found.rate(series, month) == 1000 * series.by_month[month] / found.articles[month]
    assert found.rate(series, "1900-01") == 0


def every(query: str, within: Request) -> list[int]:
    """The keys of all articles found; there are fewer than fit on a page."""
    return [hit.article_id for hit in search(Request(query, size=100, facets=within.facets)).hits]

"""The query language from end to end: what is typed finds what is meant."""

from datetime import date

import pytest

from archive.search import Request, search
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory, PageFactory


def make_articles(index_now):
    """Four articles by the day of the month on which each was printed."""
    paper = NewspaperFactory(name="青岚日报")
    contents = {
        1: {"headline": "防汛会议", "text": "雲溪區「二○二三」年的會議。\n地点：云溪区文化馆。", "captions": ""},
        2: {"headline": "植树", "text": "石门镇的防汛要抓紧，会议定了。", "captions": "图为稻花节。"},
        3: {"headline": "稻花节", "text": "防汛，" + "云" * 30 + "会议 -植树 (a|b)。Recovery", "captions": ""},
        4: {"headline": "陆　明远讲话", "text": "“Covid-19”之后", "captions": "阿依古丽•买买提 摄"},
    }
    for day, content in contents.items():
        issue = IssueFactory(newspaper=paper, date=date(2023, day, day))
        ArticleFactory(page=PageFactory(issue=issue, number=day), kicker="", deck="", section="", **content)
    index_now()


@pytest.fixture
def articles(made_once):
    """The articles of `make_articles`, indexed."""
    made_once(make_articles)


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("防汛", {1, 2, 3}),
        ("标题:防汛", {1}),
        ("正文:防汛", {2, 3}),
        ("图片:稻花节", {2}),
        ("标题:(防汛 | 稻花)", {1, 3}),
        ("防汛 -标题:防汛", {2, 3}),
        ('标题:"陆明远"', {4}),
        ('"防汛 会议"~5', {1, 2}),
        ('"会议 防汛"~40', {1, 2, 3}),
        ('正文:"防汛 会议"~5', {2}),
        ("covid*", {4}),
        ("cov*", {4}),
        ("稻*", {2, 3}),
        ("版次:3..4", {3, 4}),
        ("版次:2 会议", {2}),
        ("日期:2023-01..2023-02", {1, 2}),
        ("会议 日期:2023-02-03..", {3}),
        ("防汛 或 讲话", {1, 2, 3, 4}),
        ('"云溪区“二〇二三”年的会议"', {1}),
        ("阿依古丽・買買提", {4}),
        ("报纸:青岚 植树", {2, 3}),
        # What reads like an operator, pasted.
        ("地点：云溪区文化馆", {1}),
        ("会议 -植树", {1, 3}),
        ("(a|b)。", {3}),
    ],
)
def test_queries(articles, query, days):
    result = search(Request(query))
    assert {hit_day(hit) for hit in result.hits} == days
    assert result.count == len(days)


def hit_day(hit):
    from archive.models import Article

    return Article.objects.get(pk=hit.article_id).page.number


def test_marks_are_shown_where_the_query_looked(articles):
    hit = search(Request("正文:防汛 标题:植树")).hits[0]
    assert hit.headline == "<mark>植树</mark>"
    assert hit.snippet == "石门镇的<mark>防汛</mark>要抓紧，会议定了。"

"""Dates in an article's text, and beside it."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from archive.models import Article, DateMention
from archive.views.dates import Day, machine_readable, words
from archive.views.names import Link, marked
from tests.factories import ArticleFactory, IssueFactory, MentionFactory, PageFactory, PersonFactory
from tests.views.page import document

pytestmark = pytest.mark.django_db


def dated(text: str, **fields: str) -> Article:
    """An article of 2023-03-05, a given date, with its dates read."""
    page = PageFactory(issue=IssueFactory(date=date(2023, 3, 5), date_origin="given"))
    article = ArticleFactory(page=page, text=text, **fields)
    DateMention.objects.reread(Article.objects.filter(pk=article.pk))
    return article


def html(client: Client, article: Article) -> str:
    return client.get(article.get_absolute_url()).content.decode()


def test_a_date_carries_the_day_it_means(client: Client) -> None:
    shown = html(client, dated("昨日，石门镇修渠。3月1日至2日，村民清淤。"))
    assert '<time datetime="2023-03-04" title="2023年3月4日">昨日</time>，石门镇修渠。' in shown
    assert '<time datetime="2023-03" title="2023年3月1日至2023年3月2日">3月1日至2日</time>' in shown


def test_days_of_several_years_have_no_datetime(client: Client) -> None:
    shown = html(client, dated("2020年至2022年，石门镇修渠。"))
    assert '<span class="dated" title="2020年至2022年">2020年至2022年</span>' in shown


def test_an_open_date_is_listed_with_its_reason_but_not_marked(client: Client) -> None:
    article = dated("近日，石门镇修渠。")
    shown = html(client, article)
    assert '<p id="p1">近日，石门镇修渠。</p>' in shown
    assert "近日 第1段 没有说是哪一天" in document(client.get(article.get_absolute_url())).text


def test_the_list_is_collapsed_and_tells_why(client: Client) -> None:
    page = document(client.get(dated("昨日，石门镇修渠。").get_absolute_url()))
    assert "文中日期" in page.all("h2")
    assert "昨日 2023年3月4日 第1段 由见报日2023-03-05推算" in page.text
    assert "<details open" not in html(client, Article.objects.get())


def test_an_article_without_dates_has_no_list(client: Client) -> None:
    assert "named-dates" not in html(client, dated("石门镇修渠。"))


def test_names_and_dates_stand_side_by_side_and_a_name_wins(client: Client) -> None:
    article = dated("3月4日，陆明远到国庆村。昨日，陆国庆节后返乡。")
    person = PersonFactory()
    MentionFactory(article=article, person=person, status="linked", spans=[["text", 5, 8, None]])
    festive = PersonFactory(name="陆国庆")
    start = article.text.index("陆国庆")
    MentionFactory(
        article=article, text="陆国庆", person=festive, status="linked", spans=[["text", start, start + 3, None]]
    )
    shown = html(client, article)
    assert f'>3月4日</time>，<a href="{person.get_absolute_url()}">陆明远</a>' in shown
    assert f'<a href="{festive.get_absolute_url()}">陆国庆</a>节后返乡' in shown


def test_a_text_corrected_since_is_not_marked_where_it_no_longer_fits(client: Client) -> None:
    article = dated("昨日，石门镇修渠。")
    Article.objects.filter(pk=article.pk).update(text="石门镇昨日修渠。")
    assert '<p id="p1">石门镇昨日修渠。</p>' in html(client, article)


def test_captions_are_marked_too(client: Client) -> None:
    assert '<time datetime="2023-03-04"' in html(client, dated("石门镇修渠。", captions="图为3月4日，修渠现场。"))


def test_hostile_text_around_and_in_dates_stays_escaped() -> None:
    text = "<b>3月4日</b>"
    shown = marked(text, [Link(0, 3, "/x/"), Day(3, 7, '"><i>', '"><i>')])
    assert "<i>" not in shown
    assert "<b>" not in shown
    assert "&quot;&gt;&lt;i&gt;" in shown


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2023, 3, 5), date(2023, 3, 5), "2023-03-05"),
        (date(2023, 3, 1), date(2023, 3, 31), "2023-03"),
        (date(2023, 1, 1), date(2023, 12, 31), "2023"),
        (date(2022, 12, 30), date(2023, 1, 2), ""),
    ],
)
def test_what_machines_read(first: date, last: date, expected: str) -> None:
    assert machine_readable(first, last) == expected


@pytest.mark.parametrize(
    ("first", "last", "precision", "expected"),
    [
        (date(2022, 10, 1), date(2022, 10, 31), "month", "2022年10月"),
        (date(2022, 1, 1), date(2022, 9, 30), "month", "2022年1月至2022年9月"),
        (date(2022, 1, 1), date(2022, 12, 31), "year", "2022年"),
        (date(2023, 1, 1), date(2023, 3, 5), "year", "2023年1月1日至2023年3月5日"),
        (date(2023, 2, 21), date(2023, 2, 28), "ten-days", "2023年2月21日至2023年2月28日"),
        (None, None, "day", ""),
    ],
)
def test_days_in_words(first: date | None, last: date | None, precision: str, expected: str) -> None:
    assert words(DateMention(first=first, last=last, precision=precision)) == expected

"""An article's page names its reprints and what is like it."""

from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import Client
from haystack.exceptions import SearchBackendError

from archive.models import Article, families
from archive.search import alike as alike_module
from archive.search.alike import alike
from tests import factories
from tests.invented_texts import CUT, LOCAL, MONDAY, REPORT, WIRE

pytestmark = pytest.mark.django_db


class Found(list[Any]):
    """A SearchQuerySet that finds what it is told, and counts how often it is asked."""

    asked = 0

    def models(self, *_: object) -> "Found":
        return self

    def more_like_this(self, _article: Article) -> "Found":
        self.asked += 1
        return self


class Row:
    """A hit."""

    def __init__(self, article: Article) -> None:
        self.pk = str(article.pk)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Found:
    """An engine that finds nothing yet."""
    found = Found()
    monkeypatch.setattr(alike_module, "SearchQuerySet", lambda: found)
    return found


def in_paper(name: str, text: str, **values: Any) -> Article:
    page = factories.PageFactory(issue__newspaper__name=name)
    return factories.ArticleFactory(page=page, text=text, **values)


def test_copies_are_named_with_paper_date_and_difference(client: Client) -> None:
    shown = in_paper("青岚日报", LOCAL)
    others = {
        "文字相同": in_paper("云溪时报", WIRE, headline="石门镇春灌忙"),
        "较本文短": in_paper("石门周刊", CUT),
        "略有出入": in_paper("青岚晚报", REPORT.replace("墒情", "商情")),
    }
    hidden = in_paper("青岚内参", REPORT, state=Article.State.WITHHELD)
    other = in_paper("青岚日报", MONDAY)
    families.settle([each.pk for each in Article.objects.all()])
    html = client.get(shown.get_absolute_url()).text
    copies = html[html.index('id="copies"') : html.index('id="source"')]
    for difference, each in others.items():
        row = copies[copies.index(each.get_absolute_url()) :].partition("</li>")[0]
        assert difference in row
        assert each.newspaper.name in row
        assert "2023年3月5日" in row
    assert hidden.get_absolute_url() not in html
    assert "较本文长" in client.get(others["较本文短"].get_absolute_url()).text
    assert 'id="copies"' not in client.get(other.get_absolute_url()).text


def test_the_like_are_shown_without_reprints_and_hidden_ones(client: Client, engine: Found) -> None:
    shown, copy = in_paper("青岚日报", LOCAL), in_paper("云溪时报", WIRE)
    first, reprint = in_paper("青岚日报", MONDAY), in_paper("云溪时报", MONDAY)
    hidden = in_paper("青岚日报", "尚未公开的春灌消息", state=Article.State.DRAFT)
    families.settle([each.pk for each in Article.objects.all()])
    engine += [Row(each) for each in (shown, copy, hidden, first, reprint)]
    shown.refresh_from_db()
    assert alike(shown, 5) == [first]
    html = client.get(shown.get_absolute_url()).text
    assert first.get_absolute_url() in html[html.index('id="alike"') :]


def test_while_there_is_no_index_the_page_stands(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise SearchBackendError("being built")

    monkeypatch.setattr(Found, "more_like_this", refuse)
    monkeypatch.setattr(alike_module, "SearchQuerySet", Found)
    answer = client.get(in_paper("青岚日报", LOCAL).get_absolute_url())
    assert answer.status_code == 200
    assert 'id="alike"' not in answer.text


def test_what_was_found_is_kept_for_a_while(engine: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alike_module, "cache", LocMemCache("alike", {}))
    shown, other = in_paper("青岚日报", LOCAL), in_paper("青岚日报", MONDAY)
    engine.append(Row(other))
    assert alike(shown, 5) == alike(shown, 5) == [other]
    assert engine.asked == 1
    Article.objects.filter(pk=other.pk).set_state(Article.State.REMOVED)
    assert alike(shown, 5) == []
    shown.save()
    alike(shown, 5)
    assert engine.asked == 2

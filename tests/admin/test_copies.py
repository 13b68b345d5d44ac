"""Reprints on the desk: seen, listed, decided."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from archive import models
from archive.models import Article, families
from tests import factories
from tests.admin.conftest import address
from tests.admin.test_joins import listed
from tests.invented_texts import CUT, LOCAL, MONDAY


@pytest.fixture
def three(db: None) -> list[Article]:
    """A report, the same cut, and another one."""
    made = [factories.ArticleFactory(text=text) for text in (LOCAL, CUT, MONDAY)]
    families.settle([each.pk for each in made])
    return made


def family_of(article: Article) -> int | None:
    return Article.objects.get(pk=article.pk).family_id


def test_copies_are_seen(desk: Client, three: list[Article]) -> None:
    report, cut, weather = three
    html = desk.get(address(Article, "change", report.pk)).text
    assert address(Article, "change", cut.pk) in html
    assert address(Article, "change", weather.pk) not in html
    assert set(listed(desk, copies="yes")) == {report.pk, cut.pk}
    assert listed(desk, copies="no") == [weather.pk]
    pairs = desk.get(address(models.Likeness, "changelist")).text
    assert all(each in pairs for each in (str(report), str(cut), "机器判定同稿"))


def test_people_part_and_join(act: Callable[..., Any], three: list[Article]) -> None:
    report, cut, weather = three
    assert "已把 1 篇移出同稿" in act("other_text", cut).text
    assert family_of(report) is family_of(cut) is None
    assert "已把 2 篇归为一组同稿" in act("same_text", cut, weather).text
    assert family_of(cut) == family_of(weather) == cut.pk
    assert LogEntry.objects.filter(object_id=cut.pk).count() == 2
    assert "请选两篇以上" in act("same_text", cut).text


def test_a_corrected_text_is_compared_again(edit: Callable[..., Any], three: list[Article]) -> None:
    report, cut, weather = three
    edit(cut, text=MONDAY)
    assert family_of(report) is None
    assert family_of(cut) == family_of(weather) == cut.pk

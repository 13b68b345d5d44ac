"""Joined articles and who may see them: the rest of an article is hidden with it, and nothing hidden is joined."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from archive.models import Article
from tests.ingest.conftest import run
from tests.ingest.jumping import FIRST, THIRD, beginning, both, jumping_parser, rest, write

__all__ = ["both", "jumping_parser", "write"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jumping_parser")]


@pytest.mark.parametrize("state", ["withheld", "draft", "removed"])
@pytest.mark.parametrize("locked", [True, False])
def test_the_rest_of_an_article_that_is_not_public_is_not_either(both: tuple[Path, Path], state: str, locked: bool):
    run("ingest", both[0])
    hidden = Article.objects.filter(pk=beginning().pk)
    hidden.set_state(state) if locked or state == "removed" else hidden.update(state=state)
    run("ingest", both[1])
    assert (rest().joined_to, rest().state) == (beginning(), state)
    assert not Article.objects.in_print().filter(text__contains="夜路").exists()
    # And when the page is read again, nothing comes to light.
    both[1].write_text(THIRD.replace("半个钟头", "四十分钟"), encoding="utf-8")
    run("ingest", *both)
    assert not Article.objects.in_print().filter(text__contains="夜路").exists()


def test_a_rest_that_a_curator_withheld_is_never_shown_in_the_article(both: tuple[Path, Path]):
    run("ingest", *both)
    Article.objects.filter(pk=rest().pk).set_state("withheld")
    assert "夜路" not in beginning().text
    assert {each.text for each in beginning().mentions.all()} == {"陆明远", "石门镇"}
    run("ingest", *both)
    both[0].write_text(FIRST.replace("同日", "同时"), encoding="utf-8")
    run("ingest", *both)
    assert "夜路" not in beginning().text
    Article.objects.filter(pk=rest().pk).set_state("published")
    run("ingest", *both)
    assert "夜路" in beginning().text


def test_an_article_whose_text_a_curator_set_is_withheld_with_its_rest(both: tuple[Path, Path]):
    run("ingest", *both)
    first = beginning()
    first.text = first.text.replace("夜路", "夜里的路")
    first.lock(["text", "breaks"])
    first.save()
    Article.objects.filter(pk=rest().pk).set_state("withheld")
    assert not Article.objects.in_print().filter(text__contains="司机马川").exists()
    run("ingest", *both)
    assert not Article.objects.in_print().filter(text__contains="司机马川").exists()


def test_drafts_are_joined_and_published_as_one(both: tuple[Path, Path], settings):
    settings.INGEST_PUBLISHES = False
    run("ingest", *both)
    assert (beginning().state, rest().joined_to) == ("draft", beginning())
    Article.objects.filter(pk=beginning().pk).set_state("published")
    assert (rest().state, rest().joined_to) == ("published", beginning())


def test_a_draft_is_not_read_in_a_published_article(both: tuple[Path, Path], settings):
    run("ingest", both[0])
    settings.INGEST_PUBLISHES = False
    run("ingest", both[1])
    assert (rest().state, rest().joined_to) == ("draft", None)
    assert "夜路" not in beginning().text


def test_the_index_agrees_after_joining_and_parting(both: tuple[Path, Path], index_now: Callable[[], None], capsys):
    run("ingest", both[0])
    index_now()
    for step in (
        lambda: run("ingest", both[1]),
        lambda: rest().part(),
        lambda: rest().join(beginning()),
        lambda: Article.objects.filter(pk=rest().pk).set_state("withheld"),
        lambda: Article.objects.all().set_state("published"),
        lambda: run("ingest", *both),
    ):
        step()
        index_now()
        call_command("verify_index")
        assert "missing 0, ghosts 0, stale 0" in capsys.readouterr().out

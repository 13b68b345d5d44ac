"""Joined articles and what a curator decided about them: ingest keeps to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from archive import models
from archive.models import Article
from tests.factories import PersonFactory
from tests.ingest.conftest import run
from tests.ingest.jumping import (
    FIRST,
    THIRD,
    Change,
    Write,
    article,
    assert_apart,
    beginning,
    both,
    jumping_parser,
    rest,
    write,
)
from tests.ingest.test_ingest_pages import everything

__all__ = ["both", "jumping_parser", "write"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jumping_parser")]


def test_a_page_that_a_curator_moves_to_another_issue_takes_its_articles_along(both: tuple[Path, Path]):
    run("ingest", *both)
    page = rest().page
    page.issue = models.Issue.objects.create(newspaper=page.issue.newspaper, date="2023-03-09")
    page.lock(["issue"])
    page.save()
    run("ingest", both[0])
    assert_apart()


def test_what_a_curator_parted_is_not_joined_again(both: tuple[Path, Path], jumping_parser: Change):
    run("ingest", *both)
    rest().part()
    assert_apart()
    run("ingest", *both)  # reads the names anew
    before = everything()
    assert run("ingest", *both).counts.startswith("created 0, updated 0")
    assert everything() == before
    jumping_parser("second")
    run("ingest", *both)
    both[0].write_text(FIRST.replace("同日", "同时"), encoding="utf-8")
    run("ingest", *both)
    assert rest().joined_to is None
    assert rest().join_refused == [beginning().pk]
    rest().join(beginning())
    assert rest().joined_to == beginning()
    assert rest().join_refused == []


def test_what_a_curator_joined_stays_joined(write: Write, jumping_parser: Change):
    first, third = (
        write(1, FIRST.replace("（下转第三版）", "")),
        write(3, THIRD.replace("（上接第一版）", "再说说路。\n")),
    )
    run("ingest", first, third)
    second = article("再说说路。")
    second.join(beginning())
    assert "镇里的司机马川" in beginning().text
    jumping_parser("second")
    run("ingest", first, third)
    first.write_text(FIRST.replace("（下转第三版）", "").replace("同日", "同时"), encoding="utf-8")
    run("ingest", first, third)
    assert (beginning().chain(), "同时通车" in beginning().text) == ([second], True)
    assert "镇里的司机马川" in beginning().text


def test_what_a_curator_joined_goes_on_in_what_the_markers_join(write: Write):
    pages = [
        write(1, "石门镇三条新路通车\n3月4日，石门镇的村路通车，区长陆明远要求抓紧把路灯（下转第三版）\n"),
        write(3, "（上接第一版）装好，让村民走夜路也放心，他还要求把（下转第五版）\n"),
        write(5, "（上接第三版）桥也修好，马川说好。\n"),
    ]
    run("ingest", *pages[:2])
    rest().part()
    rest().join(beginning())
    run("ingest", pages[2])
    assert beginning().text.endswith("他还要求把桥也修好，马川说好。")


def test_a_locked_text_is_not_joined(both: tuple[Path, Path]):
    run("ingest", both[0])
    first = beginning()
    first.text = "人改过的正文。"
    first.lock(["text", "breaks"])
    first.save()
    run("ingest", both[1])
    assert (beginning().text, rest().joined_to) == ("人改过的正文。", None)
    assert set(Article.objects.waiting()) == {beginning(), rest()}


def test_a_text_that_a_curator_corrected_after_the_join_stays(both: tuple[Path, Path], jumping_parser: Change):
    run("ingest", *both)
    first = beginning()
    first.text = first.text.replace("夜路", "夜里的路")
    first.lock(["text", "breaks"])
    first.save()
    both[1].write_text(THIRD.replace("半个钟头", "四十分钟"), encoding="utf-8")
    run("ingest", *both)
    assert beginning().text == first.text
    assert rest().joined_to == first


@pytest.fixture
def driver(both: tuple[Path, Path]) -> models.Person:
    """马川, to whom a curator linked his name in the joined article."""
    run("ingest", *both)
    person = PersonFactory(name="马川", note="司机")
    mention = beginning().mentions.get(text="马川")
    mention.person, mention.status = person, "linked"
    mention.lock(["status", "person"])
    mention.save()
    return person


def linked(article: Article) -> list[tuple[int, list[str]]]:
    """Who is linked as 马川 in the article, with the locks; each place is his name."""
    mentions = article.mentions.filter(text="马川")
    assert all(getattr(article, span[0])[span[1] : span[2]] == "马川" for each in mentions for span in each.spans)
    assert all(each.spans for each in mentions)
    return [(each.person_id, each.locked_fields) for each in mentions]


def test_a_decision_goes_with_a_rest_that_a_curator_withheld(both: tuple[Path, Path], driver: models.Person):
    decided = [(driver.pk, ["person", "status"])]
    Article.objects.filter(pk=rest().pk).set_state("withheld")
    for _ in range(2):
        assert (linked(beginning()), linked(rest())) == ([], decided)
        run("ingest", *both)
    Article.objects.filter(pk=rest().pk).set_state("published")
    run("ingest", *both)
    assert rest().joined_to == beginning()
    assert linked(beginning()) == decided
    before = everything()
    assert run("ingest", *both).counts.startswith("created 0, updated 0")
    assert everything() == before


def test_a_decision_goes_with_a_rest_that_another_print_parts(both: tuple[Path, Path], driver: models.Person):
    decided = [(driver.pk, ["person", "status"])]
    both[0].write_text(FIRST.replace("（下转第三版）", "（下转第四版）"), encoding="utf-8")
    run("ingest", *both)
    assert rest().joined_to is None
    assert (linked(beginning()), linked(rest())) == ([], decided)
    both[0].write_text(FIRST, encoding="utf-8")
    run("ingest", *both)
    assert rest().joined_to == beginning()
    assert (linked(beginning()), linked(rest())) == (decided, decided)

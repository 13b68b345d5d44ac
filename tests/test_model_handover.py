"""What a curator decided about a name in an article of several pages: parted with the words, and joined again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from archive.models import Article, Mention, Person, joins
from tests.factories import EventFactory, MentionFactory, PersonFactory
from tests.test_model_joins import THIRD, fresh, names, three

__all__ = ["three"]

pytestmark = pytest.mark.django_db

Pages = tuple[Article, Article, Article]


@pytest.fixture
def person() -> Person:
    return PersonFactory(name="马川")


def decide(article: Article, text: str, person: Person | None) -> Mention:
    """Link a mention to the person as a curator does, or reject it."""
    mention = article.mentions.get(text=text)
    mention.person, mention.status = person, "linked" if person else "rejected"
    mention.lock(["status", "person"])
    mention.save()
    return mention


def decided(article: Article, text: str) -> tuple[str, int | None, list[str]] | None:
    mention = article.mentions.filter(text=text).first()
    return mention and (mention.status, mention.person_id, mention.locked_fields)


def test_a_decision_goes_with_the_words_and_comes_back(three: Pages, person: Person) -> None:
    first, third, _ = three
    third.join(first)
    decide(first, "马川", person)
    fresh(third).part()
    linked = ("linked", person.pk, ["person", "status"])
    assert (decided(first, "马川"), decided(third, "马川")) == (None, linked)
    assert names(third) == {"马川": ["马川"]}
    fresh(third).join(fresh(first))
    assert decided(first, "马川") == linked
    assert names(first)["马川"] == ["马川"]


def test_what_the_article_says_itself_stays_decided_there(three: Pages) -> None:
    first, _, fifth = three
    fifth.join(first)
    assert names(first)["石门镇"] == ["石门镇"] * 2
    decide(first, "石门镇", None)
    fresh(fifth).part()
    rejected = ("rejected", None, ["person", "status"])
    assert (decided(first, "石门镇"), decided(fifth, "石门镇")) == (rejected, rejected)
    assert (names(first)["石门镇"], names(fifth)["石门镇"]) == (["石门镇"], ["石门镇"])


def test_the_later_pages_words_go_along_with_the_middle(three: Pages, person: Person) -> None:
    first, third, fifth = three
    third.join(first)
    fifth.join(first)
    decide(first, "马川", person)
    fresh(fifth).part()
    assert decided(first, "马川") == decided(fifth, "马川")
    fresh(fifth).join(fresh(first))
    fresh(third).part()
    assert decided(first, "马川") is None
    assert decided(third, "马川") == decided(fifth, "马川") == ("linked", person.pk, ["person", "status"])
    assert names(third)["马川"] == ["马川"] * 2


def test_a_mention_that_a_curator_added_is_added_to_the_part(three: Pages) -> None:
    first, third, _ = three
    third.join(first)
    at = fresh(first).text.index("司机")
    added = MentionFactory(article=first, text="司机", spans=[["text", at, at + 2, None]])
    added.lock(["article", "kind", "text"])
    added.save()
    third = fresh(third)
    third.text = THIRD.replace("装好", "都装好")
    third.save()
    joins.rejoin(third)
    assert names(first)["司机"] == ["司机"]
    fresh(third).part()
    assert decided(first, "司机") is None
    assert names(third)["司机"] == ["司机"]
    assert third.mentions.get(text="司机").locked_fields == ["article", "kind", "text"]


def test_a_name_that_the_jump_breaks_is_not_left_half(three: Pages) -> None:
    first, third, _ = three
    third.join(first)
    at = fresh(first).text.index("紧装")
    broken = MentionFactory(article=first, text="紧装", spans=[["text", at, at + 2, None]])
    broken.lock(["status"])
    broken.save()
    fresh(third).part()
    assert not Mention.objects.filter(text="紧装").exists()


def test_several_rows_of_one_name_are_all_cut(three: Pages) -> None:
    first, third, _ = three
    third.join(first)
    spans = first.mentions.get(text="马川").spans
    second = MentionFactory(article=first, text="马川", spans=spans, position=70)
    second.lock(["status"])
    second.save()
    fresh(third).part()
    assert not first.mentions.filter(text="马川").exists()


def test_an_event_goes_with_its_sentence(three: Pages) -> None:
    first, third, _ = three
    third.join(first)
    at = fresh(first).text.index("司机马川说好走")
    spans = [["text", at, at + 7, None]]
    event = MentionFactory(
        article=first, kind="event", text="通车", spans=spans, status="linked", event=EventFactory()
    )
    event.lock(["status", "event"])
    event.save()
    fresh(third).part()
    assert not first.mentions.filter(kind="event").exists()
    moved = third.mentions.get(kind="event")
    assert (moved.event, names(third)["通车"]) == (event.event, ["司机马川说好走"])


def test_an_earlier_decision_in_the_part_is_its_own(three: Pages, person: Person) -> None:
    first, _, fifth = three
    decide(fifth, "石门镇", None)
    decide(first, "石门镇", person)
    fifth.join(first)
    assert decided(first, "石门镇") == ("linked", person.pk, ["person", "status"])
    fresh(fifth).part()
    assert decided(fifth, "石门镇") == ("rejected", None, ["person", "status"])


def test_a_text_that_a_curator_set_keeps_its_names(three: Pages, person: Person) -> None:
    first, third, _ = three
    third.join(first)
    decide(first, "马川", person)
    first = fresh(first)
    first.lock(["text", "breaks"])
    first.save()
    fresh(third).part()
    assert names(first)["马川"] == ["马川"]
    assert decided(first, "马川") == decided(third, "马川") == ("linked", person.pk, ["person", "status"])


def test_no_reader_learns_whom_a_withheld_rest_names(
    three: Pages, person: Person, client: Client, index_now: Callable[[], None]
) -> None:
    first, third, _ = three
    third.join(first)
    decide(first, "马川", person)
    index_now()
    place, search = person.get_absolute_url(), "/search/?q=马川"
    assert "马川" in client.get(first.get_absolute_url()).text
    assert client.get(place).status_code == 200
    assert first.get_absolute_url() in client.get(search).text
    Article.objects.filter(pk=third.pk).set_state("withheld")
    Article.objects.filter(pk=three[2].pk).set_state("withheld")
    index_now()
    assert "马川" not in client.get(first.get_absolute_url()).text
    assert client.get(place).status_code == 404
    assert first.get_absolute_url() not in client.get(search).text
    assert not Mention.objects.public().filter(text="马川").exists()

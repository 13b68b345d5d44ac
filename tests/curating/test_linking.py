"""Answers to open questions are decisions with a way back."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User

from archive.curating import deciding, linking
from archive.models import Article, Decision, Mention, Person
from archive.models.acting import acting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Iterator[User]:
    user = User.objects.create(username="bai")
    with acting(user.pk):
        yield user


@pytest.fixture
def asked(curator: User) -> tuple[list[Mention], list[Person]]:
    people = [factories.PersonFactory(name="陆明远") for _ in range(2)]
    rows = [
        factories.MentionFactory(article=factories.ArticleFactory(), text="陆明远", status="ambiguous")
        for _ in "甲乙丙"
    ]
    return rows, people


def links(rows: list[Mention]) -> list[tuple[str, int | None, list[str]]]:
    found = Mention.objects.filter(pk__in=[each.pk for each in rows]).order_by("pk")
    return [(each.status, each.person_id, each.locked_fields) for each in found]


def test_mentions_mean_a_record_and_are_open_again(asked: tuple[list[Mention], list[Person]], curator: User) -> None:
    rows, (one, _other) = asked
    made = linking.link("person", [each.pk for each in rows[:2]], one.pk)
    assert links(rows) == [("linked", one.pk, ["person", "status"])] * 2 + [("ambiguous", None, [])]
    assert made.touched == 2
    assert deciding.undo(made.pk, curator.pk)[1] == []
    assert links(rows) == [("ambiguous", None, [])] * 3


def test_mentions_mean_nobody(asked: tuple[list[Mention], list[Person]]) -> None:
    rows, _people = asked
    linking.link("person", [rows[0].pk], None)
    assert links(rows)[0] == ("rejected", None, ["person", "status"])


def test_what_is_gone_cannot_be_meant(asked: tuple[list[Mention], list[Person]]) -> None:
    rows, _people = asked
    with pytest.raises(deciding.Refused):
        linking.link("person", [rows[0].pk], 999_999)
    with pytest.raises(deciding.Refused):
        linking.link("person", [], None)


def test_told_apart_and_confirmed(asked: tuple[list[Mention], list[Person]], curator: User) -> None:
    _rows, (one, other) = asked
    made = [linking.apart(one, other), linking.confirm(factories.ArticleFactory(headline="植树"))]
    assert [(each.kind, each.label) for each in made] == [("apart", "陆明远 ≠ 陆明远"), ("confirm", "植树")]
    for each in made:
        deciding.undo(each.pk, curator.pk)
    assert not Decision.objects.standing().exists()
    assert Article.objects.count() == 4

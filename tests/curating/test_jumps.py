"""Articles of two pages joined and parted by a person, each a decision with a way back."""

import pytest
from django.contrib.auth.models import User

from archive.curating import deciding, jumps
from archive.models import Article
from archive.models.acting import acting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> User:
    return User.objects.create(username="bai")


@pytest.fixture
def pair() -> tuple[Article, Article]:
    one = factories.ArticleFactory(headline="甲", text="开头一段，")
    page = factories.PageFactory(issue=one.page.issue, number=99)
    return one, factories.ArticleFactory(headline="乙", text="中间一段。", page=page)


def test_joined_and_undone(pair: tuple[Article, Article], curator: User) -> None:
    head, rest = pair
    with acting(curator.pk):
        made = jumps.join(head, [rest])
    rest.refresh_from_db()
    assert (rest.joined_to, rest.locked_fields) == (head, ["joined_to"])
    assert deciding.undo(made.pk, curator.pk)[1] == []
    rest.refresh_from_db()
    assert (rest.joined_to, rest.locked_fields, rest.join_refused) == (None, [], [])
    head.refresh_from_db()
    assert head.own == {}


def test_parted_and_undone(pair: tuple[Article, Article], curator: User) -> None:
    head, rest = pair
    rest.join(head)
    head.refresh_from_db()
    text = head.text
    with acting(curator.pk):
        made = jumps.part([rest])
    assert made is not None
    rest.refresh_from_db()
    assert (rest.joined_to, rest.join_refused) == (None, [head.pk])
    assert deciding.undo(made.pk, curator.pk)[1] == []
    rest.refresh_from_db()
    head.refresh_from_db()
    assert (rest.joined_to, rest.join_refused, head.text) == (head, [], text)


def test_what_was_joined_since_stays(pair: tuple[Article, Article], curator: User) -> None:
    head, rest = pair
    with acting(curator.pk):
        made = jumps.join(head, [rest])
    Article.objects.get(pk=rest.pk).part()
    assert deciding.undo(made.pk, curator.pk)[1] == ["“乙”的接续后来又改过，没有动。"]


def test_all_or_none(pair: tuple[Article, Article], curator: User) -> None:
    head, rest = pair
    alone = factories.ArticleFactory(headline="丙", page=head.page)
    with acting(curator.pk), pytest.raises(jumps.CannotJoinThis, match="丙"):
        jumps.join(head, [rest, alone])
    rest.refresh_from_db()
    assert rest.joined_to is None
    assert jumps.part([rest]) is None

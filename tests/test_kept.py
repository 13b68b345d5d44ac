"""What is kept of a narrowing is the question: never an answer, and nothing of what was asked before or since."""

from __future__ import annotations

import pytest

from archive.models import Membership, Mention, Organization, Participation, Person, Place, Post, Sighting
from tests.factories import ArticleFactory, MentionFactory, OrganizationFactory, PersonFactory

METHODS = [
    (Person, "named_in_public"),
    (Place, "named_in_public"),
    (Place, "public"),
    (Organization, "public"),
    (Post, "public"),
    (Membership, "in_public"),
    (Participation, "in_public"),
    (Mention, "public"),
    (Mention, "hidden"),
    (Sighting, "public"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "name"), METHODS)
def test_the_question_is_the_same_each_time(model: type, name: str) -> None:
    def narrowed(rows: object) -> object:
        return getattr(rows, name)()

    first = narrowed(model.objects.all())
    said = str(first.query)
    list(first.filter(pk=1).order_by("-pk"))
    list(first)
    assert str(narrowed(model.objects).query) == said
    # Made anew of rows that are chosen, and what they were chosen by stays.
    made = type(first).__dict__.get(name) or getattr(type(first), name)
    assert str(made.__wrapped__(model.objects.all()).query) == said
    chosen = str(narrowed(model.objects.filter(pk=7)).query)
    assert chosen != said
    assert "7" in chosen
    assert narrowed(model.objects.order_by("pk")).query.order_by == ("pk",)


@pytest.mark.django_db
def test_no_answer_is_kept() -> None:
    assert list(Person.objects.named_in_public()) == []
    person = PersonFactory(name="陆明远")
    article = ArticleFactory()
    MentionFactory(article=article, text=person.name, status="linked", person=person)
    assert list(Person.objects.named_in_public()) == [person]
    assert list(Person.objects.named_in_public()) == [person]
    type(article).objects.filter(pk=article.pk).set_state("withheld")
    assert list(Person.objects.named_in_public()) == []


@pytest.mark.django_db
def test_rows_of_a_record_stay_its_own() -> None:
    one, two = OrganizationFactory(), OrganizationFactory()
    person = PersonFactory(name="陆明远")
    MentionFactory(article=ArticleFactory(), text=person.name, status="linked", person=person)
    posts = [Post.objects.create(organization=each, title="主任") for each in (one, two)]
    for post in posts:
        Membership.objects.create(person=person, post=post)
    assert list(Post.objects.public().order_by("pk")) == posts
    assert list(one.posts.public()) == posts[:1]
    assert list(two.posts.public()) == posts[1:]

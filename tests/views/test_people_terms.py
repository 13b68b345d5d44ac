"""A person's posts: who held them before and after, and the articles that say so first and last."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from archive.models import Article, Membership, Person, Post, Sighting
from tests.factories import (
    ArticleFactory,
    IssueFactory,
    MentionFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
)

pytestmark = pytest.mark.django_db


def named(person: Person, post: Post, day: date) -> Article:
    """A published article of that day that sees the person in the post."""
    article = ArticleFactory(page=PageFactory(issue=IssueFactory(date=day)))
    mention = MentionFactory(article=article, text=person.name, status="linked", person=person)
    Sighting.objects.create(mention=mention, post=post, title=post.title, day=day)
    return article


def test_who_came_before_and_after_and_what_says_so(client: Client) -> None:
    post = Post.objects.create(organization=OrganizationFactory(name="云溪区人民政府"), title="区长")
    people = [PersonFactory(name=name) for name in ("何青山", "陆明远", "顾一舟")]
    articles = []
    for month, person in enumerate(people, 1):
        days = (date(2023, month, 1), date(2023, month, 20))
        articles.append([named(person, post, day) for day in days])
        Membership.objects.create(person=person, post=post, first_seen=days[0], last_seen=days[1])
    html = client.get(people[1].get_absolute_url()).content.decode()
    for words in ("前任", "后任", "何青山", "顾一舟"):
        assert words in html
    for article in articles[1]:
        assert f'href="{article.get_absolute_url()}"' in html


def test_nobody_follows_another_in_a_post_that_several_hold(client: Client) -> None:
    post = Post.objects.create(organization=OrganizationFactory(name="云溪区人民政府"), title="副区长")
    people = [PersonFactory(name=name) for name in ("何青山", "陆明远")]
    for person in people:
        named(person, post, date(2023, 1, 5))
        Membership.objects.create(person=person, post=post, first_seen=date(2023, 1, 1), last_seen=date(2023, 1, 9))
    assert "前任" not in client.get(people[1].get_absolute_url()).content.decode()

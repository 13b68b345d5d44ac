"""A person's posts: who held them before and after, and the articles that say so first and last."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from django.test import Client

from archive.models import Article, Membership, Person, Post, Sighting, silences
from archive.models.silences import SILENCE
from archive.views.appearances import FEWEST_ISSUES
from archive.views.careers import career
from archive.views.unseen import HOLE
from tests.factories import (
    ArticleFactory,
    IssueFactory,
    MentionFactory,
    NewspaperFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
)
from tests.views.page import document

pytestmark = pytest.mark.django_db


def named(person: Person, post: Post, day: date) -> Article:
    """A published article of that day that sees the person in the post."""
    article = ArticleFactory(page=PageFactory(issue=IssueFactory(date=day)))
    mention = MentionFactory(article=article, text=person.name, status="linked", person=person)
    Sighting.objects.create(mention=mention, post=post, title=post.title, day=day)
    return article


def readable(since: date, until: date, printed: list[date]) -> list[tuple[date, date, int]]:
    """Day by day: what issues printed on these days cover of a silence."""
    found, start, last, issues = [], since, since, 0
    day = since
    while day < until:
        day += timedelta(1)
        here = printed.count(day) if day < until else 0
        if not (here or day == until):
            continue
        if day - last > HOLE:
            found.append((start, last, issues))
            start, issues = day, 0
        last, issues = day, issues + here
    found.append((start, last, issues))
    return [each for each in found if each[1] - each[0] >= SILENCE and each[2] >= FEWEST_ISSUES]


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


@pytest.mark.dear(cases=2)
@pytest.mark.parametrize("seed", range(6))
def test_edges_and_silences_are_those_of_every_day(seed: int) -> None:
    """Two terms of one post beside another person's, days repeated and hidden: as a look at each day tells them."""
    random = Random(seed)
    post = Post.objects.create(organization=OrganizationFactory(name="云溪区人民政府"), title="区长")
    person, other = PersonFactory(name="何青山"), PersonFactory(name="陆明远")
    start, parted = date(2015, 1, 1), date(2015, 1, 1) + timedelta(random.randrange(300, 900))
    for _ in range(25):
        day = start + timedelta(random.randrange(1500))
        article = named(random.choice([person, person, other]), post, day)
        Article.objects.filter(pk=article.pk).update(state=random.choice(["published", "published", "withheld"]))
    bounds = [(start, parted), (parted + timedelta(1), start + timedelta(1600))]
    held = [
        Membership.objects.create(person=person, post=post, first_seen=first, last_seen=last) for first, last in bounds
    ]
    # A weekly that is held for some years of these, and names the person once; another one never does.
    weekly, foreign = NewspaperFactory(name="云溪周报"), NewspaperFactory(name="沈河日报")
    weeks = sorted(start + timedelta(weeks=week) for week in random.sample(range(30, 180), 110))
    for day in weeks:
        for newspaper in (weekly, foreign):
            ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=newspaper, date=day)))
    MentionFactory(article=weekly.articles.first(), text=person.name, status="linked", person=person)
    naming = Article.objects.filter(mentions__person=person, state="published").values("newspaper")
    public = Article.objects.filter(newspaper__in=naming, state="published")
    printed = [day for _issue, day in set(public.order_by().values_list("page__issue", "date"))]
    silences.keep_of({person.pk})
    told = {term.membership.pk: term for term in career(held)}
    ends = Membership.objects.first_and_last_told()
    for term in held:
        rows = Sighting.objects.filter(mention__person=person, mention__article__state="published")
        seen = sorted((row.day, row.pk) for row in rows if term.first_seen <= row.day <= term.last_seen)
        days = sorted({day for day, _ in seen})
        assert ends[term.pk] == ((seen[0][1], seen[-1][1]) if seen else (None, None))
        silent = [gap for gap in pairwise(days) if gap[1] - gap[0] >= SILENCE]
        assert told[term.pk].gaps == [each for gap in silent for each in readable(*gap, printed)]


def test_of_many_reports_of_an_election_a_page_shows_three_and_the_api_all(client: Client) -> None:
    post = Post.objects.create(organization=OrganizationFactory(name="云溪区人民政府"), title="区长")
    person = PersonFactory(name="何青山")
    days = [date(2023, 1, number) for number in range(1, 7)]
    articles = [named(person, post, day) for day in days]
    Sighting.objects.update(kind=Sighting.Kind.ELECTED)
    Membership.objects.create(person=person, post=post, first_seen=days[0], last_seen=days[-1])
    page = document(client.get(person.get_absolute_url()))
    told = [address for text, address in page.links() if text == "当选"]
    assert told == [article.get_absolute_url() for article in articles[:3]]
    changes = client.get(f"/api/people/{person.pk}").json()["memberships"][0]["changes"]
    assert [each["evidence"]["article"] for each in changes] == [article.pk for article in articles]


def test_whether_a_post_is_held_is_told_by_all_papers_that_name_the_person(client: Client) -> None:
    """The paper that saw it ended soon after; one that names the person was read on, one that does not matters not."""
    post = Post.objects.create(organization=OrganizationFactory(name="云溪区人民政府"), title="区长")
    person, day = PersonFactory(name="何青山"), date(2015, 3, 1)
    Membership.objects.create(person=person, post=post, first_seen=day, last_seen=day)
    named(person, post, day)
    foreign = NewspaperFactory(name="沈河日报")
    ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=foreign, date=date(2022, 1, 1))))
    assert client.get(person.get_absolute_url()).context["current"]
    other = NewspaperFactory(name="云溪日报")
    early, late = (
        ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=other, date=date(year, 5, 1))))
        for year in (2014, 2020)
    )
    MentionFactory(article=early, text=person.name, status="linked", person=person)
    response = client.get(person.get_absolute_url())
    assert not response.context["current"]
    assert "此后未见（提到此人的报纸收录至2020年5月1日）" in document(response).text
    Article.objects.filter(pk=late.pk).set_state("withheld")
    assert client.get(person.get_absolute_url()).context["current"]


def test_what_no_newspaper_covers_is_no_gap(client: Client) -> None:
    post = Post.objects.create(organization=OrganizationFactory(name="云溪区人民政府"), title="区长")
    person, paper = PersonFactory(name="何青山"), NewspaperFactory(name="青岚日报")
    first, last = date(2007, 3, 31), date(2022, 6, 6)
    Membership.objects.create(person=person, post=post, first_seen=first, last_seen=last)
    for day in (first, last):
        article = ArticleFactory(page=PageFactory(issue=IssueFactory(newspaper=paper, date=day)))
        mention = MentionFactory(article=article, text=person.name, status="linked", person=person)
        Sighting.objects.create(mention=mention, post=post, title=post.title, day=day)
    silences.keep_of({person.pk})
    assert "之间未见" not in document(client.get(person.get_absolute_url())).text.replace("“之间未见”", "")
    for week in range(60):
        issue = IssueFactory(newspaper=paper, date=date(2020, 1, 1) + timedelta(weeks=week))
        ArticleFactory(page=PageFactory(issue=issue))
    page = document(client.get(person.get_absolute_url()))
    assert "2020年1月1日至2021年2月17日之间未见（收录60期）" in page.text

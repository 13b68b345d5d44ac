"""Factories that know the domain: an article comes with its page, issue and newspaper. Everything is invented."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from archive import models


class NewspaperFactory(DjangoModelFactory):
    """青岚日报, 青岚日报 1 …"""

    class Meta:
        model = models.Newspaper
        django_get_or_create = ("name",)

    name = "青岚日报"


class IssueFactory(DjangoModelFactory):
    """The issue of 5 March 2023."""

    class Meta:
        model = models.Issue
        django_get_or_create = ("newspaper", "date")

    newspaper = factory.SubFactory(NewspaperFactory)
    date = date(2023, 3, 5)


class PageFactory(DjangoModelFactory):
    """A page with a number of its own."""

    class Meta:
        model = models.Page

    issue = factory.SubFactory(IssueFactory)
    number = factory.Sequence(lambda n: n + 1)


class ArticleFactory(DjangoModelFactory):
    """A published article on a page of its own."""

    class Meta:
        model = models.Article

    page = factory.SubFactory(PageFactory)
    newspaper = factory.LazyAttribute(lambda article: article.page.issue.newspaper)
    date = factory.LazyAttribute(lambda article: article.page.issue.date)
    headline = factory.Sequence(lambda n: f"云溪区第{n}次植树活动举行")
    text = "本报讯（记者白小川）3月4日，云溪区石门镇组织群众植树。"


class PlaceFactory(DjangoModelFactory):
    """云溪区, a place without a parent."""

    class Meta:
        model = models.Place
        django_get_or_create = ("path",)

    name = "云溪区"
    type = "区"
    path = factory.LazyAttribute(
        lambda place: f"{place.parent.path}/{place.name}" if getattr(place, "parent", None) else place.name
    )


class PersonFactory(DjangoModelFactory):
    """An official."""

    class Meta:
        model = models.Person

    name = "陆明远"


class OrganizationFactory(DjangoModelFactory):
    """A body of government."""

    class Meta:
        model = models.Organization

    name = factory.Sequence(lambda n: f"云溪区第{n}办公室")


class EventFactory(DjangoModelFactory):
    """A meeting."""

    class Meta:
        model = models.Event

    title = factory.Sequence(lambda n: f"云溪区第{n}次工作会议")
    type = "会议"
    start = date(2023, 3, 4)
    end = date(2023, 3, 4)


class MentionFactory(DjangoModelFactory):
    """A person's name in an article, linked to nobody."""

    class Meta:
        model = models.Mention

    article = factory.SubFactory(ArticleFactory)
    kind = "person"
    text = "陆明远"
    position = factory.Sequence(int)

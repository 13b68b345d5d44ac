"""One row of every model, as many different ones as asked for."""

from collections.abc import Callable
from datetime import date, timedelta

from django.contrib.auth.models import Group, User
from django.db.models import Model

from archive import models
from tests import factories


def article(n: int = 0) -> models.Article:
    newspaper = factories.NewspaperFactory(name=f"青岚日报{n}")
    issue = factories.IssueFactory(newspaper=newspaper, date=date(2023, 3, 1) + timedelta(n))
    return factories.ArticleFactory(page=factories.PageFactory(issue=issue, number=n + 1), lines={"1": "headline"})


def place(n: int = 0) -> models.Place:
    city = factories.PlaceFactory(name="青岚市", type="市")
    found = models.Place.objects.filter(parent=city, name=f"石门镇{n}").first()
    return found or models.Place.objects.create(name=f"石门镇{n}", type="镇", parent=city)


def person(n: int = 0) -> models.Person:
    return factories.PersonFactory(name=f"陆明远{n}", home=place(n))


def organization(n: int = 0) -> models.Organization:
    parent = factories.OrganizationFactory(name=f"青岚市人民政府{n}")
    return factories.OrganizationFactory(name=f"青岚市教育局{n}", place=place(n), parent=parent)


def post(n: int = 0) -> models.Post:
    return models.Post.objects.create(organization=organization(n), title="局长")


def event(n: int = 0) -> models.Event:
    return factories.EventFactory(place=place(n))


def mention(n: int = 0) -> models.Mention:
    return factories.MentionFactory(
        article=article(n), person=person(n), status="linked", spans=[["text", 5, 8, 3]], titles=["区长"]
    )


def ingest_file(n: int = 0) -> models.IngestFile:
    return models.IngestFile.objects.create(ingest=models.Ingest.objects.create(), path=f"{n}.txt", outcome="stored")


def user(n: int = 0) -> User:
    found = User.objects.create(username=f"curator{n}", is_staff=True)
    found.groups.add(Group.objects.create(name=f"editors{n}"))
    return found


def report(n: int = 0) -> models.Report:
    about = person(n)
    return models.Report.objects.create(
        kind="not_same", person=about, address=about.get_absolute_url(), message="不是这一位。", language="zh-hans"
    )


def saved_search(n: int = 0) -> models.SavedSearch:
    reader = User.objects.create(username=f"reader{n}", email=f"reader{n}@example.org")
    return models.SavedSearch.objects.create(owner=reader, name="植树", query="q=植树", language="zh-hans")


MAKERS: dict[type[Model], Callable[[int], Model]] = {
    models.Newspaper: lambda n: factories.NewspaperFactory(name=f"青岚日报{n}", area=place(n)),
    models.Issue: lambda n: article(n).page.issue,
    models.Page: lambda n: article(n).page,
    models.Article: article,
    models.Byline: lambda n: models.Byline.objects.create(article=article(n), name="白小川", role="记者"),
    models.DateMention: lambda n: models.DateMention.objects.create(
        article=article(n), text=f"3月{n + 1}日", origin="given", reason="年份已印出", spans=[["text", 0, 4, 1]]
    ),
    models.Likeness: lambda n: models.Likeness.objects.create(first=article(n), second=article(n + 100), shared=0.9),
    models.Person: person,
    models.OtherName: lambda n: models.OtherName.objects.create(name=f"远叔{n}", person=person(n)),
    models.Organization: organization,
    models.Post: post,
    models.Membership: lambda n: models.Membership.objects.create(
        person=person(n), post=post(n), first_seen=date(2023, 3, 4), last_seen=date(2023, 3, 4)
    ),
    models.Place: place,
    models.Event: event,
    models.Participation: lambda n: models.Participation.objects.create(
        event=event(n), person=person(n), name="陆明远"
    ),
    models.Mention: mention,
    models.Sighting: lambda n: models.Sighting.objects.create(
        mention=mention(n), post=post(n), home=place(n), title="局长", day=date(2023, 3, 4)
    ),
    models.Report: report,
    models.SavedSearch: saved_search,
    models.Ingest: lambda n: models.Ingest.objects.create(),
    models.IngestFile: ingest_file,
    models.IndexChange: lambda n: models.IndexChange.objects.create(object_type="article", object_id=n + 1),
    User: user,
    Group: lambda n: Group.objects.create(name=f"curators{n}"),
}

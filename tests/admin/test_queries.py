"""Every page of the desk asks the database as often for thirty rows as for three."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from archive import models
from archive.admin.queue import kept
from archive.admin.queue.room import SOURCES
from tests import admin_speed, factories
from tests.admin.conftest import address
from tests.admin.rows import MAKERS, place
from tests.thorough import any_of

FEW, MANY, THIRD = 3, 30, 1 / 3
# Nobody may add what the machine finds; what is done in a room is sent; a key is shown where one is being set up.
ANSWERS = 200, 403, 404, 405
ENOUGH = 30  # The heaviest, the queue, asks each kind of question once.


def queries(desk: Client, url: str) -> int:
    """How many, of a page that was asked for before: what a process keeps is there."""
    desk.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert desk.get(url).status_code in ANSWERS, url
    return len(captured)


def offered(model: type[Model]) -> Iterator[str]:
    """The list narrowed by each choice of each filter, and searched."""
    model_admin = admin.site.get_model_admin(model)
    request = RequestFactory().get("/")
    request.user, request.session = User.objects.get(username="chief"), {}
    listed = model_admin.get_changelist_instance(request)
    for spec in listed.filter_specs:
        yield from (choice["query_string"] for choice in spec.choices(listed))
    if model_admin.search_fields:
        yield from ("?q=明", "?q=2023", "?q=没有这样的")


@pytest.mark.dear(cases=6)
@pytest.mark.parametrize("model", MAKERS, ids=lambda model: model.__name__)
def test_filters_and_search(desk: Client, model: type[Model]) -> None:
    url = address(model, "changelist")
    for n in range(FEW):
        MAKERS[model](n)
    asked = sorted(set(offered(model)))
    few = {each: queries(desk, url + each) for each in asked}
    for n in range(FEW, MANY):
        MAKERS[model](n)
    assert {each: queries(desk, url + each) for each in asked} == few
    assert max(few.values(), default=0) <= ENOUGH


def hang(n: int) -> None:
    """One more row of whatever hangs on a record: everything on the same few."""
    day = date(2023, 3, 1) + timedelta(n)
    county = place(0)
    body = models.Organization.objects.get_or_create(name="青岚市教育局", place=county)[0]
    known = models.Person.objects.filter(note="").first()
    chief = known or factories.PersonFactory(name="陆明远", home=county)
    other = factories.PersonFactory(name=f"陆明远{n}", home=place(n), note="另一位")
    post = models.Post.objects.create(organization=body, title=f"副局长{n}")
    held = models.Post.objects.get_or_create(organization=body, title="局长")[0]
    for person, office in ((chief, post), (other, held)):
        models.Membership.objects.create(person=person, post=office, first_seen=day, last_seen=day)
    meeting = models.Event.objects.first() or factories.EventFactory(place=county)
    models.Participation.objects.create(event=meeting, person=other, name=other.name, position=n)
    for record in ({"person": chief}, {"organization": body}, {"place": county}):
        models.OtherName.objects.create(name=f"远叔{n}", **record)
    page = models.Page.objects.first() or factories.PageFactory(number=1)
    first = models.Article.objects.order_by("pk").first()
    article = factories.ArticleFactory(page=page, position=n, date=day, lines={str(n + 1): "headline"})
    first = first or article
    models.Byline.objects.create(article=first, name=f"白小川{n}", role="记者", position=n)
    models.DateMention.objects.create(
        article=first, position=n, text=f"3月{n}日", origin="given", reason="年份已印出", spans=[["text", n, n + 4, 1]]
    )
    for record in ({"person": chief}, {"organization": body}, {"place": county}, {"event": meeting}):
        (kind,) = record
        common = {"kind": kind, "text": f"明{n}", "spans": [["text", 0, 2, 1]], "position": n}
        mention = models.Mention.objects.create(article=article, status="linked", **common, **record)
        common["text"] = f"远{n}"
        models.Mention.objects.create(article=first, status="ambiguous", **common)
        if kind == "person":
            models.Sighting.objects.create(mention=mention, post=held, home=county, title="局长", day=day)
    work(n, first, other)


def work(n: int, article: models.Article, person: models.Person) -> None:
    """What people at the desk and readers leave."""
    user = User.objects.get(username="chief")
    told = {"subject_type": "person", "subject_id": person.pk, "label": person.name, "made_by": user}
    models.Decision.objects.create(kind=list(models.Decision.Kind)[n % 3], **told)
    run = models.Ingest.objects.first() or models.Ingest.objects.create()
    models.IngestFile.objects.create(ingest=run, path=f"{n}.txt", outcome="quarantined")
    models.RunChange.objects.create(ingest=run, kind="+", model="article", object_id=article.pk + n)
    models.Upload.objects.create(made_by=user, state="done")
    table = models.Exchange.objects.create(made_by=user, kind="people", name=f"{n}.csv", state="done")
    table.folder.mkdir(parents=True)
    (table.folder / "rows.jsonl").touch()
    models.Report.objects.create(
        kind="not_same", person=person, address=person.get_absolute_url(), message="不是这一位。", language="zh-hans"
    )
    person.note = f"另一位{n}"
    person.lock(["note"])
    person.save()
    models.Disagreement.objects.create(
        model="person", object_id=person.pk, field="note", value="机器", ingest=run, seen_at=timezone.now()
    )
    models.IndexChange.objects.create(object_type="article", object_id=article.pk + n)


def look() -> None:
    """Find the questions that are kept."""
    for source in SOURCES.values():
        if source.costly:
            kept.keep(source)


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    """Files of their own."""
    settings.VAR = tmp_path


def compared(desk: Client, pages: Callable[[], dict[str, str]]) -> None:
    """Ask for the pages with few rows and with many: a third of the pages, or, thoroughly, all."""
    for n in range(FEW):
        hang(n)
    look()
    asked = pages()
    assert len(asked) > 20
    chosen = any_of(asked, THIRD)
    few = {kind: queries(desk, asked[kind]) for kind in chosen}
    for n in range(FEW, MANY):
        hang(n)
    look()
    asked = pages()
    many = {kind: queries(desk, asked[kind]) for kind in chosen}
    assert many == few
    assert max(few.values()) <= ENOUGH


def test_forms_and_deletions(desk: Client) -> None:
    compared(desk, lambda: dict(admin_speed.forms(admin.site)))


def test_rooms(desk: Client) -> None:
    compared(desk, lambda: dict(admin_speed.rooms()))

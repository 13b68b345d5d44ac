"""People whom the news names, and one person: posts, others of the name."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.forms import Form
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from archive.models import Membership as Held
from archive.models import Person as Row
from archive.views.api.answering import answering
from archive.views.api.listing import BY_NAME, After, Key, Order, Records, Text, called, listed
from archive.views.api.memberships import Change, Membership, PostHeld, changes, membership, post_held
from archive.views.api.values import Answer, Linked, Listing, PlaceName
from archive.views.careers import career_of
from archive.views.paging import NAMES


class PersonRow(Answer, frozen=True, kw_only=True):
    """Somebody in a list, with what tells them from others of the name."""

    id: int
    url: str
    name: str
    home: PlaceName | None
    note: str
    article_count: int
    posts: list[PostHeld]
    updated_at: datetime


class People(Listing, frozen=True, kw_only=True):
    """People by name."""

    results: list[PersonRow]


class Person(Answer, frozen=True, kw_only=True):
    """Somebody: posts held, and others of the same name."""

    id: int
    url: str
    name: str
    other_names: list[str]
    home: PlaceName | None
    note: str
    article_count: int
    memberships: list[Membership]
    other_changes: list[Change]
    same_name: list[PersonRow]
    articles: str
    events: str


class PeopleForm(Records):
    """Which people are listed."""

    name = Text(100)
    place = Key()
    after = After(BY_NAME)


@answering(People, gettext_lazy("人物，按姓名"), PeopleForm)
def several(request: HttpRequest, form: PeopleForm) -> People:
    """Everybody whom published articles name; by a part of a name, by home."""
    name, home = form.cleaned_data["name"], form.cleaned_data["place"]
    found = Row.objects.named_in_public()
    if name:
        found = found.filter(called("person", name))
    if home:
        found = found.filter(home=home)
    here, page = listed(request, form, found.select_related("home"), Order("name"))
    return People(results=_rows(here), **page)


@answering(Person, gettext_lazy("一个人物：职务及其依据、别名、同名者"), may=(404,))
def one(_request: HttpRequest, _form: Form, pk: int) -> Person:
    """Somebody whom a published article names."""
    rows = Row.objects.named_in_public().with_article_counts().select_related("home")
    shown = get_object_or_404(rows.prefetch_related("other_names"), pk=pk)
    held = Held.objects.in_public().filter(person=shown).select_related("person", "post__organization")
    terms, apart = career_of(shown, list(held[:NAMES]), whole=True)
    linked = Linked([shown.home_id], {term.membership.post.organization_id for term in terms})
    namesakes = Row.objects.named_in_public().filter(name=shown.name).exclude(pk=pk).select_related("home")
    return Person(
        id=shown.pk,
        url=shown.get_absolute_url(),
        name=shown.name,
        other_names=[each.name for each in shown.other_names.all()],
        home=linked.place(shown.home),
        note=shown.note,
        article_count=shown.article_count,
        memberships=[membership(term, linked) for term in terms],
        other_changes=changes(apart),
        same_name=_rows(list(namesakes[:NAMES])),
        articles=f"{reverse('api-articles')}?person={pk}",
        events=f"{reverse('api-events')}?person={pk}",
    )


def _rows(people: Collection[Row]) -> list[PersonRow]:
    """People with their posts, each counted only now that it is certain who is listed."""
    counted = Row.objects.filter(pk__in=[each.pk for each in people]).with_article_counts().order_by()
    known = {each.pk: each for each in counted.with_posts()}
    bodies = {row.post.organization_id for each in known.values() for row in each.held}
    linked = Linked({each.home_id for each in people}, bodies)
    return [
        PersonRow(
            id=each.pk,
            url=each.get_absolute_url(),
            name=each.name,
            home=linked.place(each.home),
            note=each.note,
            article_count=known[each.pk].article_count,
            posts=[post_held(row.post, linked) for row in known[each.pk].held],
            updated_at=each.updated_at,
        )
        for each in people
    ]

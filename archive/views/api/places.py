"""Places as a tree: the list, and one with where it lies."""

from __future__ import annotations

from datetime import datetime

from django.forms import Form
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from archive.models import Place as Row
from archive.views.api.answering import answering
from archive.views.api.listing import BY_NAME, After, Key, Order, Records, Text, called, listed
from archive.views.api.values import Answer, Listing, PlaceName

# What can be asked for by a place.
LISTS = ("articles", "people", "organizations", "events")


class PlaceRow(Answer, frozen=True, kw_only=True):
    """A place in a list."""

    id: int
    url: str
    name: str
    type: str
    path: str
    parent: int | None
    article_count: int
    updated_at: datetime


class Places(Listing, frozen=True, kw_only=True):
    """Places along the tree."""

    results: list[PlaceRow]


class Place(Answer, frozen=True, kw_only=True):
    """A place and where it lies; what lies in it is asked for by the addresses."""

    id: int
    url: str
    name: str
    other_names: list[str]
    type: str
    path: str
    article_count: int
    above: list[PlaceName]
    children: str
    articles: str
    people: str
    organizations: str
    events: str


class PlacesForm(Records):
    """Which places are listed."""

    name = Text(100)
    parent = Key()
    after = After(BY_NAME)


@answering(Places, gettext_lazy("地点，按所属"), PlacesForm)
def several(request: HttpRequest, form: PlacesForm) -> Places:
    """Places that published articles name, and those they lie in; by a part of a name, by the place right above."""
    name, parent = form.cleaned_data["name"], form.cleaned_data["parent"]
    found = Row.objects.public()
    if name:
        found = found.filter(called("place", name))
    if parent:
        found = found.filter(parent=parent)
    here, page = listed(request, form, found, Order("path"))
    counted = Row.objects.filter(pk__in=[each.pk for each in here]).with_article_counts().order_by()
    counts = dict(counted.values_list("pk", "article_count"))
    return Places(
        results=[
            PlaceRow(
                id=each.pk,
                url=each.get_absolute_url(),
                name=each.name,
                type=each.type,
                path=each.path,
                parent=each.parent_id,
                article_count=counts[each.pk],
                updated_at=each.updated_at,
            )
            for each in here
        ],
        **page,
    )


@answering(Place, gettext_lazy("一个地点：所属、别名"), may=(404,))
def one(_request: HttpRequest, _form: Form, pk: int) -> Place:
    """A place that published articles name, or in which such a place lies."""
    shown = Row.objects.with_article_counts().prefetch_related("other_names").public_or_none(pk)
    if shown is None:
        raise Http404
    # What lies above a public place is public.
    above = [
        PlaceName(id=each.pk, url=each.get_absolute_url(), name=each.name, path=each.path)
        for each in Row.objects.above(shown)
    ]
    return Place(
        id=pk,
        url=shown.get_absolute_url(),
        name=shown.name,
        other_names=[each.name for each in shown.other_names.all()],
        type=shown.type,
        path=shown.path,
        article_count=shown.article_count,
        above=above,
        children=f"{reverse('api-places')}?parent={pk}",
        **{kind: f"{reverse(f'api-{kind}')}?place={pk}" for kind in LISTS},
    )

"""Party and government bodies, companies, schools: the list, and one with who was seen in its posts."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy

from archive.models import Membership as Held
from archive.models import Organization as Row
from archive.views.api.answering import answering
from archive.views.api.listing import BY_NAME, After, Key, Listed, Order, Records, Text, called, listed
from archive.views.api.memberships import Membership, membership
from archive.views.api.values import Answer, Linked, Listing, OrganizationName, PlaceName
from archive.views.careers import career
from archive.views.paging import NAMES


class OrganizationRow(Answer, frozen=True, kw_only=True):
    """A body in a list."""

    id: int
    url: str
    name: str
    type: str
    place: PlaceName | None
    article_count: int
    updated_at: datetime


class Organizations(Listing, frozen=True, kw_only=True):
    """Bodies by name."""

    results: list[OrganizationRow]


class Memberships(Listing, frozen=True, kw_only=True):
    """Who was seen in which post, heads first."""

    results: list[Membership]


class Organization(Answer, frozen=True, kw_only=True):
    """A body, those above and below it, and who was seen in its posts."""

    id: int
    url: str
    name: str
    other_names: list[str]
    type: str
    place: PlaceName | None
    article_count: int
    parent: OrganizationName | None
    children: list[OrganizationName]
    memberships: Memberships
    articles: str


class OrganizationsForm(Records):
    """Which bodies are listed."""

    name = Text(100)
    place = Key()
    after = After(BY_NAME)


@answering(Organizations, gettext_lazy("机构，按名称"), OrganizationsForm)
def several(request: HttpRequest, form: OrganizationsForm) -> Organizations:
    """Every body in the published news; by a part of a name, by place."""
    name, place = form.cleaned_data["name"], form.cleaned_data["place"]
    found = Row.objects.public()
    if name:
        found = found.filter(called("organization", name))
    if place:
        found = found.filter(place=place)
    here, page = listed(request, form, found.select_related("place"), Order("name"))
    counted = Row.objects.filter(pk__in=[each.pk for each in here]).with_article_counts().order_by()
    counts = dict(counted.values_list("pk", "article_count"))
    linked = Linked({each.place_id for each in here})
    return Organizations(
        results=[
            OrganizationRow(
                id=each.pk,
                url=each.get_absolute_url(),
                name=each.name,
                type=each.type,
                place=linked.place(each.place),
                article_count=counts[each.pk],
                updated_at=each.updated_at,
            )
            for each in here
        ],
        **page,
    )


@answering(Organization, gettext_lazy("一个机构：谁任过哪些职务、上下级"), Listed, may=(404,))
def one(request: HttpRequest, form: Listed, pk: int) -> Organization:
    """A body in the published news; `page` and `size` are those of its memberships."""
    public = Row.objects.public()
    rows = public.with_article_counts().select_related("place").prefetch_related("other_names")
    shown = get_object_or_404(rows, pk=pk)
    held = Held.objects.in_public().filter(post__organization=shown).by_turns()
    here, page = listed(request, form, held.select_related("person", "post__organization"))
    terms = career(here, whole=True)
    parent = public.filter(children=shown).first()
    children = list(public.filter(parent=shown)[:NAMES])
    linked = Linked([shown.place_id], {pk, *(each.pk for each in (parent, *children) if each)})
    return Organization(
        id=pk,
        url=shown.get_absolute_url(),
        name=shown.name,
        other_names=[each.name for each in shown.other_names.all()],
        type=shown.type,
        place=linked.place(shown.place),
        article_count=shown.article_count,
        parent=parent and linked.body(parent),
        children=[linked.body(each) for each in children],
        memberships=Memberships(results=[membership(term, linked) for term in terms], **page),
        articles=f"{reverse('api-articles')}?organization={pk}",
    )

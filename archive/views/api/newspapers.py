"""Newspapers and what is held of each."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from archive.models import Newspaper as Row
from archive.views.api.answering import answering
from archive.views.api.listing import Listed, listed
from archive.views.api.values import Answer, Linked, Listing, PlaceName
from archive.views.newspaper import article_counts


class Newspaper(Answer, frozen=True, kw_only=True):
    """A newspaper and what is held of it."""

    slug: str
    url: str
    name: str
    named: bool
    area: PlaceName | None
    article_count: int
    first_date: date | None
    last_date: date | None


class Newspapers(Listing, frozen=True, kw_only=True):
    """Newspapers by name."""

    results: list[Newspaper]


@answering(Newspapers, gettext_lazy("报纸，各收录了多少"), Listed)
def several(request: HttpRequest, form: Listed) -> Newspapers:
    """Every newspaper with a published article."""
    here, page = listed(request, form, Row.objects.public().with_dates().select_related("area"))
    linked = Linked({paper.area_id for paper in here})
    counts = article_counts()
    return Newspapers(
        results=[
            Newspaper(
                slug=paper.slug,
                url=paper.get_absolute_url(),
                name=paper.name,
                named=paper.named,
                area=linked.place(paper.area),
                article_count=counts.get(paper.slug, 0),
                first_date=paper.first_date,
                last_date=paper.last_date,
            )
            for paper in here
        ],
        **page,
    )

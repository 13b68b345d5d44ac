"""Articles: the list of all, and one with whom and what it names and where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Article as Row
from archive.models import Mention
from archive.models.dates import DateMention
from archive.views.api.answering import Refused, answering
from archive.views.api.citation import citation
from archive.views.api.listing import BY_DATE, After, Key, Order, Records, Text, listed
from archive.views.api.rows import ArticleRow, article_rows
from archive.views.api.values import (
    Answer,
    Linked,
    Listing,
    OrganizationName,
    PersonName,
    PlaceName,
    person_name,
)
from archive.views.copies import copies
from archive.views.search_form import Day


class Articles(Listing, frozen=True, kw_only=True):
    """Articles, the newest first."""

    results: list[ArticleRow]


class Heading(Answer, frozen=True, kw_only=True):
    """The parts of a headline as printed, each "" where there is none."""

    kicker: str
    headline: str
    deck: str


class Byline(Answer, frozen=True, kw_only=True):
    """A name under an article."""

    name: str
    role: str


class Paper(Answer, frozen=True, kw_only=True):
    """The newspaper that printed an article."""

    slug: str
    url: str
    name: str
    named: bool


class Issue(Answer, frozen=True, kw_only=True):
    """The issue that an article stands in, and how its date is known."""

    url: str
    date: date | None
    precision: str
    origin: str
    earliest: date | None
    latest: date | None
    reason: str


class Line(Answer, frozen=True, kw_only=True):
    """A line of a page that belongs to the article."""

    number: int
    role: str
    text: str


class Leaf(Answer, frozen=True, kw_only=True):
    """A page that the article stands on, and the article's lines there."""

    id: int
    url: str
    number: int | None
    section: str
    lines: list[Line]


class Break(Answer, frozen=True, kw_only=True):
    """Where a sentence that the page breaks was made whole."""

    position: int
    kind: str
    confidence: float


class Span(Answer, frozen=True, kw_only=True):
    """Where a name stands."""

    field: str
    start: int
    end: int
    line: int | None


class PostSaid(Answer, frozen=True, kw_only=True):
    """A post as concluded from the text."""

    organization: str
    title: str


class Named(Answer, frozen=True, kw_only=True):
    """A name in the article."""

    name: str
    status: str
    spans: list[Span]


class PersonNamed(Named, frozen=True, kw_only=True):
    """Somebody whom the article names."""

    person: PersonName | None
    titles: list[str]
    posts: list[PostSaid]
    actions: list[str]


class PlaceNamed(Named, frozen=True, kw_only=True):
    """A place that the article names."""

    place: PlaceName | None


class OrganizationNamed(Named, frozen=True, kw_only=True):
    """A body that the article names."""

    organization: OrganizationName | None


class EventName(Answer, frozen=True, kw_only=True):
    """An event as others refer to it."""

    id: int
    url: str
    title: str


class EventNamed(Named, frozen=True, kw_only=True):
    """An event that the article reports."""

    event: EventName | None


class DatePrinted(Answer, frozen=True, kw_only=True):
    """A date in the article and the days it means."""

    text: str
    first: date | None
    last: date | None
    precision: str
    origin: str
    reason: str
    spans: list[Span]


class Article(Answer, frozen=True, kw_only=True):
    """An article as printed, whom and what it names, and where it comes from."""

    id: int
    url: str
    headline: str
    heading: Heading
    kind: str
    section: str
    bylines: list[Byline]
    text: str
    captions: str
    newspaper: Paper
    issue: Issue
    pages: list[Leaf]
    continues: str
    goes_on: str
    breaks: list[Break]
    confidence: float
    people: list[PersonNamed]
    places: list[PlaceNamed]
    organizations: list[OrganizationNamed]
    events: list[EventNamed]
    dates: list[DatePrinted]
    illustrates: int | None
    photos: list[int]
    copies: list[int]
    citation: dict[str, Any]
    updated_at: datetime


class ArticlesForm(Records):
    """Which articles are listed."""

    newspaper = Text(200)
    date_from = Day(required=False)
    date_to = Day(required=False)
    kind = forms.ChoiceField(required=False, choices=Row.Kind.choices)
    person = Key()
    place = Key()
    organization = Key()
    event = Key()
    after = After(BY_DATE)

    def clean(self) -> dict[str, Any]:
        """Refuse a range that ends before it begins."""
        self.refuse_backward_range()
        return self.cleaned_data


@answering(Articles, gettext_lazy("文章，最新在前"), ArticlesForm)
def several(request: HttpRequest, form: ArticlesForm) -> Articles:
    """Every published article, or those of a newspaper, a time, a record."""
    asked = form.cleaned_data
    found = Row.objects.public().newest()
    chosen = {"newspaper__slug": "newspaper", "date__gte": "date_from", "date__lte": "date_to", "kind": "kind"}
    found = found.filter(**{lookup: asked[name] for lookup, name in chosen.items() if asked[name]})
    for kind in Mention.Kind.values:
        if asked[kind]:
            found = found.naming(**{kind: asked[kind]})
    here, page = listed(request, form, found.for_lists(), Order("date", dated=True))
    return Articles(results=article_rows(here), **page)


@answering(Article, gettext_lazy("一篇文章：原文、所提到的人物地点机构事件、出处"), may=(302, 404, 410))
def one(request: HttpRequest, _form: forms.Form, pk: int) -> Article | HttpResponse:
    """A published article; the rest of one leads to it; one that was taken down is gone."""
    rows = Row.objects.with_source().select_related("illustrates__joined_to", "joined_to")
    shown = get_object_or_404(rows, pk=pk)
    if shown.whole.state == Row.State.REMOVED:
        reason = shown.whole.state_reason if shown.whole.reason_public else ""
        raise Refused(410, _("这篇文章已撤下：%(reason)s") % {"reason": reason} if reason else _("这篇文章已撤下。"))
    if not shown.is_in_print:
        raise Refused(404, _("没有这条记录。"))
    if shown.joined_to_id:
        return HttpResponseRedirect(reverse("api-article", args=[shown.joined_to_id]))
    bylines = list(shown.bylines.all())
    illustrated = shown.illustrates
    photos = Row.objects.public().filter(illustrates__in=shown.parts).order_by("pk")
    return Article(
        id=shown.pk,
        url=shown.get_absolute_url(),
        headline=shown.title,
        heading=Heading(kicker=shown.kicker, headline=shown.headline, deck=shown.deck),
        kind=shown.kind,
        section=shown.section,
        bylines=[Byline(name=each.name, role=each.role) for each in bylines],
        text=shown.text,
        captions=shown.captions,
        newspaper=_paper(shown),
        issue=_issue(shown),
        pages=[_leaf(part) for part in shown.parts],
        continues=shown.continues,
        goes_on=shown.parts[-1].goes_on,
        breaks=[
            Break(position=gap["position"], kind=gap["kind"], confidence=gap["confidence"]) for gap in shown.breaks
        ],
        confidence=shown.confidence,
        **_named(shown),
        dates=[_date(row) for row in shown.dates.order_by("position")],
        illustrates=illustrated.whole.pk if illustrated and illustrated.is_in_print else None,
        photos=list(photos.values_list("pk", flat=True)),
        copies=[each.article.pk for each in copies(shown)],
        citation=citation(shown, bylines, request.build_absolute_uri(shown.get_absolute_url())),
        updated_at=shown.updated_at,
    )


def _paper(shown: Row) -> Paper:
    paper = shown.newspaper
    return Paper(slug=paper.slug, url=paper.get_absolute_url(), name=paper.name, named=paper.named)


def _issue(shown: Row) -> Issue:
    issue = shown.page.issue
    return Issue(
        url=issue.get_absolute_url(),
        date=issue.date,
        precision=issue.date_precision if issue.date else "",
        origin=issue.date_origin if issue.date else "",
        earliest=issue.date_earliest,
        latest=issue.date_latest,
        reason=issue.date_reason,
    )


def _leaf(part: Row) -> Leaf:
    page, raw = part.page, part.page.raw_lines
    lines = sorted((int(number), role) for number, role in part.lines.items())
    return Leaf(
        id=page.pk,
        url=page.get_absolute_url(),
        number=page.number,
        section=page.section,
        lines=[Line(number=each, role=role, text=raw[each - 1]) for each, role in lines if each <= len(raw)],
    )


def _named(shown: Row) -> dict[str, list[Any]]:
    """The names in the order printed, by kind."""
    rows = shown.mentions.public().order_by("position", "pk")
    mentions = rows.with_records("person", "place", "organization", "event")
    linked = Linked({row.place_id for row in mentions}, {row.organization_id for row in mentions})
    of_kind = {kind: [row for row in mentions if row.kind == kind] for kind in Mention.Kind.values}
    return {
        "people": [_person(row) for row in of_kind["person"]],
        "places": [PlaceNamed(**_name(row), place=linked.place(row.place)) for row in of_kind["place"]],
        "organizations": [
            OrganizationNamed(**_name(row), organization=row.organization and linked.body(row.organization))
            for row in of_kind["organization"]
        ],
        "events": [EventNamed(**_name(row), event=_event(row)) for row in of_kind["event"]],
    }


def _name(row: Mention) -> dict[str, Any]:
    return {"name": row.text, "status": row.status, "spans": _spans(row.spans)}


def _spans(spans: Iterable[Sequence[Any]]) -> list[Span]:
    return [Span(field=field, start=start, end=end, line=line) for field, start, end, line in spans]


def _person(row: Mention) -> PersonNamed:
    return PersonNamed(
        **_name(row),
        person=row.person and person_name(row.person),
        titles=row.titles,
        posts=[PostSaid(organization=each.get("organization", ""), title=each["title"]) for each in row.posts],
        actions=list(dict.fromkeys(verb for verb, *_where in row.actions)),
    )


def _event(row: Mention) -> EventName | None:
    event = row.event
    return event and EventName(id=event.pk, url=event.get_absolute_url(), title=event.title)


def _date(row: DateMention) -> DatePrinted:
    return DatePrinted(
        text=row.text,
        first=row.first,
        last=row.last,
        precision=row.precision,
        origin=row.origin,
        reason=row.reason,
        spans=_spans(row.spans),
    )

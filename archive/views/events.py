"""Events by month, and one event with who took part and where it was reported."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Exists, F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.text import Truncator

from archive.models import Article, DateMention, Event, Mention, Newspaper, Participation, Place, Precision, Sighting
from archive.models.events import EventQuerySet
from archive.models.sources import Sources
from archive.views.careers import Told, as_told
from archive.views.paging import NAMES, page_of
from archive.views.passages import Passage, Passages
from archive.views.reading import read_only

UNDATED = "undated"
QUOTES = 3
EXCERPT = 160  # Characters of a source's lines: a paragraph's beginning, enough to recognise it.


@dataclass(frozen=True, slots=True)
class Quote:
    """One line of a report or one paragraph: where it stands, and its beginning."""

    passage: Passage
    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """An article that reports an event, the first lines that say so, and how many more there are."""

    article: Article
    quotes: list[Quote]
    more: int


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in an event, and where a report names them."""

    participation: Participation
    passage: Passage | None


@dataclass(frozen=True, slots=True)
class Host:
    """Who held an event, as printed, and where."""

    name: str
    passage: Passage


@dataclass(frozen=True, slots=True)
class DayTold:
    """The words of a report that say on which day an event took place, and where they stand."""

    text: str
    passage: Passage


@read_only
def events(request: HttpRequest) -> HttpResponse:
    """The events of one month, the newest month reported of unless `?month=2023-03` or `undated` is asked."""
    public = Event.objects.named_in_public()
    asked = request.GET.get("month", "")
    covered = _covered()
    month = None if asked == UNDATED else _month(asked) or _newest_month(public, covered)
    in_month = public.between(*_bounds(month)) if month else public.filter(start=None)
    page = page_of(request, in_month.select_related("place"), NAMES)
    return render(
        request,
        "archive/events.html",
        {
            "month": month,
            "malformed": asked if asked and asked != UNDATED and not _month(asked) else "",
            "events": page,
            "days": [(day, list(group)) for day, group in groupby(page.object_list, key=lambda event: event.start)],
            "has_undated": public.filter(start=None).exists(),
            "years": range(covered[-1].year, covered[0].year - 1, -1) if covered else (),
            **(_around(public, month) if month else {}),
        },
    )


@read_only
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """One event: when, where, who in which part in printed order, and every report of it with its lines."""
    shown = get_object_or_404(Event.objects.named_in_public().select_related("place", "area"), pk=pk)
    participations = Participation.objects.in_public().filter(event=shown).order_by("position", "id")
    mentions = (
        Mention.objects.public()
        .filter(event=shown)
        .select_related("article__newspaper", "article__page__issue__newspaper")
        .prefetch_related("article__continuations__page")
    )
    reports = [_report(mention) for mention in mentions.order_by("article__date", "article_id")[:NAMES]]
    named = page_of(request, participations.with_public_person(), NAMES, "participants")
    return render(
        request,
        "archive/event.html",
        {
            "event": shown,
            "host": _host(shown, reports),
            "place": Place.objects.public_or_none(shown.place_id),
            "participations": named,
            "parts": _where_named(list(named), reports),
            "reports": reports,
            "day_told": _day_told(shown, reports),
            "changes": _changes([report.article.pk for report in reports], shown),
        },
    )


def _report(mention: Mention) -> Report:
    """The report with those of its lines that belong to the article itself; where there is no dump, its paragraphs."""
    article = mention.article
    parts = article.parts
    raw = [part.page.raw_lines for part in parts]
    told = {}
    for place in Passages(article).of(mention):
        if not raw[place.part]:
            told[place] = article.paragraphs[place.number - 1] if place.number else article.title
        elif str(place.number) in parts[place.part].lines and place.number <= len(raw[place.part]):
            told[place] = raw[place.part][place.number - 1]
    quotes = [Quote(place, Truncator(text.strip()).chars(EXCERPT)) for place, text in list(told.items())[:QUOTES]]
    return Report(article, quotes, len(told) - len(quotes))


def _day_told(event: Event, reports: list[Report]) -> DayTold | None:
    """What the first report that says so prints of the event's day."""
    if event.start is None:
        return None
    articles = {report.article.pk: report.article for report in reports}
    rows = DateMention.objects.filter(article__in=articles, first=event.start, last=event.end or event.start)
    said = sorted(rows, key=lambda row: (list(articles).index(row.article_id), row.position))
    for row in (each for each in said if each.spans):
        field, start, _end, line = row.spans[0]
        return DayTold(row.text, Passages(articles[row.article_id]).at(field, start, line))
    return None


def _changes(articles: list[int], event: Event) -> list[Told]:
    """The changes of post that its reports tell of, if they took place on its days."""
    if event.start is None or event.precision != Precision.DAY:
        return []
    rows = Sighting.objects.public().changes().filter(mention__article__in=articles)
    rows = rows.filter(day__range=(event.start, event.end or event.start)).each_once()
    # First which, and nearly always there are none: asked in one, all that is ever said of posts may be gathered.
    first = list(rows.order_by("day", "pk").values_list("pk", flat=True)[:NAMES])
    if not first:
        return []
    told = Sighting.objects.filter(pk__in=first).with_article().select_related("mention__person")
    return [as_told(row) for row in told.order_by("day", "pk")]


def _host(event: Event, reports: list[Report]) -> Host | None:
    """Who held the event, where a published report says so."""
    for report in reports if event.host else ():
        start = report.article.text.find(event.host)
        if start >= 0:
            sources = Sources(report.article).between("text", start, start + len(event.host))
            line = sources[0].line if sources else None
            return Host(event.host, Passages(report.article).at("text", start, line))
    return None


def _where_named(participations: Iterable[Participation], reports: list[Report]) -> list[Part]:
    """The parts, a mere presence left out beside a part, each with where the first report of it names that person."""
    articles = {report.article.pk: report.article for report in reports}
    names = {each.name for each in participations}
    rows = Mention.objects.public().filter(article__in=articles, kind=Mention.Kind.PERSON, text__in=names)
    order = list(articles)
    named: dict[str, Mention] = {}
    for row in sorted(rows, key=lambda row: (order.index(row.article_id), row.position)):
        row.article = articles[row.article_id]
        named.setdefault(row.text, row)
    told = {each.name for each in participations if each.part}
    return [
        Part(each, Passages(row.article).that_says(row, [each.part]) if (row := named.get(each.name)) else None)
        for each in participations
        if each.part or each.name not in told
    ]


def _month(text: str) -> date | None:
    if not re.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])", text) or text.startswith("0000"):
        return None
    return date.fromisoformat(text + "-01")


def _bounds(month: date) -> tuple[date, date]:
    return month, month.replace(day=monthrange(month.year, month.month)[1])


def _covered() -> list[date]:
    """The days on which the articles of each newspaper begin and end, in order."""
    bounds = Newspaper.objects.public().with_dates().order_by().values_list("first_date", "last_date")
    return sorted(day for both in bounds for day in both if day)


def _newest_month(public: EventQuerySet, covered: list[date]) -> date | None:
    """The month of the newest event that was over when the last article was printed: what is announced, or misread
    as of a year to come, is no place to begin."""
    over = public.dated().filter(start__lte=covered[-1]) if covered else public.none()
    newest = over.first() or public.dated().first()
    return newest.start.replace(day=1) if newest else None


def _around(public: EventQuerySet, month: date) -> dict[str, object]:
    """The year's months, each with whether it has any events, and the nearest months that have."""
    first, last = _bounds(month)
    dated = public.dated()
    months = [date(month.year, number, 1) for number in range(1, 13)]
    # Whether there are any is found at the first of each month; to count them takes all of a year.
    any_in = {each.strftime("m%m"): Exists(public.filter(start__range=_bounds(each))) for each in months}
    held = Event.objects.order_by().annotate(**any_in).values(*any_in).first() or {}
    # Nulls where the index has them: else PostgreSQL reads all there are for the nearest.
    earlier = dated.filter(start__lt=first).order_by(F("start").desc(nulls_last=True)).first()
    later = dated.filter(start__gt=last).order_by(F("start").asc(nulls_first=True)).first()
    return {
        "months": [(each, held.get(each.strftime("m%m"), False)) for each in months],
        "earlier": earlier and earlier.start,
        "later": later and later.start,
    }

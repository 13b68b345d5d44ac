"""An article as printed, who and what it names, and where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from archive.models import Article, Event, FormerRecord, Mention, Organization, Page
from archive.parsing.jumps import page_number
from archive.search.alike import alike
from archive.views import citations, described, names, source
from archive.views.copies import copies
from archive.views.dates import side_list as dates_beside
from archive.views.matches import heading, matches_in
from archive.views.parts import part_of
from archive.views.reading import read_only

ALIKE_SHOWN = 5
SAME_EVENT_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page that an article stands on, the numbers of its lines there, and the page's lines around them."""

    page: Page
    ranges: str
    runs: list[source.Run]


@dataclass(frozen=True, slots=True)
class Jump:
    """Where the other half of an article should be: the page as printed, and the page itself where readers have it."""

    printed: str
    page: Page | None


@read_only
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """A published article; the rest of one leads to it, and one whose lines went to another leads there; one taken
    down answers 410 with the reason, any other is not there."""
    rows = Article.objects.with_source().select_related("illustrates__joined_to", "joined_to")
    shown = get_object_or_404(rows.prefetch_related("bylines"), pk=pk)
    if shown.whole.state == Article.State.REMOVED:
        if (heir := FormerRecord.objects.successor("article", pk)) and Article.objects.public().filter(
            pk=heir
        ).exists():
            return redirect("article", heir)
        reason = shown.whole.state_reason if shown.whole.reason_public else ""
        return render(request, "archive/article_removed.html", {"reason": reason}, status=410)
    if not shown.is_in_print:
        raise Http404
    if shown.joined_to:
        return redirect(shown.joined_to)
    illustrated = shown.illustrates
    context = {
        "article": shown,
        "photos": Article.objects.public().filter(illustrates__in=shown.parts).defer("lines", "breaks", "own"),
        "illustrates": illustrated.whole if illustrated and illustrated.is_in_print else None,
        "copies": copies(shown),
        "alike": alike(shown, ALIKE_SHOWN),
        **_printed(request, shown),
        **_reference(request, shown),
        **_jumps(shown),
        **_on_the_pages(shown),
    }
    return render(request, "archive/article.html", context)


def _printed(request: HttpRequest, shown: Article) -> dict[str, object]:
    """The article's texts with what is marked in them, and the lists beside them."""
    part = part_of(request, shown.text)
    within = (part.start, part.end)
    dates = list(shown.dates.order_by("position"))
    mentions = shown.mentions.public().order_by("position", "id").with_records("event")
    named = names.side_lists(shown, [mention for mention in mentions if part.shows(mention.spans)])
    matches = matches_in(shown, request.GET.get("q", ""), part)
    joints = request.GET.get("breaks") == "1"
    return {
        "part": part,
        "matches": matches,
        "heading": heading(shown, matches),
        "paragraphs": names.paragraphs(shown, mentions, dates, "text", matches, joints=joints, within=within),
        "captions": names.paragraphs(shown, mentions, dates, "captions", matches),
        "joints": names.joints_of(shown),
        "joints_marked": joints,
        "names": named,
        "public_bodies": Organization.objects.ids_in_public(names.bodies_told(named)),
        "dates": dates_beside(shown, [date for date in dates if part.shows(date.spans)]),
        "same_event": _same_event(shown, [name.event for name in named[Mention.Kind.EVENT].names if name.event]),
    }


def _same_event(shown: Article, events: list[Event]) -> list[Article]:
    """The newest other articles that tell of the same events, the article's own reprints left out."""
    if not events:
        return []
    rows = Article.objects.public().naming(event__in=events).exclude(pk=shown.pk)
    if shown.family_id:
        rows = rows.exclude(family=shown.family_id)
    return list(rows.newest().for_lists()[:SAME_EVENT_SHOWN])


def _reference(request: HttpRequest, shown: Article) -> dict[str, object]:
    """How the article is cited, and what it tells machines of itself."""
    work = citations.cited(shown, request)
    return {
        "work": work,
        "forms": citations.forms(work),
        "cautions": citations.notes(work),
        "described": described.news_article(shown, work),
        "summary": described.summary(shown),
        "published": str(work.date) if work.date and not work.date.inferred else "",
    }


def _jumps(shown: Article) -> dict[str, Jump | None]:
    """The pages whose half of the article is missing here: before it, and behind it."""
    return {
        "comes_from": _missing(shown, shown.continues),
        "goes_on": _missing(shown.parts[-1], shown.parts[-1].goes_on),
    }


def _missing(part: Article, printed: str) -> Jump | None:
    if not printed:
        return None
    found = page_number(printed)
    pages = (
        part.page.issue.pages.public().exclude(pk=part.page_id).defer("raw", "unassigned", "problems", "area_evidence")
    )
    return Jump(printed, pages.filter(number=found[1]).first() if found else None)


def _on_the_pages(shown: Article) -> dict[str, object]:
    """The article's neighbours on its page, and the lines around it on each of its pages."""
    leaves = []
    for part in shown.parts:
        articles = list(part.page.articles.select_related("joined_to").order_by("position", "id"))
        lines = source.lines_of(part.page, articles)
        leaves.append(Leaf(part.page, source.ranges(lines, shown), source.runs(source.around(lines, shown))))
        if part == shown:
            public = [article for article in articles if article.is_public]
    place = public.index(shown)
    return {
        "previous": public[place - 1] if place else None,
        "next": public[place + 1] if place + 1 < len(public) else None,
        "leaves": leaves,
    }

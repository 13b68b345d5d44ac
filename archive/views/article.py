"""An article as printed, who and what it names, and where it came from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Article, Event, Mention
from archive.views import names, source
from archive.views.dates import side_list as dates_beside
from archive.views.reading import read_only


@read_only
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """A published article; one taken down answers 410 with the reason, any other is not there."""
    shown = get_object_or_404(Article.objects.with_source().select_related("illustrates"), pk=pk)
    if shown.state == Article.State.REMOVED:
        return render(request, "archive/article_removed.html", {"reason": shown.state_reason}, status=410)
    if not shown.is_public:
        raise Http404
    dates = list(shown.dates.order_by("position"))
    mentions = list(shown.mentions.public().select_related("event").order_by("position", "id"))
    return render(
        request,
        "archive/article.html",
        {
            "article": shown,
            "paragraphs": names.paragraphs(shown, mentions, dates),
            "captions": names.paragraphs(shown, mentions, dates, "captions"),
            "names": names.side_lists(mentions),
            "events": _events(mentions),
            "dates": dates_beside(dates),
            "bylines": shown.bylines.all(),
            "photos": shown.photos.public().defer("lines", "breaks"),
            "illustrates": shown.illustrates if shown.illustrates and shown.illustrates.is_public else None,
            **_on_the_page(shown),
        },
    )


def _events(mentions: list[Mention]) -> list[Event]:
    return list({mention.event_id: mention.event for mention in mentions if mention.event}.values())


def _on_the_page(shown: Article) -> dict[str, object]:
    """The article's neighbours on its page, and the page's lines around it."""
    articles = list(shown.page.articles.order_by("position", "id"))
    public = [article for article in articles if article.is_public]
    place = public.index(shown)
    lines = source.lines_of(shown.page, articles)
    return {
        "previous": public[place - 1] if place else None,
        "next": public[place + 1] if place + 1 < len(public) else None,
        "runs": source.runs(source.around(lines, shown)),
        "ranges": source.ranges(lines, shown),
    }

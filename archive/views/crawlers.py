"""What programs ask a site for by itself: where crawlers may go, and how a browser searches here."""

from __future__ import annotations

from django.contrib.sitemaps.views import index, sitemap
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from archive.search.suggest import suggest
from archive.sitemaps import SITEMAPS
from archive.views.reading import read_only

MOST_COMPLETIONS = 10


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    """Crawlers read every record once, and stay out of what only narrows and repeats."""
    address = request.build_absolute_uri(reverse("sitemap"))
    return render(request, "archive/robots.txt", {"sitemap": address}, content_type="text/plain; charset=utf-8")


@read_only
def sitemaps(request: HttpRequest) -> HttpResponse:
    """The sitemap's parts."""
    return index(request, SITEMAPS, sitemap_url_name="sitemap-part")


@read_only
def sitemap_part(request: HttpRequest, section: str) -> HttpResponse:
    """One part of the sitemap, `?p=2`."""
    return sitemap(request, SITEMAPS, section)


@read_only
def opensearch(request: HttpRequest) -> HttpResponse:
    """Tell a browser how to search here (OpenSearch 1.1)."""
    addresses = {
        name: request.build_absolute_uri(reverse(view))
        for name, view in (("search", "search"), ("completions", "completions"), ("self", "opensearch"))
    }
    return render(
        request,
        "archive/opensearch.xml",
        {"addresses": addresses},
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


@read_only
def completions(request: HttpRequest) -> JsonResponse:
    """Suggestions as a browser's search field takes them (OpenSearch Suggestions 1.1): `[typed, [completion …]]`."""
    typed = request.GET.get("q", "").replace("\0", " ")
    texts = [each.fill or each.text for group in suggest(typed) for each in group.suggestions]
    return JsonResponse(
        [typed, list(dict.fromkeys(texts))[:MOST_COMPLETIONS]],
        safe=False,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/x-suggestions+json",
        headers={"Cache-Control": "no-store"},
    )

"""Party and government bodies, companies, schools: who holds which post, what was written of them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Article, Membership, Organization, OtherName
from archive.views.careers import terms_of
from archive.views.paging import ARTICLES, NAMES, page_of
from archive.views.reading import read_only


@read_only
def organizations(request: HttpRequest) -> HttpResponse:
    """Every body in the published news, by name; `?name=` narrows, by its other names too."""
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    listed = Organization.objects.public().with_article_counts().select_related("place")
    if name:
        known_as = OtherName.objects.filter(organization=OuterRef("pk"), name__contains=name)
        listed = listed.filter(Q(name__contains=name) | Exists(known_as))
    return render(
        request, "archive/organizations.html", {"name": name, "organizations": page_of(request, listed, NAMES)}
    )


@read_only
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: its posts and who was seen in each, the bodies above and below it, its articles."""
    public = Organization.objects.public()
    shown = get_object_or_404(public.select_related("place").prefetch_related("other_names"), pk=pk)
    held = (
        Membership.objects.in_public()
        .filter(post__organization=shown)
        .with_evidence()
        .select_related("post", "person")
    )
    articles = Article.objects.public().naming(organization=shown).newest().for_lists()
    memberships = page_of(request, held.by_post(), NAMES, "posts")
    return render(
        request,
        "archive/organization.html",
        {
            "organization": shown,
            "parent": public.filter(children=shown).first(),
            "children": public.filter(parent=shown)[:NAMES],
            "memberships": memberships,
            "terms": terms_of(list(memberships)),
            "articles": page_of(request, articles, ARTICLES),
        },
    )

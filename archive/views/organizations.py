"""Party and government bodies, companies, schools: who holds which post, what was written of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Membership, Mention, Organization, OtherName, Place, Post
from archive.views.appearances import appearances
from archive.views.careers import Term, career
from archive.views.paging import NAMES, in_full, page_of, public_count
from archive.views.reading import read_only

POSTS = 15
HOLDERS = 4  # Of a post the newest ones; the post's own page has all.


@read_only
def organizations(request: HttpRequest) -> HttpResponse:
    """Every body in the published news, by name; `?name=` narrows, by its other names too."""
    name = request.GET.get("name", "").replace("\0", "").strip()[:100]
    public = Organization.objects.public()
    if name:
        known_as = OtherName.objects.filter(name__contains=name, organization__isnull=False).values("organization")
        public = public.filter(Q(name__contains=name) | Q(pk__in=known_as))
    count = None if name else public_count(public)
    page = page_of(request, public.only("pk"), NAMES, count=count)
    listed = in_full(page, Organization.objects.with_article_counts().select_related("place"))
    return render(request, "archive/organizations.html", {"name": name, "organizations": listed})


@read_only
def organization(request: HttpRequest, pk: int) -> HttpResponse:
    """One body: its posts and who was seen in each, the bodies above and below it, its articles."""
    public = Organization.objects.public()
    shown = get_object_or_404(public.select_related("place").prefetch_related("other_names"), pk=pk)
    posts = page_of(request, shown.posts.public().with_holders().by_rank(), POSTS, "posts")
    terms = _newest_terms(posts.object_list)
    return render(
        request,
        "archive/organization.html",
        {
            "organization": shown,
            "place": Place.objects.public_or_none(shown.place_id),
            "parent": public.filter(children=shown).first(),
            "children": page_of(request, public.filter(parent=shown), NAMES, "children"),
            "posts": posts,
            "held": [(post, terms[post.pk]) for post in posts.object_list],
            "seen": appearances(request, Mention.objects.public().filter(organization=shown)),
        },
    )


def _newest_terms(posts: Collection[Post]) -> dict[int, list[Term]]:
    """The newest terms in each post."""
    newest = (F("last_seen").desc(nulls_last=True), F("first_seen").desc(nulls_last=True), F("pk").desc())
    place = Window(RowNumber(), partition_by=F("post"), order_by=newest)
    held = Membership.objects.in_public().filter(post__in=[post.pk for post in posts]).annotate(place=place)
    rows = held.filter(place__lte=HOLDERS).select_related("post", "person").order_by("post", "place")
    terms: dict[int, list[Term]] = defaultdict(list)
    for term in career(list(rows)):
        terms[term.membership.post_id].append(term)
    return terms

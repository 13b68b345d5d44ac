"""A post: who held it in which order, and the lines that say so."""

from __future__ import annotations

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from archive.models import Membership, Organization, Post
from archive.views.careers import SEVERAL, career
from archive.views.paging import EVENTS, page_of
from archive.views.reading import read_only


@read_only
def post(request: HttpRequest, pk: int) -> HttpResponse:
    """One post: its holders, whoever was seen in it last first, and the other posts of its body."""
    shown = get_object_or_404(Post.objects.public().select_related("organization"), pk=pk)
    held = Membership.objects.in_public().filter(post=shown).by_turns().select_related("post", "person__home")
    memberships = page_of(request, held, EVENTS)
    names = Counter(each.person.name for each in memberships)
    return render(
        request,
        "archive/post.html",
        {
            "post": shown,
            "body": Organization.objects.public().filter(pk=shown.organization_id).first(),
            "memberships": memberships,
            "terms": career(list(memberships)),
            "shared_names": {name for name, count in names.items() if count > 1},
            "several": bool(SEVERAL.search(shown.title)),
            "others": shown.organization.posts.public().exclude(pk=pk).by_rank()[:EVENTS],
        },
    )

"""Records that an older parser made and that nothing speaks for any more."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from archive.models import Mention, Organization, Post, Sighting


def sweep_organizations() -> int:
    """Delete the bodies that no article names, in which nobody is or was seen, and that no curator touched; return
    how many.

    A curator's own record is known by its locks, by those of its posts, and by the bodies below it.
    """
    named = Mention.objects.filter(organization=OuterRef("pk"))
    posts = Post.objects.filter(organization=OuterRef("pk"))
    held = posts.filter(Q(memberships__isnull=False) | ~Q(locked_fields=[]))
    seen = Sighting.objects.filter(Q(post__organization=OuterRef("pk")) | Q(told__organization=OuterRef("pk")))
    idle = Organization.objects.filter(locked_fields=[], note="", parent=None, children=None)
    gone = list(idle.exclude(Exists(named) | Exists(held) | Exists(seen)).values_list("pk", flat=True))
    Organization.objects.filter(pk__in=gone).delete()
    return len(gone)

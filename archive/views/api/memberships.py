"""Posts and who held them: the days known, and the articles that say so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from archive.models import Post
from archive.views.api.values import Answer, Evidence, Linked, OrganizationName, PersonName, evidence, person_name
from archive.views.careers import Term as Known
from archive.views.careers import Told


class PostHeld(Answer, frozen=True, kw_only=True):
    """A post in a body."""

    organization: OrganizationName
    title: str


class Change(Answer, frozen=True, kw_only=True):
    """A change of post and what tells of it."""

    kind: str
    day: date | None
    title: str
    evidence: Evidence | None


class Gap(Answer, frozen=True, kw_only=True):
    """Half a year or more without being seen, as far as newspapers that name the person cover it."""

    last_before: date
    first_after: date
    issues: int


class Membership(Answer, frozen=True, kw_only=True):
    """A stay in a post: the days known, and the articles that say so."""

    person: PersonName
    post: PostHeld
    start: date | None
    end: date | None
    first_seen: date | None
    last_seen: date | None
    first_evidence: Evidence | None
    last_evidence: Evidence | None
    changes: list[Change]
    predecessor: PersonName | None
    successor: PersonName | None
    gaps: list[Gap]
    unseen_until: date | None


def post_held(post: Post, linked: Linked) -> PostHeld:
    """The post, its body with an address where readers can go there."""
    return PostHeld(organization=linked.body(post.organization), title=post.title)


def membership(term: Known, linked: Linked) -> Membership:
    """A term with all that is known around it."""
    held = term.membership
    return Membership(
        person=person_name(held.person),
        post=post_held(held.post, linked),
        start=held.start,
        end=held.end,
        first_seen=held.first_seen,
        last_seen=held.last_seen,
        first_evidence=evidence(term.first),
        last_evidence=evidence(term.last),
        changes=changes(term.changes),
        predecessor=term.before and person_name(term.before.person),
        successor=term.after and person_name(term.after.person),
        gaps=[Gap(last_before=each.since, first_after=each.until, issues=each.issues) for each in term.gaps],
        unseen_until=term.unseen_until,
    )


def changes(told: Iterable[Told]) -> list[Change]:
    """Changes of post in the order of their days."""
    return [
        Change(
            kind=each.sighting.kind,
            day=each.sighting.day,
            title=str(each.post) if each.post else each.sighting.title,
            evidence=evidence(each.passage),
        )
        for each in told
    ]

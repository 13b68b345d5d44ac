"""What is true in the world of a corpus: people, the posts they held and when, and whose each printed name is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from archive.composing.scene import Mention
from archive.composing.world import Term, World


def truth(world: World, seed: int, mentions: Iterable[tuple[str, str, Mention]]) -> dict[str, Any]:
    """The truth as plain values; `mentions` are (file or id, headline, mention).

    In `mentions` of the answer, `person` is the id of somebody in `people`, or null for a citizen without a post.
    A story that goes on on a second page is told of the first.
    """
    terms: dict[int, list[Term]] = defaultdict(list)
    for term in world.terms:
        terms[term.person.id].append(term)
    return {
        "seed": seed,
        "newspapers": [{"name": paper.name, "city": "/".join(paper.city.path)} for paper in world.papers],
        "people": [
            {
                "id": person.id,
                "name": person.name,
                "home": "/".join(person.home),
                "memberships": [_membership(term) for term in terms[person.id]],
            }
            for person in world.people
        ],
        "mentions": [
            {"in": where, "headline": headline, "name": mention.name, "person": mention.person}
            for where, headline, mention in mentions
        ],
    }


def _membership(term: Term) -> dict[str, str | None]:
    return {
        "organization": term.organization,
        "title": term.kind.title,
        "place": "/".join(term.place.path),
        "from": term.start.isoformat() if term.start else None,
        "to": term.end.isoformat() if term.end else None,
    }

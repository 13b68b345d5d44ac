"""What an article says of a person, before it is known who that is: the posts, the changes of post, or a mere name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from archive.ingest.careers import role_of
from archive.ingest.namesakes import Key, Seen
from archive.ingest.rows import fits
from archive.models import Sighting
from archive.parsing.structures import Person, Post

# A name without a title makes a person only where the parser is nearly certain that it is one.
SURE = 0.9


@dataclass(frozen=True, slots=True)
class Saying:
    """One thing that is said: a post (None where only a title is printed, "" where not even that), and on what day."""

    kind: str
    title: str
    post: Post | None
    day: date | None


@dataclass(frozen=True, slots=True)
class Noted:
    """A saying with its rows: a sighting to be."""

    kind: str
    body: str
    title: str
    day: date | None
    home: int | None
    post: int | None

    @property
    def key(self) -> Key:
        """What it is evidence under."""
        return Key(self.home, self.post, "" if self.post else self.title)


def sayings(people: Iterable[Person], day: date | None) -> list[Saying]:
    """Everything that an article of `day` says of the bearers of one name in it: their posts and changes of post.

    What is said of a change is not said again as a post held. Without either, the titles that name a body
    (第一小学教师), or the first one.
    """
    named = list(people)
    found = {}
    for person in named:
        for change in person.changes:
            role = change.post.title if change.post else change.title
            found[change.kind, change.post, role] = Saying(change.kind, role, change.post, change.day or day)
    changed = {post for _, post, _ in found if post}
    posts = dict.fromkeys(post for person in named for post in person.posts if post not in changed)
    told = [*found.values(), *(Saying(Sighting.Kind.HOLDS, post.title, post, day) for post in posts)]
    if told:
        return [each for each in told if fits(Sighting, "title", each.title)]
    titles = [title for person in named for title in person.titles if fits(Sighting, "title", title)]
    telling = [title for title in dict.fromkeys(titles) if role_of("", title).unit]
    plain = [Saying(Sighting.Kind.HOLDS, title, None, day) for title in telling or titles[:1]]
    return plain or [Saying(Sighting.Kind.NAMED, "", None, day)]


def keys_of(noted: Iterable[Noted], confidence: float) -> Mapping[Key, Seen]:
    """The evidence that follows from one mention."""
    keys: dict[Key, Seen] = {}
    for each in noted:
        body = each.body if each.post else ""
        seen = Seen(body, each.title, each.day, each.day, confidence >= SURE)
        keys.setdefault(each.key, Seen()).add(seen)
    return keys

"""Articles told as findings, without a parser: who is named in them, as what, on which day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from archive import models
from archive.ingest.articles import ArticleWriter
from archive.ingest.resolve import Resolver
from archive.parsing import Item
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import Change, Event, Organization, Person, Post, Span
from tests import factories

CITY = ("山岚省", "青岚市")
YUNXI = (*CITY, "云溪区")
DONGHU = (*CITY, "东湖区")
PLACES = (
    *(YUNXI, (*YUNXI, "石门镇"), (*YUNXI, "双桥镇")),
    *(DONGHU, (*DONGHU, "双桥镇")),
)


def places(folder: Path) -> Gazetteer:
    """A gazetteer of two districts with their towns."""
    path = folder / "gazetteer.tsv"
    rows = ["path\ttype\taliases", *("/".join(each) + f"\t{each[-1][-1]}\t" for each in PLACES)]
    path.write_text("\n".join(rows), encoding="utf-8")
    return Gazetteer.load([path])


def holding(name: str, *posts: tuple[str, str], **more: object) -> Person:
    """Somebody with posts: body and title."""
    titles = tuple(title for _, title in posts)
    return Person(name, titles, tuple(Post(*post) for post in posts), (Span("text", 0, len(name), None),), **more)


def changing(name: str, *changes: tuple[str, str, str], day: date | None = None) -> Person:
    """Somebody given or leaving posts: kind, body and title."""
    told = tuple(Change(kind, title, Post(body, title), day) for kind, body, title in changes)
    return Person(name, spans=(Span("text", 0, len(name), None),), changes=told)


class Teller:
    """Writes articles as ingest does."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self.begin()

    def begin(self) -> None:
        """Begin a new run, which knows nothing of the one before."""
        self._writer = ArticleWriter(Resolver(self._gazetteer), "test", publishes=True)

    def tell(
        self, day: date, *people: Person, area: Sequence[str] = YUNXI, bodies: Sequence[Organization] = ()
    ) -> models.Article:
        """Write an article of that day that names these people; their bodies are found by name, unless told."""
        page = factories.PageFactory(issue=factories.IssueFactory(date=day))
        text = "、".join(person.name for person in people)
        item = Item(headline=f"{day}", text=text, people=people, organizations=tuple(bodies) or _bodies(people))
        draft = self._writer.new(page, item, 0, "", tuple(area))
        self._writer.write([draft])
        return draft.article

    def tell_again(
        self,
        article: models.Article,
        *people: Person,
        area: Sequence[str] = YUNXI,
        events: Sequence[Event] = (),
        bodies: Sequence[Organization] = (),
    ) -> None:
        """Let the article, read again, name these people and events instead."""
        article = models.Article.objects.select_related("page__issue").get(pk=article.pk)
        named = {"people": people, "organizations": tuple(bodies) or _bodies(people), "events": tuple(events)}
        item = Item(headline=article.headline, text=article.text, **named)
        self._writer.write([self._writer.revised(article, article.page, item, "again", tuple(area))])


def _bodies(people: Sequence[Person]) -> tuple[Organization, ...]:
    """The bodies of the posts, with their places as a parser knows them."""
    posts = [
        post for person in people for post in (*person.posts, *(each.post for each in person.changes if each.post))
    ]
    names = dict.fromkeys(post.organization for post in posts)
    found = ((name, path) for name in names for path in PLACES if name.removeprefix("中共").startswith(path[-1]))
    return tuple(Organization(name, name, place=path) for name, path in found if path != (*DONGHU, "双桥镇"))


def who(article: models.Article) -> dict[str, tuple[str, int | None]]:
    """What the names of the article are tied to."""
    rows = article.mentions.filter(kind="person").values_list("text", "status", "person")
    return {text: (status, pk) for text, status, pk in rows}


def served() -> list[tuple[str, str, str, str, str | None, str | None]]:
    """The memberships: name, post, first and last day seen, start and end."""
    rows = models.Membership.objects.select_related("person", "post__organization").order_by("first_seen", "pk")
    return [
        (
            row.person.name,
            str(row.post),
            str(row.first_seen),
            str(row.last_seen),
            row.start and str(row.start),
            row.end and str(row.end),
        )
        for row in rows
    ]

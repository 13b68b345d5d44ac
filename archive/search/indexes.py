"""What Haystack indexes: published articles, and the people, bodies, places and events that they name.

A record is read with all that its document needs by `load`, many at a time in a fixed number of queries; nothing
that only an unpublished article tells may come into it. Which field is what for an index stands in kinds.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Count, Model, Prefetch
from haystack import indexes

from archive.models import Article, Event, Membership, Mention, Organization, Participation, Person, Place
from archive.search import pinyin
from archive.search.fold import fold_query
from archive.search.kinds import ARTICLE, EVENT, ORGANIZATION, PERSON, PLACE, Kind
from archive.search.naming import named_in
from archive.search.pinyin import Typed
from archive.search.shown import Shown, detail


class RecordIndex(indexes.SearchIndex):
    """What all kinds share: how records are read, and how they are numbered."""

    holds: Kind

    text = indexes.CharField(document=True, stored=False)
    revision = indexes.IntegerField(model_attr="revision")

    def load(self, pks: Collection[int]) -> list[Any]:
        """Read those of the records that belong in the index, in the order of their keys, with all they need."""
        rows = list(self.index_queryset().filter(pk__in=list(pks)).order_by("pk"))
        self.complete(rows)
        return rows

    def complete(self, rows: list[Any]) -> None:
        """Add to the records what is not theirs alone."""
        raise NotImplementedError

    def weights(self, pks: Collection[int]) -> dict[int, int]:
        """Count the published articles that name each of these records, where a record of this kind can be named."""
        return {}


class ArticleIndex(RecordIndex, indexes.Indexable):
    """An article's parts to be searched, and what it is filtered, sorted and counted by."""

    holds = ARTICLE

    text = indexes.CharField(document=True, model_attr="text", stored=False)
    kicker = indexes.CharField(model_attr="kicker", stored=False)
    headline = indexes.CharField(model_attr="headline", stored=False)
    deck = indexes.CharField(model_attr="deck", stored=False)
    captions = indexes.CharField(model_attr="captions", stored=False)
    newspaper = indexes.IntegerField(model_attr="newspaper_id")
    date = indexes.DateField(model_attr="date", null=True)
    year = indexes.IntegerField(null=True)
    month = indexes.IntegerField(null=True)
    page = indexes.IntegerField(model_attr="page__number", null=True)
    family = indexes.IntegerField(model_attr="family_id", null=True)
    kind = indexes.CharField(model_attr="kind")
    section = indexes.CharField(model_attr="section")
    person = indexes.MultiValueField()
    organization = indexes.MultiValueField()
    place = indexes.MultiValueField()
    event = indexes.MultiValueField()
    person_name = indexes.MultiValueField()
    organization_name = indexes.MultiValueField()
    place_name = indexes.MultiValueField()
    event_name = indexes.MultiValueField()
    event_type = indexes.MultiValueField()
    title = indexes.MultiValueField()
    byline = indexes.MultiValueField()
    newspaper_name = indexes.MultiValueField()
    section_name = indexes.MultiValueField()

    def get_model(self) -> type[Model]:
        """Articles."""
        return Article

    def index_queryset(self, using: str | None = None) -> Any:
        """Return the articles that belong in the index, without what the index has no use for."""
        return (
            Article.objects.public()
            .select_related("page", "newspaper")
            .only(
                *("text", "kicker", "headline", "deck", "captions", "newspaper__name", "date", "kind", "section"),
                *("revision", "page__number", "family"),
            )
        )

    def complete(self, rows: list[Article]) -> None:
        """Add what the articles name."""
        named = named_in([row.pk for row in rows])
        for row in rows:
            row.named = named[row.pk]  # type: ignore[attr-defined]

    def prepare(self, obj: Any) -> dict[str, Any]:
        """Return the article's fields."""
        day, named = obj.date, obj.named
        return super().prepare(obj) | {
            "year": day.year if day else None,
            "month": day.year * 100 + day.month if day else None,
            **{kind: sorted(map(str, pks)) for kind, pks in named.records.items()},
            **{f"{kind}_name": sorted(names) for kind, names in named.names.items()},
            "event_type": sorted(named.event_types),
            "title": sorted(named.titles),
            "byline": sorted(named.bylines),
            "newspaper_name": [fold_query(obj.newspaper.name)],
            "section_name": [fold_query(obj.section)] if obj.section else [],
        }


class NamedIndex(RecordIndex):
    """A record that articles name: its names, how to type them, and how many articles name it."""

    name = indexes.CharField(stored=False)
    names = indexes.CharField(stored=False)
    weight = indexes.IntegerField()
    shown = indexes.CharField()
    called = indexes.MultiValueField()
    key = indexes.MultiValueField()

    def weights(self, pks: Collection[int]) -> dict[int, int]:
        """Count the published articles that name each of these records."""
        link = self.holds.name
        mentions = Mention.objects.public().filter(**{f"{link}__in": pks})
        counts = mentions.order_by().values(link).annotate(n=Count("article", distinct=True))
        return dict(counts.values_list(link, "n"))

    def complete(self, rows: list[Any]) -> None:
        """Add how many published articles name each."""
        weights = self.weights([row.pk for row in rows])
        for row in rows:
            row.weight = weights.get(row.pk, 0)

    def prepare(self, obj: Any) -> dict[str, Any]:
        """Return the record's fields."""
        name, others = str(obj), self.other_names(obj)
        typed = self.typed(obj, [name, *others])
        return super().prepare(obj) | {
            "name": name,
            "names": "\n".join(others),
            "text": "\n".join(dict.fromkeys(line for line in self.lines(obj) if line)),
            "weight": obj.weight,
            "shown": str(Shown(name, detail(obj), tuple(others))),
            "called": sorted(typed.whole),
            "key": sorted(typed.whole | typed.initials),
        }

    def other_names(self, obj: Any) -> list[str]:
        """What the record is called besides its name."""
        return [other.name for other in obj.other_names.all()]

    def typed(self, obj: Any, names: list[str]) -> Typed:
        """How its names are typed."""
        return pinyin.as_typed(names)

    def lines(self, obj: Any) -> Iterable[str]:
        """What else is known of the record, each thing in a line of its own."""
        raise NotImplementedError


class PersonIndex(NamedIndex, indexes.Indexable):
    """A person with the posts in which published articles show them."""

    holds = PERSON

    def get_model(self) -> type[Model]:
        """People."""
        return Person

    def index_queryset(self, using: str | None = None) -> Any:
        """Return those whom published articles name."""
        held = Membership.objects.in_public().select_related("post__organization")
        people = Person.objects.named_in_public().select_related("home")
        return people.prefetch_related("other_names", Prefetch("memberships", held, to_attr="held"))

    def complete(self, rows: list[Any]) -> None:
        """Add also what published articles call each: a 区委书记 is not found as 中共…区委员会书记."""
        super().complete(rows)
        titles: dict[int, set[str]] = defaultdict(set)
        mentions = Mention.objects.public().filter(person__in=rows).exclude(titles=[]).order_by()
        for person, printed in mentions.values_list("person", "titles"):
            titles[person].update(map(str, printed))
        for row in rows:
            row.titles = sorted(titles[row.pk])

    def typed(self, obj: Person, names: list[str]) -> Typed:
        """A person's names, with surnames read as such."""
        return pinyin.person_as_typed(names)

    def lines(self, obj: Person) -> Iterable[str]:
        """Posts and titles, where they belong, and how they are told from others of the name."""
        yield from (str(each.post) for each in obj.held)  # type: ignore[attr-defined]
        yield from obj.titles  # type: ignore[attr-defined]
        yield obj.home.path if obj.home else ""
        yield obj.note


class OrganizationIndex(NamedIndex, indexes.Indexable):
    """A body with its place."""

    holds = ORGANIZATION

    def get_model(self) -> type[Model]:
        """Bodies."""
        return Organization

    def index_queryset(self, using: str | None = None) -> Any:
        """Return those that published articles name, or in whose posts they show somebody."""
        return Organization.objects.public().select_related("place").prefetch_related("other_names")

    def lines(self, obj: Organization) -> Iterable[str]:
        """What it is and where."""
        yield from (obj.type, obj.place.path if obj.place else "", obj.note)


class PlaceIndex(NamedIndex, indexes.Indexable):
    """A place with those it lies in."""

    holds = PLACE

    def get_model(self) -> type[Model]:
        """Places."""
        return Place

    def index_queryset(self, using: str | None = None) -> Any:
        """Return those that published articles name, and those above them."""
        return Place.objects.public().prefetch_related("other_names")

    def typed(self, obj: Place, names: list[str]) -> Typed:
        """A place's names, also without what sort of place it is: 云溪 for 云溪区."""
        short = [name.removesuffix(obj.type) for name in names]
        return pinyin.as_typed([*names, *(name for name in short if len(name) > 1)])

    def lines(self, obj: Place) -> Iterable[str]:
        """What it is and where."""
        yield from (obj.type, obj.path, obj.note)


class EventIndex(NamedIndex, indexes.Indexable):
    """An event with when and where it was, and those who took part as published articles tell."""

    holds = EVENT

    date = indexes.DateField(model_attr="start", null=True)

    def get_model(self) -> type[Model]:
        """Events."""
        return Event

    def index_queryset(self, using: str | None = None) -> Any:
        """Return those that published articles name."""
        parts = Prefetch("participations", Participation.objects.in_public(), to_attr="told")
        return Event.objects.named_in_public().select_related("place").prefetch_related(parts)

    def other_names(self, obj: Event) -> list[str]:
        """None."""
        return []

    def typed(self, obj: Event, names: list[str]) -> Typed:
        """Its title, unless that is but the sort of event: who types 会议 means no meeting of that name."""
        return pinyin.as_typed(name for name in names if name != obj.type)

    def lines(self, obj: Event) -> Iterable[str]:
        """What it was, where, and who was there."""
        yield from (obj.type, obj.place_name, obj.place.path if obj.place else "")
        yield from (part.name for part in obj.told)  # type: ignore[attr-defined]

"""Who is queued for the index writer when a record is saved or deleted; the rows commit with the change.

Bulk operations send no signals. Those on articles call `IndexChange.objects.enqueue` themselves, and need do no more:
the writer looks again at whatever an article named or names now. So only what no article tells is watched here: a
record's own fields, its other names, its posts, and what repeats its names; whoever changes these in bulk calls
`enqueue_naming`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import F, Model, QuerySet
from django.db.models.signals import post_delete, post_save, pre_save

from archive.models.articles import Article
from archive.models.batches import batches
from archive.models.events import Event, Participation
from archive.models.mentions import Mention
from archive.models.newspaper import Newspaper, Page
from archive.models.outbox import IndexChange
from archive.models.people import Membership, Organization, OtherName, Person, Post
from archive.models.places import Place

# What of a record the index entries of others repeat.
REPEATED: Mapping[type[Model], tuple[str, ...]] = {
    Person: ("name",),
    Organization: ("name",),
    Place: ("name", "path"),
    Event: ("title", "type"),
    Newspaper: ("name",),
    Page: ("number",),
}
INDEXED = (Person, Organization, Place, Event)  # Those that have an entry of their own.
_DIFFERS = "_repeated_differs"  # set between pre_save and post_save


def connect() -> None:
    """Watch the models."""
    post_save.connect(_article_saved, sender=Article, dispatch_uid="outbox")
    post_delete.connect(_article_deleted, sender=Article, dispatch_uid="outbox")
    for model in REPEATED:
        pre_save.connect(_record_changes, sender=model, dispatch_uid="outbox")
        post_save.connect(_record_saved, sender=model, dispatch_uid="outbox")
    for model in INDEXED:
        post_delete.connect(_record_deleted, sender=model, dispatch_uid="outbox")
    for model, changed in _DETAILS.items():
        for signal in (post_save, post_delete):
            signal.connect(changed, sender=model, dispatch_uid="outbox")


def _article_saved(instance: Article, created: bool = False, **_kwargs: Any) -> None:
    hidden = instance.state != Article.State.PUBLISHED and not created
    IndexChange.objects.enqueue(
        "article", [instance.pk], IndexChange.Action.DELETE if hidden else IndexChange.Action.INDEX
    )


def _article_deleted(instance: Article, **_kwargs: Any) -> None:
    IndexChange.objects.enqueue("article", [instance.pk], IndexChange.Action.DELETE)


def _record_changes(instance: Any, update_fields: Iterable[str] | None = None, **_kwargs: Any) -> None:
    """Note whether something that others repeat is about to change."""
    names = [name for name in REPEATED[type(instance)] if update_fields is None or name in update_fields]
    stored: Any = instance.pk and names and type(instance).objects.filter(pk=instance.pk).values(*names).first()
    setattr(instance, _DIFFERS, bool(stored) and any(stored[name] != getattr(instance, name) for name in names))


def _record_saved(instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, INDEXED):
        IndexChange.objects.enqueue(_kind(instance), [instance.pk])
    if instance.__dict__.pop(_DIFFERS, False):
        for repeating, rows in _repeating(instance):
            IndexChange.objects.enqueue_found(repeating, rows)


def _record_deleted(instance: Any, **_kwargs: Any) -> None:
    IndexChange.objects.enqueue(_kind(instance), [instance.pk], IndexChange.Action.DELETE)


def _repeating(record: Any) -> Iterable[tuple[str, QuerySet[Any]]]:
    """The records, by type, in whose index entries something of this one stands."""
    match record:
        case Newspaper():
            yield "article", _column(Article.objects.filter(newspaper=record), "pk")
        case Page():
            yield "article", _column(Article.objects.filter(page=record), "pk")
        case Person() | Organization() | Place() | Event():
            yield "article", _naming(_kind(record), [record.pk])
    match record:
        case Organization():
            yield "person", _column(Membership.objects.filter(post__organization=record), "person")
        case Place():
            # What lies in the places below goes with those, which are saved when their paths change.
            yield "person", _column(Person.objects.filter(home=record), "pk")
            yield "organization", _column(Organization.objects.filter(place=record), "pk")
            yield "event", _column(Event.objects.filter(place=record), "pk")


def _kind(record: Model) -> str:
    return str(record._meta.model_name)


def enqueue_naming(kind: str, pks: Collection[int]) -> None:
    """Queue records and the articles that name them, whose entries hold what the records are called."""
    IndexChange.objects.enqueue(kind, pks)
    IndexChange.objects.enqueue_found("article", _naming(kind, pks))


def enqueue_paths(places: Iterable[int]) -> None:
    """Queue whatever shows these places' paths."""
    for some in batches(sorted(places)):
        enqueue_naming("place", some)
        for kind, rows in (
            ("person", Person.objects.filter(home__in=some)),
            ("organization", Organization.objects.filter(place__in=some)),
            ("event", Event.objects.filter(place__in=some)),
        ):
            IndexChange.objects.enqueue_found(kind, _column(rows, "pk"))


def _naming(kind: str, pks: Collection[int]) -> QuerySet[Any]:
    named = Mention.objects.filter(**{f"{kind}__in": pks}).exclude(status=Mention.Status.REJECTED)
    return _column(named, "article")


def _column(rows: QuerySet[Any], name: str) -> QuerySet[Any]:
    return rows.order_by().values(queued=F(name)).distinct()


def _other_name_changed(instance: OtherName, **_kwargs: Any) -> None:
    for kind in ("person", "organization", "place"):
        if pk := getattr(instance, f"{kind}_id"):
            enqueue_naming(kind, [pk])


def _membership_changed(instance: Membership, **_kwargs: Any) -> None:
    IndexChange.objects.enqueue("person", [instance.person_id])
    # A body may be public for those in its posts alone.
    bodies = Post.objects.filter(pk=instance.post_id)
    IndexChange.objects.enqueue_found("organization", _column(bodies, "organization"))


def _post_changed(instance: Post, **_kwargs: Any) -> None:
    IndexChange.objects.enqueue("organization", [instance.organization_id])
    IndexChange.objects.enqueue_found("person", _column(Membership.objects.filter(post=instance), "person"))


def _participation_changed(instance: Participation, **_kwargs: Any) -> None:
    IndexChange.objects.enqueue("event", [instance.event_id])


_DETAILS: Mapping[type[Model], Any] = {
    OtherName: _other_name_changed,
    Membership: _membership_changed,
    Post: _post_changed,
    Participation: _participation_changed,
}

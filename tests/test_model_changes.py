"""Records queue themselves for the index, and what repeats their names."""

from collections.abc import Callable

import pytest
from django.db.models import F

from archive.models import IndexChange, Membership, OtherName, Participation, Person, Place, Post
from tests import factories

pytestmark = pytest.mark.django_db

Queued = set[tuple[str, int]]


@pytest.fixture
def queued() -> Callable[[], Queued]:
    """What was queued since last asked."""

    def drain() -> Queued:
        found = set(IndexChange.objects.values_list("object_type", "object_id"))
        IndexChange.objects.all().delete()
        return found

    return drain


def linked(kind, record, **values):
    return factories.MentionFactory(kind=kind, status="linked", text=str(record)[:300], **{kind: record}, **values)


@pytest.mark.parametrize(
    ("kind", "make", "name"),
    [
        ("person", factories.PersonFactory, "name"),
        ("organization", factories.OrganizationFactory, "name"),
        ("place", factories.PlaceFactory, "name"),
        ("event", factories.EventFactory, "title"),
        ("event", factories.EventFactory, "type"),
    ],
)
def test_a_renamed_record_brings_the_articles_that_name_it(kind, make, name, queued) -> None:
    record = make()
    named = linked(kind, record)
    rejected = factories.MentionFactory(kind=kind, status="rejected")
    queued()
    setattr(record, name, "柳林坝")
    record.save()
    assert queued() == {(kind, record.pk), ("article", named.article_id)}
    assert rejected.article_id != named.article_id
    record.save()
    assert queued() == {(kind, record.pk)}
    record.save(update_fields=["locked_fields"])
    assert queued() == {(kind, record.pk)}


def test_a_deleted_record_is_queued(queued) -> None:
    person = factories.PersonFactory()
    pk = person.pk
    queued()
    person.delete()
    assert queued() == {("person", pk)}


def test_a_renamed_place_brings_what_lies_in_it_and_below(queued) -> None:
    place = factories.PlaceFactory()
    below = factories.PlaceFactory(name="石门镇", type="镇", parent=place)
    person = factories.PersonFactory(home=below)
    body = factories.OrganizationFactory(place=below)
    event = factories.EventFactory(place=below)
    named = linked("place", below)
    queued()
    place.name = "沅溪区"
    place.save()
    assert queued() == {
        ("place", place.pk),
        ("place", below.pk),
        ("person", person.pk),
        ("organization", body.pk),
        ("event", event.pk),
        ("article", named.article_id),
    }
    assert Place.objects.get(pk=below.pk).path == "沅溪区/石门镇"


def test_a_newspaper_and_a_page_bring_their_articles(queued) -> None:
    article = factories.ArticleFactory()
    factories.ArticleFactory(page__issue__newspaper=factories.NewspaperFactory(name="沅溪日报"))
    queued()
    article.newspaper.name = "青岚晚报"
    article.newspaper.save()
    assert queued() == {("article", article.pk)}
    article.page.number += 100
    article.page.save()
    assert ("article", article.pk) in queued()
    article.newspaper.save()
    assert queued() == set()


def test_posts_memberships_and_parts_bring_whose_they_are(queued) -> None:
    person, body = factories.PersonFactory(), factories.OrganizationFactory()
    event = factories.EventFactory()
    queued()
    post = Post.objects.create(organization=body, title="主任")
    assert queued() == {("organization", body.pk)}
    membership = Membership.objects.create(person=person, post=post)
    assert queued() == {("person", person.pk), ("organization", body.pk)}
    post.title = "副主任"
    post.save()
    assert queued() == {("person", person.pk), ("organization", body.pk)}
    body.name = "云溪区水务局"
    body.save()
    assert queued() == {("person", person.pk), ("organization", body.pk)}
    membership.delete()
    assert queued() == {("person", person.pk), ("organization", body.pk)}
    part = Participation.objects.create(event=event, name="陆明远")
    assert queued() == {("event", event.pk)}
    part.delete()
    assert queued() == {("event", event.pk)}


def test_another_name_brings_whose_it_is_and_the_articles_that_name_it(queued) -> None:
    place = factories.PlaceFactory()
    named = linked("place", place)
    queued()
    other = OtherName.objects.create(place=place, name="云溪")
    assert queued() == {("place", place.pk), ("article", named.article_id)}
    other.delete()
    assert queued() == {("place", place.pk), ("article", named.article_id)}


def test_found_objects_are_queued_in_one_statement(queued, django_assert_num_queries) -> None:
    people = [factories.PersonFactory(name=name) for name in ("陆明远", "白云起", "单立新")]
    queued()
    found = Person.objects.order_by().values(queued=F("pk"))
    with django_assert_num_queries(1):
        IndexChange.objects.enqueue_found("person", found)
    assert queued() == {("person", person.pk) for person in people}
    IndexChange.objects.enqueue_found("person", found.none())
    assert queued() == set()


def test_what_waits_is_not_queued_once_more() -> None:
    IndexChange.objects.enqueue("person", [1, 2])
    IndexChange.objects.filter(object_id=2).update(tries=5)
    IndexChange.objects.enqueue_once([("person", 3), ("person", 2), ("person", 1), ("place", 1)])
    rows = IndexChange.objects.filter(tries=0).order_by("pk").values_list("object_type", "object_id")
    assert list(rows) == [("person", 1), ("person", 2), ("person", 3), ("place", 1)]

"""What the database itself holds everybody to, and what the models do by themselves."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from archive.models import (
    Article,
    Event,
    IndexChange,
    Issue,
    Membership,
    Mention,
    Newspaper,
    Organization,
    OtherName,
    Page,
    Place,
    Post,
)
from tests import factories

pytestmark = pytest.mark.django_db


def refused(make) -> bool:
    """Whether the database refuses what `make` does."""
    try:
        with transaction.atomic():
            make()
    except IntegrityError:
        return True
    return False


def an_undated_issue_twice() -> None:
    newspaper = factories.NewspaperFactory()
    Issue.objects.create(newspaper=newspaper)
    Issue.objects.create(newspaper=newspaper)


def an_issue_twice() -> None:
    newspaper = factories.NewspaperFactory()
    Issue.objects.create(newspaper=newspaper, date=date(2023, 3, 5))
    Issue.objects.create(newspaper=newspaper, date=date(2023, 3, 5))


def a_date_range_backwards() -> None:
    factories.IssueFactory(date_earliest=date(2023, 3, 6), date_latest=date(2023, 3, 5))


def a_page_number_twice() -> None:
    issue = factories.IssueFactory()
    Page.objects.create(issue=issue, number=2)
    Page.objects.create(issue=issue, number=2)


def the_same_dump_twice() -> None:
    issue = factories.IssueFactory()
    Page.objects.create(issue=issue, sha256="a" * 64)
    Page.objects.create(issue=issue, sha256="a" * 64)


def a_page_number_zero() -> None:
    factories.PageFactory(number=0)


def an_external_id_twice() -> None:
    factories.ArticleFactory(external_id="7")
    factories.ArticleFactory(external_id="7")


def a_byline_twice() -> None:
    article = factories.ArticleFactory()
    article.bylines.create(name="白小川", role="记者")
    article.bylines.create(name="白小川", role="记者")


def a_nameless_person() -> None:
    factories.PersonFactory(name="")


def an_organization_twice_in_one_place() -> None:
    place = factories.PlaceFactory()
    Organization.objects.create(name="云溪区水利局", place=place)
    Organization.objects.create(name="云溪区水利局", place=place)


def a_placeless_organization_twice() -> None:
    Organization.objects.create(name="青岚食品有限公司")
    Organization.objects.create(name="青岚食品有限公司")


def an_other_name_of_nobody() -> None:
    OtherName.objects.create(name="老陆")


def an_other_name_of_two() -> None:
    OtherName.objects.create(name="老陆", person=factories.PersonFactory(), place=factories.PlaceFactory())


def a_membership_backwards() -> None:
    post = Post.objects.create(organization=factories.OrganizationFactory(), title="局长")
    Membership.objects.create(
        person=factories.PersonFactory(), post=post, first_seen=date(2023, 2, 1), last_seen=date(2023, 1, 1)
    )


def a_place_path_twice() -> None:
    Place.objects.create(name="云溪区")
    Place.objects.create(name="云溪区")


def an_event_backwards() -> None:
    Event.objects.create(title="座谈会", start=date(2023, 3, 5), end=date(2023, 3, 4))


def a_person_mention_linked_to_a_place() -> None:
    factories.MentionFactory(kind="person", status="linked", place=factories.PlaceFactory())


def a_link_without_the_status() -> None:
    factories.MentionFactory(kind="person", status="unmatched", person=factories.PersonFactory())


def a_confidence_above_one() -> None:
    factories.MentionFactory(confidence=1.5)


@pytest.mark.parametrize(
    "make",
    [
        an_undated_issue_twice,
        an_issue_twice,
        a_date_range_backwards,
        a_page_number_twice,
        the_same_dump_twice,
        a_page_number_zero,
        an_external_id_twice,
        a_byline_twice,
        a_nameless_person,
        an_organization_twice_in_one_place,
        a_placeless_organization_twice,
        an_other_name_of_nobody,
        an_other_name_of_two,
        a_membership_backwards,
        a_place_path_twice,
        an_event_backwards,
        a_person_mention_linked_to_a_place,
        a_link_without_the_status,
        a_confidence_above_one,
    ],
)
def test_the_database_refuses(make) -> None:
    assert refused(make)


def test_what_may_stand_side_by_side() -> None:
    issue = factories.IssueFactory()
    Page.objects.create(issue=issue)
    Page.objects.create(issue=issue)  # two pages whose number is not known
    Organization.objects.create(name="新建路小学", place=factories.PlaceFactory(name="甲区", path="甲区"))
    Organization.objects.create(name="新建路小学", place=factories.PlaceFactory(name="乙区", path="乙区"))
    factories.PersonFactory(name="张伟")
    factories.PersonFactory(name="张伟")
    assert Organization.objects.filter(name="新建路小学").count() == 2


def test_every_save_raises_the_revision() -> None:
    article = factories.ArticleFactory()
    before = article.revision
    article.headline = "新标题"
    article.save(update_fields=["headline"])
    assert Article.objects.get(pk=article.pk).revision == before + 1


def test_a_locked_field_is_left_alone() -> None:
    article = factories.ArticleFactory(headline="人改过的标题", deck="副题")
    article.lock(["headline"])
    article.lock(["headline", "section"])
    assert article.locked_fields == ["headline", "section"]
    assert article.revise(headline="机器的标题", deck="新副题", text=article.text) == ["deck"]
    assert (article.headline, article.deck) == ("人改过的标题", "新副题")


def test_a_newspaper_gets_its_address_from_its_name() -> None:
    assert Newspaper.objects.create(name="青岚日报").slug == "青岚日报"


def test_places_know_their_path_and_take_their_children_along() -> None:
    province = Place.objects.create(name="山岚省", type="省")
    city = Place.objects.create(name="青岚市", type="市", parent=province)
    district = Place.objects.create(name="云溪区", type="区", parent=city)
    town = Place.objects.create(name="石门镇", type="镇", parent=district)
    assert town.path == "山岚省/青岚市/云溪区/石门镇"
    assert town.ancestors == ["山岚省", "青岚市", "云溪区"]
    assert set(Place.objects.within(city)) == {city, district, town}
    district.parent = province
    district.save()
    town.refresh_from_db()
    assert town.path == "山岚省/云溪区/石门镇"
    assert list(Place.objects.roots()) == [province]


def test_a_saved_or_deleted_article_leaves_an_outbox_row() -> None:
    article = factories.ArticleFactory()
    pk = article.pk
    article.delete()
    rows = IndexChange.objects.filter(object_type="article", object_id=pk)
    assert [row.action for row in rows] == ["index", "delete"]


@pytest.mark.django_db(transaction=True)
def test_the_outbox_row_of_a_rolled_back_change_vanishes_with_it() -> None:
    article = factories.ArticleFactory()
    IndexChange.objects.all().delete()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        article.save()
        raise ZeroDivisionError
    assert not IndexChange.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_queued_is_not_saved_either(monkeypatch: pytest.MonkeyPatch) -> None:
    person, place = factories.PersonFactory(name="陆明远"), factories.PlaceFactory()

    def fail(*_arguments: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(IndexChange.objects, "enqueue", fail)
    person.name = "陆明达"
    for row in (person, OtherName(name="老云溪", place=place)):
        with pytest.raises(OSError, match="no space"):
            row.save()
    person.refresh_from_db()
    assert person.name == "陆明远"
    assert not OtherName.objects.exists()


def test_setting_the_state_of_many_locks_it_and_queues_them() -> None:
    articles = [factories.ArticleFactory() for _ in range(3)]
    IndexChange.objects.all().delete()
    assert Article.objects.all().set_state(Article.State.WITHHELD, "核实中") == 3
    assert Article.objects.all().set_state(Article.State.WITHHELD) == 0
    assert not Article.objects.public().exists()
    assert {row.object_id for row in IndexChange.objects.all()} == {article.pk for article in articles}
    first = Article.objects.get(pk=articles[0].pk)
    assert first.locked_fields == ["state"]
    assert first.revision == articles[0].revision + 1
    assert first.state_reason == "核实中"
    Article.objects.all().set_state(Article.State.DRAFT)
    first.refresh_from_db()
    assert first.state_reason == "核实中"


def test_undated_articles_come_last() -> None:
    undated = factories.ArticleFactory(date=None)
    old = factories.ArticleFactory(date=date(2021, 1, 1))
    new = factories.ArticleFactory(date=date(2023, 1, 1))
    assert list(Article.objects.public().newest()) == [new, old, undated]


@pytest.mark.parametrize(
    ("query", "index"),
    [
        (lambda: Article.objects.public().newest()[:20], "article_newest"),
        (lambda: Article.objects.least_sure()[:20], "article_least_sure"),
        (lambda: Article.objects.waiting().order_by("id")[:20], "article_with_jump"),
        (lambda: Event.objects.all()[:20], "event_newest"),
        (lambda: Mention.objects.filter(kind="person", status="ambiguous").order_by("text")[:20], "mention_open"),
    ],
)
def test_lists_are_ordered_and_filtered_by_an_index(query, index: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # an empty table would always be read whole
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_incremental_sort = off; SET LOCAL enable_bitmapscan = off")
    assert index in query().explain()


def test_an_article_that_names_thousands_gets_each_record_once(django_assert_max_num_queries) -> None:
    article = factories.ArticleFactory()
    events = Event.objects.bulk_create(Event(title=f"座谈会{number}") for number in range(1100))
    Mention.objects.bulk_create(
        Mention(article=article, kind="event", text=event.title, position=at, status="linked", event=event)
        for at, event in enumerate([*events, events[0]])
    )
    Mention.objects.create(article=article, kind="event", text="会", position=2000)
    rows = article.mentions.public().order_by("position")
    with django_assert_max_num_queries(3):
        found = rows.with_records("event", "person")
    assert [each.event for each in found] == [*events, events[0], None]
    assert found[0].event is found[1100].event
    assert {each.person for each in found} == {None}

"""What the index holds of people, bodies, places and events, and that it follows every change of what names them."""

from collections.abc import Callable
from datetime import date

import pytest
from haystack.query import SearchQuerySet

from archive.models import (
    Article,
    Event,
    IndexChange,
    Membership,
    Mention,
    Organization,
    OtherName,
    Person,
    Place,
    Post,
)
from archive.search import folders, outbox, records, storage, verify, worker
from archive.search.kinds import KINDS
from archive.search.tree import Among, Naming
from tests import factories

pytestmark = pytest.mark.django_db


def link(article, kind, record, text="", **values):
    """Let the article name the record."""
    text = text or str(record)
    return factories.MentionFactory(article=article, kind=kind, status="linked", text=text, **{kind: record}, **values)


def fields(kind, record):
    """What is prepared of a record for the index; None where it does not belong there."""
    prepared = records.prepare(records.index_of(kind), [record.pk])
    assert not prepared.failures
    return prepared.fields.get(record.pk)


def found(model, tree):
    return {int(row.pk) for row in SearchQuerySet().models(model).filter(content=tree)[:100]}


def in_index(kind):
    """Keys and weights of what the index holds of a kind."""
    rows = SearchQuerySet().models(records.index_of(kind).get_model()).order_by("-django_id")[:1000]
    return {int(row.pk): row.weight or 0 for row in rows}


def agrees():
    comparison = verify.compare(worker.index_home())
    return bool(comparison), str(comparison)


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_haystack_prepares_what_an_index_holds(kind):
    declared = records.index_of(kind.name)
    assert declared.holds is kind
    assert set(declared.fields) == {*kind.parts, *kind.numbers, *kind.terms} - {"django_id"}
    assert {part for area in kind.areas for part in kind.area(area)} <= set(kind.parts)
    assert kind.area("") == kind.parts


def test_an_article_with_all_that_it_names():
    province = factories.PlaceFactory(name="山岚省", type="省")
    district = factories.PlaceFactory(parent=province)
    person = factories.PersonFactory(name="單立新")
    body = factories.OrganizationFactory(name="云溪区水务局")
    event = factories.EventFactory(title="稻花节", type="节庆")
    article = factories.ArticleFactory(section="安全生产", kicker="引", deck="副", captions="图")
    article.bylines.create(name="白小川", role="记者")
    link(article, "person", person, "单 立 新", titles=["区长", "副 书记"])
    link(article, "organization", body, "区水务局")
    link(article, "place", district, "该区")
    link(article, "event", event)
    factories.MentionFactory(article=article, text="区伯谦", titles=["局长"])
    factories.MentionFactory(article=article, text="白云起", status="rejected", titles=["主任"])
    got = fields("article", article)
    assert {name: got[name] for name in ("person", "organization", "place", "event")} == {
        "person": [str(person.pk)],
        "organization": [str(body.pk)],
        "place": sorted([str(district.pk), str(province.pk)]),
        "event": [str(event.pk)],
    }
    assert "区伯谦" in got["person_name"]
    assert "白云起" not in got["person_name"]
    assert got["title"] == sorted(["区长", "副书记", "局长"])
    assert got["organization_name"] == sorted(["云溪区水务局", "区水务局"])
    assert got["place_name"] == sorted(["该区", "云溪区", "山岚省"])
    assert (got["event_name"], got["event_type"]) == (["稻花节"], ["节庆"])
    assert got["byline"] == ["白小川"]
    assert (got["newspaper_name"], got["section_name"]) == (["青岚日报"], ["安全生产"])
    assert (got["year"], got["month"], got["date"]) == (2023, 202303, date(2023, 3, 5))


@pytest.mark.parametrize("kind", KINDS)
def test_records_are_read_in_a_fixed_number_of_queries(kind, django_assert_max_num_queries):
    articles = [factories.ArticleFactory() for _ in range(8)]
    for number, article in enumerate(articles):
        place = factories.PlaceFactory(name=f"柳林坝{number}", parent=factories.PlaceFactory())
        body = factories.OrganizationFactory(place=place)
        person = factories.PersonFactory(home=place)
        Membership.objects.create(person=person, post=Post.objects.create(organization=body, title="主任"))
        event = factories.EventFactory(place=place)
        for name, record in (("person", person), ("organization", body), ("place", place), ("event", event)):
            link(article, name, record)
    index = records.index_of(kind)
    pks = list(index.index_queryset().values_list("pk", flat=True))
    with django_assert_max_num_queries(12):
        loaded = index.load(pks)
        assert [index.full_prepare(record)["django_id"] for record in loaded] == [str(pk) for pk in sorted(pks)]
    assert len(pks) >= 8


def test_a_person_with_names_and_posts():
    home = factories.PlaceFactory()
    person = factories.PersonFactory(name="单立新", home=home, note="水务局")
    OtherName.objects.create(person=person, name="小单")
    post = Post.objects.create(organization=factories.OrganizationFactory(name="云溪区水务局"), title="局长")
    Membership.objects.create(person=person, post=post, first_seen=date(2023, 3, 5), last_seen=date(2023, 3, 5))
    assert fields("person", person) is None
    link(factories.ArticleFactory(), "person", person, titles=["区水务局长"])
    link(factories.ArticleFactory(state="draft"), "person", person, titles=["区长人选"])
    got = fields("person", person)
    assert (got["name"], got["names"], got["weight"]) == ("单立新", "小单", 1)
    assert got["text"].split("\n") == ["云溪区水务局局长", "区水务局长", "云溪区", "水务局"]
    assert {"单立新", "小单", "shanlixin"} <= set(got["called"])
    assert {*got["called"], "slx"} <= set(got["key"])
    assert "slx" not in got["called"]


def test_a_post_read_in_a_hidden_article_stays_hidden():
    person = factories.PersonFactory()
    post = Post.objects.create(organization=factories.OrganizationFactory(name="云溪区水务局"), title="局长")
    Membership.objects.create(person=person, post=post, first_seen=date(2024, 1, 1), last_seen=date(2024, 1, 1))
    link(factories.ArticleFactory(), "person", person)
    link(factories.ArticleFactory(state="withheld"), "person", person)
    assert "水务局" not in fields("person", person)["text"]
    assert fields("organization", post.organization) is None


def test_a_place_is_called_without_its_kind_too():
    place = factories.PlaceFactory(name="云溪区", type="区")
    link(factories.ArticleFactory(), "place", place)
    assert {"云溪", "云溪区", "yunxi", "yunxiqu"} == set(fields("place", place)["called"])


def test_an_event_called_by_its_sort_alone_has_no_name():
    plain, named = (factories.EventFactory(title=title, type="会议") for title in ("会议", "防汛会议"))
    for event in (plain, named):
        link(factories.ArticleFactory(), "event", event)
    assert fields("event", plain)["key"] == []
    assert "防汛会议" in fields("event", named)["called"]


def test_places_above_a_named_one_are_public():
    district = factories.PlaceFactory()
    town = factories.PlaceFactory(name="石门镇", type="镇", parent=district)
    beside = factories.PlaceFactory(name="柳林坝", type="村", parent=district)
    link(factories.ArticleFactory(), "place", town)
    assert fields("place", district)["weight"] == 0
    assert fields("place", town)["weight"] == 1
    assert fields("place", beside) is None


def test_records_follow_the_articles_that_name_them(index_now):
    person, other = factories.PersonFactory(), factories.PersonFactory(name="白云起")
    district = factories.PlaceFactory()
    town = factories.PlaceFactory(name="石门镇", type="镇", parent=district)
    index_now()
    first, second = factories.ArticleFactory(), factories.ArticleFactory()
    for article in (first, second):
        link(article, "person", person)
    mention = link(second, "person", other)
    link(second, "place", town)
    IndexChange.objects.all().delete()
    # Nothing but the articles is queued, as ingest does it.
    IndexChange.objects.enqueue("article", [first.pk, second.pk])
    index_now()
    assert in_index("person") == {person.pk: 2, other.pk: 1}
    assert in_index("place") == {town.pk: 1, district.pk: 0}
    assert found(Article, Naming("person_name", "白云起")) == {second.pk}
    # A name is taken back.
    Mention.objects.filter(pk=mention.pk).update(status="rejected", person=None)
    IndexChange.objects.enqueue("article", [second.pk])
    index_now()
    assert in_index("person") == {person.pk: 2}
    assert found(Article, Naming("person_name", "白云起")) == set()
    Article.objects.filter(pk=second.pk).set_state("withheld")
    index_now()
    assert in_index("person") == {person.pk: 1}
    assert in_index("place") == {}
    assert agrees()[0], agrees()[1]
    Article.objects.filter(pk=second.pk).set_state("published")
    index_now()
    assert in_index("place") == {town.pk: 1, district.pk: 0}
    first.delete()
    second.delete()
    index_now()
    assert in_index("person") == in_index("place") == {}


def test_what_only_a_withdrawn_article_named_goes_in_the_same_commit(index_now):
    person, event = factories.PersonFactory(), factories.EventFactory()
    body = factories.OrganizationFactory()
    article = factories.ArticleFactory()
    for kind, record in (("person", person), ("event", event)):
        link(article, kind, record)
    Membership.objects.create(person=person, post=Post.objects.create(organization=body, title="主任"))
    index_now()
    assert set(in_index("organization")) == {body.pk}
    Article.objects.filter(pk=article.pk).set_state("removed")
    outbox.apply_batch(worker.index_home())
    assert in_index("person") == in_index("event") == in_index("organization") == {}


def test_a_writer_killed_between_the_kinds_does_it_again(index_now, monkeypatch):
    person, article = factories.PersonFactory(), factories.ArticleFactory()
    mention = link(article, "person", person)
    index_now()
    mention.delete()
    IndexChange.objects.enqueue("article", [article.pk])
    write = outbox._write

    def killed(folder, kind, state):
        if kind.name == "article":
            raise KeyboardInterrupt
        write(folder, kind, state)

    monkeypatch.setattr(outbox, "_write", killed)
    with pytest.raises(KeyboardInterrupt):
        index_now()
    monkeypatch.undo()
    folder = folders.current(worker.index_home())
    assert storage.terms_of(folder, KINDS["article"], [article.pk], ["person"]) == {"person": {str(person.pk)}}
    index_now()
    assert in_index("person") == {}
    assert agrees()[0], agrees()[1]


def test_rows_of_one_object_are_applied_at_once(index_now, monkeypatch):
    index_now()
    article = factories.ArticleFactory()
    IndexChange.objects.enqueue("article", [factories.ArticleFactory().pk for _ in range(3)])
    article.save()
    monkeypatch.setattr(outbox, "BATCH", 1)
    outbox.apply_batch(worker.index_home())
    assert not IndexChange.objects.filter(object_id=article.pk).exists()
    assert IndexChange.objects.exists()


def test_a_renamed_record_is_found_by_its_new_name_alone(index_now):
    person, article = factories.PersonFactory(name="陆明远"), factories.ArticleFactory()
    link(article, "person", person, "陆书记")
    index_now()
    person.name = "陆鸣远"
    person.save()
    index_now()
    assert found(Article, Naming("person_name", "陆鸣远", whole=True)) == {article.pk}
    assert found(Article, Naming("person_name", "陆明远", whole=True)) == set()
    assert found(Person, Among("called", ("lumingyuan",))) == {person.pk}
    assert found(Person, Among("called", ("陆明远",))) == set()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "article"])
def test_verifying_every_kind(kind, index_now, capsys):
    make: dict[str, Callable] = {
        "person": factories.PersonFactory,
        "organization": factories.OrganizationFactory,
        "place": factories.PlaceFactory,
        "event": factories.EventFactory,
    }
    names = {"person": "name", "organization": "name", "place": "name", "event": "title"}
    made = [make[kind](**{names[kind]: f"柳林坝{number}"}) for number in range(4)]
    for record in made:
        link(factories.ArticleFactory(), kind, record)
    index_now()
    assert agrees()[0]
    missing, stale, ghost, counted = made
    Mention.objects.filter(**{kind: ghost}).update(**{kind: None, "status": "unmatched"})
    type(stale).objects.filter(pk=stale.pk).update(revision=99)
    Mention.objects.create(
        article=factories.ArticleFactory(), kind=kind, text="又", status="linked", **{kind: counted}
    )
    IndexChange.objects.all().delete()
    with storage.writer(folders.current(worker.index_home()), KINDS[kind]) as writer:
        writer.delete([missing.pk])
    comparison = verify.compare(worker.index_home())
    told = comparison.kinds[kind]
    assert (told.missing, sorted(told.stale), told.ghosts) == (
        [missing.pk],
        sorted([stale.pk, counted.pk]),
        [ghost.pk],
    )
    assert f"\n{kind}: published 3, indexed 3, missing 1, ghosts 1, stale 2" in str(comparison)
    verify.enqueue_differences(comparison)
    index_now()
    assert not comparison.kinds[kind] or not verify.compare(worker.index_home()).kinds[kind]


def test_kinds_of_models():
    models = {kind: records.index_of(kind).get_model() for kind in KINDS}
    assert models == {
        "article": Article,
        "person": Person,
        "organization": Organization,
        "place": Place,
        "event": Event,
    }

"""Places under the names and parents that they had before a curator's change."""

from typing import Any

import pytest

from archive.ingest.former import moved
from archive.models import Place
from tests.factories import ArticleFactory, MentionFactory, PersonFactory, PlaceFactory

pytestmark = pytest.mark.django_db


def put_elsewhere(place: Place, **more: Any) -> Place:
    """Take the place out of all that it lay in, as a curator does."""
    for name, value in {"parent": None, **more}.items():
        setattr(place, name, value)
    place.lock(["parent", *more])
    place.save()
    return place


def name_in_article(place: Place) -> int:
    """The id of an article that prints the place's name."""
    article = ArticleFactory()
    MentionFactory(article=article, kind="place", place=place, text=place.name, status="linked")
    return article.pk


def test_a_moved_district_is_known_by_a_town_in_it():
    district = PlaceFactory(name="云溪区", parent=PlaceFactory(name="青岚市"))
    article = name_in_article(PlaceFactory(name="石门镇", parent=district))
    assert moved(["云溪区"], [article]) == {}
    put_elsewhere(district)
    assert moved(["云溪区", "东湖区"], [article]) == {"云溪区": district.pk}
    assert moved(["云溪区"], [ArticleFactory().pk]) == moved(["云溪区"], []) == moved([], [article]) == {}


def test_a_moved_district_is_known_by_who_serves_there():
    district = put_elsewhere(PlaceFactory(name="云溪区", parent=PlaceFactory(name="青岚市")))
    mayor = PersonFactory(name="陆明远", home=district)
    mention = MentionFactory(kind="person", person=mayor, text=mayor.name, status="linked")
    assert moved(["云溪区"], [mention.article_id]) == {"云溪区": district.pk}


def test_a_district_both_moved_and_renamed_is_known_by_the_name_that_was_printed():
    district = PlaceFactory(name="云溪区", parent=PlaceFactory(name="青岚市"))
    name_in_article(district)
    article = name_in_article(PlaceFactory(name="石门镇", parent=district))
    put_elsewhere(district, name="云溪县")
    assert moved(["云溪区"], [article]) == {"云溪区": district.pk}


def test_of_two_moved_districts_of_one_name_neither_is_meant():
    districts = [PlaceFactory(name="云溪区", parent=PlaceFactory(name=city)) for city in ("青岚市", "沅溪市")]
    articles = [name_in_article(PlaceFactory(name="石门镇", parent=district)) for district in districts]
    put_elsewhere(districts[0])
    put_elsewhere(districts[1], parent=PlaceFactory(name="山岚省"))
    assert moved(["云溪区"], articles) == {}
    assert moved(["云溪区"], articles[:1]) == {"云溪区": districts[0].pk}

"""Long lists in pages: from whichever end they are counted, each record stands on one page, in order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import connection
from django.test import RequestFactory

from archive.models import Person, Place
from archive.models.places import MAX_DEPTH
from archive.views.paging import page_of
from tests.factories import MentionFactory, PersonFactory, PlaceFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("number", [0, 1, 4, 5, 11, 20])
@pytest.mark.parametrize("known", [True, False])
def test_every_record_stands_on_one_page(number: int, known: bool) -> None:
    for _ in range(number):
        PersonFactory(name="陆明远")
    rows = Person.objects.all()
    pages = [
        list(page_of(RequestFactory().get(f"/?page={page}"), rows, 5, count=number if known else None))
        for page in range(1, max(1, -(-number // 5)) + 1)
    ]
    assert [each.pk for page in pages for each in page] == [each.pk for each in rows]
    assert all(len(page) == 5 for page, _ in pairwise(pages))


@pytest.mark.parametrize("told", [3, 7])
def test_where_the_index_is_behind_the_last_page_is_of_the_last_records(told: int) -> None:
    people = [PersonFactory(name="陆明远") for _ in range(5)]
    page = page_of(RequestFactory().get("/?page=9"), Person.objects.all(), 2, count=told)
    assert list(page) == people[-1:]


def test_the_places_that_may_be_shown_are_those_named_and_those_above() -> None:
    province = PlaceFactory(name="山岚省")
    city = PlaceFactory(name="青岚市", parent=province)
    for name in ("云溪区", "沈河区", "石门镇"):
        PlaceFactory(name=name, parent=city)
    MentionFactory(kind="place", text="云溪区", status="linked", place=Place.objects.get(name="云溪区"))
    hidden = MentionFactory(kind="place", text="沈河区", status="linked", place=Place.objects.get(name="沈河区"))
    hidden.article.state = "withheld"
    hidden.article.save()
    places = Place.objects.by_rank()
    shown = places.keys_in_public()
    assert shown == list(places.public().values_list("pk", flat=True))
    assert [Place.objects.get(pk=pk).name for pk in shown] == ["山岚省", "青岚市", "云溪区"]
    assert Place.objects.none().keys_in_public() == []


def test_a_place_at_any_depth_shows_those_above() -> None:
    tops = [PlaceFactory(name=f"第{number}省") for number in range(3)]
    for number, top in enumerate(tops):
        place = top
        for depth in range(1, MAX_DEPTH):
            for name in ("东", "西"):
                below = PlaceFactory(name=f"{name}{depth}", parent=place, note="山" * 600)
            place = below
        if number < 2:
            MentionFactory(kind="place", text=place.name, status="linked", place=(top, place)[number])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # As a table is described that was nearly empty when it was last looked at: it must not matter.
            cursor.execute("UPDATE pg_class SET relpages = 27, reltuples = 0 WHERE relname LIKE 'archive\\_%'")
            cursor.execute("SET LOCAL statement_timeout = '10s'")
    public = Place.objects.public().order_by("pk").values_list("pk", flat=True)
    assert sorted(Place.objects.order_by("pk").keys_in_public()) == list(public)
    assert len(public) == 1 + MAX_DEPTH
    assert set(Place.objects.public().roots()) == set(tops[:2])

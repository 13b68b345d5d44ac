"""Addresses of records that were merged into others."""

import pytest
from django.test import Client
from django.urls import reverse

from archive.models import FormerRecord
from archive.views.former import PAGES

pytestmark = pytest.mark.django_db
GONE, STANDS = 57, 56


@pytest.fixture(autouse=True)
def merged() -> None:
    for kind in ("person", "organization", "place", "event", "post"):
        FormerRecord.objects.lead(kind, [GONE], STANDS)


@pytest.mark.parametrize("name", sorted(PAGES))
def test_a_records_page_leads_to_the_one_that_stands(client: Client, name: str) -> None:
    key = PAGES[name][1]
    query = "" if name.startswith("api") else "?month=2023-03"
    answer = client.get(reverse(name, kwargs={key: GONE}) + query)
    assert (answer.status_code, answer.headers["Location"]) == (301, reverse(name, kwargs={key: STANDS}) + query)
    assert client.get(reverse(name, kwargs={key: STANDS})).status_code == 404
    assert client.get(reverse(name, kwargs={key: 10**17})).status_code == 404


@pytest.mark.parametrize("name", ["search", "search-csv", "search-feed", "api-search", "api-articles"])
def test_what_is_narrowed_to_it_is_narrowed_to_the_other(client: Client, name: str) -> None:
    answer = client.get(
        reverse(name) + f"?q=%E6%A4%8D%E6%A0%91&person={GONE}&person={STANDS}&-place={GONE}&year={GONE}"
    )
    expected = f"{reverse(name)}?q=%E6%A4%8D%E6%A0%91&person={STANDS}&-place={STANDS}&year={GONE}"
    assert (answer.status_code, answer.headers["Location"]) == (301, expected)


def test_other_addresses_stay(client: Client) -> None:
    assert client.get("/nothing/57/").status_code == 404
    assert client.get(f"/articles/{GONE}/").status_code == 404
    assert client.post(f"/people/{STANDS}/").status_code in (404, 405)

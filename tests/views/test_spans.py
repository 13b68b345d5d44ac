"""Bars of terms and the axis they are read by."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from archive.models import Membership, Post
from archive.views.spans import Days, axis, bars
from tests.factories import (
    ArticleFactory,
    IssueFactory,
    MentionFactory,
    OrganizationFactory,
    PageFactory,
    PersonFactory,
)
from tests.views.page import document


def years(first: int, last: int) -> Days:
    return date(first, 1, 1), date(last, 1, 1)


@pytest.mark.parametrize(
    ("terms", "labels"),
    [
        ([years(2012, 2026)], ["2012", "2015", "2020", "2026"]),
        ([years(2020, 2024), years(2018, 2019)], ["2018", "2019", "2020", "2021", "2022", "2023", "2024"]),
        ([years(2018, 2022)], ["2018", "2019", "2020", "2021", "2022"]),
        ([years(1990, 2026)], ["1990", "2000", "2010", "2020", "2026"]),
        ([(date(2021, 3, 2), date(2021, 9, 8))], ["2021年3月", "2021年9月"]),
        ([(date(2020, 12, 31), date(2022, 1, 1))], ["2020年12月", "2022年1月"]),
        ([(date(2021, 3, 2), date(2021, 3, 2))], None),
        ([], None),
    ],
)
def test_an_axis_names_the_first_year_the_last_and_some_between(terms: list[Days], labels: list[str] | None) -> None:
    found = axis(terms)
    assert (found and [label.text for label in found.labels]) == labels


@pytest.mark.parametrize("length", range(1, 130))
def test_years_on_an_axis_stand_apart_and_where_they_begin(length: int) -> None:
    first, last = date(1950, 5, 3), date(1950 + length, 2, 1)
    found = axis([(first, last)])
    assert found
    places = [float(label.place.rstrip("%")) for label in found.labels]
    assert all(other - one >= 14.9 for one, other in zip(places, places[1:], strict=False))
    for label, place in list(zip(found.labels, places, strict=True))[1:-1]:
        day = date(int(label.text), 1, 1)
        assert abs(place - 100 * (day - first).days / (last - first).days) < 0.01


def test_a_bar_ends_within_the_frame() -> None:
    found = bars([years(2000, 2020), (date(2019, 12, 31), date(2020, 1, 1)), years(2010, 2015)])
    assert [bar.years for bar in found] == ["2000–2020", "2019–2020", "2010–2015"]
    assert all(float(bar.x[:-1]) + float(bar.width[:-1]) <= 100.001 for bar in found)
    assert found[0][:2] == ("0.00%", "100.00%")


@pytest.mark.django_db
def test_an_axis_is_told_to_those_who_listen(client: Client) -> None:
    person = PersonFactory(name="何青山")
    MentionFactory(
        article=ArticleFactory(page=PageFactory(issue=IssueFactory(date=date(2016, 3, 1)))),
        status="linked",
        person=person,
    )
    body = OrganizationFactory(name="云溪区人民政府")
    for title, first, last in (("区长", 2012, 2016), ("书记", 2016, 2026)):
        post = Post.objects.create(organization=body, title=title)
        Membership.objects.create(
            person=person, post=post, first_seen=date(first, 2, 1), last_seen=date(last, 3, 1), start=date(first, 2, 1)
        )
    page = document(client.get(person.get_absolute_url()))
    told = [attributes.get("aria-label") for tag, attributes in page.elements if tag == "svg"]
    assert {"时间轴：2012–2026", "2012–2016", "2016–2026"} <= set(told)

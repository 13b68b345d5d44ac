"""A post told more or less exactly is one: a village's secretary in the papers of the district and of the city."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from archive import models
from archive.ingest import sightings
from archive.models.exactness import most_exact
from archive.parsing.structures import Organization
from tests.ingest.told import CITY, DONGHU, YUNXI, Teller, holding, places

BRANCH = "中共沙河村支部委员会"
SECRETARY = (BRANCH, "书记")
VILLAGE = (*YUNXI, "沙河村")
STONEGATE, TWINBRIDGE = (*YUNXI, "石门镇", "沙河村"), (*YUNXI, "双桥镇", "沙河村")
ORDERS = list(permutations([(1, VILLAGE), (2, STONEGATE), (3, YUNXI), (4, VILLAGE)]))


@pytest.mark.parametrize(
    ("name", "paths", "meant"),
    [
        (BRANCH, [VILLAGE, STONEGATE], [1, 1]),
        (BRANCH, [YUNXI, VILLAGE], [1, 1]),  # the district's, of which it is not known whether it lies in a town
        (BRANCH, [YUNXI, VILLAGE, STONEGATE], [2, 2, 2]),
        (BRANCH, [CITY, YUNXI, STONEGATE], [2, 2, 2]),
        (BRANCH, [VILLAGE, STONEGATE, TWINBRIDGE], [0, 1, 2]),  # two villages: of which, is not known
        (BRANCH, [YUNXI, VILLAGE, STONEGATE, TWINBRIDGE], [1, 1, 2, 3]),
        (BRANCH, [CITY, YUNXI, STONEGATE, TWINBRIDGE], [0, 1, 2, 3]),
        (BRANCH, [YUNXI, (*DONGHU, "双桥镇", "沙河村")], [0, 1]),
        (BRANCH, [CITY[:1], STONEGATE], [0, 1]),  # a province has many of them
        ("第一小学", [CITY, YUNXI, (*YUNXI, "石门镇")], [2, 2, 2]),
        ("云溪区人民政府", [YUNXI, (*CITY, "云溪区", "云溪区")], [1, 1]),
        ("中共双桥镇委员会", [(*YUNXI, "双桥镇"), (*DONGHU, "双桥镇")], [0, 1]),
    ],
)
def test_the_post_told_most_exactly_is_meant(name: str, paths: Sequence[tuple[str, ...]], meant: list[int]) -> None:
    assert most_exact(name, dict(enumerate(paths))) == dict(enumerate(meant))
    backwards = most_exact(name, dict(reversed(list(enumerate(paths)))))
    assert backwards == dict(enumerate(meant))


def day(number: int) -> date:
    return date(2023, 1, number)


@pytest.fixture
def teller(tmp_path: Path) -> Teller:
    return Teller(places(tmp_path))


def tell(teller: Teller, number: int, place: tuple[str, ...], name: str = "陆明远") -> models.Article:
    """An article of that day in which somebody is the secretary of the branch at `place`."""
    body = Organization(BRANCH, BRANCH, place=place)
    return teller.tell(day(number), holding(name, SECRETARY), bodies=[body])


def terms(name: str = "陆明远") -> list[tuple[str, date | None, date | None]]:
    """Somebody's memberships: the place of the body, the first and the last day seen."""
    rows = models.Membership.objects.filter(person__name=name).order_by("post__organization__place__path")
    return [(row.post.organization.place.path, row.first_seen, row.last_seen) for row in rows]


def path(place: tuple[str, ...]) -> str:
    return models.Place.SEPARATOR.join(place)


@pytest.mark.dear(cases=6)
@pytest.mark.django_db
@pytest.mark.parametrize("order", ORDERS)
def test_one_membership_in_whatever_order(teller: Teller, order: Sequence[tuple[int, tuple[str, ...]]]) -> None:
    for number, place in order:
        tell(teller, number, place)
        teller.begin()
    assert terms() == [(path(STONEGATE), day(1), day(4))]
    held = models.Membership.objects.get()
    told = models.Membership.objects.first_and_last_told()[held.pk]
    first, last = (models.Sighting.objects.get(pk=pk) for pk in told)
    assert [(each.day, each.told.organization.place.path) for each in (first, last)] == [
        (day(1), path(VILLAGE)),
        (day(4), path(VILLAGE)),
    ]


@pytest.mark.django_db
def test_what_was_told_exactly_is_no_more(teller: Teller) -> None:
    vague, exact = tell(teller, 1, VILLAGE), tell(teller, 2, STONEGATE)
    assert terms() == [(path(STONEGATE), day(1), day(2))]
    models.Article.objects.filter(pk=exact.pk).update(state=models.Article.State.REMOVED)
    sightings.forget([exact.pk])
    assert terms() == [(path(VILLAGE), day(1), day(1))]
    assert models.Sighting.objects.get(mention__article=vague).told is None


@pytest.mark.django_db
def test_a_draft_tells_nothing_in_print(teller: Teller) -> None:
    tell(teller, 1, VILLAGE)
    hidden = tell(teller, 2, STONEGATE)
    models.Article.objects.filter(pk=hidden.pk).update(state=models.Article.State.DRAFT)
    models.terms.derive_from([hidden.pk])
    assert terms() == [(path(VILLAGE), day(1), day(1))]
    models.Article.objects.filter(pk=hidden.pk).update(state=models.Article.State.PUBLISHED)
    models.terms.derive_from([hidden.pk])
    assert terms() == [(path(STONEGATE), day(1), day(2))]


@pytest.mark.django_db
def test_two_villages_told_exactly_stay_two(teller: Teller) -> None:
    tell(teller, 1, STONEGATE)
    tell(teller, 2, VILLAGE)
    tell(teller, 3, TWINBRIDGE)
    assert {place for place, _, _ in terms()} == {path(VILLAGE), path(STONEGATE), path(TWINBRIDGE)}


@pytest.mark.django_db
def test_another_persons_post_stays_as_it_is_told(teller: Teller) -> None:
    tell(teller, 1, VILLAGE, "马川")
    tell(teller, 2, STONEGATE)
    assert terms("马川") == [(path(VILLAGE), day(1), day(1))]
    assert terms() == [(path(STONEGATE), day(2), day(2))]


@pytest.mark.django_db
@pytest.mark.parametrize("locked", ["membership", "post", "list"])
def test_what_a_curator_decided_stays(teller: Teller, locked: str) -> None:
    tell(teller, 1, STONEGATE, "马川")
    tell(teller, 1, VILLAGE)
    held = models.Membership.objects.get(person__name="陆明远")
    row, name = {
        "membership": (held, "end"),
        "post": (held.post, "title"),
        "list": (held.person, "memberships"),
    }[locked]
    row.lock([name])
    row.save()
    tell(teller, 2, STONEGATE)
    assert (path(VILLAGE), day(1), day(1)) in terms()


@pytest.mark.django_db
def test_an_article_read_again_changes_nothing(teller: Teller) -> None:
    vague = tell(teller, 1, VILLAGE)
    tell(teller, 2, STONEGATE)
    before = list(models.Sighting.objects.order_by("pk").values())
    teller.begin()
    body = Organization(BRANCH, BRANCH, place=VILLAGE)
    teller.tell_again(vague, holding("陆明远", SECRETARY), bodies=[body])
    assert list(models.Sighting.objects.order_by("pk").values()) == before
    assert terms() == [(path(STONEGATE), day(1), day(2))]


@pytest.mark.django_db
def test_the_post_that_was_meant_is_deleted(teller: Teller) -> None:
    vague = tell(teller, 1, VILLAGE)
    tell(teller, 2, STONEGATE)
    models.Post.objects.get(organization__place__path=path(STONEGATE)).delete()
    teller.begin()
    body = Organization(BRANCH, BRANCH, place=VILLAGE)
    teller.tell_again(vague, holding("陆明远", SECRETARY), bodies=[body])
    assert terms() == [(path(VILLAGE), day(1), day(1))]

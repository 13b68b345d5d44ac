"""People of one name: one record through all posts of a career, another for everybody else, in whatever order."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from archive import models
from archive.parsing.structures import Action, Person, Post, Span
from tests.ingest.told import CITY, DONGHU, Teller, changing, holding, places, served, who
from tests.thorough import some

pytestmark = pytest.mark.django_db

GOVERNMENT, COMMITTEE = "云溪区人民政府", "中共云溪区委员会"
DEPUTY, MAYOR, SECRETARY = (GOVERNMENT, "副区长"), (GOVERNMENT, "区长"), (COMMITTEE, "书记")
WATER, SCHOOLS = ("云溪区水利局", "局长"), ("云溪区教育局", "局长")
STONEGATE, TWINBRIDGE = ("石门镇人民政府", "镇长"), ("双桥镇人民政府", "镇长")
TEACHER = Person("陆明远", ("云溪区第一小学教师",))
BARE = Person("陆明远", confidence=0.7)


def day(number: int) -> date:
    """So many days after New Year 2023."""
    return date.fromordinal(date(2023, 1, 1).toordinal() + number)


@pytest.fixture
def teller(tmp_path: Path) -> Teller:
    return Teller(places(tmp_path))


def seen(*posts: tuple[str, str]) -> Person:
    return holding("陆明远", *posts)


# What is seen on which day, and how many people that is.
ONE, TWO, THREE = 1, 2, 3
CASES: dict[str, tuple[int, list[tuple[int, Any]]]] = {
    "promoted": (ONE, [(1, seen(DEPUTY)), (90, seen(MAYOR)), (300, seen(SECRETARY))]),
    "two posts at once": (ONE, [(1, seen(MAYOR)), (2, seen((COMMITTEE, "副书记"), MAYOR)), (3, seen(MAYOR))]),
    "from a bureau to the government": (ONE, [(1, seen(WATER)), (50, seen(WATER)), (90, seen(DEPUTY))]),
    "two bureaus in turn": (TWO, [(1, seen(WATER)), (5, seen(SCHOOLS)), (9, seen(WATER)), (12, seen(SCHOOLS))]),
    "one bureau after the other": (ONE, [(1, seen(WATER)), (50, seen(WATER)), (90, seen(SCHOOLS))]),
    "another bureau after many years": (TWO, [(1, seen(WATER)), (1500, seen(SCHOOLS))]),
    "two towns": (TWO, [(1, seen(STONEGATE)), (5, seen(TWINBRIDGE)), (9, seen(STONEGATE))]),
    "a town's mayor and the district's secretary": (TWO, [(1, seen(STONEGATE)), (90, seen(SECRETARY))]),
    "a teacher and a bureau's head": (TWO, [(1, TEACHER), (5, seen(WATER)), (90, TEACHER)]),
    "a teacher before, a bureau's head after": (TWO, [(1, TEACHER), (90, seen(WATER))]),
    "a name without a title": (ONE, [(1, seen(WATER)), (90, BARE)]),
    "a bare title": (ONE, [(1, seen(WATER)), (90, Person("陆明远", ("局长",)))]),
    "after two that cannot be one": (
        THREE,
        [(1, seen(STONEGATE)), (5, seen(TWINBRIDGE)), (9, seen(STONEGATE)), (12, seen(TWINBRIDGE)), (90, seen(WATER))],
    ),
    "elected": (ONE, [(1, seen(WATER)), (50, changing("陆明远", ("elected", *DEPUTY))), (90, seen(DEPUTY))]),
}


@pytest.mark.dear(cases=7)
@pytest.mark.parametrize("runs", ["one", "many"])
@pytest.mark.parametrize("name", CASES)
def test_who_is_one_person_does_not_hang_on_the_order(teller: Teller, name: str, runs: str) -> None:
    people, told = CASES[name]
    for number, order in enumerate(some(list(permutations(told))[:: 1 if len(told) < 4 else 7], 6)):
        models.Article.objects.all().delete()
        models.Person.objects.all().delete()
        teller.begin()
        articles = {}
        for at, person in order:
            articles[at] = teller.tell(day(at), person)
            if runs == "many":
                teller.begin()
        groups = {pk for article in articles.values() for _, pk in who(article).values()}
        assert len(groups) == people, (number, [at for at, _ in order])
        assert None not in groups
        assert models.Person.objects.exclude(mentions=None).count() == people


def test_a_name_that_begins_with_another_is_somebody_else(teller: Teller) -> None:
    first = teller.tell(day(1), holding("陆明", WATER))
    second = teller.tell(day(2), holding("陆明远", WATER))
    assert who(first)["陆明"] != who(second)["陆明远"]


def test_the_same_post_in_another_district_is_somebody_elses(teller: Teller) -> None:
    here = teller.tell(day(1), seen(MAYOR))
    there = teller.tell(day(2), holding("陆明远", ("东湖区人民政府", "区长")), area=DONGHU)
    assert who(here) != who(there)
    assert models.Person.objects.count() == 2


def test_the_citys_paper_and_the_districts_mean_the_same_person(teller: Teller) -> None:
    here = teller.tell(day(1), seen(MAYOR))
    there = teller.tell(day(2), holding("陆明远", MAYOR), area=CITY)
    assert who(here) == who(there)


def test_a_move_to_another_district_is_a_question_unless_one_report_names_both_posts(teller: Teller) -> None:
    there = ("东湖区人民政府", "区长")
    first = teller.tell(day(1), seen(DEPUTY))
    second = teller.tell(day(90), holding("陆明远", there), area=DONGHU)
    assert who(first) != who(second)
    change = changing("陆明远", ("removed", *DEPUTY), ("appointed", *there), day=day(80))
    report = teller.tell(day(81), change, area=CITY)
    assert who(first) == who(second) == who(report)
    assert served() == [
        ("陆明远", "云溪区人民政府副区长", "2023-01-02", "2023-01-02", None, "2023-03-22"),
        ("陆明远", "东湖区人民政府区长", "2023-03-22", "2023-04-01", "2023-03-22", None),
    ]


@pytest.mark.parametrize("days", [(4, 5, 6), (6, 5, 4), (5, 6, 4)])
def test_a_membership_reaches_over_all_sightings_in_any_order(teller: Teller, days: tuple[int, ...]) -> None:
    for number in days:
        teller.tell(day(number), seen(MAYOR))
    assert served() == [("陆明远", "云溪区人民政府区长", "2023-01-05", "2023-01-07", None, None)]
    assert models.Membership.objects.get().post.organization.place.name == "云溪区"


def test_a_body_that_only_a_post_tells_of_has_the_type_of_its_name(teller: Teller) -> None:
    teller.tell(day(5), holding("陆明远", ("青岚市人民政府", "市长"), ("中国共产党青岚市委员会", "副书记")))
    bodies = models.Organization.objects.values_list("name", "type")
    assert dict(bodies) == {"青岚市人民政府": "政府", "中国共产党青岚市委员会": "党"}


def test_a_post_that_changes_hands_has_two_members(teller: Teller) -> None:
    teller.tell(day(4), seen(MAYOR))
    teller.tell(day(5), holding("何青山", MAYOR))
    assert [str(each.person) for each in models.Post.objects.get().memberships.all()] == ["何青山", "陆明远"]


def test_a_curators_days_of_a_membership_stay(teller: Teller) -> None:
    teller.tell(day(4), seen(MAYOR))
    membership = models.Membership.objects.get()
    membership.lock(["last_seen"])
    membership.save()
    teller.tell(day(5), seen(MAYOR))
    membership.refresh_from_db()
    assert membership.last_seen == day(4)


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_what_is_not_published_makes_no_membership(teller: Teller, state: str) -> None:
    article = teller.tell(day(4), seen(MAYOR))
    teller.tell(day(5), seen(DEPUTY))
    models.Article.objects.filter(pk=article.pk).set_state(state)
    assert [post for _, post, *_ in served()] == ["云溪区人民政府副区长"]
    models.Article.objects.filter(pk=article.pk).set_state("published")
    assert [post for _, post, *_ in served()] == ["云溪区人民政府区长", "云溪区人民政府副区长"]


MINISTER = holding("陆明远", ("交通运输部", "部长"))


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize(
    ("named", "status"),
    [
        (Person("陆明远", confidence=0.99), "ambiguous"),
        (Person("陆明远", ("组长",)), "ambiguous"),
        (TEACHER, "linked"),
        (seen(WATER), "linked"),
    ],
)
def test_a_mere_name_that_a_leader_of_the_country_bears_is_open(
    teller: Teller, first: int, named: Person, status: str
) -> None:
    told = [(day(1), MINISTER), (day(2), named)]
    articles = {person: teller.tell(when, person) for when, person in told[first:] + told[:first]}
    minister, other = who(articles[MINISTER])["陆明远"], who(articles[named])["陆明远"]
    assert (minister[0], other[0]) == ("linked", status)
    assert minister[1] != other[1]


def test_a_mere_name_makes_nobody_of_the_whole_country(teller: Teller) -> None:
    company = [holding(name, ("国务院", "国务委员")) for name in ("马川", "沈林")]
    article = teller.tell(day(1), *company, Person("陆明远", rule="list", confidence=0.99))
    assert who(article)["陆明远"] == ("unmatched", None)
    teller.tell(day(2), MINISTER)
    assert who(article)["陆明远"] == ("linked", models.Person.objects.get(name="陆明远").pk)


def test_careers_in_bodies_of_nobody_knows_where_are_not_one(teller: Teller) -> None:
    for when, body in ((1, "青石新材料研究中心"), (90, "白水检测中心")):
        teller.tell(day(when), Person("陆明远", ("主任",), (Post(body, "主任"),)), area=())
    assert models.Person.objects.count() == TWO


def test_a_bare_name_that_two_bear_is_open(teller: Teller) -> None:
    teller.tell(day(1), seen(STONEGATE))
    teller.tell(day(5), TEACHER)
    assert who(teller.tell(day(6), BARE)) == {"陆明远": ("ambiguous", None)}


def test_what_was_taken_for_one_is_parted_when_more_is_known(teller: Teller) -> None:
    first = teller.tell(day(1), seen(STONEGATE))
    second = teller.tell(day(30), seen(TWINBRIDGE))
    bare = teller.tell(day(31), BARE)
    assert who(first) == who(second) == who(bare)
    later = teller.tell(day(60), seen(STONEGATE))
    assert who(first) == who(later) != who(second)
    assert who(bare)["陆明远"] == ("ambiguous", None)
    assert [
        (row.person_id, row.post.title, str(row.last_seen)) for row in models.Membership.objects.order_by("pk")
    ] == [
        (who(first)["陆明远"][1], "镇长", "2023-03-02"),
        (who(second)["陆明远"][1], "镇长", "2023-01-31"),
    ]


def test_an_article_read_again_takes_back_what_it_said(teller: Teller) -> None:
    article = teller.tell(day(1), seen(MAYOR))
    teller.tell(day(5), seen(DEPUTY))
    [pk] = models.Person.objects.values_list("pk", flat=True)
    teller.tell_again(article, seen(SECRETARY))
    assert [post for _, post, *_ in served()] == [f"{COMMITTEE}书记", f"{GOVERNMENT}副区长"]
    teller.tell_again(article)
    assert [post for _, post, *_ in served()] == [f"{GOVERNMENT}副区长"]
    assert list(models.Person.objects.values_list("pk", flat=True)) == [pk]


def test_a_person_whom_nothing_names_any_more_is_gone_unless_a_curator_touched_it(teller: Teller) -> None:
    article = teller.tell(day(1), seen(MAYOR), holding("何青山", DEPUTY))
    models.Person.objects.filter(name="何青山").update(locked_fields=["home"])
    teller.tell_again(article)
    assert list(models.Person.objects.values_list("name", flat=True)) == ["何青山"]


def test_a_curators_link_holds_for_the_post_from_then_on(teller: Teller) -> None:
    teller.tell(day(1), seen(DEPUTY))
    moved = teller.tell(day(90), holding("陆明远", ("东湖区人民政府", "区长")), area=DONGHU)
    [mention] = moved.mentions.filter(kind="person")
    mention.person = models.Person.objects.order_by("pk")[0]
    mention.lock(["status", "person"])
    mention.save()
    teller.begin()
    later = teller.tell(day(120), holding("陆明远", ("东湖区人民政府", "区长")), area=DONGHU)
    assert who(later)["陆明远"][1] == mention.person_id


def test_a_meetings_participant_follows_the_name(teller: Teller) -> None:
    first = teller.tell(day(1), seen(STONEGATE))
    second = teller.tell(day(30), seen(TWINBRIDGE))
    event = models.Event.objects.create(title="防汛会议", start=day(30))
    models.Mention.objects.create(article=second, kind="event", text="防汛会议", status="linked", event=event)
    pk = who(first)["陆明远"][1]
    part = models.Participation.objects.create(event=event, name="陆明远", person_id=pk)
    teller.tell(day(60), seen(STONEGATE))
    part.refresh_from_db()
    assert part.person_id == who(second)["陆明远"][1] != who(first)["陆明远"][1]


def test_an_issue_costs_the_same_however_many_people_it_names(
    teller: Teller, django_assert_max_num_queries: Any
) -> None:
    names = [f"陆明{chr(0x4E00 + number)}" for number in range(60)]
    teller.tell(day(1), *(holding(name, MAYOR) for name in names[:30]))
    with django_assert_max_num_queries(45):
        teller.tell(day(2), *(holding(name, MAYOR) for name in names))


def test_what_another_run_wrote_is_known(teller: Teller, tmp_path: Path) -> None:
    """A teacher is met by another run; a third, in this one, is not taken for her."""
    other = Teller(places(tmp_path))
    teller.tell(day(1), seen(STONEGATE))
    teller.tell(day(9), seen(STONEGATE))
    teacher = other.tell(day(10), TEACHER)
    head = teller.tell(day(5), seen(TWINBRIDGE))
    assert who(teacher)["陆明远"] != who(head)["陆明远"]
    assert models.Person.objects.filter(name="陆明远").count() == THREE


def test_what_somebody_does_is_kept_with_the_name(teller: Teller) -> None:
    done = (Action("主持", Span("text", 3, 5, None)), Action("讲话", Span("text", 8, 10, None)))
    article = teller.tell(day(1), Person("陆明远", spans=(Span("text", 0, 3, None),), actions=done))
    assert article.mentions.get().actions == [["主持", "text", 3, 5, None], ["讲话", "text", 8, 10, None]]

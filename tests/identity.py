"""How well names are told apart: a composed archive is read in three orders and compared with what is true of it.

`python -m tests.identity` composes 500 people, 60 shared names and 80 changes of post; `--seed`, `--articles` vary it.
Linking is measured apart from parsing: a name that the parser did not find counts for neither, and is told.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()

from django.core.management import call_command
from django.db import transaction

from archive import models
from archive.ingest import reading
from archive.parsing import ParsedPage
from tests.people_world import FIRST, PeopleWorld, Told

ORDERS = ("by day", "backwards", "shuffled")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of names in articles and of memberships; `unread` names were not found by the parser."""

    names: int
    unread: int
    linked: int
    pure: int
    right: int
    ambiguous: int
    terms: int
    terms_found: int
    terms_right: int
    people: int

    @property
    def precision(self) -> float:
        """Of the links made, how many lead to a record that is that person's more than anybody else's."""
        return self.pure / max(self.linked, 1)

    @property
    def recall(self) -> float:
        """Of the names that the parser found, how many are linked to the one record of the person."""
        return self.right / max(self.names - self.unread, 1)

    @property
    def memberships(self) -> float:
        """F1 of person, body, title, and days within the term."""
        return 2 * self.terms_right / max(self.terms + self.terms_found, 1)

    def __str__(self) -> str:
        return (
            f"linking: precision {self.precision:.4f} ({self.pure}/{self.linked}), "
            f"recall {self.recall:.4f} ({self.right}/{self.names - self.unread}), open {self.ambiguous}, "
            f"records {self.people}; memberships F1 {self.memberships:.4f} ({self.terms_right} right of "
            f"{self.terms_found} found and {self.terms} printed); {self.unread} of {self.names} names not read"
        )


def in_order(world: PeopleWorld, order: str) -> list[Told]:
    """The archive's articles in one of ORDERS."""
    told = sorted(world.articles, key=lambda each: (each.day, each.newspaper, each.id))
    if order == "backwards":
        told.reverse()
    if order == "shuffled":
        world.chance.shuffle(told)
    return told


def ingest(world: PeopleWorld, told: Sequence[Told], folder: Path) -> None:
    """Read the articles into the archive, in this order: each run of one paper's articles is a file."""
    folder.mkdir(exist_ok=True)
    (folder / "gazetteer.tsv").write_text(world.gazetteer, encoding="utf-8")
    path = folder / "articles.jsonl"
    path.write_text("".join(each.record + "\n" for each in told), encoding="utf-8")
    rows = ["file,newspaper,date,page,area"]
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    call_command("ingest", str(path), verbosity=0, stdout=io.StringIO())


@contextmanager
def parsed_once(world: PeopleWorld) -> Iterator[None]:
    """While inside, each article is parsed the first time only, and known to be of its paper's area."""
    plain, kept = reading.parse_article, dict[str, ParsedPage]()
    areas = {each.id: each.area for each in world.articles}

    def parse(article: Any, given: Any, gazetteer: Any, tagger: Any = None, *, names: bool = True) -> ParsedPage:
        if article.id not in kept:
            given = given.__class__(given.newspaper, given.date, given.page, areas[article.id])
            kept[article.id] = plain(article, given, gazetteer, tagger, names=names)
        return kept[article.id]

    reading.parse_article = parse
    try:
        yield
    finally:
        reading.parse_article = plain


def measure(world: PeopleWorld) -> Figures:
    """Compare the archive with what is true."""
    found = _links()
    names = [(told.id, name, person) for told in world.articles for name, person in told.names]
    owners: dict[int, Counter[int]] = defaultdict(Counter)
    for article, name, person in names:
        status, pk = found.get((article, name), ("", None))
        if pk is not None:
            owners[pk][person] += 1
    owner = {pk: counts.most_common(1)[0][0] for pk, counts in owners.items()}
    largest: dict[int, int] = {}
    for pk in sorted(owners, key=lambda pk: (-owners[pk][owner[pk]], pk)):
        largest.setdefault(owner[pk], pk)
    links = [(found[article, name], person) for article, name, person in names if (article, name) in found]
    right = sum(pk is not None and largest.get(person) == pk for (_, pk), person in links)
    wanted = _terms_printed(world)
    held = _terms_held({each.name for each in world.people}, owner, largest)
    return Figures(
        names=len(names),
        unread=len(names) - len(links),
        linked=sum(pk is not None for (_, pk), _ in links),
        pure=sum(pk is not None and owner[pk] == person for (_, pk), person in links),
        right=right,
        ambiguous=sum(status == "ambiguous" for (status, _), _ in links),
        terms=len(wanted),
        terms_found=len(held),
        terms_right=_right_terms(held, wanted),
        people=models.Person.objects.count(),
    )


def _links() -> dict[tuple[str, str], tuple[str, int | None]]:
    rows = models.Mention.objects.filter(kind="person").values_list("article__external_id", "text", "status", "person")
    return {(article, text): (status, pk) for article, text, status, pk in rows}


def _terms_printed(world: PeopleWorld) -> dict[tuple[int, str, str], list[Any]]:
    """The posts in which anybody was printed, with their terms."""
    people = {each.id: each for each in world.people}
    printed = {post for told in world.articles for post in told.posts if post[1]}
    return {
        (person, body, title): [
            (term.start, term.end)
            for term in people[person].terms
            if (term.seat.organization, term.seat.title) == (body, title)
        ]
        for person, body, title in printed
    }


def _terms_held(
    names: set[str], owner: dict[int, int], largest: dict[int, int]
) -> list[tuple[int, str, str, Any, Any]]:
    """The memberships of the archive, but of names that nobody bears: what the parser took for a name."""
    rows = models.Membership.objects.filter(person__name__in=names).select_related("post__organization")
    return [
        (
            owner.get(row.person_id, 0) if largest.get(owner.get(row.person_id, 0)) == row.person_id else 0,
            row.post.organization.name,
            row.post.title,
            row.first_seen,
            row.last_seen,
        )
        for row in rows
        if (row.post.title, row.post.organization.name[:2]) != ("副书记", "中共") and row.post.title != "常委"
    ]


def _right_terms(held: list[tuple[int, str, str, Any, Any]], wanted: dict[tuple[int, str, str], list[Any]]) -> int:
    """How many of the posts printed are held within a term of theirs; a post told twice is right once."""
    return len(
        {
            (person, body, title)
            for person, body, title, first, last in held
            if any(start <= first and last <= end for start, end in wanted.get((person, body, title), []))
        }
    )


def state() -> frozenset[Any]:
    """What was concluded, without the numbers of rows: who is one person, in which posts and when."""
    people: dict[int, list[tuple[str, str]]] = defaultdict(list)
    single: set[Any] = set()
    for (article, text), (status, pk) in _links().items():
        if pk is None:
            single.add((article, text, status))
        else:
            people[pk].append((article, text))
    homes = dict(models.Person.objects.values_list("pk", "home__path"))
    posts: dict[int, list[Any]] = defaultdict(list)
    for row in models.Membership.objects.select_related("post__organization"):
        days = (row.first_seen, row.last_seen, row.start, row.end)
        posts[row.person_id].append((row.post.organization.name, row.post.title, *map(str, days)))
    for pk, mentions in people.items():
        single.add((homes[pk], tuple(sorted(mentions)), tuple(sorted(posts[pk]))))
    return frozenset(single)


def read_in_orders(world: PeopleWorld, folder: Path) -> Iterator[tuple[str, Figures, frozenset[Any], float]]:
    """Read the archive in each order into an empty database, which is empty again afterwards."""
    with parsed_once(world):
        for order in ORDERS:
            began = time.perf_counter()
            point = transaction.savepoint()
            ingest(world, in_order(world, order), folder / order.replace(" ", "-"))
            yield order, measure(world), state(), time.perf_counter() - began
            transaction.savepoint_rollback(point)


def main() -> int:
    """Print the figures; exit with 1 where the orders differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--articles", type=int, default=3000)
    options = parser.parse_args()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    world = PeopleWorld(options.seed, articles=options.articles)
    print(
        f"{len(world.people)} people, {len(world.shared)} shared names, {world.changes} changes of post, "
        f"{len(world.articles)} articles from {FIRST}, two papers"
    )
    old = setup_databases(verbosity=0, interactive=False)
    states = []
    try:
        with tempfile.TemporaryDirectory() as folder, transaction.atomic():
            for order, figures, concluded, seconds in read_in_orders(world, Path(folder)):
                print(f"{order:>9}: {figures}; {seconds:.0f} s")
                states.append(concluded)
            transaction.set_rollback(True)
    finally:
        teardown_databases(old, verbosity=0)
    same = len(set(states)) == 1
    print("the same in every order" if same else f"the orders differ in {len(states[0] ^ states[-1])} conclusions")
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())

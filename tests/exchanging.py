"""`python -m tests.exchanging [--rows N]`: how long tables take out and in.

Makes an archive of invented people, bodies, posts and places in a database of its own (that of DATABASE_URL, emptied
first, else one in a folder for the time), so many of each kind, and prints the seconds, on the clock and of the
processor, for each kind: out as CSV and as JSON, tried with every row changed, carried out, undone; into an empty
archive, and undone again; and the memory at the most.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import resource
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

# What is changed in every row, by kind.
CHANGED = {
    **{"people": "note", "organizations": "note", "places": "note"},
    **{"posts": "title", "memberships": "end", "events": "host"},
}
ORDER = ("places", "organizations", "posts", "people", "memberships", "events")


def fill(rows: int) -> None:
    """Write so many records of each kind."""
    from datetime import date

    from archive.models import Event, Membership, Organization, OtherName, Person, Place, Post

    city = Place.objects.create(name="青岚市", type="市")
    below = [Place(name=f"第{n}村", type="村", parent=city, path=f"青岚市/第{n}村") for n in range(rows - 1)]
    places = [city, *Place.objects.bulk_create(below, 500)]
    bodies = Organization.objects.bulk_create(
        [Organization(name=f"第{n}局", type="局", place=places[n]) for n in range(rows)], 500
    )
    posts = Post.objects.bulk_create([Post(organization=body, title="局长") for body in bodies], 500)
    people = Person.objects.bulk_create(
        [Person(name=f"白云{n // 2}", home=places[n % 2 * n]) for n in range(rows)], 500
    )
    OtherName.objects.bulk_create([OtherName(person=each, name=f"小{each.name}") for each in people[::5]], 500)
    day = date(2023, 3, 5)
    Membership.objects.bulk_create(
        [Membership(person=a, post=b, first_seen=day, last_seen=day) for a, b in zip(people, posts, strict=True)], 500
    )
    Event.objects.bulk_create([Event(title=f"第{n}次会议", start=day, place=places[n]) for n in range(rows)], 500)


def changed(text: str, kind: Any) -> bytes:
    """The table with a cell changed in each row."""
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    at = [column.key for column in kind.columns].index(CHANGED[kind.name])
    for number, row in enumerate(rows[1:]):
        row[at] = "2023-06-30" if kind.name == "memberships" else f"另一个{number}"
    stream = io.StringIO()
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode()


def timed(what: str, act: Callable[[], Any]) -> Any:
    """Do it and print how long it took."""
    begun, worked = time.perf_counter(), time.process_time()
    result = act()
    clock, own = time.perf_counter() - begun, time.process_time() - worked
    print(f"  {what:<22}{clock:7.1f} s, of these {own:7.1f} s its own", flush=True)
    return result


def bring_in(kind: Any, data: bytes, user: int, fate: str, rows: int) -> int:
    """Try a table and carry it out; return the decision's id."""
    from archive.curating.exchange import importing

    found = timed("tried", lambda: importing.receive(kind, "a.csv", data, user, uuid4()))
    assert found.counts[fate] == rows, found.counts
    done = timed("carried out", lambda: importing.confirm(found.pk, found.digest))
    return int(done.decision_id)


def measure(rows: int) -> None:
    """Print the seconds."""
    from django.contrib.auth.models import User

    from archive.curating import deciding
    from archive.curating.exchange.giving import popolo, table
    from archive.curating.exchange.kinds import KINDS
    from archive.models.acting import acting

    fill(rows)
    user = User.objects.create(username="bai").pk
    files: dict[str, bytes] = {}
    with acting(user):
        for name in ORDER:
            kind = KINDS[name]
            print(f"{name}: {rows:,} rows, each changed")
            text = timed("out as CSV", lambda kind=kind: "".join(table(kind)))
            timed("out as Popolo JSON", lambda kind=kind: "".join(popolo(kind)))
            files[name] = text.encode()
            made = bring_in(kind, changed(text, kind), user, "change", rows)
            left = timed("undone", lambda made=made: deciding.undo(made, user)[1])
            assert left == [], left
        empty()
        decisions = []
        for name in ORDER:
            print(f"{name}: {rows:,} rows into an empty archive")
            decisions.append(bring_in(KINDS[name], files[name], user, "create", rows))
        for name, made in zip(reversed(ORDER), reversed(decisions), strict=True):
            print(f"{name}: {rows:,} new ones")
            timed("undone", lambda made=made: deciding.undo(made, user))
            assert not KINDS[name].model.objects.exists()
    print(f"memory at the most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024:,} MB")


def empty() -> None:
    """Take every record out."""
    from archive.models import Event, Organization, Person, Place

    for model in (Event, Person, Organization):
        model.objects.all().delete()
    Place.objects.exclude(parent=None).delete()
    Place.objects.all().delete()


def main() -> None:
    """Make the archive, measure, and leave nothing behind but the database that was named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000, help="records of each kind (10,000)")
    rows = parser.parse_args().rows
    with TemporaryDirectory() as folder:
        os.environ |= {"FANGZHI_VAR": folder, "DJANGO_SETTINGS_MODULE": "archive.settings"}
        Path(folder).chmod(0o700)
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        call_command("flush", interactive=False, verbosity=0)
        measure(rows)


if __name__ == "__main__":
    main()

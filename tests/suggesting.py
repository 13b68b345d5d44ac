"""`python -m tests.suggesting [--people N]`: how long suggestions take in a full archive.

Makes an archive of invented names in a folder of its own: so many people, half as many bodies and a fifth as many
places, each named by one of some thousand articles; indexes it, types a thousand beginnings of names in every way
that people type them, and prints the middle and the slow end of what the server needs for each way, in milliseconds of
the processor: on a busy machine the clock tells of others.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ARTICLES_OF = 25  # Names in one article.
TYPED = 150  # Names typed in each way.


def fill(people: int) -> None:
    """Write the archive into the database."""
    from django.db import transaction

    from archive.models import Mention

    pick = random.Random(5)
    titles = [body + post for body in "区市县局镇村" for post in ("长", "委书记", "委委员", "人大代表")]
    with transaction.atomic():
        named = records(people, pick)
        articles = articles_for(len(named), pick)
        Mention.objects.bulk_create(
            [
                Mention(
                    article=articles[number // ARTICLES_OF],
                    kind=record._meta.model_name,
                    text=record.name,
                    position=number,
                    status="linked",
                    titles=[pick.choice(titles)] if record._meta.model_name == "person" else [],
                    **{record._meta.model_name: record},
                )
                for number, record in enumerate(named)
            ],
            1000,
        )


def records(people: int, pick: random.Random) -> list[Any]:
    """People, bodies and places, in no order."""
    from archive.composing.chance import Chance
    from archive.composing.names import WORDS, Names
    from archive.models import Organization, Person, Place

    chance, names = Chance(5), Names()
    bodies = {f"{names.company(chance, '青岚')}第{number}分公司" for number in range(people // 2)}
    parts = (WORDS["surnames"], WORDS["given_first"], "村镇乡湾庄屯岭")
    paths = {f"青岚市/{number % 40}/{''.join(map(pick.choice, parts))}" for number in range(people // 5)}
    made = [
        *Person.objects.bulk_create([Person(name=names.person(chance)) for _ in range(people)], 1000),
        *Organization.objects.bulk_create([Organization(name=name) for name in sorted(bodies)], 1000),
        *Place.objects.bulk_create(
            [Place(name=path[path.rindex("/") + 1 :], path=path) for path in sorted(paths)], 1000
        ),
    ]
    pick.shuffle(made)
    return made


def articles_for(names: int, pick: random.Random) -> list[Any]:
    """As many articles as name so many."""
    from archive.composing.names import WORDS
    from archive.models import Article, Issue, Newspaper, Page

    sections = [first + second for first in WORDS["company_first"] for second in ("在行动", "观察", "进行时")]
    words = [*WORDS["company_first"], *WORDS["company_second"], *WORDS["given_first"]]
    paper = Newspaper.objects.create(name="青岚日报")
    issue = Issue.objects.create(newspaper=paper, date=date(2023, 3, 5))
    page = Page.objects.create(issue=issue, number=1)
    articles = [
        Article(
            page=page,
            newspaper=paper,
            position=number,
            date=date(2020, 1, 1) + timedelta(days=number % 1000),
            headline=f"第{number}次会议",
            section=pick.choice(sections),
            text="".join(pick.choices(words, k=300)),
        )
        for number in range(names // ARTICLES_OF + 1)
    ]
    return Article.objects.bulk_create(articles, 500)


def ways() -> dict[str, Callable[[str], Iterator[str]]]:
    """Ways to type a name: each gives what stands in the box after every key that is pressed."""
    from archive.search.likeness import syllables

    def sounds(name: str) -> list[str]:
        return [(syllables(each) or (each,))[0] for each in name]

    def growing(text: str) -> Iterator[str]:
        return (text[:end] for end in range(1, len(text) + 1))

    return {
        "characters": growing,
        "inside a name": lambda name: growing(name[1:]),
        "pinyin": lambda name: growing("".join(sounds(name))),
        "first letters": lambda name: growing("".join(each[0] for each in sounds(name))),
        "mixed": lambda name: iter(
            [sounds(name)[0] + name[1:2], sounds(name)[0] + "".join(each[0] for each in sounds(name)[1:])]
        ),
        "nobody's": lambda name: iter([name[0] + "囧", "qqqq" + name[:1]]),
    }


def measure() -> None:
    """Print the figures."""
    from django.test import Client

    from archive.models import Organization, Person, Place
    from archive.search import spoken
    from archive.search.worker import index_home

    spoken.Writer().write(index_home())
    names = [
        name
        for model in (Person, Organization, Place)
        for name in model.objects.order_by("?").values_list("name", flat=True)[: TYPED // 3]
    ]
    client = Client()
    client.get("/api/suggest?q=a")
    everything: list[float] = []
    print(f"{'typed':<16}{'answers':>8}{'empty':>8}{'p50 ms':>8}{'p95 ms':>8}{'max ms':>8}")
    for way, typing in ways().items():
        took: dict[str, float] = defaultdict(float)
        empty = 0
        for typed in dict.fromkeys(text for name in names for text in typing(name) if text):
            started = time.thread_time()
            answer = client.get("/api/suggest", {"q": typed})
            took[typed] = (time.thread_time() - started) * 1000
            empty += not answer.json()["groups"]
        everything += took.values()
        print_line(way, list(took.values()), empty)
    print_line("all", everything, 0)


def print_line(way: str, took: list[float], empty: int) -> None:
    """Print a line of the table."""
    slow = statistics.quantiles(took, n=20)[-1]
    print(f"{way:<16}{len(took):>8}{empty:>8}{statistics.median(took):>8.1f}{slow:>8.1f}{max(took):>8.1f}")


def main() -> int:
    """Make the archive, or take one that is there, and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=60_000)
    parser.add_argument("--folder", type=Path, help="keep the archive here, and use it again")
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        kept = options.folder or Path(folder)
        os.environ.update(FANGZHI_VAR=str(kept), DJANGO_SETTINGS_MODULE="archive.settings", ALLOWED_HOSTS="testserver")
        import django
        from django.core.management import call_command

        django.setup()
        if not (kept / "index").exists():
            call_command("migrate", verbosity=0)
            fill(options.people)
            call_command("index")
        measure()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`python -m tests.pages_speed [--times N] [--heaviest N] [--only WORD] [--kept]`: how long pages take.

Of the archive in `FANGZHI_VAR`, the records that the most articles name are looked for, and each kind of page is asked
for each of them, its latest year and its last page too; then lists, files, feeds, and the API. A page is asked N times
in one process, with all middleware, without the network, and made anew each time; with `--kept` it is kept as the
server keeps it for visitors. In front stand the worst kinds; what is printed of each is for its slowest page: the
median, the 95th percentile and the worst on the clock, the median in processor time, the number of queries and what
they took, and the size. A loop of plain Python is told beside them, so that figures of a machine that others use as
well can be compared.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import statistics
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

TIMES = 12
HEAVIEST = 10
MOST = 0.100  # Seconds: what a page may take.
LOOP = 60_000
LONG, FEW = 1.0, 3  # Seconds: what takes longer, as a file of ten thousand rows does, is asked for but three times.
# Lists and their files, as they are first asked and at their far end; what is asked most of the API.
ALWAYS = (
    "/",
    *("/people/", "/people/?page=9999", "/people/?name=明", "/organizations/", "/organizations/?page=9999"),
    *("/organizations/?name=局", "/places/", "/places/?page=9999", "/events/", "/events/?page=9999"),
    *("/events/?month=undated", "/appointments/", "/appointments/?page=9999", "/appointments.atom"),
    *("/newspapers/", "/calendar/", "/coverage/", "/trends/", "/names/"),
    *("/search.csv", "/search.json", "/search.ris", "/search.txt", "/search.atom"),
    *("/robots.txt", "/sitemap.xml", "/sitemap-articles.xml", "/opensearch.xml"),
    *("/api/", "/api/openapi.json", "/api/people", "/api/people?page=50&size=100", "/api/people?name=明"),
    *("/api/organizations", "/api/places", "/api/events", "/api/articles", "/api/newspapers"),
)
OF_A_RECORD = {
    "person": ("/people/{pk}/", "/people/{pk}/?year={year}", "/people/{pk}/?page=9999&events=9999")
    + ("/people/{pk}.atom", "/api/people/{pk}", "/api/articles?person={pk}", "/api/events?person={pk}"),
    "organization": ("/organizations/{pk}/", "/organizations/{pk}/?year={year}", "/organizations/{pk}/?page=9999")
    + ("/organizations/{pk}.atom", "/api/organizations/{pk}", "/api/articles?organization={pk}"),
    "place": ("/places/{pk}/", "/places/{pk}/?year={year}", "/places/{pk}/?page=9999", "/places/{pk}.atom")
    + ("/api/places/{pk}", "/api/articles?place={pk}"),
    "event": ("/events/{pk}/", "/api/events/{pk}"),
}


@dataclass(frozen=True)
class Asked:
    """How a page answered: its status, seconds of the processor when first asked for, then on the clock and of the
    processor, queries, and bytes."""

    address: str
    status: int
    first: float
    clock: list[float]
    processor: list[float]
    queries: int
    in_queries: float
    size: int

    @property
    def late(self) -> float:
        """The 95th percentile of the seconds on the clock."""
        return statistics.quantiles(self.clock, n=20, method="inclusive")[-1]


def heaviest(kind: str, most: int) -> Iterator[dict[str, object]]:
    """The records of a kind that the most public articles name, each with the newest year of these."""
    from django.db.models import Count, Max

    from archive.models import Mention

    named = Mention.objects.public().filter(**{f"{kind}__isnull": False}).order_by().values_list(kind)
    counted = named.annotate(n=Count("article", distinct=True), newest=Max("article__date")).order_by("-n", kind)
    for pk, _number, newest in counted[:most]:
        yield {"pk": pk, "year": newest.year if newest else 2000}


def addresses(most: int) -> Iterator[tuple[str, str]]:
    """The kinds of pages with their addresses: the lists, and those of the heaviest records."""
    from django.db.models import Count

    from archive.models import Article, Membership, Newspaper, Page

    yield from ((address, address) for address in ALWAYS)
    for kind, forms in OF_A_RECORD.items():
        for record in heaviest(kind, most):
            yield from ((form, form.format(**record)) for form in forms)
    posts = Membership.objects.values("post").annotate(n=Count("pk")).order_by("-n", "post").values_list("post")
    yield from (("/posts/{pk}/", f"/posts/{pk}/") for (pk,) in posts[:most])
    yield from (("/newspapers/{slug}/", paper.get_absolute_url()) for paper in Newspaper.objects.public()[:most])
    pages = Page.objects.public().annotate(n=Count("articles")).order_by("-n", "pk").values_list("pk")
    yield from (("/pages/{pk}/", f"/pages/{pk}/") for (pk,) in pages[:most])
    named = Article.objects.public().annotate(n=Count("mentions")).order_by("-n", "pk").values_list("pk")
    for (pk,) in named[:most]:
        yield "/articles/{pk}/", f"/articles/{pk}/"
        yield "/api/articles/{pk}", f"/api/articles/{pk}"


def ask(address: str, times: int, client: Any = None) -> Asked:
    """Ask for a page: once to fill the caches that every process fills, then so many times; without `client` as
    somebody unknown."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = client or Client()
    began, used = time.perf_counter(), time.thread_time()
    with CaptureQueriesContext(connection) as said:
        answer = client.get(address)
        size = len(answer.getvalue())
    first = time.thread_time() - used
    queries = said.captured_queries  # Now: the next request begins a new list.
    times = min(times, FEW) if time.perf_counter() - began > LONG else times
    clock, processor = [], []
    for _ in range(times):
        began, used = time.perf_counter(), time.thread_time()
        client.get(address).getvalue()
        clock.append(time.perf_counter() - began)
        processor.append(time.thread_time() - used)
    in_queries = sum(float(query["time"]) for query in queries)
    return Asked(address, answer.status_code, first, clock, processor, len(queries), in_queries, size)


def loop() -> float:
    """Seconds of the processor that a million rounds of a loop of plain Python take, the best of five."""
    best = float("inf")
    for _ in range(5):
        used, total, kept = time.thread_time(), 0, {}
        for number in range(LOOP):
            kept[number % 1000] = total
            total += number
        best = min(best, time.thread_time() - used)
    return best * 1e6 / LOOP


def told(kind: str, asked: Iterable[Asked]) -> str:
    """A row: the heaviest of a kind by what it takes at its worst, and how many are too slow."""
    every = sorted(asked, key=lambda each: -each.late)
    worst = every[0]
    slow = sum(each.late > MOST for each in every)
    numbers = (statistics.median(worst.clock), worst.late, max(worst.clock), statistics.median(worst.processor))
    row = " ".join(f"{1000 * number:7.1f}" for number in numbers)
    wrong = "" if all(each.status == 200 for each in every) else f" status {sorted({each.status for each in every})}"
    return (
        f"{row} {worst.queries:4d} {1000 * worst.in_queries:7.1f} {worst.size / 1000:8.1f} {slow:3d}/{len(every):<3d} "
        f"{kind}{'' if worst.address == kind else f'  {worst.address}'}{wrong}"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=TIMES, metavar="N", help=f"how often each page ({TIMES})")
    parser.add_argument("--heaviest", type=int, default=HEAVIEST, metavar="N", help=f"records of a kind ({HEAVIEST})")
    parser.add_argument("--only", default="", metavar="WORD", help="kinds of pages that have this in their address")
    parser.add_argument("--kept", action="store_true", help="let costly pages be kept, as visitors find them")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from archive.gunicorn import when_ready
    from archive.models import Article
    from archive.views import kept

    if not options.kept:
        kept.WORTH = float("inf")
    settings.ALLOWED_HOSTS = ["*"]
    when_ready(None)  # As the server does: what is loaded stays, and the collector leaves it alone.
    before = loop()
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for kind, address in addresses(options.heaviest):
        if options.only in kind:
            kinds[kind].append(ask(address, options.times))
            gc.collect()
    print(
        f"{Article.objects.public().count()} articles, {connection.vendor}; Python {platform.python_version()}, ",
        end="",
    )
    print(
        f"{os.cpu_count()} cores, {platform.machine()}; a million rounds {before:.3f} s before, {loop():.3f} s after"
    )
    print(" median     95%   worst     cpu    q  sql ms       kB  slow  page, and the slowest of its kind (ms)")
    for kind, asked in sorted(kinds.items(), key=lambda each: -max(one.late for one in each[1])):
        print(told(kind, asked))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

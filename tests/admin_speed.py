"""`python -m tests.admin_speed [--times N] [--only WORD] [--every]`: how long the pages of the desk take to be made.

Of the archive in `FANGZHI_VAR`, every list of the admin is opened: its first page, the second, the middle and the last
one, with each choice of each filter, by each column up and down, offered for it or not, and searched; then the forms
of the records on which most hangs, the forms that add one, and every room of the desk. Somebody who may do everything
asks, in one process, with all middleware and without the network; what that leaves in the database is taken back.
A page is asked for twice, and what takes half of what it may then N times more. Printed are the worst of each kind of
page: the processor time of a page asked for the first time in this process and the median of those that follow, the
clock, the number of queries and what they took, and the size.
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import uuid4

from tests.pages_speed import Asked, ask, loop

TIMES = 3
MOST = 0.150  # Seconds: what a page of the desk may take.
NAME = "王"  # In every archive somebody is called so.
DAYS = "date__year=2023", "date__year=2023&date__month=3", "date__year=2023&date__month=3&date__day=3"
# What hangs on a record makes its form heavy: the relation that is counted, by model.
HANGING = {
    "newspaper": "issues",
    "issue": "pages",
    "page": "articles",
    "article": "mentions",
    "person": "mentions",
    "organization": "mentions",
    "place": "mentions",
    "event": "mentions",
    "post": "memberships",
    "mention": "sightings",
    "ingest": "files",
}
Page = tuple[str, str]


def lists(site: Any, user: Any) -> Iterator[Page]:
    """Every list: its pages, filters, columns, and a search."""
    from django.test import RequestFactory

    for model, model_admin in site._registry.items():
        request = RequestFactory().get("/")
        request.user, request.session = user, {}
        listed = model_admin.get_changelist_instance(request)
        name = f"{model._meta.app_label}/{model._meta.model_name}"
        address = f"/admin/{name}/"
        last = max(listed.paginator.num_pages, 1)
        yield from ((f"{name} list", f"{address}?p={page}") for page in {1, min(2, last), (last + 1) // 2, last})
        for spec in listed.filter_specs:
            for choice in spec.choices(listed):
                yield f"{name} filter {spec.title}", address + choice["query_string"]
        for at, column in enumerate(listed.list_display):
            if column in listed.sortable_by and column != "action_checkbox":
                yield from ((f"{name} by column", f"{address}?o={sign}{at}") for sign in ("", "-"))
        if model_admin.search_fields:
            yield f"{name} search", f"{address}?q={NAME}"
            yield f"{name} search", f"{address}?q=2023"
        if field := model_admin.date_hierarchy:
            yield from ((f"{name} by day", f"{address}?{days.replace('date__', f'{field}__')}") for days in DAYS)


def forms(site: Any) -> Iterator[Page]:
    """The forms: of a new record, and of the record on which most hangs; what was done to it, and its deletion."""
    for model, model_admin in site._registry.items():
        name = f"{model._meta.app_label}/{model._meta.model_name}"
        yield f"{name} add", f"/admin/{name}/add/"
        for pk in heaviest(model):
            for page in ("change", "history", *(["delete"] if may_be_deleted(model_admin) else [])):
                yield f"{name} {page}", f"/admin/{name}/{pk}/{page}/"


def may_be_deleted(model_admin: Any) -> bool:
    """Whether anybody may."""
    from archive.admin.base import ReadOnlyAdmin

    return not isinstance(model_admin, ReadOnlyAdmin)


def heaviest(model: Any, most: int = 1) -> list[Any]:
    """The ids of the records on which most hangs; where nothing does, of the newest."""
    from django.db.models import Count

    if relation := HANGING.get(model._meta.model_name):
        field = model._meta.get_field(relation).field
        hanging = field.model._base_manager.filter(**{f"{field.name}__isnull": False}).order_by()
        counted = hanging.values_list(field.attname).annotate(n=Count("pk")).order_by("-n", field.attname)
        if found := [pk for pk, _n in counted[:most]]:
            return found
    return list(model._base_manager.order_by("-pk").values_list("pk", flat=True)[:most])


def look_ups(site: Any) -> Iterator[Page]:
    """What a form asks for while somebody types."""
    for model, model_admin in site._registry.items():
        for field in model_admin.autocomplete_fields:
            where = f"app_label={model._meta.app_label}&model_name={model._meta.model_name}&field_name={field}"
            for term in ("", NAME):
                yield f"look-up {model._meta.model_name} {field}", f"/admin/autocomplete/?{where}&term={term}"


def rooms() -> Iterator[Page]:
    """The desk's own rooms, with the heaviest record where a room is about one."""
    from django.db.models.functions import Length

    from archive.admin import ROOMS
    from archive.admin.queue.room import SOURCES
    from archive.curating.leading import MODELS
    from archive.lexicon import Name
    from archive.models import Article, Decision, Exchange, Ingest, Issue, Upload
    from archive.models import Page as OfPaper

    yield "first page", "/admin/"
    of = {**MODELS, "pages": OfPaper, "issues": Issue, "ingests": Ingest, "uploads": Upload, "exchange": Exchange}
    of["decisions"] = of["disagreements"] = Decision
    for room in ROOMS:
        kind, _slash, rest = room.route.partition("/")
        if "<str:" in room.route:  # Files are written as they are read.
            continue
        for pk in heaviest(of[kind]) if "<int:pk>" in rest else Name if "<slug:name>" in rest else [0]:
            address = room.route.replace("<int:pk>", str(pk)).replace("<slug:name>", str(pk))
            yield f"room {room.name}", f"/admin/{address}"
    yield from ((f"room queue {kind}", f"/admin/queue/?kind={kind}") for kind in SOURCES)
    yield from _of_two()
    longest = Article.objects.annotate(n=Length("text")).order_by("-n", "pk").values_list("pk", "page").first()
    if longest:
        yield "archive/article change", f"/admin/archive/article/{longest[0]}/change/"
        yield "room cut-page", f"/admin/pages/{longest[1]}/cut/"


def _of_two() -> Iterator[Page]:
    """The two records of a kind that are named most, to be merged; the one of them, to be rejected."""
    from archive.curating.leading import MODELS

    for kind, model in MODELS.items():
        pks = heaviest(model, 2)
        if len(pks) > 1:
            yield f"room merge-{kind}", f"/admin/{kind}/merge/?keep={pks[0]}&drop={pks[1]}"
            yield f"room merge-{kind}", f"/admin/{kind}/merge/?keep={pks[1]}&drop={pks[0]}"
            name = getattr(model._base_manager.get(pk=pks[0]), "name", "")
            yield f"room reject-{kind}", f"/admin/{kind}/reject/?text={name}"


def told(kind: str, asked: Iterable[Asked]) -> str:
    """A row: the slowest of a kind, and how many of it are too slow."""
    every = sorted(asked, key=lambda each: -cost(each))
    worst = every[0]
    slow = sum(cost(each) > MOST for each in every)
    numbers = (worst.first, statistics.median(worst.processor), statistics.median(worst.clock))
    row = " ".join(f"{1000 * number:7.1f}" for number in numbers)
    wrong = {each.status for each in every} - {200}
    return (
        f"{row} {max(each.queries for each in every):4d} {1000 * worst.in_queries:7.1f} {worst.size / 1000:8.1f} "
        f"{slow:3d}/{len(every):<3d} {kind}  {worst.address}{f' status {sorted(wrong)}' if wrong else ''}"
    )


def cost(asked: Asked) -> float:
    """The processor time of a page, without what only the first one of a process fills."""
    return statistics.median(asked.processor)


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=TIMES, metavar="N", help=f"how often each page ({TIMES})")
    parser.add_argument("--only", default="", metavar="WORD", help="kinds of pages that have this in their name")
    parser.add_argument("--every", action="store_true", help="a row for each address too, at once")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.contrib import admin
    from django.contrib.auth.models import User
    from django.test import Client

    from archive.gunicorn import when_ready
    from archive.models import Article

    settings.ALLOWED_HOSTS = ["*"]
    logging.disable(logging.CRITICAL)  # Forms that nobody may fill in say so in the table.
    user = User.objects.create(username=f"measuring-{uuid4().hex[:8]}", is_staff=True, is_superuser=True)
    client = Client()
    try:
        client.force_login(user)
        client.get("/admin/")
        when_ready(None)  # As the server does: what is loaded stays, and the collector leaves it alone.
        site = admin.site
        before = loop()
        kinds: dict[str, list[Asked]] = defaultdict(list)
        pages = dict.fromkeys([*rooms(), *lists(site, user), *forms(site), *look_ups(site)])
        for kind, address in pages:
            if options.only in kind:
                found = ask(address, 1, client)
                if cost(found) > MOST / 2 and options.times > 1:
                    found = ask(address, options.times, client)
                kinds[kind].append(found)
                if options.every:
                    print(told(kind, [found]), flush=True)
                gc.collect()
    finally:
        client.logout()
        user.delete()
    asked = [each for some in kinds.values() for each in some]
    slow = sum(cost(each) > MOST for each in asked)
    print(f"{Article.objects.count()} articles; a million rounds {before:.3f} s before, {loop():.3f} s after")
    print(f"{len(asked)} pages, {slow} of them over {1000 * MOST:.0f} ms")
    print("  first     cpu   clock    q  sql ms       kB  slow  page, and the slowest of its kind (ms)")
    for kind, some in sorted(kinds.items(), key=lambda each: -max(map(cost, each[1]))):
        print(told(kind, some))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

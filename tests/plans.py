"""`python -m tests.plans [--heaviest N] [--only WORD]`: does a page read a big table from one end to the other?

Of the archive in `FANGZHI_VAR`, or where DATABASE_URL says, every kind of page is asked that `tests.pages_speed` asks,
and each question that it puts to the database is explained. Printed is where one goes through all rows of a table
that has more than BIG: the page, the table, the step of the plan and the question. The exit status is 1 if there is
any that ALLOWED does not name and that does not want a good part of the table by itself (PART).
"""

from __future__ import annotations

import argparse
import json
import os
import re
from collections.abc import Iterator
from typing import Any

BIG = 5_000  # Rows: to read fewer takes no longer than to look them up.
PART = 0.05  # Of a table's rows: to look up so many one by one takes longer than to read all.
# What may read a table through: (beginning of the page's address, beginning of the question) and why.
ALLOWED = {
    ("/", "SELECT COUNT(*)"): "an exact count is one of all rows; it is kept, or comes from the index",
    ("/events/", "SELECT EXISTS"): "ends with the first event without a day, of which there are many",
    ("/events/", "SELECT 1"): "ends with the first event without a day, of which there are many",
    ("/appointments", 'SELECT "archive_sighting"."id" AS "pk"'): "all changes of post, found once a minute and kept",
    ("/search.", "SELECT"): "a file of ten thousand rows: to read them all is the shortest way to a quarter of them",
}


def big_tables(connection: Any) -> dict[str, int]:
    """The tables that have many rows, with how many."""
    found = {}
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")
            if (count := cursor.fetchone()[0]) > BIG:
                found[name] = count
    return found


def read_through(connection: Any, question: str) -> Iterator[tuple[str, str, int]]:
    """The tables that the plan of a question reads from one end to the other, each with that step of the plan, and how
    many rows the step picks out by itself; 0 where that is not known, or where it hands on all.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("EXPLAIN QUERY PLAN " + question.replace("%", "%%"), [])
            aliases = dict(_aliases(question))
            ends = re.search(r" LIMIT \d+( OFFSET \d+)?$", question)
            for *_, step in cursor.fetchall():
                # In an index's order no more is read than is asked for.
                if (found := re.match(r"SCAN (\w+)(?! CONSTANT)", step)) and not (ends and "INDEX" in step):
                    yield aliases.get(found[1], found[1]), step, 0
            return
        cursor.execute("EXPLAIN (FORMAT JSON) " + question)
        plan = cursor.fetchone()[0]
        yield from _nodes((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _aliases(question: str) -> Iterator[tuple[str, str]]:
    """What tables are called within the question."""
    for table, alias in re.findall(r'"(archive_\w+|auth_\w+)" (?:AS )?"?(\w+)"?', question):
        yield alias, table


def _nodes(node: dict[str, Any]) -> Iterator[tuple[str, str, int]]:
    if node["Node Type"] == "Seq Scan":
        step = f"Seq Scan, {node['Plan Rows']} rows, cost {node['Total Cost']:.0f}"
        yield node["Relation Name"], step, node["Plan Rows"] if "Filter" in node else 0
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def main() -> int:
    """Ask, explain, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--heaviest", type=int, default=1, metavar="N", help="records of a kind (1)")
    parser.add_argument("--only", default="", metavar="WORD", help="kinds of pages that have this in their address")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.pages_speed import addresses

    settings.ALLOWED_HOSTS = ["*"]
    big = big_tables(connection)
    print(f"{connection.vendor}: " + ", ".join(f"{name} {count}" for name, count in big.items()))
    found: dict[tuple[str, str, str], list[float]] = {}
    wanted: dict[tuple[str, str, str], float] = {}
    asked = 0
    for kind, address in addresses(options.heaviest):
        if options.only not in kind:
            continue
        with CaptureQueriesContext(connection) as said:
            Client().get(address).getvalue()
        for query in said.captured_queries:
            question, seconds = query["sql"], float(query["time"])
            if not question.startswith(("SELECT", "WITH")):
                continue
            asked += 1
            shape = re.sub(r"\bIN \([0-9, ]+\)", "IN (…)", question)
            if (kind, "", shape) in found:
                found[kind, "", shape].append(seconds)
                continue
            found[kind, "", shape] = [seconds]
            for table, step, rows in read_through(connection, question):
                if table in big:
                    found[kind, f"{table}: {step}", shape] = found[kind, "", shape]
                    wanted[kind, f"{table}: {step}", shape] = rows / big[table]
    wrong = 0
    for (kind, step, shape), times in found.items():
        if step:
            reason = allowed(kind, shape, wanted[kind, step, shape])
            wrong += not reason
            told = f"{max(times) * 1000:.0f} ms, {len(times)} times"
            print(f"{kind}  {step}  {told}\n    {f'allowed: {reason}' if reason else shape[:1000]}")
    print(f"{asked} questions; {wrong} times a big table is read through that need not be")
    return bool(wrong)


def allowed(kind: str, question: str, part: float = 0) -> str:
    """Why this question of this page, which wants that part of a table, may read it through; empty if it may not."""
    if part > PART:
        return f"it wants {part:.0%} of the rows"
    every = (
        reason for (page, begins), reason in ALLOWED.items() if kind.startswith(page) and question.startswith(begins)
    )
    return next(every, "")


if __name__ == "__main__":
    raise SystemExit(main())

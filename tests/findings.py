"""What a parse says about a page, as lines that can be compared: boundaries, roles, headlines, names, dates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

KINDS = (
    "item",
    "role",
    "headline",
    "byline",
    "person",
    "place",
    "organization",
    "event",
    "issue date",
    "area",
)

Finding = tuple[str, str, str]


def findings(page: dict[str, Any]) -> Iterator[Finding]:
    """(page, kind, what) of everything that the parse of a page says, in the shape `parse --json` prints."""
    path = page["path"]
    for item in page["items"]:
        for kind, what in _of_item(item):
            yield path, kind, what
    for number, aside in page["unassigned"].items():
        yield path, "role", f"line {number} {aside}"
    when = page["issue_date"]
    if when:
        yield path, "issue date", f"{when['date']} {when['precision']} {when['origin']}"
    if page["area"]:
        yield path, "area", "/".join(page["area"])


def _of_item(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    numbers = list(map(int, item["lines"]))
    yield "item", f"{item['kind']} of lines {_ranges(numbers)}"
    for number, role in item["lines"].items():
        yield "role", f"line {number} {role}"
    for part in ("section", "kicker", "headline", "deck"):
        if item[part]:
            yield "headline", f"{part} {item[part]}".replace("\n", " / ")
    for byline in item["bylines"]:
        yield "byline", f"{byline['name']} {byline['role']}".strip()
    for person in item["people"]:
        yield "person", " ".join([person["name"], *person["titles"]])
    for place in item["places"]:
        yield "place", "/".join([*place["parents"], place["name"]])
    for body in item["organizations"]:
        yield "organization", f"{body['name']} ({body['full_name']})" if body["full_name"] else body["name"]
    for event in item["events"]:
        parts = " ".join(f"{each['name']}:{each['part']}" for each in event["participants"])
        yield "event", f"{event['start']}..{event['end']} {event['title']} {parts}".strip()


def _ranges(numbers: Iterable[int]) -> str:
    """3-7, 9: runs of lines that lie at most two apart count as one."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number - runs[-1][1] <= 2:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(f"{first}-{last}" if first < last else str(first) for first, last in runs)


def differences(
    before: Iterable[dict[str, Any]], now: Iterable[dict[str, Any]]
) -> tuple[Counter[Finding], Counter[Finding]]:
    """What is found now and was not before, and the other way round."""
    old = Counter(each for page in before for each in findings(page))
    new = Counter(each for page in now for each in findings(page))
    return new - old, old - new


def told(added: Counter[Finding], gone: Counter[Finding], most: int) -> str:
    """The differences as lines for a terminal: counts by kind, then at most so many of each kind."""
    if not added and not gone:
        return "Every page is read as before."
    rows = ["What is read otherwise, whether or not a truth is there to judge it:"]
    for kind in KINDS:
        more = sorted(each for each in added.elements() if each[1] == kind)
        less = sorted(each for each in gone.elements() if each[1] == kind)
        if not more and not less:
            continue
        rows.append(f"  {kind}: {len(more)} new, {len(less)} gone")
        both = sorted([(*each, "+") for each in more] + [(*each, "-") for each in less])
        rows += [f"    {sign} {path}: {what}" for path, _, what, sign in both[:most]]
        if len(both) > most:
            rows.append(f"    … and {len(both) - most} more")
    return "\n".join(rows)

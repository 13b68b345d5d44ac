"""Changes of post, each once: reports of the same person, the same post, the same direction and about the same days.

One report may say which post is meant, 当选云溪区人民政府区长, and the next only 当选区长: told in words that fit one
of the person's posts, it is a report of that change.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from archive.models import Sighting
from archive.models.terms import LATE
from archive.views.kept import kept

KEPT_SECONDS = 60  # How long the changes are kept put together; what is shown of them is read anew.


class Report(NamedTuple):
    """What one report says of a change, and no more of it than tells whether another says the same.

    `post`, `post_title`, `body` (its organization's name) and `place` are None where the post is not certain.
    """

    pk: int
    person: int
    kind: str
    day: date | None
    title: str
    post: int | None
    post_title: str | None
    body: str | None
    place: int | None
    newspaper: int
    printed: date | None


FIELDS = (
    *("pk", "mention__person", "kind", "day", "title", "post", "post__title", "post__organization__name"),
    *("post__organization__place", "mention__article__newspaper", "mention__article__date"),
)
# What makes another post of the one before it: 区长助理, 主任委员. Anything else there was read by mistake.
ANOTHER = re.compile("助理|委员|级|秘书")


class Change(NamedTuple):
    """A change of post: the first day that any report gives, the place of the body, the newspapers that tell of it,
    and the sightings, those printed first before the others. Numbers and a day, so that keeping it keeps no name."""

    day: date | None
    place: int | None
    newspapers: tuple[int, ...]
    reports: tuple[int, ...]


def newest() -> list[Change]:
    """All changes that published articles report, the newest first; at most a minute old.

    Which reports are of one change depends on all of the person's, so that it cannot be asked of one page alone. What
    was withdrawn since is still among them: whoever shows a report asks for it as public.
    """
    return kept("changes", _found, KEPT_SECONDS)


def _found() -> list[Change]:
    rows = Sighting.objects.public().changes().order_by().values_list(*FIELDS)
    found = alike(map(Report._make, rows))
    return sorted(found, key=lambda each: (each.day or date.min, each.reports), reverse=True)


def alike(reports: Iterable[Report]) -> list[Change]:
    """The changes that they tell of; each report stands in one of them."""
    certain: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    vague: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    for each in reports:
        person = (each.person, each.kind in Sighting.BEGINS)
        if each.post:
            certain[(*person, each.post)].append(each)
        else:
            vague[(*person, each.title)].append(each)
    known: dict[tuple[object, ...], list[list[Report]]] = defaultdict(list)
    for (*person, _post), told in certain.items():
        known[tuple(person)] += _about_the_same_days(told)
    rest = []
    for (*person, _title), told in vague.items():
        alone = [each for each in told if not _joined(each, known[tuple(person)])]
        rest += _about_the_same_days(alone)
    return [_change(told) for told in (*(each for its in known.values() for each in its), *rest)]


def _about_the_same_days(reports: list[Report]) -> list[list[Report]]:
    """Parted where more than `LATE` lies between the first report and another; undated ones stay with the last."""
    if len(reports) < 2:  # Nearly all: no time is spent on them.
        return [reports] if reports else []
    parted: list[list[Report]] = []
    for each in sorted(reports, key=lambda one: (one.day or date.max, one.pk)):
        if parted and _near(each.day, parted[-1][0].day):
            parted[-1].append(each)
        else:
            parted.append([each])
    return parted


def _near(one: date | None, other: date | None) -> bool:
    return one is None or other is None or abs(one - other) <= LATE


def _joined(report: Report, known: list[list[Report]]) -> bool:
    """Put the report to those of the one post that it may mean, of several such changes to the nearest in time."""
    fitting = [told for told in known if _fits(report, told[0])]
    if len({told[0].post for told in fitting}) != 1:
        return False
    min(fitting, key=lambda told: abs(report.day - told[0].day) if report.day and told[0].day else LATE).append(report)
    return True


def _fits(report: Report, known: Report) -> bool:
    return _near(report.day, known.day) and may_mean(report.title, known.post_title or "", known.body or "")


def may_mean(title: str, post: str, body: str) -> bool:
    """Whether words may mean that post of that body: 区政府区长 may mean 云溪区人民政府区长, and 副区长 may not."""
    if title.startswith(body + post):
        return not ANOTHER.match(title, len(body + post))
    # Of the body's name any part may be left out, but nothing else may stand before the post.
    rest = iter(body.replace("中共", "中国共产党"))
    return title.endswith(post) and all(character in rest for character in title.removesuffix(post))


def _change(told: list[Report]) -> Change:
    if len(told) == 1:
        (one,) = told
        return Change(one.day, one.place, (one.newspaper,), (one.pk,))
    told.sort(key=lambda each: (each.printed or each.day or date.max, each.pk))
    return Change(
        day=min((each.day for each in told if each.day), default=None),
        place=next((each.place for each in told if each.post), None),
        newspapers=tuple({each.newspaper for each in told}),
        reports=tuple(each.pk for each in told),
    )

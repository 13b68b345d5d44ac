"""What a page prints that speaks against its date of issue: found and told, the date itself left as it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from archive.parsing import date_forms, issue, milestones
from archive.parsing.dates import read_dates
from archive.parsing.issue_cues import Cue, cues
from archive.parsing.mastheads import Masthead
from archive.parsing.structures import FIELDS, DateProblem, IssueDate, Item

# Of a page of nothing but wrong dates the first ones tell enough.
MOST_PROBLEMS: Final = 40
# A report dated later than its issue, by this many days at most: beyond it, it is last year's.
_FORESEEN: Final = 150
# A dateline may bear the day of issue, and a page made up at midnight that of the next.
_DATELINE_AHEAD: Final = 1
# Words are spoken before the congress that coins them; not this long.
_FOREBODING: Final = timedelta(days=400)
# A page's own cues outweigh what is given only where they agree this clearly (log weight).
CLEAR: Final = 15.0
# An inferred year is doubted by a cue that weighs this little under it and much more under another.
_AGAINST: Final = -2.9
_FOR: Final = -1.0

# 新华社青岚12月31日电, 本报云溪12月31日讯: the day the report was sent.
_DATELINE = re.compile("(?:电|讯)(?=[ (（:：]|$|记者)")


def doubts(items: tuple[Item, ...], when: IssueDate | None, heads: tuple[Masthead, ...]) -> tuple[DateProblem, ...]:
    """What speaks against the issue's date, `MOST_PROBLEMS` at most."""
    found = [*_mastheads(heads, when)]
    if when is not None and when.precision == "day":
        if when.origin == "inferred":
            found += _cues_against(items, when)
        else:
            found += _from_the_future(items, when.date)
            found += _not_yet_coined(items, when.date)
            found += _another_day(items, when.date, found)
    return tuple(found[:MOST_PROBLEMS])


def _mastheads(heads: Iterable[Masthead], when: IssueDate | None) -> Iterator[DateProblem]:
    for head in heads:
        if head.wrong:
            yield DateProblem(head.line, head.text, head.wrong)
        if when is not None and head.date != when.date:
            known = "由外部给定" if when.origin == "given" else "取自版面另一处"
            yield DateProblem(head.line, head.text, f"与见报日{when.date}({known})不合", issue=True)


def _from_the_future(items: tuple[Item, ...], issued: date) -> Iterator[DateProblem]:
    """Datelines of a day after the issue."""
    for item in items:
        shadow = date_forms.half_width(item.text)
        for span in read_dates(item.text, issued):
            if span.form != "day" or span.first is None or not _DATELINE.match(shadow, span.end):
                continue
            ahead = (span.first - issued).days
            if _DATELINE_AHEAD < ahead <= _FORESEEN:
                line = item.line_of("text", span.start)
                yield DateProblem(line, item.text[span.start : span.end + 1], f"电头晚于见报日{issued}", issue=True)


def _not_yet_coined(items: tuple[Item, ...], issued: date) -> Iterator[DateProblem]:
    """Words that nobody could print so long before."""
    seen = set()
    for item in items:
        for field in FIELDS:
            for sighting in milestones.sightings(getattr(item, field)):
                if sighting.coined and issued + _FOREBODING < sighting.first and sighting.text not in seen:
                    seen.add(sighting.text)
                    reason = f"见报日{issued}时尚无此语,始于{sighting.first}"
                    yield DateProblem(item.line_of(field, sighting.start), sighting.text, reason, issue=True)


def _another_day(items: tuple[Item, ...], issued: date, found: list[DateProblem]) -> Iterator[DateProblem]:
    """The day that the page itself speaks for, where that is clear and far from what is known of the issue."""
    if any(problem.issue for problem in found):
        return
    inferred = issue.issue_date(items, None)
    if inferred is None or inferred.precision != "day" or inferred.earliest <= issued <= inferred.latest:
        return
    if inferred.earliest.year != inferred.latest.year:
        return
    all_cues = cues(items)
    if issue.likelihood(all_cues, inferred.date) - issue.likelihood(all_cues, issued) >= CLEAR:
        reason = f"版面所载指向{inferred.date},与见报日{issued}不合:{inferred.reason}"
        yield DateProblem(None, str(issued), reason, issue=True)


def _cues_against(items: tuple[Item, ...], when: IssueDate) -> Iterator[DateProblem]:
    """What a page prints that does not go with the year that most of it speaks for."""
    seen = set()
    for cue in cues(items):
        if cue.name not in ("weekday", "milestone", "festival") or cue.text in seen:
            continue
        other = _fitting_year(cue, when.date)
        if other is not None and cue.weigh(when.date) <= _AGAINST:
            seen.add(cue.text)
            reason = f"与推断的见报日{when.date}不合,若在{other}年则合"
            yield DateProblem(cue.line, cue.text, reason, issue=True)


def _fitting_year(cue: Cue, best: date) -> int | None:
    """The year nearest to that of `best` under which the cue would be natural."""
    years = sorted(range(best.year - 8, best.year + 9), key=lambda year: abs(year - best.year))
    return next((year for year in years if cue.weigh(issue.in_year(best, year)) >= _FOR), None)

"""The parser's two verbs: read a page, read a separate article."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, islice

from archive.parsing import actions, doubts, events, issue, organizations, people, places, segment
from archive.parsing.date_mentions import find_date_mentions
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import ArticleText, DateProblem, Given, IssueDate, Item, PageDump, ParsedPage


def parse_page(dump: PageDump, given: Given, gazetteer: Gazetteer) -> ParsedPage:
    """Take a page dump apart into items, with what each reports.

    What `given` leaves open is read from the page's masthead or inferred, and said to be; nothing is guessed without
    evidence. Never raises on any text; linear in its length.
    """
    lines = dump.lines
    segmented = segment.segment(lines)
    noise = {number: lines[number - 1] for number, aside in segmented.unassigned.items() if aside == "noise"}
    heads = issue.mastheads_of(segmented.items, noise)
    area = given.area or places.home_area(segmented.items, gazetteer)
    when = issue.issue_date(segmented.items, given.date, heads)
    items = tuple(with_findings(item, when, area, gazetteer) for item in segmented.items)
    return ParsedPage(
        path=dump.path,
        encoding=dump.encoding,
        newspaper=given.newspaper or next((head.newspaper for head in heads if head.newspaper), None),
        number=given.page or next((head.number for head in heads if head.number), None),
        area=area,
        issue_date=when,
        items=items,
        unassigned=segmented.unassigned,
        problems=(*doubts.doubts(segmented.items, when, heads), *_first_problems(items)),
    )


def parse_article(article: ArticleText, given: Given, gazetteer: Gazetteer) -> ParsedPage:
    """Read a separate article as a page of one item without a dump: `lines` and spans' lines are empty."""
    item = segment.whole_article(article)
    area = given.area or places.home_area((item,), gazetteer)
    when = issue.issue_date((item,), given.date)
    item = with_findings(item, when, area, gazetteer)
    return ParsedPage(
        path=article.id,
        encoding="utf-8",
        newspaper=given.newspaper,
        number=given.page,
        area=area,
        issue_date=when,
        items=(item,),
        unassigned={},
        problems=tuple(_first_problems([item])),
    )


def with_findings(item: Item, when: IssueDate | None, area: tuple[str, ...], gazetteer: Gazetteer) -> Item:
    """The item with its people, places, organizations, dates and events read out of it; also one of several pages'
    parts."""
    # Organizations are read beside the places already found.
    item = replace(item, places=places.find_places(item, area, gazetteer))
    found_people = actions.with_actions(item, people.find_people(item, area))
    found_organizations = organizations.find_organizations(item, area, gazetteer)
    as_of = issue.reliable(when)
    found_dates = find_date_mentions(item, as_of)
    found_events = events.find_events(item, found_dates.spans, found_people, item.places, area)
    return replace(
        item,
        people=found_people,
        organizations=found_organizations,
        events=found_events,
        dates=found_dates.mentions,
        problems=found_dates.problems,
        as_of=as_of,
    )


def _first_problems(items: Iterable[Item]) -> Iterable[DateProblem]:
    """The problems of all items, as many as anybody would look through."""
    return islice(chain.from_iterable(item.problems for item in items), doubts.MOST_PROBLEMS)

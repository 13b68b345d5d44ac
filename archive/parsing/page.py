"""The parser's two verbs: read a page, read a separate article."""

from __future__ import annotations

from dataclasses import replace

from archive.parsing import dates, events, issue, organizations, people, places, segment
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import ArticleText, Given, IssueDate, Item, PageDump, ParsedPage


def parse_page(dump: PageDump, given: Given, gazetteer: Gazetteer) -> ParsedPage:
    """Take a page dump apart into items, with what each reports.

    What `given` leaves open is inferred from the page, and said to be; nothing is guessed without evidence.
    Never raises on any text; linear in its length.
    """
    segmented = segment.segment(dump.lines)
    issue_date = issue.issue_date(segmented.items, given.date)
    area = given.area or places.home_area(segmented.items, gazetteer)
    return ParsedPage(
        path=dump.path,
        encoding=dump.encoding,
        newspaper=given.newspaper,
        number=given.page,
        area=area,
        issue_date=issue_date,
        items=tuple(with_findings(item, issue_date, area, gazetteer) for item in segmented.items),
        unassigned=segmented.unassigned,
    )


def parse_article(article: ArticleText, given: Given, gazetteer: Gazetteer) -> ParsedPage:
    """Read a separate article as a page of one item without a dump: `lines` and spans' lines are empty."""
    item = segment.whole_article(article)
    issue_date = issue.issue_date((item,), given.date)
    area = given.area or places.home_area((item,), gazetteer)
    return ParsedPage(
        path=article.id,
        encoding="utf-8",
        newspaper=given.newspaper,
        number=given.page,
        area=area,
        issue_date=issue_date,
        items=(with_findings(item, issue_date, area, gazetteer),),
        unassigned={},
    )


def with_findings(item: Item, issue_date: IssueDate | None, area: tuple[str, ...], gazetteer: Gazetteer) -> Item:
    """The item with its people, places, organizations and events read out of it; also one of several pages' parts."""
    # Organizations are read beside the places already found.
    item = replace(item, places=places.find_places(item, area, gazetteer))
    found_people = people.find_people(item, area)
    found_organizations = organizations.find_organizations(item, area, gazetteer)
    # A year or month alone can't tell what 昨日 or 12月8日 mean.
    known_day = issue_date.date if issue_date and issue_date.precision == "day" else None
    when = dates.find_dates(item.text, known_day)
    found_events = events.find_events(item, when, found_people, item.places)
    return replace(
        item,
        people=found_people,
        organizations=found_organizations,
        events=found_events,
    )

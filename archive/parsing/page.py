"""The parser's two verbs: read a page, read a separate article."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain, islice

from archive.parsing import (
    actions,
    doubts,
    events,
    issue,
    organizations,
    people,
    places,
    relative,
    segment,
    tagging,
)
from archive.parsing.change_days import dated
from archive.parsing.date_mentions import find_date_mentions
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.home import Home, home_area
from archive.parsing.structures import (
    FIELDS,
    ArticleText,
    DateProblem,
    Field,
    Given,
    IssueDate,
    Item,
    PageDump,
    ParsedPage,
)
from archive.parsing.tagging import Ahead, Tagger, Tags


def parse_page(
    dump: PageDump, given: Given, gazetteer: Gazetteer, tagger: Tagger | None = None, *, names: bool = True
) -> ParsedPage:
    """Take a page dump apart into items, with what each reports.

    What `given` leaves open is read from the page's masthead or inferred, and said to be; nothing is guessed without
    evidence. Without `tagger` the default one is used; without `names` it is only taken apart, its names and dates are
    not looked for. Never raises on any text; linear in its length.
    """
    lines = dump.lines
    segmented = segment.segment(lines)
    noise = {number: lines[number - 1] for number, aside in segmented.unassigned.items() if aside == "noise"}
    heads = issue.mastheads_of(segmented.items, noise)
    items = tagged(segmented.items, tagger) if names else tuple(segmented.items)
    home = _home(items, given, gazetteer)
    area = home.area
    when = issue.issue_date(items, given.date, heads)
    if names:
        items = tuple(with_findings(item, when, area, gazetteer, tagger) for item in items)
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
        area_evidence=home.evidence,
    )


def parse_article(
    article: ArticleText, given: Given, gazetteer: Gazetteer, tagger: Tagger | None = None, *, names: bool = True
) -> ParsedPage:
    """Read a separate article as a page of one item without a dump: `lines` and spans' lines are empty."""
    item = segment.whole_article(article)
    item = tagged([item], tagger)[0] if names else item
    home = _home((item,), given, gazetteer)
    area = home.area
    when = issue.issue_date((item,), given.date)
    if names:
        item = with_findings(item, when, area, gazetteer, tagger)
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
        area_evidence=home.evidence,
    )


def _home(items: Sequence[Item], given: Given, gazetteer: Gazetteer) -> Home:
    """The home area that is given, or what the items speak for."""
    return Home(given.area) if given.area else home_area(items, gazetteer)


def tagged_ahead(articles: Iterable[ArticleText], tagger: Tagger) -> Tagger:
    """The tagger, having tagged these articles together, to be given to `parse_article` for each of them."""
    texts = ((each.kicker, each.headline, each.deck, each.text) for each in map(segment.tidied, articles))
    return Ahead(tagger, filter(None, chain.from_iterable(texts)))


def tagged(items: Sequence[Item], tagger: Tagger | None = None) -> tuple[Item, ...]:
    """The items with what the tagger says of their texts; all in one call, which is what taggers are fast at."""
    tagger = tagger or tagging.tagger()
    fields = [(at, name) for at, item in enumerate(items) for name in FIELDS if getattr(item, name)]
    found = tagger.tag([getattr(items[at], name) for at, name in fields])
    tags: list[dict[Field, Tags]] = [{} for _ in items]
    for (at, name), spans in zip(fields, found, strict=True):
        tags[at][name] = Tags(spans, tagger.name)
    return tuple(replace(item, tags=its) for item, its in zip(items, tags, strict=True))


def with_findings(
    item: Item, when: IssueDate | None, area: tuple[str, ...], gazetteer: Gazetteer, tagger: Tagger | None = None
) -> Item:
    """The item with its people, places, organizations, dates and events read out of it; also one of several pages'
    parts."""
    if not item.tags:
        item = tagged([item], tagger)[0]
    # Organizations are read beside the places already found.
    item = replace(item, places=places.find_places(item, area, gazetteer))
    as_of = issue.reliable(when)
    found_dates = find_date_mentions(item, as_of)
    found_people = dated(people.find_people(item, area), item.text, found_dates.spans)
    found_people = actions.with_actions(item, found_people)
    found_organizations = organizations.find_organizations(item, area, gazetteer)
    found_events = events.find_events(item, found_dates.spans, found_people, item.places, area)
    return replace(
        item,
        people=found_people,
        organizations=found_organizations,
        references=relative.find_references(item, area, item.places),
        events=found_events,
        dates=found_dates.mentions,
        problems=found_dates.problems,
        as_of=as_of,
        tags={},
    )


def _first_problems(items: Iterable[Item]) -> Iterable[DateProblem]:
    """The problems of all items, as many as anybody would look through."""
    return islice(chain.from_iterable(item.problems for item in items), doubts.MOST_PROBLEMS)

"""Corpora of an invented world: page dumps with what is known of each, or separate articles, as many as wanted."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from archive.composing.chance import Chance
from archive.composing.grammar import Grammar
from archive.composing.layout import Page, Style, half_width
from archive.composing.scene import Mention, Stage
from archive.composing.stories import Story, Teller
from archive.composing.world import DAYS, FIRST, LAST, Paper, Path, Term, World

PAGES_AN_ISSUE = 2
NEWS_SHARE = 0.5
UNDATED_EVERY = 8
# Levels whose handovers make the front page.
FRONT_PAGE = ("市", "区", "县")


@dataclass(frozen=True, slots=True)
class Dump:
    """A page dump and what is known of it; `date` is None where nobody wrote it down."""

    file: str
    text: str
    paper: Paper
    date: date | None
    page: int
    stories: tuple[tuple[str, tuple[Mention, ...]], ...]


class Corpus:
    """What the papers of a world printed."""

    def __init__(self, world: World, seed: int, *, padded: bool = False) -> None:
        """The papers of `world` write by the stream of `seed`; `padded` articles are for machines only."""
        self.world = world
        self.chance = Chance(seed + 1)
        grammar = Grammar()
        self.stages = [Stage(world, paper) for paper in world.papers]
        # What makes the front page of a city's paper.
        self.handovers: dict[Path, list[Term]] = defaultdict(list)
        for term in world.handovers():
            if term.place.type in FRONT_PAGE:
                self.handovers[term.person.home].append(term)
        self.tellers = [Teller(stage, grammar, self.chance, padded=padded) for stage in self.stages]

    def articles(self, count: int) -> Iterator[tuple[Paper, date, int, Story]]:
        """So many separate articles, day after day over the three years: paper, day, page, story."""
        for number in range(count):
            teller = self.tellers[number % len(self.tellers)]
            day = FIRST + timedelta(days=number * DAYS // count)
            yield teller.stage.paper, day, self.chance.number(1, 8), teller.article(day)

    def pages(self, count: int) -> Iterator[Dump]:
        """So many page dumps, as evenly over the papers as it goes, two pages an issue.

        Raises ValueError where the papers have no room for them.
        """
        if count > (room := PAGES_AN_ISSUE * DAYS * len(self.tellers)):
            raise ValueError(f"{len(self.tellers)} newspapers print {room} pages in three years, not {count}")
        for number, teller in enumerate(self.tellers):
            share = count // len(self.tellers) + (number < count % len(self.tellers))
            days = self._days(teller, (share + PAGES_AN_ISSUE - 1) // PAGES_AN_ISSUE)
            dumps = (dump for day in days for dump in self._issue(teller, day))
            for serial, dump in zip(range(1, share + 1), dumps, strict=False):
                yield self._known(dump, serial)

    def _days(self, teller: Teller, count: int) -> list[date]:
        """Days with an issue: the morning after big news for about half of them."""
        news = [day + timedelta(days=1) for day in self._news(teller)]
        days = set(self.chance.several(news, int(count * NEWS_SHARE + 0.5)))
        while len(days) < count:
            days.add(FIRST + timedelta(days=self.chance.number(0, DAYS - 1)))
        return sorted(days)

    def _news(self, teller: Teller) -> list[date]:
        """The days of handovers and joint meetings that the paper reports."""
        handovers = {term.start for term in self.handovers[teller.stage.paper.city.path] if term.start}
        return sorted(handovers | set(self._meetings(teller)))

    def _meetings(self, teller: Teller) -> dict[date, tuple[Stage, Stage]]:
        """Yearly meetings with the neighbours in the list of papers, host first: both papers report them."""
        number, meetings = self.tellers.index(teller), {}
        for host in range(max(number - 1, 0), min(number, len(self.stages) - 2) + 1):
            for year in range(FIRST.year, LAST.year + 1):
                meetings[date(year, 6, 10 + host % 18)] = self.stages[host], self.stages[host + 1]
        return meetings

    def _issue(self, teller: Teller, day: date) -> Iterator[Dump]:
        """The two pages of an issue; a story of the first may go on on the second."""
        paper, chance = teller.stage.paper, self.chance
        style = Style(paper.full_width, airy=chance.happens(0.7))
        front = [*self._reports(teller, day - timedelta(days=1)), teller.article(day), teller.photo(day)]
        front += [teller.article(day) for _ in range(chance.number(1, 2))]
        inside = [teller.article(day) for _ in range(chance.number(2, 4))]
        inside.insert(1, teller.photo(day))
        inside += [teller.opinion(day)] if chance.happens(0.6) else []
        inside += [teller.notice(day)] if chance.happens(0.6) else []
        jumping = front[-1] if chance.happens(0.5) and len(front[-1].paragraphs) > 3 else None
        first, second = Page(style, chance), Page(style, chance)
        for story in front:
            first.add(_begun(story) if story is jumping else story)
        if jumping:
            second.continued(jumping.paragraphs[2:], "第一版")
        for story in inside:
            second.add(story)
        for number, page, stories in ((1, first, front), (2, second, inside)):
            told = tuple((story.headline, story.mentions) for story in stories)
            yield Dump("", page.text(), paper, day, number, told)

    def _reports(self, teller: Teller, yesterday: date) -> list[Story]:
        """What must stand on the front page the day after."""
        reports = []
        for term in self.handovers[teller.stage.paper.city.path]:
            if term.start == yesterday:
                same = (each for each in teller.stage.terms[term.place.path] if each.kind == term.kind)
                reports.append(teller.handover(term, next((each for each in same if each.end == yesterday), None)))
        if cities := self._meetings(teller).get(yesterday):
            reports.append(teller.joint_meeting(yesterday, *cities))
        return reports

    def _known(self, dump: Dump, serial: int) -> Dump:
        """The dump under a name of a common kind; every so often nobody knows its date."""
        paper, day = dump.paper, dump.date
        assert day  # an issue has one
        if serial % UNDATED_EVERY == 0:
            name, day = f"scan-{serial:05d}.txt", None
        elif paper.full_width:
            name = f"{day}_{paper.name}_{dump.page:02d}版.txt"
        else:
            name = f"{day:%Y%m%d}-{dump.page:02d}.txt"
        return replace(dump, file=f"{paper.folder}/{name}", date=day)


def _begun(story: Story) -> Story:
    """The first two paragraphs of a story that goes on on the second page."""
    first, second = story.paragraphs[:2]
    return replace(story, paragraphs=(first, f"{second.removesuffix('。')}（下转第二版）"))


def manifest(dumps: list[Dump]) -> str:
    """A manifest.csv for the dumps."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("file", "newspaper", "date", "page", "area"))
    for dump in dumps:
        area = "/".join(dump.paper.city.path)
        writer.writerow((dump.file, dump.paper.name, dump.date or "", dump.page, area))
    return out.getvalue()


def record(number: int, paper: Paper, day: date, page: int, story: Story) -> dict[str, Any]:
    """A separate article as a JSON Lines archive holds it."""
    text = "\n".join(filter(None, (story.byline, *story.paragraphs, story.signoff)))
    fields = {"kicker": story.kicker, "headline": story.headline, "deck": story.deck, "text": text}
    if not paper.full_width:
        fields = {name: half_width(value) for name, value in fields.items()}
    return {
        "id": f"{paper.folder}-{number:07d}",
        "newspaper": paper.name,
        "date": day.isoformat(),
        "page": page,
        **fields,
    }

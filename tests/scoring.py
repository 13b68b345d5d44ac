"""Compare what the parser reads in the sample pages with the truth written beside them.

`python -m tests.scoring` prints the measures; with `--record` it also notes every single thing that is wrong in
tests/parsing/samples_wrong.txt, so that a later change in quality shows as findings gained and lost. With
`--json FOLDER` it prints measures and notes of the pages in a folder as one JSON object.

The expected parses are in the shape of hand-made truth that outside scorers read too: an item lists the lines of each
role (`head`, `deck`, `body` …) and names its people, places and events. Every measure here counts what is right, what
the parser added and what it missed.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from archive.parsing import Given, Item, PageDump, ParsedPage, parse_page
from archive.parsing.gazetteer import Gazetteer

ROLES = {"head": "headline", "column": "section"} | {
    role: role
    for role in ("kicker", "deck", "byline", "subhead", "body", "caption", "credit", "signoff", "duplicate", "noise")
}
# Lines that are an article's own: what belongs together is judged by them.
CONTENT = ("kicker", "headline", "deck", "byline", "subhead", "body", "signoff")
RECORD = Path(__file__).parent / "parsing" / "samples_wrong.txt"
# Told apart by taste as much as by fact.
ALIKE = ({"kicker", "deck"}, {"section", "banner", "noise"}, {"caption", "credit"})


@dataclass
class Score:
    """Counts of one measure."""

    right: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """The share of what the parser says that is right."""
        return self.right / ((self.right + self.extra) or 1)

    @property
    def recall(self) -> float:
        """The share of what is there that the parser finds."""
        return self.right / ((self.right + self.missed) or 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.right / ((2 * self.right + self.extra + self.missed) or 1)


@dataclass
class Scores:
    """All measures, and every single thing missed (-) or added (+), as sorted lines."""

    measures: dict[str, Score] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def compare(self, measure: str, where: str, wanted: Iterable[Hashable], got: Iterable[Hashable]) -> None:
        """Count two bags of findings under `measure`."""
        want, have = Counter(wanted), Counter(got)
        score = self.measures.setdefault(measure, Score())
        score.right += (want & have).total()
        score.missed += (want - have).total()
        score.extra += (have - want).total()
        self.wrong += [f"{where}: - {measure} {finding}" for finding in (want - have).elements()]
        self.wrong += [f"{where}: + {measure} {finding}" for finding in (have - want).elements()]


@dataclass(frozen=True)
class Sample:
    """A sample page: its expected parse and its parse."""

    expected: dict[str, Any]
    page: ParsedPage
    lines: list[str]

    @property
    def name(self) -> str:
        """The page's file, below the samples' folder."""
        return str(self.expected["file"])

    def wanted(self) -> dict[int, tuple[str, str]]:
        """Line number -> the item it belongs to and its role."""
        return {
            number: (item["id"], role)
            for item in self.expected["items"]
            for key, role in ROLES.items()
            for number in item.get(key, ())
        }


def read(folder: Path) -> list[Sample]:
    """Parse every page of `folder` that has an expected parse."""
    gazetteer = Gazetteer.load([folder / "gazetteer.tsv"])
    return [_sample(folder, path, gazetteer) for path in sorted((folder / "expected").glob("*.json"))]


def _sample(folder: Path, path: Path, gazetteer: Gazetteer) -> Sample:
    expected = json.loads(path.read_text(encoding="utf-8"))
    data, encoding = (folder / expected["file"]).read_bytes(), "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "gb18030"
        text = data.decode(encoding)
    known = expected["given"]
    given = Given(
        newspaper=known["newspaper"],
        date=date.fromisoformat(known["date"]) if known["date"] else None,
        page=known["page"],
        area=tuple(known["area"]),
    )
    dump = PageDump(expected["file"], encoding, text)
    return Sample(expected, parse_page(dump, given, gazetteer), dump.lines)


def score_samples(folder: Path) -> Scores:
    """Score every sample page in `folder`."""
    return score(read(folder))


def score(samples: Iterable[Sample]) -> Scores:
    """Score pages that were read."""
    scores = Scores()
    for sample in samples:
        _score_lines(scores, sample)
        _score_breaks(scores, sample)
        for group, item in _groups(sample):
            _score_item(scores, sample, group, item)
        when = sample.expected["issue_date"]
        got = sample.page.issue_date.date.isoformat() if sample.page.issue_date else ""
        fits = when["earliest"] <= got <= when["latest"]
        scores.compare("issue dates", sample.name, [when["best"]], [when["best"]] if fits else [got])
        # A page may well be told to be of one district where the truth says the city: what it must know is the truth.
        home = sample.expected["area"]
        scores.compare("home areas", sample.name, home, set(home) & set(sample.page.area))
    scores.wrong.sort()
    return scores


def table(scores: Scores) -> str:
    """The measures as a table for a terminal."""
    rows = [f"{'measure':24s} right  extra missed   P      R      F1"]
    for name, score in scores.measures.items():
        counts = f"{score.right:5d}  {score.extra:5d}  {score.missed:5d}"
        rows.append(f"{name:24s} {counts}   {score.precision:.3f}  {score.recall:.3f}  {score.f1:.3f}")
    return "\n".join(rows)


def _score_lines(scores: Scores, sample: Sample) -> None:
    """Roles, and which content lines stand in one item."""
    wanted = sample.wanted()
    owner = {number: index for index, item in enumerate(sample.page.items) for number in item.lines}
    roles: dict[int, str] = dict(sample.page.unassigned)
    for item in sample.page.items:
        roles.update(item.lines)
    for number, (_, role) in wanted.items():
        got = roles.get(number, "")
        alike = got == role or any({got, role} <= group for group in ALIKE)
        text = sample.lines[number - 1][:16]
        scores.compare("line roles", sample.name, [(text, role)], [(text, role if alike else got)])
    content = sorted(number for number, (_, role) in wanted.items() if role in CONTENT)
    together = [(a, b) for a, b in combinations(content, 2) if wanted[a][0] == wanted[b][0]]
    found = [(a, b) for a, b in combinations(content, 2) if a in owner and owner[a] == owner.get(b)]
    scores.compare("line pairs in one item", sample.name, together, found)


def _score_breaks(scores: Scores, sample: Sample) -> None:
    """Sentences that a column or caption broke stand whole in some item's text."""
    for before, after in sample.expected["breaks"]:
        joined = sample.lines[before - 1].strip()[-8:] + sample.lines[after - 1].strip()[:8]
        whole = any(joined in item.text for item in sample.page.items)
        scores.compare("rejoined sentences", sample.name, [joined], [joined] if whole else [])


def _groups(sample: Sample) -> list[tuple[list[dict[str, Any]], Item]]:
    """Each item of the page with the expected items that share most lines with it; strays with an empty one."""
    groups: dict[int, list[dict[str, Any]]] = {}
    wanted = sample.wanted()
    for expected in sample.expected["items"]:
        lines = {number for number, (owner, role) in wanted.items() if owner == expected["id"] and role != "duplicate"}
        shared = [len(lines & set(item.lines)) for item in sample.page.items]
        best = max(range(len(shared)), key=shared.__getitem__)
        if expected["kind"] != "banner":
            groups.setdefault(best if shared[best] else -1, []).append(expected)
    return [(group, sample.page.items[index] if index >= 0 else Item()) for index, group in sorted(groups.items())]


def _score_item(scores: Scores, sample: Sample, group: list[dict[str, Any]], item: Item) -> None:
    where = f"{sample.name} {'+'.join(expected['id'] for expected in group)}"
    heads = [
        "".join(sample.lines[n - 1].strip() for n in expected["head"]) for expected in group if "head" in expected
    ]
    scores.compare("headlines", where, heads, [item.headline.replace("\n", "")] if item.headline else [])
    for key, got in (("bylines", item.bylines), ("people", item.people)):
        wanted = {each["name"] for expected in group for each in expected[key]}
        scores.compare(key, where, wanted, {each.name for each in got})
    titles = {each.name: each.titles for each in item.people}
    for person in (each for expected in group for each in expected["people"] if each["name"] in titles):
        scores.compare("titles", where, *_titles(person, titles[person["name"]]))
    _score_places(scores, where, [place for expected in group for place in expected["places"]], item)
    events = [event for expected in group for event in expected["events"]]
    wanted = {event["start"] for event in events if event["start"] and not event.get("status")}
    # What is announced or goes on may be given as an event or not.
    open_ = {day for event in events if event.get("status") for day in (event["start"], event["end"])} - wanted
    dated = {event.start.isoformat() for event in item.events if event.start}
    scores.compare("days of events", where, wanted, dated - open_)


def _titles(person: dict[str, Any], printed: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The titles wanted, and those of them that the printed ones amount to, longer or shorter."""
    name, wanted = person["name"], person["titles"]
    found = [
        title
        for title in wanted
        if any(title in each or 2 * len(each) >= len(title) and each in title for each in printed)
    ]
    return [f"{name} {title}" for title in wanted], [f"{name} {title}" for title in found]


def _score_places(scores: Scores, where: str, places: list[dict[str, Any]], item: Item) -> None:
    """A place counts under any of its names; where it lies must be right, as far as the truth says it."""
    found = {place.name: place for place in item.places}
    right, wanted = [], {place["name"]: place for place in places}
    for place in wanted.values():
        got = next((found.pop(name) for name in (place["name"], *place.get("aliases", ())) if name in found), None)
        if got:
            right.append(place["name"])
            scores.compare("parents of places", where, place["parents"], set(place["parents"]) & set(got.parents))
    scores.compare("places", where, list(wanted), [*right, *found])


def changes(scores: Scores, record: Path = RECORD) -> str:
    """What is right now and was wrong when the record was made, and the other way round."""
    before = Counter(record.read_text(encoding="utf-8").splitlines())
    now = Counter(scores.wrong)
    gained = [f"gained: {finding}" for finding in sorted((before - now).elements())]
    return "\n".join(gained + [f"lost:   {finding}" for finding in sorted((now - before).elements())])


def as_json(scores: Scores) -> str:
    """The measures in the shape of the outside scorer's, with everything that is wrong."""
    measures = {
        name: {
            "tp": each.right,
            "fp": each.extra,
            "fn": each.missed,
            "p": each.precision,
            "r": each.recall,
            "f": each.f1,
        }
        for name, each in scores.measures.items()
    }
    return json.dumps({"measures": measures, "wrong": scores.wrong}, ensure_ascii=False)


def main() -> None:
    """Print the table; --record notes what is wrong."""
    from tests.conftest import SAMPLES

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLES)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--record", action="store_true")
    options = parser.parse_args()
    scores = score_samples(options.folder)
    print(as_json(scores) if options.json else table(scores))
    if options.record:
        RECORD.write_text("\n".join([*scores.wrong, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()

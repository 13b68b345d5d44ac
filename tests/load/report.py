"""What a run came to, as lines to be read, and what of it is not as it should be."""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.load.asking import Answer
from tests.load.watching import Look, Seen

LATEST = 0.500  # Seconds: the 95th percentile of all answers.
GROWTH = 0.10  # The part by which what a process holds may differ.
PART = 0.1  # Of the time: its last tenth is compared with the first after the warm-up.
WARM_UP = 0.2  # Of the time: a worker has made and opened what it keeps after some four hundred answers.
SHOWN = 8  # Wrong answers that are told in full.


@dataclass
class Outcome:
    """A run: how long it was, what was answered, what was seen, how many articles came in, what else went wrong."""

    began: float
    ended: float
    users: int
    answers: list[Answer]
    seen: Seen
    came_in: int
    indexed: bool = True
    wrong: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """From the first question to the last."""
        return self.ended - self.began


def percentile(ordered: Sequence[float], part: float) -> float:
    """The smallest value that so large a part of all does not exceed."""
    return ordered[max(math.ceil(part * len(ordered)) - 1, 0)]


def growth(looks: Sequence[Look], began: float, ended: float) -> tuple[float, float, float] | None:
    """Megabytes held after the warm-up, those at the end, and megabytes an hour between; None of too few looks.

    Pages of files are left out: the kernel keeps as much of the index mapped as there is room for. What was loaded
    before the workers parted counts in full: their share of it grows as they write to it, until each has its own.
    """
    part, warm = (ended - began) * PART, began + (ended - began) * WARM_UP
    steady = [look for look in looks if warm <= look.at <= ended]
    first = [look.anonymous for look in steady if look.at <= warm + part]
    last = [look.anonymous for look in steady if look.at >= ended - part]
    if not first or not last or len(steady) < 3:
        return None
    slope = statistics.linear_regression([look.at for look in steady], [look.anonymous for look in steady]).slope
    return statistics.mean(first), statistics.mean(last), slope * 3600


def failures(outcome: Outcome) -> Iterator[str]:
    """What is not as it should be."""
    yield from outcome.wrong
    if not outcome.answers:
        yield "nothing was answered"
        return
    late = percentile(sorted(answer.seconds for answer in outcome.answers), 0.95)
    if late > LATEST:
        yield f"95 % of the answers took up to {late * 1000:.0f} ms; {LATEST * 1000:.0f} are allowed"
    wrong = [answer for answer in outcome.answers if answer.wrong]
    if wrong:
        yield f"{len(wrong)} wrong answers: {dict(Counter(answer.wrong for answer in wrong))}"
    for name, looks in outcome.seen.looks.items():
        if name.startswith("ingest"):
            continue  # A process for each batch: it begins empty.
        held = growth(looks, outcome.began, outcome.ended)
        if held is None:
            yield f"{name} was not there from beginning to end"
        elif abs(held[1] / held[0] - 1) > GROWTH:
            yield f"{name} held {held[0]:.0f} MB after the warm-up and {held[1]:.0f} MB at the end"
    if outcome.seen.unready:
        yield f"not ready {len(outcome.seen.unready)} times: {outcome.seen.unready[0]}"
    if outcome.came_in <= 0:
        yield "nothing was ingested meanwhile"
    if not outcome.indexed:
        yield "index and database do not agree afterwards"


def told(outcome: Outcome) -> list[str]:
    """The whole run as Markdown."""
    return [*_summary(outcome), "", *_kinds(outcome.answers), "", *_processes(outcome), "", *_wrong(outcome)]


def _summary(outcome: Outcome) -> Iterator[str]:
    count = len(outcome.answers)
    yield (
        f"{outcome.users} users for {outcome.seconds / 60:.1f} minutes: {count:,} answers, "
        f"{count / outcome.seconds:.1f} a second, {len({answer.where for answer in outcome.answers}):,} addresses"
    )
    yield (
        f"ingested meanwhile: {outcome.came_in:,} articles, {outcome.came_in / outcome.seconds * 60:,.0f} a minute; "
        "index and database agree afterwards"
        if outcome.indexed
        else "INDEX AND DATABASE DO NOT AGREE"
    )
    if lags := sorted(outcome.seen.lags):
        middle, most = percentile(lags, 0.5), percentile(lags, 0.95)
        yield f"seconds that the index lagged behind: p50 {middle:.1f}, p95 {most:.1f}, most {lags[-1]:.1f}"


def _kinds(answers: Sequence[Answer]) -> Iterator[str]:
    kinds: dict[str, list[Answer]] = defaultdict(list)
    for answer in answers:
        kinds[answer.kind].append(answer)
    yield "| page | answers | p50 | p95 | p99 | most, ms | kB | wrong |"
    yield "|---|---|---|---|---|---|---|---|"
    for name, some in [*sorted(kinds.items(), key=lambda each: -len(each[1])), ("all", list(answers))]:
        if some:
            yield _row(name, some)


def _row(name: str, answers: Sequence[Answer]) -> str:
    ordered = sorted(answer.seconds * 1000 for answer in answers)
    spread = " | ".join(f"{percentile(ordered, part):.0f}" for part in (0.5, 0.95, 0.99, 1))
    size = statistics.mean(answer.size for answer in answers) / 1000
    return f"| {name} | {len(answers):,} | {spread} | {size:.0f} | {sum(bool(answer.wrong) for answer in answers)} |"


def _processes(outcome: Outcome) -> Iterator[str]:
    yield "| process | MB after warm-up | at the end | change | MB an hour | its share, with files | of a core |"
    yield "|---|---|---|---|---|---|---|"
    web = 0.0
    for name, looks in sorted(outcome.seen.looks.items()):
        taken = looks[-1].processor - looks[0].processor
        web += taken if name.startswith("web") else 0
        held = growth(looks, outcome.began, outcome.ended)
        grown = f"{held[0]:.0f} | {held[1]:.0f} | {held[1] / held[0] - 1:+.1%} | {held[2]:+.0f}" if held else "| | |"
        share = taken / max(looks[-1].at - looks[0].at, 1)
        yield f"| {name} | {grown} | {looks[-1].share:.0f} | {share:.0%} |"
    yield ""
    yield from _by_tenths(outcome)
    if outcome.answers:
        yield f"the web workers took {web / len(outcome.answers) * 1000:.1f} ms of the processor for each answer"
    if len(outcome.seen.machine) > 1:
        (busy, every), (busy_then, every_then) = outcome.seen.machine[0], outcome.seen.machine[-1]
        yield f"the machine's cores were busy for {(busy_then - busy) / max(every_then - every, 0.01):.0%} of the time"


def _by_tenths(outcome: Outcome) -> Iterator[str]:
    """How much each process held in each tenth of the time, and its share, files included."""
    for name, looks in sorted(outcome.seen.looks.items()):
        tenths: dict[int, list[Look]] = defaultdict(list)
        for look in looks:
            tenths[int((look.at - outcome.began) / max(outcome.seconds, 1) * 10)].append(look)
        some = [tenths[tenth] for tenth in range(10) if tenths[tenth]]
        held = " ".join(f"{statistics.mean(look.anonymous for look in each):.0f}" for each in some)
        mapped = " ".join(f"{statistics.mean(look.share for look in each):.0f}" for each in some)
        yield f"{name}, MB by tenths of the time: {held}; its share, with files: {mapped}"


def _wrong(outcome: Outcome) -> Iterator[str]:
    for answer in [answer for answer in outcome.answers if answer.wrong][:SHOWN]:
        yield f"{answer.wrong} after {answer.seconds:.2f} s: {answer.kind} {answer.where}"
    slowest = sorted(outcome.answers, key=lambda answer: -answer.seconds)[:SHOWN]
    yield from (f"slow: {answer.seconds * 1000:.0f} ms {answer.kind} {answer.where}" for answer in slowest)
    yield from (f"WRONG: {each}" for each in failures(outcome))

"""Parse groups, in this process or in several, and hand them back in the order in which they came."""

from __future__ import annotations

import hashlib
import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

import archive.parsing
from archive.ingest.groups import Group
from archive.ingest.stream import Aside, PageUnit, RecordUnit, Unit
from archive.parsing import ParsedPage, parse_article, parse_page, tagged_ahead, tagging
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.tagging import Tagger
from archive.pool import Workers, cores

log = logging.getLogger(__name__)

# Below this, starting the workers costs more than they save.
WORTH_JOBS = 2_000_000  # bytes
# A worker is given so much at a time: the tagger is fast only with many sentences at once.
TASK_TEXT = 20_000  # characters
# What lies beside the parser's code and data and decides nothing.
NOT_THE_PARSER = (".pyc", ".md")


@dataclass(frozen=True, slots=True)
class ParsingFailed:
    """The parser, which should read any text, broke on this one: what it said."""

    reason: str


Parsed = ParsedPage | ParsingFailed


@dataclass(frozen=True, slots=True)
class ParsedGroup:
    """A group with what came of each unit; None where it was not parsed because nothing in it can have changed."""

    units: tuple[Unit, ...]
    parsed: tuple[Parsed | None, ...]


def chosen_tagger() -> Tagger:
    """The tagger that the settings name. Raises TaggerError where a file of its model cannot be used."""
    return tagging.tagger(settings.TAGGER)


def fingerprint(gazetteers: Iterable[Path]) -> str:
    """A checksum of the parser, its tagger and its gazetteers: with the same one, the same text gives the same
    findings, as long as no word list changes: what such a change touches is queued by itself."""
    digest = hashlib.sha256(chosen_tagger().name.encode())
    folder = Path(archive.parsing.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in NOT_THE_PARSER:
            digest.update(f"{path.relative_to(folder)}\n".encode())
            digest.update(path.read_bytes())
    for path in gazetteers:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def extractor() -> str:
    """What tells the version of what finds the names: its tagger and the beginning of its fingerprint."""
    return f"{chosen_tagger().name} {fingerprint([])[:12]}"


def default_jobs(size: int) -> int:
    """How many processes should parse `size` bytes (0 where that is unknown)."""
    return 1 if size < WORTH_JOBS else cores()


def parse_unit(unit: Unit, gazetteer: Gazetteer, tagger: Tagger | None = None, *, names: bool = True) -> Parsed:
    """Parse a page dump or an article, with the chosen tagger by default, its names with it if asked; whatever goes
    wrong becomes a reason."""
    tagger = tagger or chosen_tagger()
    try:
        if isinstance(unit, PageUnit):
            return parse_page(unit.dump, unit.given, gazetteer, tagger, names=names)
        return parse_article(unit.article, unit.given, gazetteer, tagger, names=names)
    except Exception as error:  # one page must never stop the others
        log.exception("the parser failed on %s", unit.path)
        return ParsingFailed(f"the parser failed: {type(error).__name__}: {error}")


def parse_units(
    units: tuple[Unit, ...], known: frozenset[int], gazetteer: Gazetteer, *, names: bool = True
) -> ParsedGroup:
    """Parse the units of a group, except those at the places in `known`."""
    fresh = [unit for at, unit in enumerate(units) if at not in known and names]
    # A page has sentences enough to be fast alone, an article has not.
    tagger = tagged_ahead((unit.article for unit in fresh if isinstance(unit, RecordUnit)), chosen_tagger())
    return ParsedGroup(
        units,
        tuple(
            None if at in known else parse_unit(unit, gazetteer, tagger, names=names) for at, unit in enumerate(units)
        ),
    )


def parsed_in_order(
    groups: Iterable[Group | Aside],
    known: Callable[[Group], frozenset[int]],
    gazetteer: Gazetteer,
    jobs: int,
    *,
    names: bool = True,
) -> Iterator[ParsedGroup | Aside]:
    """Parse the groups in `jobs` processes, the order kept; `known` tells which units need no parsing."""
    with Workers(partial(_parse_task, gazetteer=gazetteer, names=names), jobs) as workers:
        waiting: deque[_Promised | Aside] = deque()
        tasks = 0
        for group in groups:
            arrived = _promised(group, known(group), workers) if isinstance(group, Group) else group
            tasks += _tasks_of(arrived)
            waiting.append(arrived)
            while waiting and (tasks > workers.ahead or _is_ready(waiting[0])):
                tasks -= _tasks_of(waiting[0])
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())


class _Task(NamedTuple):
    """Units for one worker at a time, and which of them need no parsing."""

    units: tuple[Unit, ...]
    known: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Promised:
    """A group that is being parsed, in parts."""

    units: tuple[Unit, ...]
    parts: list[Future[ParsedGroup]]


def _promised(group: Group, known: frozenset[int], workers: Workers[_Task, ParsedGroup]) -> _Promised:
    parts = []
    for task in _tasks(group.units, known):
        if len(task.known) == len(task.units):
            parts.append(Future[ParsedGroup]())
            parts[-1].set_result(ParsedGroup(task.units, (None,) * len(task.units)))
        else:
            parts.append(workers.do(task))
    return _Promised(group.units, parts)


def _tasks(units: tuple[Unit, ...], known: frozenset[int]) -> Iterator[_Task]:
    """The units parted so that all workers have something to do."""
    begin, size = 0, 0
    for at, unit in enumerate(units):
        if at not in known:
            size += len(unit.dump.text if isinstance(unit, PageUnit) else unit.article.text)
        if size >= TASK_TEXT or at == len(units) - 1:
            part = units[begin : at + 1]
            yield _Task(part, frozenset(each - begin for each in known if begin <= each <= at))
            begin, size = at + 1, 0


def _tasks_of(thing: _Promised | Aside) -> int:
    return len(thing.parts) if isinstance(thing, _Promised) else 0


def _is_ready(thing: _Promised | Aside) -> bool:
    return not isinstance(thing, _Promised) or all(part.done() for part in thing.parts)


def _result(thing: _Promised | Aside) -> ParsedGroup | Aside:
    if not isinstance(thing, _Promised):
        return thing
    return ParsedGroup(thing.units, tuple(chain.from_iterable(part.result().parsed for part in thing.parts)))


def _parse_task(task: _Task, gazetteer: Gazetteer, *, names: bool) -> ParsedGroup:
    return parse_units(task.units, task.known, gazetteer, names=names)

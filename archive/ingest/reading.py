"""Parse groups, in this process or in several, and hand them back in the order in which they came.

The workers are forked from this process after it has parsed something itself: the dictionaries are loaded once
and shared. They touch no database.
"""

from __future__ import annotations

import hashlib
import logging
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from django.conf import settings

import archive.parsing
from archive.ingest.groups import Group
from archive.ingest.stream import Aside, PageUnit, RecordUnit, Unit
from archive.parsing import ParsedPage, parse_article, parse_page, tagged_ahead, tagging
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.tagging import Tagger

log = logging.getLogger(__name__)

MOST_JOBS = 4
# Below this, starting the workers costs more than they save.
WORTH_JOBS = 2_000_000  # bytes
# Groups parsed ahead of the one being stored, for each worker: enough to keep all busy, few enough to hold.
AHEAD = 6
ORPHAN_CHECK = 2.0  # seconds
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
    findings."""
    digest = hashlib.sha256(chosen_tagger().name.encode())
    folder = Path(archive.parsing.__file__).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix not in NOT_THE_PARSER:
            digest.update(f"{path.relative_to(folder)}\n".encode())
            digest.update(path.read_bytes())
    for path in gazetteers:
        digest.update(path.read_bytes())
    return digest.hexdigest()


def default_jobs(size: int) -> int:
    """How many processes should parse `size` bytes (0 where that is unknown)."""
    if size < WORTH_JOBS or not hasattr(os, "fork"):
        return 1
    return min(MOST_JOBS, os.cpu_count() or 1)


def parse_unit(unit: Unit, gazetteer: Gazetteer, tagger: Tagger | None = None) -> Parsed:
    """Parse a page dump or an article, with the chosen tagger by default; whatever goes wrong becomes a reason."""
    tagger = tagger or chosen_tagger()
    try:
        if isinstance(unit, PageUnit):
            return parse_page(unit.dump, unit.given, gazetteer, tagger)
        return parse_article(unit.article, unit.given, gazetteer, tagger)
    except Exception as error:  # one page must never stop the others
        log.exception("the parser failed on %s", unit.path)
        return ParsingFailed(f"the parser failed: {type(error).__name__}: {error}")


def parse_units(units: tuple[Unit, ...], known: frozenset[int], gazetteer: Gazetteer) -> ParsedGroup:
    """Parse the units of a group, except those at the places in `known`."""
    fresh = [unit for at, unit in enumerate(units) if at not in known]
    # A page has sentences enough to be fast alone, an article has not.
    tagger = tagged_ahead((unit.article for unit in fresh if isinstance(unit, RecordUnit)), chosen_tagger())
    return ParsedGroup(
        units, tuple(None if at in known else parse_unit(unit, gazetteer, tagger) for at, unit in enumerate(units))
    )


def parsed_in_order(
    groups: Iterable[Group | Aside], known: Callable[[Group], frozenset[int]], gazetteer: Gazetteer, jobs: int
) -> Iterator[ParsedGroup | Aside]:
    """Parse the groups in `jobs` processes, the order kept; `known` tells which units need no parsing."""
    if jobs <= 1:
        for group in groups:
            yield parse_units(group.units, known(group), gazetteer) if isinstance(group, Group) else group
        return
    with _Workers(gazetteer, jobs) as workers:
        waiting: deque[Future[ParsedGroup] | ParsedGroup | Aside] = deque()
        for group in groups:
            waiting.append(workers.parse(group.units, known(group)) if isinstance(group, Group) else group)
            while waiting and (len(waiting) > AHEAD * jobs or not _pending(waiting[0])):
                yield _result(waiting.popleft())
        while waiting:
            yield _result(waiting.popleft())


def _pending(thing: object) -> bool:
    return isinstance(thing, Future) and not thing.done()


def _result(thing: Future[ParsedGroup] | ParsedGroup | Aside) -> ParsedGroup | Aside:
    return thing.result() if isinstance(thing, Future) else thing


class _Workers:
    """The forked processes. The first group that needs parsing is parsed here, to load what all will share."""

    def __init__(self, gazetteer: Gazetteer, jobs: int) -> None:
        self._gazetteer = gazetteer
        self._jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> _Workers:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    def parse(self, units: tuple[Unit, ...], known: frozenset[int]) -> Future[ParsedGroup] | ParsedGroup:
        if len(known) == len(units):
            return ParsedGroup(units, (None,) * len(units))
        if self._pool is None:
            done = parse_units(units, known, self._gazetteer)
            _share(self._gazetteer)
            self._pool = ProcessPoolExecutor(
                self._jobs, multiprocessing.get_context("fork"), initializer=_begin, initargs=(os.getpid(),)
            )
            return done
        return self._pool.submit(_parse_shared, units, known)


# A forked worker finds the gazetteer here: it would take seconds to send, and is shared memory this way.
_shared: list[Gazetteer] = []


def _share(gazetteer: Gazetteer) -> None:
    _shared[:] = [gazetteer]


def _parse_shared(units: tuple[Unit, ...], known: frozenset[int]) -> ParsedGroup:
    return parse_units(units, known, _shared[0])


def _begin(parent: int) -> None:
    """In a worker: leave Ctrl-C to the parent, and end when the parent is gone, even killed.

    The pool's workers would otherwise wait for ever (CPython issue 111873).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=partial(_end_with, parent), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ORPHAN_CHECK)
    os._exit(1)

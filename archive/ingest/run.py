"""One run of ingest: what is read goes through parsing into the store; the Ingest row tells the story."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.utils import timezone

from archive import lexicon, liveness
from archive.ingest import reading
from archive.ingest.claims import Claims
from archive.ingest.dump import Refused, printable
from archive.ingest.extract import archive_gazetteer
from archive.ingest.groups import Group, in_groups
from archive.ingest.progress import Progress
from archive.ingest.records import BadLine
from archive.ingest.rows import path_field
from archive.ingest.store import Outcome, Store, count, refused_file
from archive.ingest.stored import StoredPages
from archive.ingest.stream import Arrival, Aside, Note, RecordsEnd, RecordUnit, Stream, bytes_at, gazetteer_files
from archive.ingest.tally import Tally
from archive.models import Article, Ingest, IngestFile, WordList
from archive.models.turns import writing
from archive.parsing import Given
from archive.parsing.gazetteer import Gazetteer

# Of a file with a million bad lines the first few tell what is wrong.
BAD_LINES_SHOWN = 20
BAD_LINES_KEPT = 100
# Of a thousand articles that wait for their other page the first few tell; the admin lists all.
WAITING_SHOWN = 20
TYPICAL_ARTICLE = 2000  # bytes, to tell how much work a limit leaves


@dataclass(frozen=True, slots=True)
class Jumps:
    """How many continuations the run joined to their beginnings, and how many articles of the archive wait for their
    other page."""

    joined: int = 0
    waiting: int = 0

    def __bool__(self) -> bool:
        return bool(self.joined or self.waiting)

    def __str__(self) -> str:
        return f"jumps joined {self.joined}, waiting {self.waiting}"


@dataclass(slots=True)
class _FileCounts:
    """What has come of a JSON Lines file so far."""

    tally: Tally = field(default_factory=Tally)
    bad: list[str] = field(default_factory=list)


def load_gazetteer(paths: Sequence[str]) -> tuple[Gazetteer, list[Path]]:
    """The gazetteer with the additions that the settings name and those beside the pages at `paths`.

    Raises GazetteerError or OSError where an addition cannot be read.
    """
    files = list(dict.fromkeys([*map(Path, settings.GAZETTEERS), *gazetteer_files(paths)]))
    return Gazetteer.load(files, list(filter(None, [lexicon.current().places]))), files


class Run:
    """Ingests `paths`, or the `stored` pages that wait; `options` is what is given for all of them, `limit` the most
    articles to read."""

    def __init__(
        self,
        paths: Sequence[str],
        options: Given,
        progress: Progress,
        *,
        limit: int | None = None,
        jobs: int | None = None,
        names: bool = True,
        stdin: Callable[[], IO[bytes]] | None = None,
        started: Callable[[Ingest], None] | None = None,
        stored: StoredPages | None = None,
    ) -> None:
        """Nothing is read before `execute`; without `jobs` their number follows from how much there is to read.

        `started` is told the run's row as soon as there is one. Without `names` articles are stored without looking
        for names in them: `Extraction` does that later.
        """
        self.tally = Tally()
        self.jumps = Jumps()
        self.at = ""  # The file that is being looked up or stored.
        self._paths = paths
        self._options = options
        self._progress = progress
        self._limit = limit
        self._jobs = jobs
        self._names = names
        self._stored = stored
        self._stream = stored or Stream(paths, options, settings.MAX_PAGE_BYTES, stdin)
        self._started = started
        self._taken = 0
        self._files: dict[str, _FileCounts] = {}
        self._ingest: Ingest

    def execute(self) -> Tally:
        """Read, parse and store everything; return the counts.

        Whatever breaks it off (Ctrl-C, a full disk) leaves whole issues only, and the run marked as interrupted.
        """
        WordList.objects.enforce()
        gazetteer, additions = (archive_gazetteer(), []) if self._stored else load_gazetteer(self._paths)
        parser = reading.fingerprint(additions)
        mark_dead_runs()
        self._ingest = Ingest.objects.create(arguments=self._arguments(), gazetteers=_not_kept(additions))
        if self._started:
            self._started(self._ingest)
        claims = Claims()
        # Read again with names, all of it is made anew.
        made_by = (parser, reading.extractor()) if self._names else (f"{parser} without names", "")
        store = Store(self._ingest, gazetteer, claims, *made_by, publishes=settings.INGEST_PUBLISHES)
        try:
            self._read(store, gazetteer)
            self._report_waiting(store)
        except BaseException:
            # Where the database itself is away, the next run sees that this one's process is gone.
            with suppress(OperationalError, InterfaceError):
                self._finish(Ingest.State.INTERRUPTED)
            raise
        finally:
            claims.close()
            self._progress.clear()
        self._finish(Ingest.State.DONE)
        return self.tally

    def _read(self, store: Store, gazetteer: Gazetteer) -> None:
        size = self._stored.size if self._stored else bytes_at(self._paths)
        jobs = self._jobs or reading.default_jobs(min(size, (self._limit or size) * TYPICAL_ARTICLE))
        self._progress.expect(size, self._limit)
        groups = reading.parsed_in_order(
            in_groups(self._within_limit()),
            lambda group: self._known(store, group),
            gazetteer,
            jobs,
            names=self._names,
        )
        for group in groups:
            if isinstance(group, reading.ParsedGroup):
                # Pages parsed ahead of the limit are dropped; records were counted when they came.
                if isinstance(group.units[0], RecordUnit) or not self._reached():
                    self.at = group.units[0].path
                    self._took(store.store(group), group)
            else:
                self._arrived(group)
            self._progress.show(self.tally.articles, self._stream.bytes_read)

    def _known(self, store: Store, group: Group) -> frozenset[int]:
        self.at = group.units[0].path
        return store.known(group.units)

    def _report_waiting(self, store: Store) -> None:
        """Count the joins, and name the articles of this run whose other page was not found."""
        self._progress.clear()
        waiting = Article.objects.waiting()
        self.jumps = Jumps(store.joins.made, waiting.count())
        fresh = waiting.filter(updated_at__gte=self._ingest.started_at).select_related("page").defer("page__raw")
        for article in fresh.order_by("pk")[:WAITING_SHOWN]:
            way = f"comes from {article.continues}" if article.continues else f"goes on on {article.goes_on}"
            self._report(Note(article.page.path, f"“{article.title[:20]}” {way}: waits for that page"))

    def _within_limit(self) -> Iterator[Arrival]:
        """The stream as far as the limit: records count as they come, the articles of pages when they are stored."""
        for arrival in self._stream:
            if self._reached():
                if isinstance(arrival, RecordUnit):
                    yield RecordsEnd(arrival.path, "", None)
                return
            if isinstance(arrival, RecordUnit):
                self._taken += 1
            yield arrival

    def _reached(self) -> bool:
        """Whether as many articles as the limit allows have been taken."""
        return self._limit is not None and self._taken >= self._limit

    def _took(self, outcome: Outcome, group: reading.ParsedGroup) -> None:
        """Count and report what came of a group."""
        self.tally.add(outcome.tally)
        if isinstance(group.units[0], RecordUnit):
            self._file(group.units[0].path).tally.add(outcome.tally)
        else:
            self._taken += outcome.tally.articles
        for report in outcome.reports:
            self._report(report)

    def _arrived(self, arrival: Aside) -> None:
        """Report what is no unit, and keep it with the run."""
        if isinstance(arrival, Refused):
            with writing():
                refused_file(self._ingest, arrival).save()
                count(self._ingest, Tally(failed=int(arrival.failure)))
            self.tally.failed += int(arrival.failure)
            self._report(arrival)
        elif isinstance(arrival, BadLine):
            self.tally.failed += 1
            self._file(arrival.path).tally.failed += 1
            self._report(arrival)
        elif isinstance(arrival, Note):
            self._report(arrival)
        elif isinstance(arrival, RecordsEnd):
            self._end_of(arrival)

    def _end_of(self, end: RecordsEnd) -> None:
        """Write the row of a JSON Lines file."""
        counts = self._files.pop(end.path, _FileCounts())
        if end.damage:
            counts.tally.failed += 1
            self.tally.failed += 1
            self._report(Refused(end.path, end.damage))
        changed = counts.tally.created or counts.tally.updated
        outcome = IngestFile.Outcome.STORED if changed else IngestFile.Outcome.UNCHANGED
        reasons = ([end.damage] if end.damage else []) + counts.bad
        if end.damage:
            outcome = IngestFile.Outcome.QUARANTINED
        IngestFile.objects.create(
            ingest=self._ingest,
            path=path_field(end.path),
            sha256=end.sha256,
            size=end.size,
            outcome=outcome,
            reason="\n".join(reasons),
            **counts.tally.as_fields(),
        )

    def _report(self, report: Refused | BadLine | Note) -> None:
        if isinstance(report, BadLine):
            bad = self._file(report.path).bad
            line = f"line {report.line}: {report.reason}"
            if len(bad) < BAD_LINES_KEPT:
                bad.append(line)
            if len(bad) <= BAD_LINES_SHOWN:
                self._progress.say(f"{report.path}: {line}")
            if len(bad) == BAD_LINES_SHOWN:
                self._progress.say(f"{report.path}: further bad lines are only counted")
        elif isinstance(report, Note):
            self._progress.say(f"{report.path}: note: {report.text}")
        else:
            self._progress.say(f"{report.path}: {report.reason}")

    def _file(self, path: str) -> _FileCounts:
        return self._files.setdefault(path, _FileCounts())

    def _arguments(self) -> dict[str, Any]:
        return {
            "paths": [printable(path) for path in self._paths],
            "newspaper": self._options.newspaper,
            "date": self._options.date.isoformat() if self._options.date else None,
            "area": "/".join(self._options.area) or None,
            "limit": self._limit,
            "stored": self._stored is not None,
            "process": liveness.here(),
        }

    def _finish(self, state: Ingest.State) -> None:
        Ingest.objects.filter(pk=self._ingest.pk).update(
            state=state, finished_at=timezone.now(), **self.tally.as_fields()
        )


def _not_kept(additions: Iterable[Path]) -> dict[str, str]:
    """The gazetteer additions that no earlier run has kept as they are now, by file."""
    kept = Ingest.objects.gazetteers()
    texts = {printable(str(path)): path.read_text("utf-8-sig").replace("\0", "") for path in additions}
    return {path: text for path, text in texts.items() if kept.get(path) != text}


def mark_dead_runs() -> int:
    """Mark the runs whose process is gone (killed, power cut) as interrupted; return how many."""
    dead = 0
    for ingest in Ingest.objects.filter(state=Ingest.State.RUNNING):
        if liveness.is_dead(ingest.arguments.get("process", {})):
            dead += Ingest.objects.filter(pk=ingest.pk).update(
                state=Ingest.State.INTERRUPTED, finished_at=timezone.now()
            )
    return dead

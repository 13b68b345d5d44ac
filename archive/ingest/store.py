"""One issue, one transaction, its outbox rows with it. The only writer of the archive besides the admin."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import cast

from django.db import DatabaseError, OperationalError, transaction
from django.db.models import F

from archive.ingest import dates
from archive.ingest.articles import ArticleWriter
from archive.ingest.claims import Claims
from archive.ingest.dump import Refused
from archive.ingest.joins import Joins
from archive.ingest.pages import Clash, PageStore, known_pages
from archive.ingest.reading import Parsed, ParsedGroup, ParsingFailed
from archive.ingest.records import BadLine
from archive.ingest.resolve import Resolver
from archive.ingest.rows import checksum, path_field
from archive.ingest.separate import RecordStore, claim_record, known_records
from archive.ingest.shelf import Shelf
from archive.ingest.stream import Note, PageUnit, RecordUnit, Unit
from archive.ingest.tally import Tally
from archive.models import Ingest, IngestFile, families, runs
from archive.models.noting import noting
from archive.models.turns import writing
from archive.parsing import ParsedPage
from archive.parsing.gazetteer import Gazetteer

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Outcome:
    """What came of a group: counts, and what the run should report."""

    tally: Tally = field(default_factory=Tally)
    reports: list[Refused | BadLine | Note] = field(default_factory=list)
    files: list[IngestFile] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Take over what came of another part."""
        self.tally.add(other.tally)
        self.reports += other.reports
        self.files += other.files


class Store:
    """Stores parsed groups under one Ingest."""

    def __init__(
        self, ingest: Ingest, gazetteer: Gazetteer, claims: Claims, parser: str, extractor: str, *, publishes: bool
    ) -> None:
        """`parser` is the parser's fingerprint, `extractor` what articles remember of it; `publishes` tells whether
        new articles are public at once."""
        self._ingest = ingest
        self._claims = claims
        self._parser = parser
        self._resolver = Resolver(gazetteer)
        self._shelf = Shelf(self._resolver.places)
        self._writer = ArticleWriter(self._resolver, extractor, publishes=publishes)
        self.joins = Joins(self._writer)
        self._pages = PageStore(self._writer, self._shelf, claims, self.joins, parser)
        self._records = RecordStore(self._writer, self._shelf, parser)

    def known(self, units: tuple[Unit, ...]) -> frozenset[int]:
        """Which units of a group need no parsing, because nothing in them can have changed."""
        if isinstance(units[0], PageUnit):
            return known_pages(cast(tuple[PageUnit, ...], units), self._parser)
        return known_records(cast(tuple[RecordUnit, ...], units), self._shelf, self._parser)

    def store(self, group: ParsedGroup) -> Outcome:
        """Store a group in one transaction, whole or not at all.

        A unit that the database refuses is found by storing the group's units one by one, and set aside.
        OperationalError (disk full, database gone) is nobody's fault here and ends the run.
        """
        pairs = list(zip(group.units, group.parsed, strict=True))
        if isinstance(group.units[0], RecordUnit) and not any(group.parsed):
            return self._store_records(cast(list[tuple[RecordUnit, Parsed | None]], pairs))
        try:
            return self._in_transaction(pairs)
        except OperationalError:
            raise
        except (DatabaseError, ValueError, TypeError) as error:
            # Also when somebody deleted what we had looked up: looked up again, it may go through.
            log.warning("%s: trying again, one by one: %s", group.units[0].path, error)
        whole = Outcome()
        for unit, parsed in pairs:
            try:
                whole.add(self._in_transaction([(unit, parsed)]))
            except OperationalError:
                raise
            except (DatabaseError, ValueError, TypeError) as error:
                whole.add(self._set_aside(unit, error))
        return whole

    def _in_transaction(self, pairs: list[tuple[Unit, Parsed | None]]) -> Outcome:
        self._writer.touched.clear()
        try:
            with writing(), noting() as notes:
                if isinstance(pairs[0][0], PageUnit):
                    outcome = self._store_pages(cast(list[tuple[PageUnit, Parsed | None]], pairs))
                else:
                    outcome = self._store_records(cast(list[tuple[RecordUnit, Parsed | None]], pairs))
                families.settle(self._writer.touched)
                IngestFile.objects.bulk_create(outcome.files)
                count(self._ingest, outcome.tally)
                runs.write(notes, self._ingest)
        except BaseException:
            self._forget()
            self._claims.drop()
            raise
        self._claims.keep()
        return outcome

    def _forget(self) -> None:
        """Ids met in what was rolled back are void."""
        self.joins.forget()
        self._resolver.forget()
        self._shelf.forget()

    def _store_pages(self, pairs: list[tuple[PageUnit, Parsed | None]]) -> Outcome:
        outcome = Outcome()
        for unit, parsed in pairs:
            if isinstance(parsed, ParsingFailed):
                outcome.add(self._quarantined(unit, parsed.reason))
                continue
            try:
                with transaction.atomic(), noting():
                    stored = self._pages.store(unit, parsed) if parsed else self._pages.recognise(unit)
            except Clash as clash:
                self._forget()
                outcome.add(self._quarantined(unit, str(clash)))
                continue
            outcome.tally.add(stored.tally)
            if stored.note:
                outcome.reports.append(Note(unit.path, stored.note))
            elif parsed:
                outcome.reports += [Note(unit.path, warning) for warning in dates.warnings(parsed)]
            outcome.files.append(self._file(unit, stored.tally, stored.note))
        outcome.tally.updated += self.joins.settle()
        return outcome

    def _store_records(self, pairs: list[tuple[RecordUnit, Parsed | None]]) -> Outcome:
        outcome = Outcome()
        parsed_pairs: list[tuple[RecordUnit, ParsedPage]] = []
        for unit, parsed in pairs:
            claim = claim_record(self._claims, unit, self._parser)
            if claim and claim.checksum == checksum(unit, self._parser):
                outcome.tally.unchanged += 1
            elif claim:
                outcome.add(_failed(unit, f"id {unit.article.id!r} stands already at {claim.where}"))
            elif parsed is None:
                outcome.tally.unchanged += 1
            elif isinstance(parsed, ParsingFailed):
                outcome.add(_failed(unit, parsed.reason))
            else:
                parsed_pairs.append((unit, parsed))
                outcome.reports += [Note(f"{unit.path}, line {unit.line}", each) for each in dates.warnings(parsed)]
        if parsed_pairs:
            outcome.tally.add(self._records.store(parsed_pairs))
        return outcome

    def _set_aside(self, unit: Unit, error: Exception) -> Outcome:
        """What is left to do for a unit that cannot be stored."""
        log.error("cannot store %s", unit.path, exc_info=error)
        reason = f"cannot be stored: {type(error).__name__}: {error}"
        outcome = _failed(unit, reason) if isinstance(unit, RecordUnit) else self._quarantined(unit, reason)
        with writing():
            IngestFile.objects.bulk_create(outcome.files)
            count(self._ingest, outcome.tally)
        return outcome

    def _quarantined(self, unit: PageUnit, reason: str) -> Outcome:
        refused = Refused(unit.path, reason, unit.size, unit.sha256)
        return Outcome(Tally(failed=1), [refused], [refused_file(self._ingest, refused)])

    def _file(self, unit: PageUnit, tally: Tally, note: str) -> IngestFile:
        changed = tally.created or tally.updated
        return IngestFile(
            ingest=self._ingest,
            path=path_field(unit.path),
            sha256=unit.sha256,
            size=unit.size,
            outcome=IngestFile.Outcome.STORED if changed else IngestFile.Outcome.UNCHANGED,
            reason=note,
            **tally.as_fields(),
        )


def count(ingest: Ingest, tally: Tally) -> None:
    """Add the counts to the run's row."""
    added = {name: F(name) + number for name, number in tally.as_fields().items() if number}
    if added:
        Ingest.objects.filter(pk=ingest.pk).update(**added)


def refused_file(ingest: Ingest, refused: Refused) -> IngestFile:
    """The row of a file that was not read."""
    return IngestFile(
        ingest=ingest,
        path=path_field(refused.path),
        sha256=refused.sha256,
        size=refused.size,
        outcome=IngestFile.Outcome.QUARANTINED,
        reason=refused.reason,
        failed=int(refused.failure),
    )


def _failed(unit: RecordUnit, reason: str) -> Outcome:
    return Outcome(Tally(failed=1), [BadLine(unit.path, unit.line, reason)])

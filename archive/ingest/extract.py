"""Look again for the names in stored articles, with a newer extractor: from the database alone, without the dumps.

What the machine found before is replaced; what a curator decided stays. Each article remembers which extractor looked
last, in the transaction that wrote what it found: a run that was killed goes on with those it had not come to.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path as FilePath
from typing import NamedTuple

from django.conf import settings
from django.db import DatabaseError, OperationalError
from django.db.models import QuerySet

from archive import lexicon
from archive.ingest import reading
from archive.ingest.articles import ArticleWriter, Draft, day_of
from archive.ingest.books import Path
from archive.ingest.mentions import Changes
from archive.ingest.orphans import sweep_organizations
from archive.ingest.progress import Progress
from archive.ingest.resolve import Resolver
from archive.models import Article, Ingest, Mention, WordList, runs
from archive.models.dates import known_date
from archive.models.noting import noting
from archive.models.turns import writing
from archive.models.wholes import READ_ALONG, as_item
from archive.parsing import Item
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.home import home_area
from archive.parsing.page import tagged, with_findings
from archive.parsing.structures import IssueDate
from archive.pool import Workers, cores

log = logging.getLogger(__name__)
# Articles read, given to a worker and stored at a time: the tagger is fast with many, and the queries cost the same.
BATCH = 50
# With fewer it is not worth starting the workers.
WORTH_JOBS = 200


class Task(NamedTuple):
    """A stored article to be read again; `area` is () where it is to be inferred."""

    pk: int
    revision: int
    item: Item
    when: IssueDate | None
    area: Path


class Reread(NamedTuple):
    """What was found in it, against which home area; or why nothing could be."""

    item: Item
    area: Path
    failure: str = ""


@dataclass(slots=True)
class Summary:
    """What came of a run: names by kind, the rest in articles. `overtaken` ones somebody changed meanwhile; `swept`
    are organizations that nothing speaks for any more."""

    articles: int = 0
    changed: int = 0
    failed: int = 0
    overtaken: int = 0
    swept: int = 0
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)

    def lines(self) -> Iterator[str]:
        """The summary as it is printed."""
        for kind in Mention.Kind.values:
            yield f"{kind}: gained {self.gained[kind]}, lost {self.lost[kind]}"
        if self.swept:
            yield f"organizations that nothing names any more: {self.swept}, deleted"
        overtaken = f", changed by others meanwhile {self.overtaken}" if self.overtaken else ""
        yield f"articles {self.articles}, changed {self.changed}, failed {self.failed}{overtaken}"


class Extraction:
    """Looks again for the names in `articles`, at most `limit` of them."""

    def __init__(
        self,
        articles: QuerySet[Article],
        progress: Progress,
        *,
        outdated: bool = False,
        limit: int | None = None,
        jobs: int | None = None,
        show: Callable[[str], None] | None = None,
    ) -> None:
        """`outdated` leaves out those that this very extractor has read. `show` is told each name gained and lost."""
        self.summary = Summary()
        self._extractor = reading.extractor()
        self._articles = articles.outdated(self._extractor) if outdated else articles  # type: ignore[attr-defined]
        self._progress = progress
        self._limit = limit
        self._jobs = jobs
        self._show = show
        self._resolver: Resolver
        self._writer: ArticleWriter

    def execute(self) -> Summary:
        """Read and store batch after batch; whatever breaks it off leaves whole batches."""
        WordList.objects.enforce()
        gazetteer = archive_gazetteer()
        self._resolver = Resolver(gazetteer)
        self._writer = ArticleWriter(self._resolver, self._extractor, publishes=False)
        count = self._articles.count()
        count = min(count, self._limit or count)
        self._progress.expect(0, count)
        jobs = self._jobs or (cores() if count >= WORTH_JOBS else 1)
        try:
            with Workers(partial(read_again, gazetteer=gazetteer), jobs) as workers:
                waiting: deque[tuple[list[Task], Future[list[Reread]]]] = deque()
                for tasks in self._batches():
                    waiting.append((tasks, workers.do(tasks)))
                    while waiting and (len(waiting) > workers.ahead or waiting[0][1].done()):
                        self._take(*waiting.popleft())
                while waiting:
                    self._take(*waiting.popleft())
            with writing():
                self.summary.swept = sweep_organizations()
        finally:
            self._progress.clear()
        return self.summary

    def _batches(self) -> Iterator[list[Task]]:
        """The articles as tasks, in the order of their ids."""
        last, left = 0, self._limit
        while left is None or left > 0:
            size = BATCH if left is None else min(BATCH, left)
            rows = list(self._articles.filter(pk__gt=last).order_by("pk").prefetch_related(*READ_ALONG)[:size])
            if not rows:
                return
            last, left = rows[-1].pk, None if left is None else left - len(rows)
            yield [Task(row.pk, row.revision, as_item(row), known_date(row.page.issue), area_of(row)) for row in rows]

    def _take(self, tasks: list[Task], promise: Future[list[Reread]]) -> None:
        """Store a batch; what the database refuses is found by storing its articles one by one."""
        pairs = list(zip(tasks, promise.result(), strict=True))
        for task, found in pairs:
            if found.failure:
                self._failed(task, found.failure)
        pairs = [(task, found) for task, found in pairs if not found.failure]
        try:
            self._store(pairs)
        except OperationalError:
            raise
        except (DatabaseError, ValueError, TypeError) as error:
            log.warning("trying articles %s again, one by one: %s", tasks[0].pk, error)
            for task, found in pairs:
                try:
                    self._store([(task, found)])
                except OperationalError:
                    raise
                except (DatabaseError, ValueError, TypeError) as reason:
                    log.error("cannot store article %s", task.pk, exc_info=reason)
                    self._failed(task, f"cannot be stored: {type(reason).__name__}: {reason}")
        self._progress.show(self.summary.articles, 0)

    def _failed(self, task: Task, reason: str) -> None:
        self.summary.articles += 1
        self.summary.failed += 1
        self._progress.say(f"article {task.pk}: {reason}")

    def _store(self, pairs: Sequence[tuple[Task, Reread]]) -> None:
        """Store what was found in articles that are still as they were read."""
        try:
            with writing(), noting() as notes:
                rows = _locked([task.pk for task, _ in pairs])
                drafts = [
                    Draft(
                        row,
                        found.item,
                        found.area,
                        day_of(row.page),
                        row.checksum,
                        reread=False,
                        inferred=not task.area,
                    )
                    for task, found in pairs
                    if (row := rows.get(task.pk)) and row.revision == task.revision
                ]
                changes = self._writer.reread(drafts)
                runs.write(notes, None)
        except BaseException:
            self._resolver.forget()
            raise
        self._count(drafts, changes)
        self.summary.articles += len(pairs)
        self.summary.overtaken += len(pairs) - len(drafts)

    def _count(self, drafts: list[Draft], changes: Changes) -> None:
        self.summary.changed += sum(bool(draft.changed) for draft in drafts)
        titles = {draft.article.pk: draft.article.title for draft in drafts}
        for sign, mentions, counts in (
            ("+", changes.create, self.summary.gained),
            ("-", changes.delete, self.summary.lost),
        ):
            for mention in mentions:
                counts[mention.kind] += 1
                if self._show:
                    where = f"{mention.article_id} {titles[mention.article_id]}"
                    self._show(f"{sign} {mention.kind} {mention.text} ({mention.rule}) in {where}")


def read_again(tasks: list[Task], gazetteer: Gazetteer) -> list[Reread]:
    """Find the names in articles; whatever goes wrong with one becomes a reason."""
    tagger = reading.chosen_tagger()
    try:
        items = list(tagged([task.item for task in tasks], tagger))
    except Exception:  # one of them; each is tagged by itself below
        items = [task.item for task in tasks]
    found = []
    for task, item in zip(tasks, items, strict=True):
        try:
            area = task.area or home_area((item,), gazetteer).area
            found.append(Reread(with_findings(item, task.when, area, gazetteer, tagger), area))
        except Exception as error:  # one article must never stop the others
            log.exception("the parser failed on article %s", task.pk)
            found.append(Reread(task.item, (), f"the parser failed: {type(error).__name__}: {error}"))
    return found


def archive_gazetteer() -> Gazetteer:
    """The gazetteer with the additions that the settings name and those that pages were ever read with.

    Raises GazetteerError or OSError where one cannot be read.
    """
    texts = dict.fromkeys([*Ingest.objects.gazetteers().values(), lexicon.current().places])
    return Gazetteer.load([*map(FilePath, settings.GAZETTEERS)], list(filter(None, texts)))


def area_of(row: Article) -> Path:
    """The home area that the article is read against: its page's, or its own where it is a separate article."""
    if row.page.sha256 or "area" in row.page.locked_fields:
        return tuple(row.page.area)
    return tuple(row.area)


def _locked(pks: list[int]) -> dict[int, Article]:
    rows = Article.objects.select_for_update(of=("self",)).filter(pk__in=pks).select_related("page__issue")
    rows = rows.defer("page__raw", "page__unassigned", "page__problems")
    return {row.pk: row for row in rows.order_by("pk")}

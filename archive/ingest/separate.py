"""Separate articles (JSON Lines) into their issues and pages: known by newspaper and id."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Max, QuerySet

from archive.ingest.articles import ArticleWriter
from archive.ingest.claims import Claim, Claims
from archive.ingest.match import similar
from archive.ingest.moved import to_other_newspapers
from archive.ingest.rows import checksum, path_field
from archive.ingest.shelf import Shelf, delete_noted, is_placed, number_of
from archive.ingest.stream import RecordUnit
from archive.ingest.tally import Tally
from archive.models import Article, Issue, Page
from archive.models.bulk import insert
from archive.models.noting import notes
from archive.parsing import ParsedPage
from archive.parsing.structures import IssueDate


def known_records(units: Sequence[RecordUnit], shelf: Shelf, parser: str) -> frozenset[int]:
    """Which of `units` are stored as they are, read by the same parser."""
    stored: dict[tuple[str | None, str], str] = {}
    for name in {unit.given.newspaper for unit in units}:
        newspaper = shelf.known_or_unnamed(name)
        ids = [unit.article.id for unit in units if unit.given.newspaper == name]
        if newspaper is not None:
            rows = with_ids([newspaper], ids).order_by()
            stored |= {(name, pk): made_from for pk, made_from in rows.values_list("external_id", "checksum")}
    return frozenset(
        at
        for at, unit in enumerate(units)
        if stored.get((unit.given.newspaper, unit.article.id)) == checksum(unit, parser)
    )


def with_ids(newspapers: Iterable[int], ids: Sequence[str]) -> QuerySet[Article]:
    """The articles of those newspapers with those ids.

    That no id is empty goes without saying for us, but not for SQLite: without the words it reads all articles of
    the newspaper, because the index on ids leaves the empty ones out.
    """
    return Article.objects.filter(newspaper__in=list(newspapers), external_id__in=ids).exclude(external_id="")


def claim_record(claims: Claims, unit: RecordUnit, parser: str) -> Claim | None:
    """Claim the record's newspaper and id for its line; the earlier claim where another line has it."""
    key = f"record {unit.given.newspaper or ''}\n{unit.article.id}"
    return claims.claim(key, f"{unit.path}, line {unit.line}", checksum(unit, parser))


class RecordStore:
    """Stores separate articles."""

    def __init__(self, writer: ArticleWriter, shelf: Shelf, parser: str) -> None:
        """`parser` is the parser's fingerprint."""
        self._writer = writer
        self._shelf = shelf
        self._parser = parser

    def store(self, parsed: Sequence[tuple[RecordUnit, ParsedPage]]) -> Tally:
        """Store the articles, in the transaction that the caller opened."""
        placing = _Placing(self._shelf)
        stored = self._stored([unit for unit, _ in parsed])
        found = [stored.get((self._newspaper(unit), unit.article.id)) for unit, _ in parsed]
        places = [
            article.page if article and _stays(article) else placing.page(unit, page.issue_date, number_of(page))
            for (unit, page), article in zip(parsed, found, strict=True)
        ]
        placing.save()
        drafts, left = [], set[int]()
        for (unit, page), article, place in zip(parsed, found, places, strict=True):
            made_from = checksum(unit, self._parser)
            decided = article is not None and "area" in place.locked_fields
            area = tuple(place.area) if decided else page.area
            if article is None:
                position = placing.position(place)
                draft = self._writer.new(place, page.items[0], position, made_from, area, unit.article.id)
            else:
                old = article.page_id
                draft = self._writer.revised(article, place, page.items[0], made_from, area)
                left |= {old} - {article.page_id}
            draft.inferred = bool(page.area_evidence) and not decided
            drafts.append(draft)
        tally = self._writer.write(drafts)
        self._tidy(left)
        return tally

    def _newspaper(self, unit: RecordUnit) -> int:
        return self._shelf.newspaper(unit.given.newspaper, (), unit.given.area).pk

    def _stored(self, units: list[RecordUnit]) -> dict[tuple[int, str], Article]:
        wanted: dict[int, dict[str, RecordUnit]] = defaultdict(dict)
        for unit in units:
            wanted[self._newspaper(unit)][unit.article.id] = unit
        rows = (
            with_ids(wanted, [unit.article.id for unit in units])
            .select_for_update(of=("self",))
            .select_related("page__issue")
        )
        stored = {(row.newspaper_id, row.external_id): row for row in rows}
        for newspaper, of in wanted.items():
            for pk, moved in to_other_newspapers(
                newspaper, [pk for pk in of if (newspaper, pk) not in stored]
            ).items():
                same = [row for row in moved if _is_same(row, of[pk], checksum(of[pk], self._parser))]
                if same:
                    stored[newspaper, pk] = same[0]
        return stored

    def _tidy(self, left: set[int]) -> None:
        """Take away pages without a dump that have lost their last article, and their issues after them."""
        if left:
            empty = Page.objects.filter(pk__in=left, sha256=None, articles=None, locked_fields=[])
            self._shelf.tidy(set(delete_noted(empty, "issue_id")))


def _stays(article: Article) -> bool:
    """Whether a curator said on which page the article stands."""
    return "page" in article.locked_fields or is_placed(article.page)


def _is_same(article: Article, unit: RecordUnit, made_from: str) -> bool:
    """Whether a curator moved this very article: it was made from this record, or tells the same story; one that
    the curator rewrote too is known by its file."""
    if article.checksum == made_from:
        return True
    if {"headline", "text"} & set(article.locked_fields) and article.page.path == path_field(unit.source):
        return True
    return similar(article.headline + article.text, unit.article.headline + unit.article.text)


class _Placing:
    """The issues and pages of one transaction's articles."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._issues: dict[tuple[int, object], Issue] = {}
        self._pages: dict[tuple[int, int | None], Page] = {}
        self._new: list[Page] = []
        self._next: dict[int, int] = {}

    def page(self, unit: RecordUnit, when: IssueDate | None, number: int | None) -> Page:
        """The page that the article stands on, made if it is new; `save` writes it."""
        newspaper = self._shelf.newspaper(unit.given.newspaper, (), unit.given.area)
        key = (newspaper.pk, when and when.date)
        if key not in self._issues:
            self._issues[key] = issue = self._shelf.issue(newspaper, when)
            self._load(issue)
        issue = self._issues[key]
        if (issue.pk, number) not in self._pages:
            page = Page(issue=issue, number=number, path=path_field(unit.source), encoding="utf-8", revision=1)
            self._pages[issue.pk, number] = page
            self._new.append(page)
        return self._pages[issue.pk, number]

    def save(self) -> None:
        """Write the new pages."""
        notes().make(insert(self._new))
        self._new = []

    def position(self, page: Page) -> int:
        """The place after the page's last article."""
        position = self._next.setdefault(page.pk, 0)
        self._next[page.pk] += 1
        return position

    def _load(self, issue: Issue) -> None:
        """The issue's stored pages; of those without a number only the one that has no dump."""
        for page in issue.pages.annotate(last=Max("articles__position")).order_by("pk"):
            if page.number is None and page.sha256:
                continue
            page.issue = issue
            last: int | None = getattr(page, "last")  # noqa: B009 - an annotation
            self._pages.setdefault((issue.pk, page.number), page)
            self._next[page.pk] = 0 if last is None else last + 1

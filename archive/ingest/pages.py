"""A parsed page dump into its page and articles: recognised, updated in place, or new."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.db.models import QuerySet

from archive.ingest import dates
from archive.ingest.articles import ArticleWriter, Draft
from archive.ingest.claims import Claims
from archive.ingest.joins import Joins
from archive.ingest.match import SAME_TEXT, pair
from archive.ingest.moved import MovedArticles
from archive.ingest.recut import Kept, decided, is_cut, keep
from archive.ingest.rows import article_values, checksum, path_field
from archive.ingest.shelf import Shelf, is_placed, may_move, number_of, unnamed
from archive.ingest.stream import PageUnit
from archive.ingest.tally import Tally
from archive.models import Article, Issue, Newspaper, Page
from archive.models.noting import notes
from archive.parsing import Item, ParsedPage
from archive.parsing.output import area_evidence

# Of the names that speak for a page's area: the weightiest, more than anybody will check.
EVIDENCE_KEPT = 20


class Clash(Exception):
    """The page cannot be stored because another file has its place; the message says which."""


@dataclass(slots=True)
class Stored:
    """What came of a page: the counts, and a note where the file was recognised as another one."""

    tally: Tally
    note: str = ""


def known_pages(units: Sequence[PageUnit], parser: str) -> frozenset[int]:
    """Which of `units` were read before, from the same file with the same parser: nothing in them can have changed."""
    rows = Page.objects.filter(sha256__in=[unit.sha256 for unit in units], waits=False).values_list(
        "pk", "sha256", "path"
    )
    stored = {sha256: (pk, path) for pk, sha256, path in rows}
    if not stored:
        return frozenset()
    sums: dict[int, set[str]] = {pk: set() for pk, _ in stored.values()}
    articles = Article.objects.filter(page__in=sums, external_id="").values_list("page", "checksum", "locked_fields")
    for pk, each, locked in articles:
        if "page" not in locked:  # else it may be made from another page
            sums[pk].add(each)
    known = set()
    for at, unit in enumerate(units):
        pk, path = stored.get(unit.sha256, (0, ""))
        if path == path_field(unit.source) and sums.get(pk) == {checksum(unit, parser)}:
            known.add(at)
    return frozenset(known)


class PageStore:
    """Stores page dumps."""

    def __init__(self, writer: ArticleWriter, shelf: Shelf, claims: Claims, joins: Joins, parser: str) -> None:
        """`joins` hears of every page; `parser` is the parser's fingerprint."""
        self._writer = writer
        self._joins = joins
        self._shelf = shelf
        self._claims = claims
        self._parser = parser
        self._moved = MovedArticles()

    def recognise(self, unit: PageUnit) -> Stored:
        """A file that was read before, nothing changed since."""
        page = Page.objects.get(sha256=unit.sha256)
        self._claim(page, unit)
        self._joins.note(page.issue_id, page.path)
        return Stored(Tally(unchanged=_articles_of(page)))

    def store(self, unit: PageUnit, parsed: ParsedPage) -> Stored:
        """Store what was parsed, in the transaction that the caller opened. Raises Clash."""
        same = _page_with(unit.sha256)
        if same and self._is_elsewhere(same, unit):
            note = f"the same page as {same.path or 'one read from standard input'}"
            return Stored(Tally(unchanged=_articles_of(same)), note)
        page = same or self._stored_page(unit, parsed)
        left = page.issue_id if page else None
        if page:
            self._claim(page, unit)
        same_dump = page is not None and page.sha256 == unit.sha256
        # Read before the page moves and takes them along: what they were tells what changed.
        stored = _dumped_articles(page) if page else []
        stored += self._moved.from_page(page, stored) if page else []
        cut = keep(parsed, unit.dump.lines, page, stored) if page else Kept(parsed, {}, frozenset())
        parsed = cut.parsed
        pairs = _pairs(cut, stored, same_dump, page)
        page = self._write_page(page, unit, parsed)
        if left is None:
            self._claim(page, unit)
        drafts = self._drafts(page, unit, cut, pairs)
        kept = {article.pk for article in pairs.values()}
        # One that a curator put on a page is no loss of that page.
        gone = [each for each in stored if each.pk not in kept and "page" not in each.locked_fields]
        tally = self._writer.write(drafts, gone)
        Article.objects.filter(pk__in=[article.pk for article in gone]).update(checksum=checksum(unit, self._parser))
        self._joins.note(page.issue_id, page.path)
        if left is not None and left != page.issue_id:
            self._joins.note(left, page.path)
            self._shelf.tidy({left})
        return Stored(tally)

    def _drafts(self, page: Page, unit: PageUnit, cut: Kept, pairs: dict[int, Article]) -> list[Draft]:
        """A draft of each item: of the stored article that it is, or of a new one."""
        made_from = checksum(unit, self._parser)
        area = tuple(page.area) if "area" in page.locked_fields else cut.parsed.area
        drafts = []
        for position, item in enumerate(cut.parsed.items):
            article = pairs.get(position)
            if position in cut.remade:
                item = self._writer.read(item, page.issue, area)
            if article is None:
                drafts.append(self._writer.new(page, item, position, made_from, area))
            else:
                if article.page_id == page.pk:
                    article.page = page
                whole, own = self._joins.kept(article, page, item, area)
                draft = self._writer.revised(article, page, whole, made_from, area, position=position, own=own)
                if position in cut.articles:
                    _keep_cut(draft, item)
                drafts.append(draft)
        for draft in drafts:
            shown = draft.item.illustrates
            if shown is not None and 0 <= shown < len(drafts) and drafts[shown] is not draft:
                draft.illustrates = drafts[shown]
        return drafts

    def _claim(self, page: Page, unit: PageUnit) -> None:
        """Say that this file is the page; raise Clash where another file of this run said so first."""
        claim = self._claims.claim(f"page {page.pk}", unit.path, unit.sha256)
        if claim and claim.checksum != unit.sha256:
            raise Clash(f"claims the same page as {claim.where}, which came first")

    def _is_elsewhere(self, page: Page, unit: PageUnit) -> bool:
        """Whether the same bytes are known under another name; a file that was moved with its folder is not."""
        path = path_field(unit.source)
        if page.path == path:
            return False
        claim = self._claims.of(f"page {page.pk}")
        if claim is not None and claim.where != unit.path:
            return True
        moved = bool(path) and PurePath(page.path).name == PurePath(path).name and not os.path.exists(page.path)  # noqa: PTH110
        return not moved

    def _stored_page(self, unit: PageUnit, parsed: ParsedPage) -> Page | None:
        """The page that this file is a newer state of: by newspaper, date and number, else by the file's path."""
        number, path = number_of(parsed), path_field(unit.source)
        own = self._by_path(path, number)
        if own and is_placed(own) and _overlap(own, parsed, unit):
            return own
        if parsed.issue_date and number:
            newspaper = self._shelf.known(parsed.newspaper or unnamed(parsed.area))
            keyed = (
                _pages().filter(issue__newspaper=newspaper, issue__date=parsed.issue_date.date, number=number).first()
            )
            if keyed and keyed.sha256:
                # Two papers without a name may both have a page 2 that day; and a curator may have put another page
                # in this one's place.
                doubtful = unit.given.newspaper is None or is_placed(keyed)
                if doubtful and keyed.path != path and not _overlap(keyed, parsed, unit):
                    raise Clash(f"claims the same page as {keyed.path}, with which it has nothing in common")
                return keyed
        # A file name used again for another page is a new page.
        return own if own and _overlap(own, parsed, unit) else None

    @staticmethod
    def _by_path(path: str, number: int | None) -> Page | None:
        """The page that was read from a file of that name."""
        named_alike = list(_pages().filter(path=path).exclude(sha256=None)[:2]) if path else []
        if len(named_alike) != 1:
            return None
        page = named_alike[0]
        if page.number and number and page.number != number and "number" not in page.locked_fields:
            return None
        return page

    def _newspaper(self, page: Page | None, unit: PageUnit, parsed: ParsedPage) -> Newspaper:
        """What is given, else what the page already belongs to (a curator may have named it), else a stand-in."""
        held = page.issue.newspaper if page else None
        if held and unit.given.newspaper is None and (held.named or held.locked_fields):
            return held
        return self._shelf.newspaper(parsed.newspaper, parsed.area, unit.given.area)

    def _write_page(self, page: Page | None, unit: PageUnit, parsed: ParsedPage) -> Page:
        newspaper = self._newspaper(page, unit, parsed)
        number = number_of(parsed)
        if page and not may_move(page):
            issue = page.issue
        else:
            issue = self._shelf.issue(newspaper, parsed.issue_date, only_page=page.pk if page else None)
        values = {
            "raw": unit.dump.text,
            "sha256": unit.sha256,
            "path": path_field(unit.source),
            "encoding": unit.dump.encoding,
            "area": list(parsed.area),
            "area_evidence": [area_evidence(each) for each in parsed.area_evidence[:EVIDENCE_KEPT]],
            "problems": dates.problems(parsed),
            "unassigned": {str(line): aside for line, aside in sorted(parsed.unassigned.items())},
        }
        if page is None:
            page = self._page_without_dump(issue, number) or Page(issue=issue, number=number)
        _note_opinions(page, parsed)
        number = page.number if "number" in page.locked_fields else number or page.number
        self._check_free(issue, number, page)
        changed = page.revise(issue=issue, number=number, **values)
        if page.unassigned != values["unassigned"]:
            # What people put aside stands in it already: see `recut`.
            notes().change(page, unassigned=page.unassigned)
            page.unassigned = values["unassigned"]
            changed.append("unassigned")
        if page.pk is None:
            page.save()
            notes().make([page])
        elif changed:
            page.save(update_fields=changed)
        if page.waits:
            page.waits = False
            page.save(update_fields=["waits"])
        page.issue = issue
        return page

    @staticmethod
    def _page_without_dump(issue: Issue, number: int | None) -> Page | None:
        """The page that separate articles of this issue made before its dump came."""
        return _pages().filter(issue=issue, number=number, sha256=None).first() if number else None

    @staticmethod
    def _check_free(issue: Issue, number: int | None, page: Page) -> None:
        if number is None:
            return
        other = Page.objects.filter(issue=issue, number=number).exclude(pk=page.pk).first()
        if other:
            raise Clash(f"claims the same page as {other.path or 'one stored before'}: {issue.date}, page {number}")


def _pairs(cut: Kept, stored: Sequence[Article], same_dump: bool, page: Page | None) -> dict[int, Article]:
    """Which stored article each item is: the one whose lines people dealt out, of the others what it is most like."""
    held = decided(page, stored) if page else []
    free = [each for each in stored if each not in held]
    places = [at for at in range(len(cut.parsed.items)) if at not in cut.articles]
    items = [cut.parsed.items[at] for at in places]
    found = pair(items, free, same_dump=same_dump, raw=page.raw_lines if page else ())
    return {**cut.articles, **{places[at]: article for at, article in found.items()}}


def _keep_cut(draft: Draft, item: Item) -> None:
    """Let an article whose lines people dealt out have them as this dump counts them, and illustrate what it did."""
    lines = article_values(item)["lines"]
    if draft.article.lines != lines:
        draft.article.lines = lines
        draft.changed.append("lines")
    draft.reread = False


def _pages() -> QuerySet[Page]:
    return Page.objects.select_for_update(of=("self",)).select_related("issue__newspaper")


def _page_with(sha256: str) -> Page | None:
    return _pages().filter(sha256=sha256).first()


def _note_opinions(page: Page, parsed: ParsedPage) -> None:
    """Note what the dump says of the page's number and day where a person set these."""
    number, when, issue = number_of(parsed), parsed.issue_date, page.issue
    if number and "number" in page.locked_fields:
        notes().keep_out(page, "number", number, number != page.number)
    if when and when.precision == "day" and "date" in issue.locked_fields and "issue" not in page.locked_fields:
        notes().keep_out(issue, "date", when.date, when.date != issue.date)


def _overlap(page: Page, parsed: ParsedPage, unit: PageUnit) -> bool:
    """Whether the stored page and the parsed one have an article in common; where people cut the page otherwise than
    the parser does, enough lines."""
    articles = list(page.articles.filter(external_id=""))
    if any(map(is_cut, articles)):
        one, other = ({line.strip() for line in lines if line.strip()} for lines in (page.raw_lines, unit.dump.lines))
        if 2 * len(one & other) >= SAME_TEXT * (len(one) + len(other)):
            return True
    return bool(pair(parsed.items, articles, same_dump=False, raw=page.raw_lines))


def _dumped_articles(page: Page) -> list[Article]:
    """The stored articles that came from the page's dump, in its order."""
    rows = Article.objects.select_for_update(of=("self",)).filter(page=page, external_id="")
    return list(rows.order_by("position", "pk"))


def _articles_of(page: Page) -> int:
    return Article.objects.filter(page=page, external_id="").exclude(state=Article.State.REMOVED).count()

"""Articles joined to their continuations on other pages, an issue at a time, whichever page came first.

What is joined follows from what is stored: the rows of an issue are matched, and what differs from the joins they have
is written. So the order of pages, and how many came in one run, makes no difference.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from archive.ingest.articles import ArticleWriter, Draft
from archive.ingest.books import Path
from archive.ingest.jumps import Match, Side, match
from archive.models import Article, Byline, IndexChange, Issue, Page, handover
from archive.models.joins import BY_HAND
from archive.models.noting import notes
from archive.models.wholes import as_kept, printed
from archive.parsing import Item, joining

Chain = list[tuple[int, float]]  # continuations in the order of reading, and how sure each join is
_Place = tuple[int | None, int | None]  # the article that a continuation is joined to, and where in its text

# Whatever a jump may be about: marked, or joined already.
_WITH_JUMP = ~Q(continues="", goes_on="") | Q(joined_to__isnull=False) | Q(own__has_key="text")


class Joins:
    """The joins of a run, settled when the pages of an issue are stored."""

    def __init__(self, writer: ArticleWriter) -> None:
        """Joined articles are read and written by `writer`."""
        self.made = 0
        self._writer = writer
        self._noted: dict[int, set[str]] = defaultdict(set)

    def note(self, issue: int, path: str) -> None:
        """Say that a page of the issue was read from this file."""
        self._noted[issue].add(str(PurePath(path).parent))

    def forget(self) -> None:
        """Nothing was read: a transaction was rolled back."""
        self._noted.clear()

    def kept(self, article: Article, page: Page, item: Item, area: Path) -> tuple[Item, dict[str, Any]]:
        """A stored article read again, with what was joined to it before; and what it keeps of its own page."""
        chain = article.chain() if article.own else []
        if not chain:
            return item, {}
        sure = article.own["joins"][: len(chain)]
        made = joining.whole([item, *map(_on_its_page, chain)], sure)
        return self._writer.read(made.item, page.issue, area), as_kept(item, sure)

    def settle(self) -> int:
        """Join and part what the pages noted since the last time ask for; return how many articles that changed
        which were not written before in this transaction."""
        changed = 0
        for issue, folders in self._noted.items():
            if _has_jumps(issue):
                changed += self._settle(_Issue(issue, folders))
        self._noted.clear()
        return changed

    def _settle(self, issue: _Issue) -> int:
        before = set(self._writer.touched)
        wanted, stored = issue.wanted(), issue.stored()
        drafts: list[Draft] = []
        places: dict[int, _Place] = {pk: (None, None) for chain in stored.values() for pk in chain}
        for pk in sorted(wanted.keys() | stored.keys()):
            head, chain = issue.rows[pk], wanted.get(pk, [])
            rest = [each for each, _ in chain]
            former = stored.get(pk, [])
            if rest == former and not before & {pk, *rest}:
                places |= {each: (pk, issue.rows[each].joined_at) for each in rest}
            elif takes_part(head):
                draft, starts = self._draft(issue, head, chain, former)
                drafts.append(draft)
                places |= {each: (pk, start) for each, start in zip(rest, starts, strict=True)}
        self._writer.write(drafts)
        self._place(issue, places)
        return len(self._writer.touched - before)

    def _draft(self, issue: _Issue, head: Article, chain: Chain, former: list[int]) -> tuple[Draft, list[int]]:
        """The article with `chain` joined to it instead of `former`, and where the text of each begins."""
        own = issue.item(head)
        sure = [each for _, each in chain]
        made = joining.whole([own, *(issue.item(issue.rows[pk]) for pk, _ in chain)], sure)
        area = tuple(head.page.area)
        item = self._writer.read(made.item, head.page.issue, area)
        kept = as_kept(own, sure) if chain else {}
        pks = [pk for pk, _ in chain]
        handover.give(head, [issue.rows[pk] for pk in former if pk not in pks], made.item)
        draft = self._writer.revised(head, head.page, item, head.checksum, area, own=kept)
        handover.take(head, [issue.rows[pk] for pk in pks if pk not in former])
        draft.reread = False
        return draft, [stretch.joined_at for stretch in made.stretches[1:]]

    def _place(self, issue: _Issue, places: dict[int, _Place]) -> None:
        """Write where each continuation stands now."""
        changed = []
        for pk, (head, start) in places.items():
            rest = issue.rows[pk]
            values: dict[str, Any] = {"joined_to_id": head, "joined_at": start}
            if head is not None:
                values |= _state_after(issue.rows[head], rest)
            if all(getattr(rest, name) == value for name, value in values.items()):
                continue
            self.made += rest.joined_to_id is None
            notes().change(rest, **{name: rest.column_value(name) for name in values if name != "locked_fields"})
            Article.objects.filter(pk=pk).update(**values, revision=F("revision") + 1, updated_at=timezone.now())
            changed.append(pk)
        IndexChange.objects.enqueue("article", changed)
        self._writer.touched.update(changed)


@dataclass(slots=True)
class _Issue:
    """The rows of an issue that may be joined, with their pages; of an undated one those of `folders`."""

    pk: int
    folders: set[str]
    rows: dict[int, Article] = field(init=False)
    _in_issue: set[int] = field(init=False)
    _strict: bool = field(init=False)
    _lines: dict[int, list[str]] = field(init=False, default_factory=dict)
    _bylines: dict[int, list[Byline]] = field(init=False)

    def __post_init__(self) -> None:
        issue = Issue.objects.get(pk=self.pk)
        dumped = Article.objects.filter(page__issue=issue, page__sha256__isnull=False, external_id="")
        if issue.date is None:
            marked = dumped.filter(_WITH_JUMP)
            folders = sorted(self.folders)
            pks = {pk for each in folders for pk in marked.filter(in_folder(each)).values_list("pk", flat=True)}
            dumped = dumped.filter(pk__in=pks)
        found = [row for row in _with_pages(dumped) if takes_part(row)]
        self._in_issue = {row.pk for row in found}
        self.rows = {row.pk: row for row in found}
        # What is joined to them from elsewhere, and what they are joined to: pages move between issues.
        heads = {row.joined_to_id for row in found if row.joined_to_id}
        near = Q(pk__in=heads) | Q(joined_to__in=heads | self.rows.keys())
        self.rows |= {row.pk: row for row in _with_pages(Article.objects.filter(near)) if row.pk not in self.rows}
        self._bylines = defaultdict(list)
        for byline in Byline.objects.filter(article__in=self.rows).order_by("position", "pk"):
            self._bylines[byline.article_id].append(byline)
        self._strict = issue.date is None

    def item(self, row: Article) -> Item:
        """What the row's own page prints of it, each stretch with its line."""
        return joining.placed(printed(row, self._bylines[row.pk]), self._lines_of(row.page))

    def stored(self) -> dict[int, list[int]]:
        """The continuations that each article has now."""
        chains: dict[int, list[int]] = defaultdict(list)
        for row in sorted(self.rows.values(), key=lambda row: (row.joined_at or 0, row.pk)):
            if row.joined_to_id:
                chains[row.joined_to_id].append(row.pk)
        return chains

    def wanted(self) -> dict[int, Chain]:
        """The continuations that each article should have."""
        by_hand = self._by_hand()
        sides = [self._side(self.rows[pk]) for pk in sorted(self._in_issue)]
        found = match(sides, by_hand, strict=self._strict)
        following = {each.beginning: pk for pk, each in found.items()}
        for rest, before in by_hand.items():
            head = self.rows[rest].joined_to_id or before
            before = before if _first(before, found) == head else head
            while before in following:
                before = following[before]
            following[before] = rest
            found[rest] = Match(before, BY_HAND)
        chains: dict[int, Chain] = {}
        for head in [pk for pk in following if pk not in found]:
            at = head
            while at in following:
                at = following[at]
                if _may_join(self.rows[head], self.rows[at]):
                    chains.setdefault(head, []).append((at, found[at].sure))
                else:
                    head = at
        return chains

    def _by_hand(self) -> dict[int, int]:
        """The joins that a curator made: each continuation with what it goes on from."""
        made = {}
        for head, chain in self.stored().items():
            for before, pk in zip([head, *chain], chain, strict=False):
                if "joined_to" in self.rows[pk].locked_fields and takes_part(self.rows[head]):
                    made[pk] = before
        return made

    def _side(self, row: Article) -> Side:
        item = printed(row, self._bylines[row.pk])
        marked = row.goes_on or row.continues
        lines = self._lines_of(row.page) if marked and "page" not in row.locked_fields else []
        told = {marker.direction: marker for marker in joining.markers(item.lines, lines)}
        on, came = told.get("on"), told.get("from")
        return Side(
            key=row.pk,
            page=row.page_id,
            number=row.page.number,
            item=item,
            goes_on=row.goes_on,
            continues=row.continues,
            on_named=on.headline if on else "",
            from_named=came.headline if came else "",
            on_sign=on.sign if on else "",
            from_sign=came.sign if came else "",
            refused=frozenset(row.join_refused),
        )

    def _lines_of(self, page: Page) -> list[str]:
        if page.pk not in self._lines:
            self._lines[page.pk] = page.raw_lines
        return self._lines[page.pk]


def _with_pages(rows: QuerySet[Article]) -> list[Article]:
    """The rows with their pages, each page read once."""
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    pages = Page.objects.select_related("issue__newspaper").in_bulk({row.page_id for row in found})
    for row in found:
        row.page = pages[row.page_id]
    return found


def in_folder(folder: str) -> Q:
    """Articles of pages read from files in the folder itself."""
    if folder == ".":
        return ~Q(page__path__contains="/")
    inside = folder if folder.endswith("/") else f"{folder}/"
    # The beginning is found by an index, the regular expression looks at the few that are left.
    return Q(page__path__startswith=inside, page__path__regex=rf"^{re.escape(inside)}[^/]+$")


def with_jumps(issue: int) -> list[int]:
    """The articles of an issue that may be joined."""
    return list(Article.objects.filter(_WITH_JUMP, page__issue=issue).values_list("pk", flat=True))


def _has_jumps(issue: int) -> bool:
    return Article.objects.filter(_WITH_JUMP, page__issue=issue).exists()


def takes_part(row: Article) -> bool:
    """Whether the article is still printed on its page; one that a curator took down is."""
    return row.state != Article.State.REMOVED or "state" in row.locked_fields


def _may_join(head: Article, rest: Article) -> bool:
    """Whether a curator's decisions allow it: about the text, about the two, about who may see them."""
    if "text" in head.locked_fields and rest.joined_to_id != head.pk:
        return False
    if head.pk in rest.join_refused:
        return False
    return head.state == rest.state or (head.state != Article.State.PUBLISHED and "state" not in rest.locked_fields)


def _state_after(head: Article, rest: Article) -> dict[str, Any]:
    """The rest of an article that is not public is not public either; a curator's word on the one holds for both."""
    if rest.state == head.state:
        return {}
    if "state" in head.locked_fields:
        rest.lock(["state"])
    return {"state": head.state, "locked_fields": rest.locked_fields}


def _first(pk: int, found: dict[int, Match]) -> int:
    while pk in found:
        pk = found[pk].beginning
    return pk


def _on_its_page(row: Article) -> Item:
    return joining.placed(printed(row), row.page.raw_lines)

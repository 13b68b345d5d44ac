"""Newspapers and issues: found or made, their dates kept to the best evidence there is."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

from archive.ingest.books import Path, PlaceBook
from archive.ingest.rows import LARGEST_SMALL, width
from archive.models import Issue, Newspaper, Page
from archive.models.noting import notes
from archive.parsing import ParsedPage
from archive.parsing.structures import IssueDate

UNNAMED = "未署名报纸"
# How sure a date is: the finer the better, and what was given or printed before what was inferred.
PRECISIONS = {"day": 2, "month": 1, "year": 0}
ORIGINS = {"given": 2, "printed": 1, "inferred": 0}


def unnamed(area: Path) -> str:
    """What a newspaper is called whose masthead is unknown: 未署名报纸（山岚省青岚市）."""
    name = f"{UNNAMED}（{''.join(area)}）" if area else UNNAMED
    return name if len(name) <= width(Newspaper, "name") else UNNAMED


class Shelf:
    """The newspapers of a run, and the issues as they are needed."""

    def __init__(self, places: PlaceBook) -> None:
        """`places` gives the newspapers' home areas."""
        self._places = places
        self._newspapers: dict[str, Newspaper] = {}

    def forget(self) -> None:
        """Trust nothing kept any more: a transaction was rolled back."""
        self._newspapers.clear()

    def known(self, name: str) -> int | None:
        """The id of the newspaper of that name, if it is stored."""
        if name not in self._newspapers:
            stored = Newspaper.objects.filter(name=name).first() or _renamed(name)
            if stored is None:
                return None
            self._newspapers[name] = stored
        return self._newspapers[name].pk

    def known_or_unnamed(self, name: str | None) -> int | None:
        """The id of the newspaper that separate articles belong to: without a name one that stands for no place."""
        return self.known(name or UNNAMED)

    def newspaper(self, name: str | None, area: Path, given_area: Path = ()) -> Newspaper:
        """The newspaper called `name`, made if it is new; without a name the one that stands for `area`.

        `given_area` is its home as somebody said it, not as one page suggests.
        """
        key = name or unnamed(area)
        if self.known(key) is None:
            self._newspapers[key] = self._new(key, named=name is not None)
        newspaper = self._newspapers[key]
        home = given_area or (() if name else area)
        if home and newspaper.area_id is None:
            self._places.ensure([(home, "")])
            if newspaper.revise(area_id=self._places.id_of(home)):
                newspaper.save(update_fields=["area"])
        return newspaper

    @staticmethod
    def _new(name: str, *, named: bool) -> Newspaper:
        newspaper = Newspaper(name=name, named=named)
        newspaper.slug = _free_slug(name)
        newspaper.save()
        notes().make([newspaper])
        return newspaper

    def issue(self, newspaper: Newspaper, when: IssueDate | None, *, only_page: int | None = None) -> Issue:
        """The newspaper's issue of that day (or its undated one), made if it is new.

        What is known about its date is replaced where the new evidence is better, or where the issue has no
        other page than `only_page`, which the evidence comes from.
        """
        day = when.date if when else None
        issue = Issue.objects.select_for_update(of=("self",)).filter(newspaper=newspaper, date=day).first()
        if issue is None:
            issue = Issue(newspaper=newspaper, date=day, **_evidence(when))
            issue.save()
            notes().make([issue])
        elif when and (_rank(when) > _rank_of(issue) or _has_only(issue, only_page)):
            changed = issue.revise(**_evidence(when))
            if changed:
                issue.save(update_fields=changed)
        issue.newspaper = newspaper
        return issue

    @staticmethod
    def tidy(issues: set[int]) -> None:
        """Take away those of `issues` that have lost their last page, and newspapers without a name left empty."""
        empty = Issue.objects.filter(pk__in=issues, pages=None, locked_fields=[])
        newspapers = delete_noted(empty, "newspaper_id")
        if newspapers:
            nameless = Newspaper.objects.filter(pk__in=newspapers, named=False, note="", locked_fields=[])
            delete_noted(nameless.filter(issues=None, articles=None), "pk")


def delete_noted(rows: QuerySet[Any], name: str) -> list[int]:
    """Delete the rows, with a note of each; return what stood in the column of that name."""
    found = list(rows)
    for row in found:
        notes().delete(row)
    if found:
        rows.model._default_manager.filter(pk__in=[row.pk for row in found]).delete()
    return [getattr(row, name) for row in found]


def is_placed(page: Page) -> bool:
    """Whether a curator said which page of which issue it is, so that newspaper, date and number do not tell."""
    return "number" in page.locked_fields or not may_move(page)


def may_move(page: Page) -> bool:
    """Whether ingest may put the page into another issue: no curator placed it or set its issue's date."""
    return "issue" not in page.locked_fields and not {"date", "newspaper"} & set(page.issue.locked_fields)


def number_of(parsed: ParsedPage) -> int | None:
    """The page's number, where it is one."""
    return parsed.number if parsed.number and parsed.number <= LARGEST_SMALL else None


def _evidence(when: IssueDate | None) -> dict[str, Any]:
    if when is None:
        return {"date_reason": "", "date_origin": "inferred", "date_precision": ""}
    return {
        "date_precision": when.precision,
        "date_origin": when.origin,
        "date_earliest": min(when.earliest, when.latest),
        "date_latest": max(when.earliest, when.latest),
        "date_reason": when.reason,
    }


def _rank(when: IssueDate) -> tuple[int, int, int]:
    return PRECISIONS[when.precision], ORIGINS[when.origin], -_days(when.earliest, when.latest)


def _days(first: date, last: date) -> int:
    return abs((last - first).days)


def _rank_of(issue: Issue) -> tuple[int, int, int]:
    return (
        PRECISIONS.get(issue.date_precision, -1),
        ORIGINS[issue.date_origin],
        -_days(issue.date_earliest or date.min, issue.date_latest or date.max),
    )


def _has_only(issue: Issue, page: int | None) -> bool:
    return page is not None and list(issue.pages.values_list("pk", flat=True)[:2]) == [page]


def _renamed(name: str) -> Newspaper | None:
    """The newspaper that was called so until a curator renamed it: its address is still made from that name."""
    stored = Newspaper.objects.filter(slug=_slug(name)).first()
    return stored if stored and "name" in stored.locked_fields else None


def _slug(name: str) -> str:
    return (slugify(name, allow_unicode=True) or "newspaper")[:190]


def _free_slug(name: str) -> str:
    """An address for the newspaper; a number is added where another newspaper's is the same."""
    slug = base = _slug(name)
    number = 2
    while Newspaper.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug

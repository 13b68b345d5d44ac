"""A whole issue given another newspaper or date: its pages and articles follow, and what rests on the date too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext

from archive.curating import again, deciding
from archive.curating.cutting import Stale
from archive.curating.deciding import Refused
from archive.models import Article, DateMention, Decision, Issue, Newspaper, Origin, Page, Precision, joins
from archive.models.base import Curated
from archive.models.turns import writing

# What is known of an issue; its date and what was concluded about it are locked as one.
DATED = ("date", "date_precision", "date_origin", "date_earliest", "date_latest", "date_reason")
KNOWN = ("newspaper_id", *DATED, "locked_fields")


@dataclass(frozen=True)
class Move:
    """An issue that is to be the one of `newspaper` on `day` (None: not known). `into` is such a one that there is
    already: its pages and the issue's come together."""

    issue: Issue
    newspaper: Newspaper
    day: date | None
    into: Issue | None

    @classmethod
    def of(cls, issue: Issue, newspaper: Newspaper, day: date | None) -> Move:
        """What it comes to now. Raises Refused where it cannot be."""
        if (issue.newspaper_id, issue.date) == (newspaper.pk, day):
            raise Refused(gettext("这一期已经是这份报纸的这一天。"))
        into = Issue.objects.filter(newspaper=newspaper, date=day).select_related("newspaper").first()
        move = cls(issue, newspaper, day, into)
        move.check()
        return move

    def check(self) -> None:
        """Raise Refused where two would claim one place."""
        own = Article.objects.filter(page__issue=self.issue)
        ids = own.exclude(external_id="").values("external_id")
        held = Article.objects.filter(newspaper=self.newspaper, external_id__in=ids)
        if held.exclude(page__issue=self.issue).exists():
            raise Refused(gettext("这份报纸中已有外部编号相同的文章。"))
        if self.into:
            numbers = self.into.pages.exclude(number=None).values("number")
            both = list(self.issue.pages.filter(number__in=numbers).values_list("number", flat=True))
            if both:
                told = "、".join(sorted(map(str, both)))
                raise Refused(gettext("两期都有第 %s 版，请先改正版次，再并为一期。") % told)


def move(pk: int, newspaper: Newspaper, day: date | None, *, seen: int, key: UUID | None = None) -> Decision:
    """Do it as whoever acts, in one transaction; return the decision, the same one for a form sent twice.

    `seen` is the issue's revision that the person saw. Raises `Stale` for another one, `Refused` where it cannot be.
    """
    with writing():
        if made := deciding.already(key):
            return made
        issue = Issue.objects.select_for_update(of=("self",)).select_related("newspaper").get(pk=pk)
        if issue.revision != seen:
            raise Stale(gettext("您打开之后，这一期又有改动，没有保存。请核对后再保存。"))
        asked = Move.of(issue, newspaper, day)
        label = f"{issue} → {newspaper} {day or gettext('日期不详')}"
        before = _known(issue)
        data: dict[str, Any] = {"before": before, "into": asked.into.pk if asked.into else None}
        articles = list(Article.objects.filter(page__issue=issue).order_by("pk").values_list("pk", flat=True))
        if asked.into:
            data["pages"] = _move_pages(issue.pages.all(), asked.into, lock=True)
            subject = asked.into
            issue.delete()
        else:
            subject = issue
            _set(issue, newspaper=newspaper, **_as_given(day))
            issue.lock([*DATED, "newspaper"] if before["newspaper_id"] != newspaper.pk else DATED)
            issue.save()
        data["after"] = [newspaper.pk, day]
        again.ask(articles)
        return deciding.note(Decision.Kind.ISSUE, subject, _plain(data), key=key, label=label, touched=len(articles))


@deciding.undoes(Decision.Kind.ISSUE)
def undo(decision: Decision) -> list[str]:
    """Give the issue back what was known of it; pages that were moved on since stay where they are."""
    data = decision.data
    before, after = _read(data["before"]), (data["after"][0], _day(data["after"][1]))
    issue = Issue.objects.select_for_update(of=("self",)).filter(pk=decision.subject_id).first()
    if issue is None or (issue.newspaper_id, issue.date) != after:
        raise Refused(gettext("这一期后来又改过，不能自动撤销。"))
    key = {"newspaper": before["newspaper_id"], "date": before["date"]}
    there = Issue.objects.filter(**key).first()
    left: list[str] = []
    if data["into"] is None:
        if there:
            raise Refused(gettext("原来的报纸和日期现在已有另一期，不能自动撤销。"))
        _set(issue, **before)
        issue.save()
        articles = Article.objects.filter(page__issue=issue)
    else:
        if there is None:
            there = Issue(**before)
            there.save()
        pages = Page.objects.filter(pk__in=data["pages"], issue=issue)
        gone = len(data["pages"]) - len(pages)
        if gone:
            left.append(gettext("有 %d 版后来又移走，没有动。") % gone)
        articles = Article.objects.filter(page__in=list(pages.values_list("pk", flat=True)))
        _move_pages(pages, there, lock=False, had=data["pages"])
    again.ask(list(articles.order_by("pk").values_list("pk", flat=True)))
    return left


def _move_pages(pages: Any, issue: Issue, *, lock: bool, had: dict[str, bool] | None = None) -> dict[int, bool]:
    """Put the pages into an issue, all together: what goes on from one on another stays joined. Return for each
    whether a person had placed it before."""
    moved: dict[int, bool] = {}
    for page in pages.select_for_update(of=("self",)).order_by("pk"):
        moved[page.pk] = "issue" in page.locked_fields
        page.issue = issue
        if lock:
            page.lock(["issue"])
        elif had is not None and not had[str(page.pk)]:
            page.locked_fields = [name for name in page.locked_fields if name != "issue"]
        # The page's own way of saving would part it from those that have not been moved yet.
        Curated.save(page, update_fields=["issue", "locked_fields"])
    rows = Article.objects.filter(page__in=moved)
    rows.follow(issue)
    joins.part_strangers(list(rows.values_list("pk", flat=True)))
    DateMention.objects.reread(rows)
    return moved


def _known(issue: Issue) -> dict[str, Any]:
    return {"pk": issue.pk, **{name: getattr(issue, name) for name in KNOWN}}


def _as_given(day: date | None) -> dict[str, Any]:
    """What is known of a date that a person gives."""
    precision = Precision.DAY if day else ""
    empty = {"date_earliest": None, "date_latest": None, "date_reason": ""}
    return {"date": day, "date_precision": precision, "date_origin": Origin.GIVEN, **empty}


def _set(record: Model, **values: Any) -> None:
    for name, value in values.items():
        setattr(record, name, value)


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    """With days as they are written."""
    before = {name: value.isoformat() if isinstance(value, date) else value for name, value in data["before"].items()}
    newspaper, day = data["after"]
    return {**data, "before": before, "after": [newspaper, day.isoformat() if day else None]}


def _read(before: dict[str, Any]) -> dict[str, Any]:
    return {**before, **{name: _day(before[name]) for name in ("date", "date_earliest", "date_latest")}}


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None

"""What else waits for a person: pages with uncertain dates, files that were not read, changes that the index refused,
what readers report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.acts import number
from archive.admin.base import change_link
from archive.admin.outbox import OBJECT_TYPES
from archive.admin.queue.cards import Answer, Card, Question, confirmed
from archive.curating import issues, linking
from archive.curating.deciding import Refused
from archive.models import Decision, IndexChange, IngestFile, Issue, Origin, Report
from archive.models.reports import SUBJECTS
from archive.models.turns import writing

# 第15行 in what a date was concluded from; and how many lines a page begins with where none is named.
CITED = re.compile(r"第(\d+)行")
HEAD = 4
PAGES = 12


def _by_id(model: Any, question: Question, *related: str) -> Any:
    return model.objects.select_related(*related).filter(pk=number(question.about)).first()


def _confirmed(kind: str) -> Any:
    standing = Decision.objects.standing().filter(kind=Decision.Kind.CONFIRM, subject_type=kind)
    return standing.values("subject_id")


class UncertainDates:
    """Issues whose date is not known or only inferred, those with most articles first."""

    kind = "date"
    label = _("日期未定的期")
    permission = "archive.change_issue"
    costly = False

    def questions(self, most: int) -> list[Question]:
        """An issue's articles all hang on its date."""
        uncertain = Q(date=None) | Q(date_origin=Origin.INFERRED)
        rows = Issue.objects.filter(uncertain).exclude(pk__in=_confirmed("issue")).select_related("newspaper")
        counted = rows.annotate(n=Count("pages__articles")).order_by("-n", "pk")[:most]
        open_ones = (each for each in counted if "date" not in each.locked_fields)
        return [Question(self.kind, str(each.pk), str(each), each.n) for each in open_ones]

    def card(self, question: Question) -> Card | None:
        """What the date rests on."""
        issue = _by_id(Issue, question, "newspaper")
        settled = issue is None or "date" in issue.locked_fields or (issue.date and issue.date_origin == Origin.GIVEN)
        if settled or confirmed("issue", issue.pk):
            return None
        told = issue.date_reason or gettext("没有找到日期。")
        move = reverse("admin:move-issue", args=[issue.pk])
        answers = [
            Answer(f"given:{issue.revision}", _("改成这一天"), "2", field=_("日期"), hint="2023-03-05"),
            Answer("edit", _("连报纸一起改"), "3", url=move),
        ]
        if issue.date:
            answers.insert(0, Answer("right", _("日期对"), "1"))
        return Card(question, _("日期对吗？"), [format_html("<p>{}</p>", told), *self._lines(issue)], answers)

    def _lines(self, issue: Issue) -> Iterator[SafeString | str]:
        """The lines that the date was concluded from; of an issue of several pages, how each page begins."""
        pages = list(issue.pages.order_by("number", "pk")[:PAGES])
        cited = {int(number) for number in CITED.findall(issue.date_reason)} if len(pages) == 1 else set()
        for page in pages:
            lines = [(number, line) for number, line in enumerate(page.raw_lines, 1) if line.strip()]
            shown = [each for each in lines if each[0] in cited] or lines[:HEAD]
            rows = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', shown)
            yield format_html('{}<div class="dump cited"><table>{}</table></div>', change_link(page, page.label), rows)

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """The date is right, or another one: given:7:2023-03-05, 7 being the revision that was seen."""
        issue = _by_id(Issue, question, "newspaper")
        what, _colon, rest = answer.partition(":")
        seen, _colon, day = rest.partition(":")
        if issue is None or what not in ("right", "given") or (what == "given" and number(seen) is None):
            raise Refused(gettext("没有这个答案。"))
        if what == "right":
            return linking.confirm(issue, key=key)
        return issues.move(issue.pk, issue.newspaper, _day(day), seen=number(seen), key=key)


def _day(written: str) -> date:
    """The day that was typed. Raises Refused for what is none."""
    try:
        day = parse_date(written)
    except ValueError:
        day = None
    if day is None:
        raise Refused(gettext("请填写日期，如 2023-03-05。"))
    return day


class UnreadFiles:
    """Files that ingest set aside."""

    kind = "file"
    label = _("没有读入的文件")
    permission = "archive.view_ingestfile"
    costly = False

    def questions(self, most: int) -> list[Question]:
        """Each as one article."""
        rows = IngestFile.objects.filter(outcome=IngestFile.Outcome.QUARANTINED)
        rows = rows.exclude(pk__in=_confirmed("ingestfile")).order_by("-pk")[:most]
        return [Question(self.kind, str(each.pk), each.path.rpartition("/")[2], 1) for each in rows]

    def card(self, question: Question) -> Card | None:
        """Why it was not read."""
        file = _by_id(IngestFile, question, "ingest")
        if file is None or confirmed("ingestfile", file.pk):
            return None
        told = [format_html("<p>{}</p><p>{}</p>", file.path, file.reason), change_link(file.ingest)]
        return Card(question, _("这个文件没有读入。"), told, [Answer("seen", _("知道了"), "1")])

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """It was looked at."""
        file = _by_id(IngestFile, question)
        if file is None or answer != "seen":
            raise Refused(gettext("没有这个答案。"))
        return linking.confirm(file, key=key)


class IndexDifferences:
    """Changes that the index writer gave up: search shows something else than the archive."""

    kind = "index"
    label = _("未写入索引的改动")
    permission = "archive.change_indexchange"
    costly = False

    def questions(self, most: int) -> list[Question]:
        """Each as one article."""
        rows = IndexChange.objects.set_aside().order_by("-pk")[:most]
        return [Question(self.kind, str(each.pk), f"{each.object_type} {each.object_id}", 1) for each in rows]

    def card(self, question: Question) -> Card | None:
        """What went wrong."""
        row = _by_id(IndexChange, question)
        if row is None:
            return None
        told: list[Any] = [format_html("<pre>{}</pre>", row.error)]
        if row.object_type in OBJECT_TYPES:
            address = reverse(f"admin:archive_{row.object_type}_change", args=[row.object_id])
            told.append(format_html('<a href="{}">{} {}</a>', address, row.object_type, row.object_id))
        return Card(question, _("这处改动没有写入索引。"), told, [Answer("retry", _("再试一次"), "1")])

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """Let the writer try again; that is no decision about the archive."""
        if answer != "retry":
            raise Refused(gettext("没有这个答案。"))
        IndexChange.objects.filter(pk=int(question.about)).update(tries=0, error="")
        return None


def _reported(report: Report) -> Any:
    """The record whose page was reported; None where it is gone."""
    return next(filter(None, (getattr(report, name) for name in SUBJECTS)), None)


def _mending(report: Report, record: Any) -> Iterator[tuple[Any, str, str]]:
    """Where what a reader calls wrong is put right: what it says, its key, its address."""
    kind = record._meta.model_name
    page = getattr(record, "page", None)
    if report.kind == Report.Kind.DATE and page is not None:
        yield _("改这一期的日期"), "2", reverse("admin:move-issue", args=[page.issue_id])
    if report.kind == Report.Kind.NOT_SAME and kind == "person":
        yield _("拆成两个人"), "2", reverse("admin:split-person", args=[record.pk])
    if report.kind == Report.Kind.TEXT and page is not None:
        yield _("改分篇"), "2", reverse("admin:cut-page", args=[page.pk])
    yield _("打开记录"), "o", reverse(f"admin:archive_{kind}_change", args=[record.pk])


class ReadersReports:
    """What readers say is wrong."""

    kind = "report"
    label = _("读者报告")
    permission = "archive.change_report"
    costly = False

    def questions(self, most: int) -> list[Question]:
        """The oldest first: somebody waits."""
        rows = Report.objects.filter(state=Report.State.OPEN).select_related(*SUBJECTS).order_by("created_at")[:most]
        return [Question(self.kind, str(each.pk), str(_reported(each) or each.address), 10) for each in rows]

    def card(self, question: Question) -> Card | None:
        """The reader's words and the record."""
        report = _by_id(Report, question, *SUBJECTS, "article__page")
        if report is None or report.state != Report.State.OPEN:
            return None
        record = _reported(report)
        told = [
            format_html("<blockquote>{}</blockquote>", report.message),
            change_link(record) if record else gettext("已删除"),
            format_html('<a href="{}">{}</a>', report.address, gettext("在站点上查看")),
        ]
        answers = [Answer("accepted", _("采纳，已改好"), "1"), Answer("declined", _("不采纳"), "0")]
        if record is not None:
            answers[1:1] = [Answer("mend", label, key, url=url) for label, key, url in _mending(report, record)]
        return Card(question, gettext("读者说：%s") % report.get_kind_display(), told, answers)

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """Settle it."""
        report = _by_id(Report, question)
        if report is None or answer not in (Report.State.ACCEPTED, Report.State.DECLINED):
            raise Refused(gettext("没有这个答案。"))
        with writing():
            Report.objects.filter(pk=report.pk, state=Report.State.OPEN).update(state=answer)
        return None


SOURCES = (ReadersReports(), UncertainDates(), UnreadFiles(), IndexDifferences())

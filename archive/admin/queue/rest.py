"""What else waits for a person: pages with uncertain dates, files that were not read, changes that the index refused,
what readers report."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin.base import change_link
from archive.admin.outbox import OBJECT_TYPES
from archive.admin.queue.cards import Answer, Card, Question
from archive.curating import linking
from archive.curating.deciding import Refused
from archive.models import Decision, IndexChange, IngestFile, Issue, Origin, Report
from archive.models.reports import SUBJECTS
from archive.models.turns import writing


def _by_id(model: Any, question: Question, *related: str) -> Any:
    return model.objects.select_related(*related).filter(pk=question.about if question.about.isdigit() else 0).first()


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
        if issue is None:
            return None
        pages = [format_html("{}", change_link(page, page.label)) for page in issue.pages.order_by("number")[:12]]
        told = issue.date_reason or gettext("没有找到日期。")
        answers = [Answer("edit", _("填写日期"), "2", url=reverse("admin:archive_issue_change", args=[issue.pk]))]
        if issue.date:
            answers.insert(0, Answer("right", _("日期对"), "1"))
        return Card(question, _("日期对吗？"), [format_html("<p>{}</p>", told), *pages], answers)

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """The date is right."""
        issue = _by_id(Issue, question)
        if issue is None or answer != "right":
            raise Refused(gettext("没有这个答案。"))
        return linking.confirm(issue, key=key)


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
        if file is None:
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


class ReadersReports:
    """What readers say is wrong."""

    kind = "report"
    label = _("读者报告")
    permission = "archive.change_report"
    costly = False

    def questions(self, most: int) -> list[Question]:
        """The oldest first: somebody waits."""
        rows = Report.objects.filter(state=Report.State.OPEN).order_by("created_at")[:most]
        return [Question(self.kind, str(each.pk), str(each), 10) for each in rows]

    def card(self, question: Question) -> Card | None:
        """The reader's words and the record."""
        report = _by_id(Report, question, *SUBJECTS)
        if report is None or report.state != Report.State.OPEN:
            return None
        record = next(filter(None, (getattr(report, name) for name in SUBJECTS)), None)
        told = [
            format_html("<blockquote>{}</blockquote>", report.message),
            change_link(record) if record else gettext("已删除"),
            format_html('<a href="{}">{}</a>', report.address, report.address),
        ]
        answers = [Answer("accepted", _("采纳，已改好"), "1"), Answer("declined", _("不采纳"), "0")]
        return Card(question, report.get_kind_display(), told, answers)

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """Settle it."""
        report = _by_id(Report, question)
        if report is None or answer not in (Report.State.ACCEPTED, Report.State.DECLINED):
            raise Refused(gettext("没有这个答案。"))
        with writing():
            Report.objects.filter(pk=report.pk, state=Report.State.OPEN).update(state=answer)
        return None


SOURCES = (ReadersReports(), UncertainDates(), UnreadFiles(), IndexDifferences())

"""What the admin's first page says of the archive's state: open questions, the index, the last ingest."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from archive.admin.articles import DOUBTFUL, ArticleAdmin
from archive.models import Article, IndexChange, Ingest, IngestFile, Mention, Report

# Counting stops here: the panel says "much" or "little", and must not read a million rows to say it.
COUNT_CAP = 10_000


@dataclass(frozen=True)
class Figure:
    """One number with the list behind it; `alarm` marks what needs a person."""

    label: str
    value: str
    url: str
    alarm: bool = False


@dataclass(frozen=True)
class Group:
    """Figures under one heading."""

    title: str
    figures: list[Figure]


def groups(user: AbstractBaseUser | AnonymousUser) -> list[Group]:
    """The panel's groups, those left out whose records `user` may not see."""
    makers = (
        (Mention, _mentions),
        (Article, _open_articles),
        (Article, _hidden_articles),
        (Report, _reports),
        (IndexChange, _index),
        (Ingest, _last_ingest),
    )
    return [make() for model, make in makers if _may_view(user, model)]


def _may_view(user: AbstractBaseUser | AnonymousUser, model: type[models.Model]) -> bool:
    name = model._meta.model_name
    return any(user.has_perm(f"archive.{verb}_{name}") for verb in ("view", "change"))


def _url(model: type[models.Model], **filters: object) -> str:
    return reverse(f"admin:archive_{model._meta.model_name}_changelist", query=filters or None)


def _count(rows: models.QuerySet) -> int:
    return rows.order_by()[: COUNT_CAP + 1].count()


def _figure(label: str, rows: models.QuerySet, alarm: bool = False, **filters: object) -> Figure:
    count = _count(rows)
    value = f"{COUNT_CAP}+" if count > COUNT_CAP else str(count)
    return Figure(label, value, _url(rows.model, **filters), alarm=alarm and count > 0)


def _mentions() -> Group:
    figures = [
        _figure(
            f"{kind.label} · {status.label}",
            Mention.objects.filter(kind=kind, status=status),
            kind__exact=kind.value,
            status__exact=status.value,
        )
        for kind in Mention.Kind
        for status in (Mention.Status.AMBIGUOUS, Mention.Status.UNMATCHED)
    ]
    return Group(gettext("待定的提及"), figures)


def _open_articles() -> Group:
    # The list counts its columns from 1.
    least_sure_first = ArticleAdmin.list_display.index("sure") + 1
    figures = [
        _figure(gettext("把握较低"), Article.objects.filter(confidence__lt=DOUBTFUL), sure="low", o=least_sure_first),
        _figure(gettext("待接续"), Article.objects.waiting(), jump="waiting"),
    ]
    return Group(gettext("待核的文章"), figures)


def _hidden_articles() -> Group:
    hidden = (Article.State.DRAFT, Article.State.WITHHELD, Article.State.REMOVED)
    return Group(
        gettext("未公开的文章"),
        [_figure(str(state.label), Article.objects.filter(state=state), state__exact=state.value) for state in hidden],
    )


def _reports() -> Group:
    state = Report.State.OPEN
    waiting = _figure(str(state.label), Report.objects.filter(state=state), state__exact=state.value)
    return Group(gettext("读者报告"), [waiting])


def _index() -> Group:
    return Group(
        gettext("索引"),
        [
            _figure(gettext("等待写入"), IndexChange.objects.waiting(), progress="waiting"),
            _figure(gettext("已搁置"), IndexChange.objects.set_aside(), alarm=True, progress="set_aside"),
        ],
    )


def _last_ingest() -> Group:
    title = gettext("最近一次导入")
    ingest = Ingest.objects.first()
    if ingest is None:
        return Group(title, [Figure(gettext("尚未导入"), "", _url(Ingest))])
    when = date_format(localtime(ingest.started_at), "SHORT_DATETIME_FORMAT")
    figures = [
        Figure(
            str(ingest.get_state_display()),
            when,
            reverse("admin:archive_ingest_change", args=[ingest.pk]),
            alarm=ingest.state == Ingest.State.INTERRUPTED,
        )
    ]
    for name in ("created", "updated", "unchanged", "failed"):
        label = str(Ingest._meta.get_field(name).verbose_name)
        value = getattr(ingest, name)
        url = reverse("admin:archive_ingest_change", args=[ingest.pk])
        figures.append(Figure(label, str(value), url, alarm=name == "failed" and value > 0))
    quarantined = ingest.files.filter(outcome=IngestFile.Outcome.QUARANTINED)
    figures.append(
        _figure(
            gettext("隔离的文件"),
            quarantined,
            alarm=True,
            ingest__id__exact=ingest.pk,
            outcome__exact=IngestFile.Outcome.QUARANTINED.value,
        )
    )
    return Group(title, figures)

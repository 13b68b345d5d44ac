"""Names that several records bear: whom do they mean in this newspaper?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, Max, Min, Q
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin import evidence
from archive.admin.acts import number
from archive.admin.base import change_link
from archive.admin.queue.cards import Answer, Candidate, Card, Question
from archive.curating import linking, rejecting
from archive.curating.deciding import Refused
from archive.curating.leading import MODELS
from archive.desk import record_label
from archive.models import Decision, Membership, Mention, Newspaper

SHOWN = 6  # Sentences on a card.
CANDIDATES = 8  # A key each.
AT_ONCE = 2_000  # Mentions that one answer ties; those left come back as the next question.
POSTS = 3


class AmbiguousNames:
    """Ambiguous mentions of one kind, by name and newspaper: in one paper a name mostly means one."""

    costly = True

    def __init__(self, kind: str) -> None:
        self.kind = f"ambiguous-{kind}"
        self.of = kind
        told = {"person": _("有歧义的人名"), "place": _("有歧义的地名"), "organization": _("有歧义的机构名")}
        self.label = told[kind]
        self.permission = "archive.change_mention"

    def questions(self, most: int) -> list[Question]:
        """By how many articles print the name."""
        rows = self._open().order_by().values_list("text", "article__newspaper")
        counted = rows.annotate(n=Count("article", distinct=True)).order_by("-n", "text")[:most]
        papers = dict(Newspaper.objects.values_list("pk", "name"))
        return [
            Question(self.kind, f"{paper}/{text}", f"{text} · {papers.get(paper, '')}", count)
            for text, paper, count in counted
        ]

    def _open(self) -> Any:
        return Mention.objects.filter(kind=self.of, status=Mention.Status.AMBIGUOUS, article__joined_to=None)

    def _mentions(self, question: Question) -> Any:
        paper, _slash, text = question.about.partition("/")
        if number(paper) is None:
            return Mention.objects.none()
        return self._open().filter(text=text, article__newspaper=number(paper)).order_by("-article__date", "-pk")

    def card(self, question: Question) -> Card | None:
        """The sentences, and who bears the name."""
        rows = self._mentions(question).select_related("article__page").defer("article__lines", "article__breaks")
        shown = list(rows[:SHOWN])
        if not shown:
            return None
        return Card(
            question,
            _("指的是谁？") if self.of == "person" else _("指的是哪一个？"),
            [self._excerpt(each) for each in shown],
            [
                Answer("none", _("都不是（从此作罢）"), "0"),
                Answer("reject", _("不是人名、地名或机构名，一律否定"), "x"),
            ],
            self._candidates(shown),
        )

    def _excerpt(self, mention: Mention) -> Any:
        day = date_format(mention.article.date) if mention.article.date else gettext("日期不详")
        link = change_link(mention.article)
        return format_html("{} <small>{} · {}</small>", evidence.first_context(mention), link, day)

    def _candidates(self, shown: Iterable[Mention]) -> list[Candidate]:
        first = next(iter(shown))
        of_kind = admin.site.get_model_admin(MODELS[self.of])
        named = Q(name=first.text) | Q(other_names__name=first.text)
        rows = of_kind.get_queryset(None).filter(named).distinct()
        counts = Mention.objects.filter(**{f"{self.of}__in": rows.values("pk")}).order_by().values_list(self.of)
        seen = {
            pk: (count, here, low, high)
            for pk, count, here, low, high in counts.annotate(
                n=Count("article", distinct=True),
                here=Count("article", distinct=True, filter=Q(article__newspaper=first.article.newspaper_id)),
                low=Min("article__date"),
                high=Max("article__date"),
            )
        }
        listed = sorted(rows, key=lambda each: [*(-n for n in seen.get(each.pk, (0, 0))[1::-1]), each.pk])
        listed = listed[:CANDIDATES]
        held = self._posts([each.pk for each in listed])
        return [
            Candidate(
                change_link(each, record_label(admin.site, each)),
                [*held.get(each.pk, ()), *_seen(*seen.get(each.pk, (0, 0, None, None)))],
                Answer(str(each.pk), _("是这一个"), str(number)),
            )
            for number, each in enumerate(listed, 1)
        ]

    def _posts(self, pks: list[int]) -> dict[int, list[str]]:
        if self.of != "person":
            return {}
        held: dict[int, list[str]] = {}
        for row in Membership.objects.filter(person__in=pks).by_turns().select_related("post__organization"):
            known = held.setdefault(row.person_id, [])
            if len(known) < POSTS:
                known.append(str(row.post))
        return held

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """Tie the mentions, or say that they name nobody, here or anywhere."""
        pks = list(self._mentions(question).values_list("pk", flat=True)[:AT_ONCE])
        if answer == "reject":
            return rejecting.reject(self.of, question.about.partition("/")[2], key=key)
        record = number(answer)
        if answer != "none" and record is None:
            raise Refused(gettext("没有这个答案。"))
        return linking.link(self.of, pks, record, key=key)


def _seen(count: int, here: int, low: Any, high: Any) -> list[str]:
    told = [ngettext("见于 %d 篇", "见于 %d 篇", count) % count]
    if here:
        told.append(ngettext("本报 %d 篇", "本报 %d 篇", here) % here)
    if low and high:
        told.append(f"{date_format(low)}–{date_format(high)}")
    return told


SOURCES = tuple(AmbiguousNames(kind) for kind in ("person", "place", "organization"))

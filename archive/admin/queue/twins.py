"""Records that may be one twice: of one name in one district, or of names that sound alike."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from pypinyin import lazy_pinyin

from archive.admin import evidence
from archive.admin.acts import number
from archive.admin.base import change_link
from archive.admin.queue.cards import Answer, Candidate, Card, Question
from archive.curating import linking, merging
from archive.curating.deciding import Refused, already
from archive.curating.leading import MODELS
from archive.desk import record_label
from archive.models import Decision, Membership, Mention

SHOWN = 3  # Sentences of each record.
POSTS = 4
LARGEST = 6  # Of a name that many bear in one place, pairs would be asked about for days: the list tells of these.


@functools.cache
def _sound(character: str) -> str:
    """One reading of a character: enough to find what may sound alike, and fast for all names of an archive."""
    return lazy_pinyin(character)[0]


class Twins:
    """Pairs of records of one kind, weighed by the articles of the one that fewer name."""

    costly = True

    def __init__(self, kind: str, label: Any) -> None:
        self.kind = f"twins-{kind}"
        self.of = kind
        self.label = label
        self.permission = f"archive.change_{kind}"
        self.where = "home" if kind == "person" else "place"

    def questions(self, most: int) -> list[Question]:
        """The pairs that nobody has told apart."""
        counts = dict(
            Mention.objects.filter(**{f"{self.of}__isnull": False})
            .order_by()
            .values_list(self.of)
            .annotate(n=Count("article", distinct=True))
        )
        told = {
            frozenset((pk, other))
            for pk, other in Decision.objects.standing()
            .filter(kind=Decision.Kind.APART, subject_type=self.of)
            .values_list("subject_id", "data__other")
        }
        names: dict[int, str] = {}
        found = []
        for one, other in self._pairs(names):
            if frozenset((one, other)) not in told and counts.get(one) and counts.get(other):
                found.append((min(counts[one], counts[other]), one, other))
        found.sort(key=lambda each: (-each[0], each[1], each[2]))
        return [
            Question(self.kind, f"{one}/{other}", " · ".join(dict.fromkeys((names[one], names[other]))), weight)
            for weight, one, other in found[:most]
        ]

    def _pairs(self, names: dict[int, str]) -> Iterator[tuple[int, int]]:
        """Alike in name and place, or in sound and place; `names` is filled on the way."""
        rows = MODELS[self.of].objects.order_by("pk").values_list("pk", "name", self.where)
        alike: dict[tuple[str, int | None], list[int]] = defaultdict(list)
        for pk, name, place in rows:
            names[pk] = name
            alike[" ".join(map(_sound, name)), place].append(pk)
        for pks in alike.values():
            if 1 < len(pks) <= LARGEST:
                yield from combinations(pks, 2)

    def _apart(self, one: int, other: int) -> bool:
        rows = Decision.objects.standing().filter(kind=Decision.Kind.APART, subject_type=self.of)
        pairs = Q(subject_id=one, data__other=other) | Q(subject_id=other, data__other=one)
        return rows.filter(pairs).exists()

    def _both(self, question: Question) -> list[Any]:
        pks = [pk for each in question.about.split("/") if (pk := number(each))]
        rows = admin.site.get_model_admin(MODELS[self.of]).get_queryset(None).in_bulk(pks)
        return [rows[pk] for pk in pks if pk in rows]

    def card(self, question: Question) -> Card | None:
        """Both records with their posts and some sentences."""
        both = self._both(question)
        if len(both) < 2:
            return None
        one, other = both
        if self._apart(one.pk, other.pk):
            return None
        swapped = reverse(f"admin:merge-{self.of}", query={"keep": other.pk, "drop": one.pk})
        return Card(
            question,
            _("是同一个吗？"),
            [each for number, record in enumerate(both, 1) for each in self._told(record, number)],
            [
                Answer("merge", _("是：合并，保留第一条"), "1"),
                Answer("swapped", _("是：合并，保留第二条"), "2"),
                Answer("apart", _("不是同一个"), "0"),
                Answer("look", _("先看预览"), "v", url=swapped),
            ],
            [
                Candidate(change_link(each, record_label(admin.site, each)), list(self._reasons(each)), answer)
                for each, answer in zip(both, (Answer("merge", "", "1"), Answer("swapped", "", "2")), strict=True)
            ],
            seen=" ".join(f"{each.pk}.{each.revision}" for each in both),
        )

    def _reasons(self, record: Any) -> Iterable[str]:
        count = record.mentions.order_by().values("article").distinct().count()
        told = [ngettext("见于 %d 篇", "见于 %d 篇", count) % count]
        if self.of == "person":
            held = Membership.objects.filter(person=record).by_turns().select_related("post__organization")
            told += [str(row.post) for row in held[:POSTS]]
        return told

    def _told(self, record: Any, number: int) -> Iterator[Any]:
        """Some sentences under the number and name of the record that they are of: the two are to be compared."""
        yield format_html("<h3>{}. {}</h3>", number, record_label(admin.site, record))
        mentions = record.mentions.select_related("article__page").defer("article__lines", "article__breaks")
        for each in mentions.order_by("-article__date", "-pk")[:SHOWN]:
            day = date_format(each.article.date) if each.article.date else gettext("日期不详")
            link = change_link(each.article)
            yield format_html("{} <small>{} · {}</small>", evidence.first_context(each), link, day)

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """Merge the two, or tell them apart for good."""
        both = self._both(question)
        if len(both) < 2:
            raise Refused(gettext("其中一条记录已经不在了。"))
        one, other = both
        if not already(key) and self._apart(one.pk, other.pk):
            raise Refused(gettext("已有人认定这两条不是同一个。"))
        if answer == "apart":
            return linking.apart(one, other, key=key)
        if answer not in ("merge", "swapped"):
            raise Refused(gettext("没有这个答案。"))
        keep, drop = (one, other) if answer == "merge" else (other, one)
        return merging.merge(self.of, keep.pk, drop.pk, key=key)


SOURCES = (Twins("person", _("可能重复的人物")), Twins("organization", _("可能重复的机构")))

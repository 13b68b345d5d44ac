"""Articles that may have been taken out of their pages wrongly, and those whose other half was not found."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import evidence
from archive.admin.acts import number
from archive.admin.articles import DOUBTFUL
from archive.admin.base import change_link
from archive.admin.queue.cards import Answer, Candidate, Card, Question, confirmed
from archive.curating import jumps, linking
from archive.curating.deciding import Refused
from archive.models import Article, Decision

CANDIDATES = 6
HEAVY = ("lines", "breaks", "own")
PAGE = tuple(f"page__{name}" for name in ("unassigned", "problems", "area_evidence"))


def _article(question: Question) -> Article | None:
    return Article.objects.select_related("page__issue__newspaper").filter(pk=number(question.about)).first()


def _confirmed() -> Any:
    standing = Decision.objects.standing().filter(kind=Decision.Kind.CONFIRM, subject_type="article")
    return standing.values("subject_id")


def _least_sure(article: Article) -> list[int]:
    """The lines between which the article was put together least surely; its first line where it begins so."""
    gaps = [gap for gap in article.breaks if round(gap["confidence"], 3) <= article.confidence and gap["lines"]]
    lines = gaps[0]["lines"] if gaps else sorted(map(int, article.lines))[:1]
    return [int(line) for line in lines]


def _doubt(article: Article) -> str:
    """What the parser is not sure of, in words."""
    match _least_sure(article):
        case [first, *_rest, last] if not article.own:
            return gettext("最没有把握的是：第 %(first)d 行和第 %(last)d 行原是一句话，被版面隔断。") % {
                "first": first,
                "last": last,
            }
        case [first]:
            return gettext("最没有把握的是：从第 %d 行起另是一篇。") % first
    return gettext("最没有把握的是：跨版接续的各部分是一篇。")


def _where_to_cut(article: Article) -> str:
    """The page's lines, opened where the doubt is."""
    lines = _least_sure(article)
    address = reverse("admin:cut-page", args=[article.page_id])
    return f"{address}#L{lines[0]}" if lines and not article.own else address


class DoubtfulSplits:
    """Articles that the parser is not sure to have cut rightly, the longest and least sure first."""

    kind = "split"
    label = _("分篇把握较低")
    permission = "archive.change_article"
    costly = False

    def questions(self, most: int) -> list[Question]:
        """One article each; on a long one more rests."""
        rows = Article.objects.filter(confidence__lt=DOUBTFUL).exclude(pk__in=_confirmed())
        rows = rows.exclude(state=Article.State.REMOVED).annotate(size=Length("text")).order_by("confidence", "pk")
        found = rows.only("headline", "text", "captions", "section", "confidence")[:most]
        return [Question(self.kind, str(each.pk), each.title, 1) for each in found]

    def card(self, question: Question) -> Card | None:
        """The page's lines with the article's standing out."""
        article = _article(question)
        if article is None or article.confidence >= DOUBTFUL or confirmed("article", article.pk):
            return None
        return Card(
            question,
            _("这样分篇对吗？"),
            [
                format_html("{} <small>{}%</small>", change_link(article), round(100 * article.confidence)),
                format_html("<p>{}</p>", _doubt(article)),
                evidence.article_lines(article),
            ],
            [
                Answer("right", _("对"), "1"),
                Answer("cut", _("不对，去改分篇"), "2", url=_where_to_cut(article)),
                Answer("edit", _("改文字或类型"), "3", url=reverse("admin:archive_article_change", args=[article.pk])),
            ],
        )

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """It is right."""
        article = _article(question)
        if article is None or answer != "right":
            raise Refused(gettext("没有这个答案。"))
        return linking.confirm(article, key=key)


class Orphans:
    """Articles whose marker names another page on which the other half was not found."""

    kind = "orphan"
    label = _("待接续的文章")
    permission = "archive.change_article"
    costly = False

    def questions(self, most: int) -> list[Question]:
        """One article each."""
        rows = Article.objects.waiting().exclude(pk__in=_confirmed()).exclude(state=Article.State.REMOVED)
        found = rows.order_by("-date", "pk").only("headline", "text", "captions", "section")[:most]
        return [Question(self.kind, str(each.pk), each.title, 1) for each in found]

    def card(self, question: Question) -> Card | None:
        """How the article ends or begins, and what could be its other half: articles of the issue with a marker."""
        article = _article(question)
        if article is None or not Article.objects.waiting().filter(pk=article.pk).exists():
            return None
        if confirmed("article", article.pk):
            return None
        way = gettext("上接%s") % article.continues if article.continues else gettext("下转%s") % article.goes_on
        others = self._others(article)
        text = article.text
        told = f"{text[:120]} … {text[-120:]}" if len(text) > 240 else text
        return Card(
            question,
            _("另一半是哪一篇？"),
            [
                format_html("{} <small>{} · {}</small>", change_link(article), article.page.label, way),
                format_html("<p>{}</p>", told),
                *([] if others else [gettext("这一期里没有找到另一半；所在的版读入以后，会自动接上。")]),
            ],
            [Answer("none", _("没有，或本报没收"), "0")],
            [
                Candidate(
                    change_link(each, each.title),
                    [each.page.label, each.continues or each.goes_on, each.text[:60]],
                    Answer(str(each.pk), _("接上"), str(number)),
                )
                for number, each in enumerate(others, 1)
            ],
        )

    def _others(self, article: Article) -> list[Article]:
        rows = Article.objects.filter(page__issue=article.page.issue, joined_to=None).exclude(page=article.page)
        marked = rows.exclude(goes_on="") if article.continues else rows.exclude(continues="")
        rest = rows.filter(Q(continues="", goes_on=""), kind=Article.Kind.CONTINUATION)
        found = (marked | rest).select_related("page").defer(*HEAVY, *PAGE, "page__raw")
        return list(found.order_by("page__number", "position")[:CANDIDATES])

    def answer(self, question: Question, answer: str, key: UUID) -> Decision | None:
        """Join the two, or leave the article as it is."""
        article = _article(question)
        if article is None:
            raise Refused(gettext("这篇文章已经不在了。"))
        if answer == "none":
            return linking.confirm(article, key=key)
        other = Article.objects.filter(pk=number(answer)).first()
        if other is None:
            raise Refused(gettext("没有这个答案。"))
        head, rest = (other, article) if article.continues else (article, other)
        return jumps.join(head, [rest], key=key)


SOURCES = (DoubtfulSplits(), Orphans())

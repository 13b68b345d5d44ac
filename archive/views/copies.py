"""The other articles that have an article's text, and how each differs from it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Article
from archive.models.families import told

# A text that every paper prints once a year would fill the page.
SHOWN = 20
# What is shorter by more than a tenth was cut; less is a reporter's name or a date.
CUT = 0.9


@dataclass(frozen=True, slots=True)
class Copy:
    """An article with the same text, and in a word how it differs."""

    article: Article
    difference: str | Promise


def copies(shown: Article) -> list[Copy]:
    """The public articles with the text of this one, oldest first."""
    rows = Article.objects.public().copies_of(shown).for_lists()
    own = told(shown.text, shown.captions)
    return [
        Copy(each, _difference(own, told(each.text, each.captions)))
        for each in rows.order_by(F("date").asc(nulls_last=True), "pk")[:SHOWN]
    ]


def _difference(own: str, other: str) -> str | Promise:
    if own == other:
        return _("文字相同")
    if len(other) < CUT * len(own):
        return _("较本文短")
    if len(own) < CUT * len(other):
        return _("较本文长")
    return _("略有出入")

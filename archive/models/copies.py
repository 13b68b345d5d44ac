"""Articles whose texts are one: the keys by which they find each other, and the pairs found or decided."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive.models.articles import Article


class TextKey(models.Model):
    """A number that follows from an article's text, and that texts have in common which are one.

    See `archive.parsing.same_text`; whoever changes what the keys are empties this table in a migration, and
    `manage.py families` fills it again.
    """

    article = models.ForeignKey(Article, models.CASCADE, related_name="text_keys", verbose_name=_("文章"))
    key = models.BigIntegerField(_("文字指纹"))

    class Meta:
        verbose_name = _("文字指纹")
        verbose_name_plural = pgettext_lazy("several", "文字指纹")
        ordering = ["article_id", "key"]
        indexes = [models.Index(fields=["key", "article"], name="text_key")]

    def __str__(self) -> str:
        return f"{self.key:016x}"


class Likeness(models.Model):
    """Two articles whose texts are one, as the machine found or a person said; or are not, as a person said.

    `shared` (0 to 1) is how much of both texts together stands in both, where the machine found them. A person's word
    holds for ever, whatever becomes of the texts. `first` has the smaller id.
    """

    class Verdict(models.TextChoices):
        """Who says what."""

        FOUND = "found", _("机器判定同稿")
        SAME = "same", _("人工认定同稿")
        OTHER = "other", _("人工认定不是同稿")

    first = models.ForeignKey(
        Article, models.CASCADE, related_name="+", editable=False, db_index=False, verbose_name=_("文章")
    )
    second = models.ForeignKey(Article, models.CASCADE, related_name="+", editable=False, verbose_name=_("文章"))
    shared = models.FloatField(_("相同部分"), default=0.0)
    verdict = models.CharField(_("认定"), max_length=5, choices=Verdict.choices, default=Verdict.FOUND)

    class Meta:
        verbose_name = _("同稿")
        verbose_name_plural = pgettext_lazy("several", "同稿")
        ordering = ["first_id", "second_id"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="likeness_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likeness_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}: {self.get_verdict_display()}"

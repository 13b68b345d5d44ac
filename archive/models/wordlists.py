"""Every version of an archive's word lists, and how the newest come into force."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from archive import lexicon


class WordListQuerySet(models.QuerySet["WordList"]):
    """Versions by their list."""

    def newest(self, name: str) -> WordList | None:
        """The version of a list that holds; None where there was never one."""
        return self.filter(name=name).order_by("-pk").first()

    def enforce(self) -> None:
        """Bring the newest versions into force in this process, and keep them for those that only read.

        Called before texts are read, indexed or looked for: by each command, and at the desk.
        """
        newest = self.values("name").annotate(newest=models.Max("pk")).order_by().values("newest")
        rows = list(self.filter(pk__in=newest).order_by("name"))
        texts = {row.name: row.text for row in rows}
        if texts or lexicon.current().texts:
            lexicon.keep(texts, lexicon.differing(self._versions_of_the_index()))
            lexicon.look()

    def settle(self, pk: int) -> None:
        """Note that the index was brought up to this version of the words."""
        self.filter(pk=pk).update(settled=True)
        self.enforce()

    def _versions_of_the_index(self) -> list[str]:
        """The versions of the words by which texts in the index may have been cut: the last that all were, and later
        ones."""
        words = self.filter(name=lexicon.Name.WORDS).order_by("pk")
        last = words.filter(settled=True).last()
        return [last.text if last else "", *words.filter(pk__gt=last.pk if last else 0).values_list("text", flat=True)]

    def unsettled(self) -> int | None:
        """The newest version of the words, if the index has not been brought up to it."""
        row = self.newest(lexicon.Name.WORDS)
        return row.pk if row and not row.settled else None


class WordList(models.Model):
    """One version of one list; the newest holds. Rows are only ever added.

    `settled` says of a list of words that every text in the index knows it.
    """

    name = models.CharField(_("词表"), max_length=20, choices=lexicon.Name.choices)
    text = models.TextField(_("内容"), blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("修改者")
    )
    made_at = models.DateTimeField(_("时间"), auto_now_add=True)
    reason = models.CharField(_("理由"), max_length=500, blank=True)
    settled = models.BooleanField(default=False, editable=False)

    objects = WordListQuerySet.as_manager()

    class Meta:
        verbose_name = _("词表")
        verbose_name_plural = pgettext_lazy("several", "词表")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["name", "-id"], name="word_list_newest")]

    def __str__(self) -> str:
        return f"{self.get_name_display()} {self.pk}"

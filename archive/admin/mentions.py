"""Mentions: the printed words in their sentence, and what they are linked to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.admin import evidence
from archive.admin.base import CuratedAdmin, change_link
from archive.admin.locks import CuratedForm, LockedFilter
from archive.desk import record_label
from archive.ingest import sightings
from archive.models import Article, IndexChange, Mention, Organization, Person, Place, Sighting

# The article's printed fields, in the order a reader meets them.
PRINTED = ("kicker", "headline", "deck", "text", "captions")
LINKS = tuple(Mention.Kind.values)
# More namesakes than this are found by the look-up, not from a list.
CANDIDATES_SHOWN = 10


def find_spans(article: Article, words: str) -> list[list[Any]]:
    """Where `words` stand in the article's printed fields; the dump's line is not known."""
    spans = []
    for field in PRINTED:
        text = getattr(article, field)
        start = text.find(words)
        while start >= 0:
            spans.append([field, start, start + len(words), None])
            start = text.find(words, start + len(words))
    return spans


class MentionForm(CuratedForm):
    """A mention's form: choosing a record links it, another status lets go of the record."""

    def with_companions(self, names: Iterable[str]) -> set[str]:
        """A mention's status and its link are one decision."""
        chosen = set(names)
        decision = {"status", self.instance.kind}
        return chosen | decision if chosen & decision else chosen

    def clean(self) -> dict[str, Any]:
        """Keep kind, status and link in step."""
        data = super().clean()
        kind = data.get("kind") or self.instance.kind
        for other in set(LINKS) - {kind}:
            if data.get(other):
                self.add_error(other, _("与类别不符。"))
        if "status" in self.changed_data and data.get("status") != Mention.Status.LINKED:
            data[kind] = None
        elif data.get(kind):
            data["status"] = Mention.Status.LINKED
        elif data.get("status") == Mention.Status.LINKED:
            if kind in self.changed_data and "status" not in self.changed_data:
                data["status"] = Mention.Status.UNMATCHED
            elif kind in self.fields:
                self.add_error(kind, _("请选择要关联的记录。"))
        if self.instance.pk is None and data.get("article") and data.get("text"):
            self._place_in(data["article"], data["text"], kind)
        return data

    def _place_in(self, article: Article, words: str, kind: str) -> None:
        """Find where a mention that a person adds stands in its article."""
        self.instance.spans = find_spans(article, words)
        if not self.instance.spans:
            self.add_error("text", _("文章里没有这些文字。"))
        elif article.mentions.filter(kind=kind, text=words).exists():
            self.add_error("text", _("该文章已有此提及。"))
        self.instance.position = article.mentions.filter(kind=kind).count()


class ConfidenceFilter(admin.SimpleListFilter):
    """How sure the rule was."""

    title = _("置信度")
    parameter_name = "confidence"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Three bands."""
        return [("low", _("低于 0.5")), ("middle", _("0.5 至 0.8")), ("high", _("0.8 以上"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to a band."""
        bands = {
            "low": Q(confidence__lt=0.5),
            "middle": Q(confidence__gte=0.5, confidence__lt=0.8),
            "high": Q(confidence__gte=0.8),
        }
        band = bands.get(self.value() or "")
        return queryset.filter(band) if band is not None else queryset


@admin.register(Mention)
class MentionAdmin(CuratedAdmin):
    """Names as printed; a wrong one is rejected, not deleted, so that the next ingest knows of it."""

    form = MentionForm
    list_display = ("text", "context", "kind", "status", "record_link", "confidence", "locks")
    list_filter = ("kind", "status", ConfidenceFilter, LockedFilter)
    list_select_related = ("article", "person__home", "place", "organization__place", "event")
    deferred = ("article__lines", "article__breaks", "article__own")
    ordering = ("-id",)
    sortable_by = ("kind", "status")
    search_fields = ("text",)
    search_help_text = _("按所印文字查找")
    autocomplete_fields = ("article", *LINKS)
    readonly_fields = (
        *("contexts", "candidates", "printed_titles", "concluded", "deeds"),
        *("article_link", "rule", "confidence", "extractor"),
    )
    actions = ("reject", "unlock")

    def declared_fieldsets(self, request: HttpRequest, obj: Mention | None) -> list[tuple[Any, dict[str, Any]]]:
        """A new mention may be of any kind; an old one offers the records of its own kind."""
        if obj is None:
            return [(None, {"fields": ("article", "kind", "text", "status", *LINKS)})]
        said = ("printed_titles", "concluded", "deeds") if obj.kind == Mention.Kind.PERSON else ()
        return [
            (None, {"fields": ("text", "kind", "contexts", "article_link", *said)}),
            (_("关联"), {"fields": ("candidates", "status", obj.kind)}),
            (_("来源"), {"fields": (("rule", "confidence", "extractor"),)}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Mention | None = None) -> list[str]:
        """What was printed stays as printed."""
        return [*super().get_readonly_fields(request, obj), *(["text", "kind"] if obj else [])]

    def save_model(self, request: HttpRequest, obj: Mention, form: CuratedForm, change: bool) -> None:
        """Save; other mentions of the name, and the posts that follow from it, are thought over again."""
        bore = Sighting.objects.filter(mention=obj.pk).pairs() if change else set()
        super().save_model(request, obj, form, change)
        if obj.kind == Mention.Kind.PERSON and form.has_changed():
            _reconsider([obj], bore)

    def has_delete_permission(self, request: HttpRequest, obj: Mention | None = None) -> bool:
        """Nobody: the next ingest would find it again; reject it instead."""
        return False

    def indexed_articles(self, pks: list[int]) -> Iterable[int]:
        """Their articles."""
        return Article.objects.filter(mentions__in=pks).order_by().values_list("pk", flat=True).distinct()

    @admin.display(description=_("关联到"))
    def record_link(self, obj: Mention) -> SafeString | str:
        """The record it is linked to."""
        return change_link(obj.record) if obj.record else self.get_empty_value_display()

    @admin.display(description=_("上下文"))
    def context(self, obj: Mention) -> SafeString:
        """The first sentence it stands in, and the article."""
        return format_html('{}<p class="context">{}</p>', evidence.first_context(obj), change_link(obj.article))

    @admin.display(description=_("上下文"))
    def contexts(self, obj: Mention) -> SafeString:
        """All sentences it stands in."""
        return evidence.contexts(obj)

    @admin.display(description=_("文章"))
    def article_link(self, obj: Mention) -> SafeString:
        """The article, as a link."""
        return change_link(obj.article)

    @admin.display(description=_("识别版本"))
    def extractor(self, obj: Mention) -> str:
        """The version of the parser that looked for names in the article last."""
        return obj.article.extractor or self.get_empty_value_display()

    @admin.display(description=_("所印职务"))
    def printed_titles(self, obj: Mention) -> str:
        """The titles printed beside the name."""
        return "、".join(map(str, obj.titles)) or self.get_empty_value_display()

    @admin.display(description=_("任职依据"))
    def concluded(self, obj: Mention) -> SafeString | str:
        """What was concluded of the person's posts, and the changes of post told here."""
        rows = obj.sightings.exclude(kind=Sighting.Kind.NAMED).select_related("post__organization")
        told = ((change_link(row, row.post or row.title), row.get_kind_display()) for row in rows)
        items = format_html_join("", "<li>{} <small>{}</small></li>", told)
        return format_html('<ul class="plain">{}</ul>', items) if items else self.get_empty_value_display()

    @admin.display(description=_("言行"))
    def deeds(self, obj: Mention) -> str:
        """What the person is said to do, in the order printed."""
        return "、".join(dict.fromkeys(str(action[0]) for action in obj.actions)) or self.get_empty_value_display()

    @admin.display(description=_("同名记录"))
    def candidates(self, obj: Mention) -> SafeString | str:
        """The records that bear the name, to choose among."""
        named = {"person": Person, "place": Place, "organization": Organization}
        if obj.kind not in named:
            return self.get_empty_value_display()
        names = Q(name=obj.text) | Q(other_names__name=obj.text)
        admin_of_kind = self.admin_site.get_model_admin(named[obj.kind])
        rows = admin_of_kind.get_queryset(None).filter(names).distinct()[:CANDIDATES_SHOWN]
        links = ((change_link(record, record_label(self.admin_site, record)),) for record in rows)
        items = format_html_join("", "<li>{}</li>", links)
        return format_html('<ul class="plain">{}</ul>', items) if items else gettext("没有同名记录。")

    @admin.action(description=_("否定（不是所指的人、地、机构）"), permissions=["change"])
    def reject(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Say of the chosen mentions that they name nothing, and unlink them."""
        with transaction.atomic():
            records = list(self.chosen(queryset).exclude(status=Mention.Status.REJECTED))
            bore = Sighting.objects.filter(mention__in=records).pairs()
            for record in records:
                record.status = Mention.Status.REJECTED
                setattr(record, record.kind, None)
                record.lock(["status", record.kind])
                record.save(update_fields=["status", record.kind, "locked_fields"])
            IndexChange.objects.enqueue("article", {record.article_id for record in records})
            _reconsider(records, bore)
            self.record_action(request, records, Mention.Status.REJECTED.label)
        self.message_user(request, gettext("已否定 %d 处提及。") % len(records))

    @admin.action(description=_("解除锁定，交还机器"), permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Let the machine link the chosen mentions again, and do so."""
        with transaction.atomic():
            records = list(self.chosen(queryset).exclude(locked_fields=[]))
            bore = Sighting.objects.filter(mention__in=records).pairs()
            super().unlock(request, queryset)
            _reconsider(records, bore)


def _reconsider(mentions: Iterable[Mention], bore: set[tuple[int, int]]) -> None:
    """Draw the consequences of a decision about mentions, which `bore` witness to memberships before."""
    people = [mention for mention in mentions if mention.kind == Mention.Kind.PERSON]
    bears = Sighting.objects.filter(mention__in=people).pairs()
    sightings.reconsider({mention.text for mention in people}, bore | bears)

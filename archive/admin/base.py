"""The admin's policy, written once; the files beside this one only declare.

A person's change is locked in the transaction that saves it, whatever it alters in the index is queued there
too, lists cost a fixed number of queries, and foreign keys are chosen by search, never from a giant select.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin import applying, deleting
from archive.admin.acts import number
from archive.admin.history import WithHistory
from archive.admin.inlines import LabelledForeignKeys
from archive.admin.lists import FastList
from archive.admin.locks import CuratedForm, field_label
from archive.curating import rejecting
from archive.curating.deciding import Refused
from archive.models import Curated, FormerRecord, IndexChange, Mention, Page
from archive.models.turns import writing

DIGITS = re.compile(r"[0-9]{1,18}")
# To list what hangs on ten thousand articles takes minutes, to delete it as long: nobody means that.
MOST_DELETED = 1_000
CHOOSE = "Select this object for an action - {}"  # Django's words, in its translation.


def list_link(model: type[models.Model], text: object, **filters: object) -> SafeString:
    """A link to `model`'s list narrowed by `filters`, instead of thousands of rows on this page."""
    url = reverse(f"admin:archive_{model._meta.model_name}_changelist", query=filters)
    return format_html('<a href="{}">{}</a>', url, text)


def change_link(record: models.Model, text: object = None) -> SafeString:
    """A link to the record's own admin page."""
    url = reverse(f"admin:archive_{record._meta.model_name}_change", args=[record.pk])
    return format_html('<a href="{}">{}</a>', url, record if text is None else text)


def cut_link(page: Page) -> SafeString:
    """A link to the room where a page's lines are dealt out to articles."""
    return format_html('<a href="{}">{}</a>', reverse("admin:cut-page", args=[page.pk]), gettext("分篇：改各行归属"))


@contextmanager
def _in_turn(request: HttpRequest) -> Iterator[None]:
    """Let whoever saves something wait for ingest to finish its issue, before anything is read of what it writes."""
    if request.method != "POST":
        yield
        return
    with writing():
        yield


class ArchiveAdmin(WithHistory, LabelledForeignKeys, admin.ModelAdmin):
    """What every list shares: a small page, a fixed number of queries, no count of the whole table.

    `list_select_related` holds for look-ups and forms too, since a record's label walks the same relations;
    `deferred` names columns too large to read for a list.
    """

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    deferred: tuple[str, ...] = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """The model's rows with what labels need."""
        rows = super().get_queryset(request).defer(*self.deferred)
        return rows.select_related(*self.list_select_related) if self.list_select_related else rows

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show or save the form, in its turn."""
        with _in_turn(request):
            return super().changeform_view(request, *args, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """What the address fills a new form in with; where a record is to be named, only what can be its number."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        keys = {each.name for each in self.model._meta.fields if each.is_relation}
        return {name: value for name, value in initial.items() if name not in keys or DIGITS.fullmatch(str(value))}

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list or do an action, in its turn."""
        with _in_turn(request):
            return super().changelist_view(request, *args, **kwargs)

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask or delete, in its turn."""
        with _in_turn(request):
            return super().delete_view(request, *args, **kwargs)

    def hanging(self, pks: list[Any]) -> int:
        """How many articles would be deleted with these records; counting may end at more than `MOST_DELETED`."""
        return 0

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, Any, Any, Any]:
        """What would be deleted, and how many of what goes with it; what too many articles hang on stays."""
        if self.hanging([each.pk for each in objs]) > MOST_DELETED:
            told = gettext("其中的文章超过 %d 篇，不能一并删除；不宜公开的请改状态。") % MOST_DELETED
            return [], {}, set(), [told]
        site = self.admin_site
        found, forbidding = deleting.going(objs)
        asked = [(model, site.get_model_admin(model)) for model in found if site.is_registered(model)]
        lacking = {model._meta.verbose_name for model, its in asked if not its.has_delete_permission(request)}
        counts = {str(model._meta.verbose_name_plural): len(pks) for model, pks in found.items()}
        told = [deleting.named(site, each) for each in objs]
        return told, counts, lacking, [deleting.named(site, each) for each in forbidding]

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list's machinery."""
        return FastList

    def action_checkbox(self, obj: models.Model) -> SafeString:
        """The box that chooses a row. Django makes each by a template: a sixth of the time of a list."""
        told = gettext(CHOOSE).format(obj), ACTION_CHECKBOX_NAME, obj.pk
        return format_html('<input type="checkbox" aria-label="{}" name="{}" value="{}" class="action-select">', *told)

    def label(self, obj: models.Model) -> str:
        """How look-ups name the record; where names are shared, more than the name."""
        return str(obj)

    def chosen(self, queryset: models.QuerySet) -> models.QuerySet:
        """The rows an action was asked for, free of the list's joins and deferred columns."""
        return self.model._default_manager.filter(pk__in=queryset.order_by().values("pk"))

    def record_action(self, request: HttpRequest, records: Iterable[models.Model], message: object) -> None:
        """Write an action into the history of each record."""
        LogEntry.objects.log_actions(request.user.pk, records, CHANGE, str(message))


class ReadOnlyAdmin(ArchiveAdmin):
    """Records that only the machine writes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Nobody."""
        return False


class CuratedAdmin(ArchiveAdmin):
    """Records the machine writes and a person corrects."""

    form = CuratedForm
    actions: tuple[Any, ...] = ("unlock",)
    record_fields: tuple[str, ...] = ("created_at", "updated_at", "revision")
    # The foreign keys to the records that must remember when a row is deleted, so that ingest does not bring it back.
    remembered_by: tuple[str, ...] = ()

    def shut(self, request: HttpRequest) -> frozenset[str]:
        """The fields whose locks this user may not open, as he may not set them either."""
        return frozenset()

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """The record's form, which knows what the user may not open."""
        form = super().get_form(request, obj, **kwargs)
        form.shut = self.shut(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The declared ones and the record's own dates."""
        return [*super().get_readonly_fields(request, obj), *self.record_fields, "locked_list"]

    def declared_fieldsets(self, request: HttpRequest, obj: Any) -> Iterable[tuple[Any, dict[str, Any]]]:
        """The form's own parts; `obj` is None on the page that adds one."""
        return self.fieldsets

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[tuple[Any, dict[str, Any]]]:
        """The declared ones, then the locks where there are any, then the record's own dates."""
        fieldsets = list(self.declared_fieldsets(request, obj))
        if obj is None:
            return fieldsets
        if obj.locked_fields:
            control = "unlock" if self.has_change_permission(request, obj) else "locked_list"
            fieldsets.append((_("锁定"), {"fields": [control]}))
        seen = ("seen_revision",) if self.has_change_permission(request, obj) else ()
        return [*fieldsets, (_("记录"), {"fields": (*self.record_fields, *seen), "classes": ["collapse"]})]

    @admin.display(description=_("锁定"))
    def locked_list(self, obj: Curated) -> str:
        """The locked fields by name."""
        return "、".join(field_label(type(obj), name) for name in obj.locked_fields)

    @admin.display(description=_("锁定"))
    def locks(self, obj: Curated) -> str | SafeString:
        """A quiet marker for lists: how many fields; their names on hovering, and on the record's page."""
        if not obj.locked_fields:
            return ""
        text = ngettext("%d 项", "%d 项", len(obj.locked_fields)) % len(obj.locked_fields)
        return format_html('<span class="locked" title="{}">{}</span>', self.locked_list(obj), text)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """After a lock was opened the record is shown again."""
        if "unlock" in request.POST and "_save" not in request.POST:
            url = reverse(f"admin:archive_{self.opts.model_name}_change", args=[obj.pk])
            self.message_user(request, gettext("已交还机器：机器的值已知的，已写回；其余下次导入时改写。"))
            return HttpResponseRedirect(url)
        return super().response_change(request, obj)

    def indexed_articles(self, pks: list[int]) -> Iterable[int]:
        """Ids of the articles whose index entries hold something of these records, not just their ids."""
        return []

    def save_model(self, request: HttpRequest, obj: Any, form: forms.ModelForm, change: bool) -> None:
        """Save what was changed; a form sent twice, or without a change, makes no new version."""
        if not change or form.has_changed():
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: forms.ModelForm, formsets: list[Any], change: bool) -> None:
        """Save the inlines, lock those whose rows a person chose, queue what the index shows of it all."""
        super().save_related(request, form, formsets, change)
        changed = [formset for formset in formsets if formset.has_changed()]
        if names := [formset.fk.remote_field.related_name for formset in changed if _sets_rows(formset)]:
            form.instance.lock(names)
            form.instance.save(update_fields=["locked_fields"])
        if change and (form.has_changed() or changed):
            IndexChange.objects.enqueue("article", self.indexed_articles([form.instance.pk]))

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete one record as a list of one."""
        self.delete_queryset(request, self.model._default_manager.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete the records, let their parents remember it, and queue the articles that showed them."""
        with transaction.atomic():
            pks = list(self.chosen(queryset).values_list("pk", flat=True))
            rows = self.model._default_manager.filter(pk__in=pks)
            self._remember(rows)
            released = self.release(pks)
            rows.delete()
            IndexChange.objects.enqueue("article", released)

    def _remember(self, rows: Iterable[models.Model]) -> None:
        """Lock the rows' relation on their parents: a membership's deletion is a lock on the person's memberships."""
        for row in rows:
            for name in self.remembered_by:
                parent = getattr(row, name)
                # Another row of the same parent may just have locked it.
                parent.refresh_from_db(fields=["locked_fields", "revision"])
                parent.lock([row._meta.get_field(name).remote_field.related_name])
                parent.save(update_fields=["locked_fields"])

    def release(self, pks: list[int]) -> Iterable[int]:
        """Make articles let go of records about to be deleted; return the articles' ids."""
        return []

    @admin.action(description=_("解除锁定，交还机器"), permissions=["change"])
    def unlock(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Let the machine write every field of the chosen records again that the user may set."""
        with transaction.atomic():
            records = []
            for record in self.chosen(queryset).exclude(locked_fields=[]):
                if opened := [name for name in record.locked_fields if name not in self.shut(request)]:
                    applying.hand_back(self, request, record, opened)
                    records.append(record)
            self.record_action(request, records, gettext("解除锁定"))
        self.message_user(request, gettext("已解除 %d 条记录的锁定。") % len(records))


def _sets_rows(formset: Any) -> bool:
    """Whether the person decided which rows there are; a changed row of a curated model locks itself."""
    return bool(formset.deleted_objects or formset.new_objects) or not issubclass(formset.model, Curated)


class CountedMentions(FastList):
    """A list whose rows carry `mention_count`, read with the rows of a page."""

    def told(self, rows: models.QuerySet) -> models.QuerySet:
        """Each with how many mentions link to it."""
        kind = self.model._meta.model_name
        linked = Mention.objects.filter(**{kind: OuterRef("pk")}).order_by().values(kind)
        counts = Subquery(linked.annotate(n=Count("pk")).values("n"), output_field=models.IntegerField())
        return rows.annotate(mention_count=Coalesce(counts, 0))


class MentionedAdmin(CuratedAdmin):
    """Records that mentions link to: people, places, organizations, events."""

    actions = ("merge", "unlock")
    change_form_template = "admin/desk/record_form.html"
    delete_confirmation_template = "admin/desk/delete.html"

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """Count the mentions of the rows shown."""
        return CountedMentions

    @admin.display(description=_("提及"))
    def mentions(self, obj: Any) -> SafeString | str:
        """How often it is mentioned, as a link to the mentions."""
        if obj.pk is None:
            return self.get_empty_value_display()
        count = obj.mention_count if hasattr(obj, "mention_count") else obj.mentions.count()
        text = ngettext("%d 处", "%d 处", count) % count
        return list_link(Mention, text, **{f"{self.opts.model_name}__id__exact": obj.pk})

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Take the records out for good: a decision each, which can be undone; ingest does not make them again."""
        rejecting.remove(str(self.opts.model_name), list(self.chosen(queryset).values_list("pk", flat=True)))

    def delete_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """Ask or delete, or say why not; with a way to say that it is the same as another one."""
        record = self.get_object(request, object_id)
        if record and self.has_change_permission(request, record):
            own = {"merge_url": reverse(f"admin:merge-{self.opts.model_name}", query={"drop": record.pk})}
            kwargs["extra_context"] = {**(kwargs.get("extra_context") or {}), **own}
        try:
            return super().delete_view(request, object_id, *args, **kwargs)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(reverse(f"admin:archive_{self.opts.model_name}_change", args=[object_id]))

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the list or do an action, or say why not."""
        try:
            return super().changelist_view(request, *args, **kwargs)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(request.get_full_path())

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        """The page of a record that was merged leads to the other's."""
        former = number(object_id)
        current = FormerRecord.objects.successor(opts.model_name, former) if former else None
        if current is None:
            return super()._get_obj_does_not_exist_redirect(request, opts, object_id)
        return HttpResponsePermanentRedirect(reverse(f"admin:archive_{opts.model_name}_change", args=[current]))

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Show the form with the ways to the rooms where more can be done about the record."""
        record = context.get("original")
        acts = self._acts(record) if record and self.has_change_permission(request, record) else []
        return super().render_change_form(request, {**context, "acts": acts}, *args, **kwargs)

    def _acts(self, record: Any) -> list[tuple[str, str]]:
        kind, pk = str(self.opts.model_name), record.pk
        acts = [
            (gettext("合并…"), reverse(f"admin:merge-{kind}", query={"keep": pk})),
            (gettext("分出…"), reverse(f"admin:split-{kind}", args=[pk])),
            (gettext("否定…"), reverse(f"admin:reject-{kind}", query={"text": str(record)})),
        ]
        if kind != "event":
            acts.append((gettext("别名…"), reverse(f"admin:names-{kind}", args=[pk])))
        if kind == "person":
            acts.append((gettext("职务…"), reverse("admin:title-person", args=[pk])))
        if kind == "place":
            acts.append((gettext("改属…"), reverse("admin:move-place", args=[pk])))
        return acts

    @admin.action(description=_("合并…"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: models.QuerySet) -> HttpResponse | None:
        """Go and look at two records side by side; the one with more mentions is to stay."""
        kind = str(self.opts.model_name)
        counted = self.chosen(queryset).annotate(n=Count("mentions")).order_by("-n", "pk")
        pks = list(counted.values_list("pk", flat=True)[:3])
        if len(pks) > 2:
            self.message_user(request, gettext("一次请选一条或两条。"), messages.WARNING)
            return None
        query = dict(zip(("keep", "drop"), pks, strict=False))
        return HttpResponseRedirect(reverse(f"admin:merge-{kind}", query=query))

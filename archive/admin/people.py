"""People, their other names, the bodies they serve in, and the posts they hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.admin import EmptyFieldListFilter
from django.db import models, transaction
from django.db.models import Count
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from archive.admin import evidence
from archive.admin.base import ArchiveAdmin, CuratedAdmin, MentionedAdmin, ReadOnlyAdmin, change_link, list_link
from archive.admin.inlines import CuratedInline, CuratedRows
from archive.admin.locks import CuratedForm, LockedFilter
from archive.admin.seen import UnversionedForm
from archive.models import Membership, Organization, OtherName, Participation, Person, Post, Sighting

# A leader has thousands; the newest tell whether the membership is right.
EVIDENCE_SHOWN = 10


class NamesakeFilter(admin.SimpleListFilter):
    """People whose name somebody else has too: one person twice, or two of one name."""

    title = _("同名")
    parameter_name = "namesakes"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Only those with namesakes."""
        return [("yes", _("有同名者"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to shared names."""
        if self.value() != "yes":
            return queryset
        shared = Person.objects.order_by().values("name").annotate(n=Count("pk")).filter(n__gt=1)
        return queryset.filter(name__in=shared.values("name"))


class PersonNameInline(CuratedInline):
    """A person's other names."""

    model = OtherName
    fk_name = "person"
    fields = ("name",)
    verbose_name_plural = _("别名")


class OrganizationNameInline(PersonNameInline):
    """An organization's other names."""

    fk_name = "organization"


class PersonMembershipInline(CuratedRows):
    """The posts of a person."""

    model = Membership
    most = 10
    fields = ("post", "first_seen", "last_seen", "start", "end")
    autocomplete_fields = ("post",)


class PostMembershipInline(PersonMembershipInline):
    """The people in a post."""

    fields = ("person", "first_seen", "last_seen", "start", "end")
    autocomplete_fields = ("person",)


class PostInline(CuratedRows):
    """The posts of an organization."""

    model = Post
    fields = ("title",)


@admin.register(Person)
class PersonAdmin(MentionedAdmin):
    """People: told apart by where they live and what sets them off from namesakes."""

    list_display = ("name", "home_path", "note", "mentions", "locks")
    list_filter = (NamesakeFilter, ("home", EmptyFieldListFilter), LockedFilter)
    list_select_related = ("home",)
    ordering = ("-id",)
    search_fields = ("name", "other_names__name", "home__path", "note")
    search_help_text = _("按姓名、别名、地区或区别说明查找")
    autocomplete_fields = ("home",)
    readonly_fields = ("mentions", "participations")
    inlines = (PersonNameInline, PersonMembershipInline)
    fieldsets = ((None, {"fields": ("name", "home", "note", "mentions", "participations")}),)

    def label(self, obj: Person) -> str:
        """陆明远 · 山岚省/青岚市 · 市教育局"""
        return " · ".join(part for part in (obj.name, obj.home.path if obj.home else "", obj.note) if part)

    @admin.display(description=_("所在地区"), ordering="home__path")
    def home_path(self, obj: Person) -> str:
        """Where the person lives, from the province down."""
        return obj.home.path if obj.home else self.get_empty_value_display()

    @admin.display(description=_("事件"))
    def participations(self, obj: Person) -> SafeString | str:
        """The events the person took part in, as a link."""
        return list_link(Participation, _("查看参与的事件"), person__id__exact=obj.pk) if obj.pk else ""


class OrganizationForm(CuratedForm):
    """A body's form: it cannot belong to itself."""

    def clean(self) -> dict[str, Any]:
        """Check the tree, which no database does."""
        data = super().clean()
        parent = data.get("parent")
        if parent and self.instance.pk and parent.is_within(self.instance):
            self.add_error("parent", _("上级不能是它自己，也不能是它下面的机构。"))
        return data


@admin.register(Organization)
class OrganizationAdmin(MentionedAdmin):
    """Party and government bodies, congresses, companies, schools."""

    form = OrganizationForm
    list_display = ("name", "type", "place_path", "parent", "mentions", "locks")
    list_filter = ("type", ("place", EmptyFieldListFilter), ("parent", EmptyFieldListFilter), LockedFilter)
    list_select_related = ("place", "parent")
    ordering = ("-id",)
    search_fields = ("name", "other_names__name", "place__path")
    search_help_text = _("按名称、别名或地区查找")
    autocomplete_fields = ("place", "parent")
    readonly_fields = ("mentions",)
    inlines = (OrganizationNameInline, PostInline)
    fieldsets = ((None, {"fields": ("name", "type", "place", "parent", "note", "mentions")}),)

    def label(self, obj: Organization) -> str:
        """教育局 · 山岚省/青岚市"""
        return f"{obj.name} · {obj.place.path}" if obj.place else obj.name

    @admin.display(description=_("所在地区"), ordering="place__path")
    def place_path(self, obj: Organization) -> str:
        """Where the body sits, from the province down."""
        return obj.place.path if obj.place else self.get_empty_value_display()


class NamedKindFilter(admin.SimpleListFilter):
    """Whose other name it is."""

    title = _("对象")
    parameter_name = "of"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, Any]]:
        """Person, organization, place."""
        return [("person", _("人物")), ("organization", _("机构")), ("place", _("地点"))]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet) -> models.QuerySet:
        """Narrow to one kind."""
        if self.value() in {"person", "organization", "place"}:
            return queryset.filter(**{f"{self.value()}__isnull": False})
        return queryset


@admin.register(OtherName)
class OtherNameAdmin(ArchiveAdmin):
    """Other names of people, organizations and places; whoever is called otherwise by a person stays so."""

    form = UnversionedForm
    list_display = ("name", "record")
    list_filter = (NamedKindFilter,)
    list_select_related = ("person__home", "organization__place", "place")
    ordering = ("-id",)
    search_fields = ("name", "person__name", "organization__name", "place__name")
    autocomplete_fields = ("person", "organization", "place")
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "person", "organization", "place", "seen"),
                "description": _("三者之中只填一项。"),
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: OtherName, form: Any, change: bool) -> None:
        """Save; whose name it is, and was, remembers that a person said so."""
        if change and not form.has_changed():
            return
        former = OtherName.objects.filter(pk=obj.pk).first()
        super().save_model(request, obj, form, change)
        _lock_names(filter(None, [former, obj]))

    def delete_model(self, request: HttpRequest, obj: OtherName) -> None:
        """Delete one as a list of one."""
        self.delete_queryset(request, OtherName.objects.filter(pk=obj.pk))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        """Delete them; those who bore them remember that a person said so."""
        with transaction.atomic():
            gone = list(self.chosen(queryset))
            super().delete_queryset(request, OtherName.objects.filter(pk__in=[each.pk for each in gone]))
            _lock_names(gone)

    @admin.display(description=_("对象"))
    def record(self, obj: OtherName) -> SafeString | str:
        """Whose name it is, as a link."""
        record = obj.person or obj.organization or obj.place
        return change_link(record) if record else self.get_empty_value_display()


def _lock_names(names: Iterable[OtherName]) -> None:
    for record in {each.person or each.organization or each.place for each in names} - {None}:
        record.refresh_from_db(fields=["locked_fields", "revision"])
        record.lock(["other_names"])
        record.save(update_fields=["locked_fields"])


@admin.register(Post)
class PostAdmin(CuratedAdmin):
    """Posts in organizations."""

    remembered_by = ("organization",)
    list_display = ("title", "organization", "holders", "locks")
    list_filter = (("organization__place", EmptyFieldListFilter), LockedFilter)
    list_select_related = ("organization__place",)
    ordering = ("-id",)
    search_fields = ("title", "organization__name")
    autocomplete_fields = ("organization",)
    readonly_fields = ("holders",)
    inlines = (PostMembershipInline,)
    fieldsets = ((None, {"fields": ("organization", "title")}),)

    @admin.display(description=_("任职"))
    def holders(self, obj: Post) -> SafeString:
        """Who held it, as a link."""
        return list_link(Membership, _("查看任职者"), post__id__exact=obj.pk)


@admin.register(Membership)
class MembershipAdmin(CuratedAdmin):
    """Who held which post, and when the news says so."""

    remembered_by = ("person",)
    list_display = ("person", "post", "first_seen", "last_seen", "start", "end", "locks")
    list_filter = (("start", EmptyFieldListFilter), ("end", EmptyFieldListFilter), LockedFilter)
    list_select_related = ("person", "post__organization")
    date_hierarchy = "last_seen"
    ordering = ("-id",)
    search_fields = ("person__name", "post__title", "post__organization__name")
    search_help_text = _("按姓名、职务或机构查找")
    autocomplete_fields = ("person", "post")
    readonly_fields = ("evidence",)
    fieldsets = (
        (
            None,
            {"fields": ("person", "post", ("first_seen", "last_seen"), ("start", "end"), "evidence")},
        ),
    )

    @admin.display(description=_("依据"))
    def evidence(self, obj: Membership) -> SafeString | str:
        """What was seen of it, the newest first: each leads to its mention, that to its line; the rest by a link."""
        if obj.pk is None:
            return self.get_empty_value_display()
        seen = Sighting.objects.filter(mention__person=obj.person_id, post=obj.post_id)
        newest = seen.select_related("mention__article").order_by(models.F("day").desc(nulls_last=True), "-pk")
        rows = (
            (
                date_format(row.day) if row.day else "",
                row.get_kind_display(),
                change_link(row.mention, row.mention.article),
            )
            for row in newest[:EVIDENCE_SHOWN]
        )
        count = seen.count()
        text = ngettext("%d 处", "%d 处", count) % count
        everything = list_link(Sighting, text, mention__person__id__exact=obj.person_id, post__id__exact=obj.post_id)
        items = format_html_join("", "<li>{} {} {}</li>", rows)
        return format_html('<ul class="plain">{}</ul><p>{}</p>', items, everything)


@admin.register(Sighting)
class SightingAdmin(ReadOnlyAdmin):
    """What each mention says of somebody's post: written by ingest, corrected at the mention."""

    list_display = ("day", "kind", "printed", "office", "home_path", "article")
    autocomplete_fields = ("mention", "post", "told", "home")
    list_filter = ("kind", ("post", EmptyFieldListFilter))
    list_select_related = ("mention__article", "post__organization", "home")
    deferred = ("mention__article__lines", "mention__article__breaks", "mention__article__own")
    date_hierarchy = "day"
    ordering = ("-id",)
    sortable_by = ("day", "kind")
    search_fields = ("mention__text", "title", "body")
    search_help_text = _("按姓名、职务或机构查找")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "printed",
                    "contexts",
                    "kind",
                    "title",
                    "body",
                    "post",
                    "told",
                    "home_path",
                    "day",
                    "article",
                )
            },
        ),
    )
    readonly_fields = ("printed", "contexts", "home_path", "article")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """The links of memberships narrow the list by person and post."""
        return lookup in {"mention__person__id__exact", "post__id__exact"} or super().lookup_allowed(
            lookup, value, request
        )

    @admin.display(description=_("所印姓名"))
    def printed(self, obj: Sighting) -> SafeString:
        """The name as printed, which leads to its mention."""
        return change_link(obj.mention)

    @admin.display(description=_("上下文"))
    def contexts(self, obj: Sighting) -> SafeString:
        """The sentences that say so, each leading to its line."""
        return evidence.contexts(obj.mention)

    @admin.display(description=_("职位"), ordering="post")
    def office(self, obj: Sighting) -> SafeString | str:
        """The post, or the title as printed where it is not certain which post is meant."""
        if obj.post:
            return str(obj.post)
        if obj.title:
            return format_html("{} <small>{}</small>", obj.title, gettext("所印职务"))
        return self.get_empty_value_display()

    @admin.display(description=_("所在地区"))
    def home_path(self, obj: Sighting) -> str:
        """Where the person was seen to belong."""
        return obj.home.path if obj.home else gettext("全国")

    @admin.display(description=_("文章"))
    def article(self, obj: Sighting) -> SafeString:
        """The article that says so."""
        return change_link(obj.mention.article)

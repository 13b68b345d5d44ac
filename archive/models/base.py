"""What every curated record shares: when it changed, which version it is, what a person fixed in it."""

from collections.abc import Iterable
from typing import Any, Self

from django.db import models, transaction
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Count, Exists, IntegerField, Max, Min, OuterRef, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from archive.models.kept import kept
from archive.models.noting import notes


class Curated(models.Model):
    """A record that the machine writes and a person may correct.

    `revision` rises with every save, so that the index can tell which version it holds.
    `locked_fields` names the fields a curator has set; ingest leaves those alone for ever.
    """

    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    updated_at = models.DateTimeField(_("更新时间"), auto_now=True)
    revision = models.PositiveIntegerField(_("修订号"), default=0, editable=False)
    locked_fields = models.JSONField(_("锁定字段"), default=list, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save and raise the revision, in one transaction with what is queued for the index.

        Django sends `post_save`, upon which that is done, when its own transaction is through.
        """
        self.revision += 1
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "revision", "updated_at"}
        with transaction.atomic(using=kwargs.get("using"), savepoint=False):
            super().save(*args, **kwargs)

    def lock(self, fields: Iterable[str]) -> None:
        """Remember that a person set `fields`; the caller saves."""
        self.locked_fields = sorted({*self.locked_fields, *fields})

    def is_locked(self, name: str) -> bool:
        """Whether a person set the field, given by its name or its column's."""
        return bool(self.locked_fields) and (
            name in self.locked_fields or name.removesuffix("_id") in self.locked_fields
        )

    def revise(self, **values: Any) -> list[str]:
        """Set the unlocked fields in `values` that differ and return their names; the caller saves.

        What they held before is noted, and what the machine would write into locked ones.
        """
        changed = []
        for name, value in values.items():
            differs = getattr(self, name) != value
            if self.is_locked(name):
                notes().keep_out(self, name, value, differs)
            elif differs:
                changed.append(name)
        if changed and self.pk is not None:
            notes().change(self, **{name: self.column_value(name) for name in changed})
        for name in changed:
            setattr(self, name, values[name])
        return changed

    def column_value(self, name: str) -> Any:
        """What the field's column holds."""
        column: Any = self._meta.get_field(name)
        return getattr(self, column.attname)


class ExistsForEach(Exists):
    """Asked of each row by itself, however many there may be.

    PostgreSQL reckons that it will be asked of all rows, of which a page shows fifty, and so gathers beforehand
    everything of which it holds, which takes seconds. What begins at a certain row cannot be turned round like that.
    """

    template = "EXISTS(%(subquery)s OFFSET 0)"


class NamedQuerySet(models.QuerySet[Any]):
    """Records that mentions in articles are linked to: people, organizations, places, events."""

    @kept
    def named_in_public(self) -> Self:
        """Those that at least one published article names; no reader may learn of the others."""
        return self.filter(ExistsForEach(self._public_mentions()))

    def with_named_in_public(self) -> Self:
        """Each with `is_named_in_public`."""
        return self.annotate(is_named_in_public=Exists(self._public_mentions()))

    def with_article_counts(self) -> Self:
        """Each with `article_count`, how many published articles name it."""
        link = self._link_name()
        counted = self._public_mentions().order_by().values(link).annotate(n=Count("article", distinct=True))
        return self.annotate(article_count=Coalesce(Subquery(counted.values("n")), 0, output_field=IntegerField()))

    def with_years(self) -> Self:
        """Each with `first_named` and `last_named`, the first and the last day of the published articles naming it."""
        link = self._link_name()
        days = self._public_mentions().order_by().values(link)
        return self.annotate(
            first_named=Subquery(days.annotate(day=Min("article__date")).values("day")),
            last_named=Subquery(days.annotate(day=Max("article__date")).values("day")),
        )

    def _link_name(self) -> str:
        return str(self.model._meta.get_field("mentions").field.name)

    def _public_mentions(self) -> models.QuerySet[Any]:
        mention = self.model._meta.get_field("mentions").related_model
        public: models.QuerySet[Any] = mention.objects.public()
        return public.filter(**{self._link_name(): OuterRef("pk")})


class OrderIndex(models.Index):
    """An index for `ORDER BY … DESC NULLS LAST` on every database.

    PostgreSQL must be told NULLS LAST to use the index for that order; SQLite sorts nulls last when descending
    by itself and refuses the words in an index.
    """

    def create_sql(
        self, model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor, *args: Any, **kwargs: Any
    ):
        """Build the statement, without NULLS LAST on SQLite."""
        index = self.clone()
        if schema_editor.connection.vendor == "sqlite":
            index.expressions = tuple(
                OrderBy(part.expression, descending=part.descending) if isinstance(part, OrderBy) else part
                for part in self.expressions
            )
        return models.Index.create_sql(index, model, schema_editor, *args, **kwargs)


class Precision(models.TextChoices):
    """How exactly a date is known: the date stored is the first possible day."""

    DAY = "day", _("日")
    MONTH = "month", _("月")
    YEAR = "year", _("年")


class Origin(models.TextChoices):
    """How a date came to be known."""

    GIVEN = "given", _("已给定")
    PRINTED = "printed", _("版面所印")
    INFERRED = "inferred", _("推断")

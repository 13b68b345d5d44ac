"""A run of ingest taken back, in one transaction: its articles go, former values return, and what follows from them.

Names, dates, families, people and events are thought over again, so that ingesting the files once more gives the
archive that was there before.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.db.models import F, ForeignKey, Model
from django.utils import timezone
from django.utils.translation import gettext

from archive.curating import deciding
from archive.curating.deciding import Refused
from archive.curating.rollback import MODELS, TOGETHER, Left, Plan, plan, run_made
from archive.ingest import Extraction, Progress
from archive.ingest.events import forget_unnamed
from archive.ingest.orphans import sweep_organizations
from archive.ingest.sightings import reconsider, sweep
from archive.models import (
    Article,
    Byline,
    Decision,
    Event,
    IndexChange,
    Ingest,
    Issue,
    Mention,
    Newspaper,
    Page,
    Participation,
    Sighting,
    families,
    joins,
)
from archive.models.acting import acting, actor
from archive.models.batches import batches
from archive.models.terms import Pair
from archive.models.turns import writing

# More articles than that are read again by the command: nobody waits for it in a browser.
READ_AT_ONCE = 300


def take_back(pk: int, *, seen: str = "", key: UUID | None = None) -> tuple[Decision, Plan]:
    """Take back the run as whoever acts; return the decision and what was done and left.

    `seen` is the plan that the person saw. Raises `Refused` for another one, and where it cannot be done.
    """
    with writing():
        run = Ingest.objects.select_for_update().get(pk=pk)
        if made := deciding.already(key):
            return made, Plan(run)
        planned = plan(run)
        if seen and seen != planned.seen:
            raise Refused(gettext("您打开之后又有改动，没有撤销。下面是现在会发生的，请核对后再确认。"))
        # The machine's own work goes: no versions are kept of it. What is left is known by the decision.
        with acting(None):
            unread = _Return(planned).carry_out()
        Ingest.objects.filter(pk=pk).update(state=Ingest.State.TAKEN_BACK)
        person = actor()
        if person:
            # Ingest looks here for what people decided since it read the archive.
            LogEntry.objects.log_actions(person.user, [run], CHANGE, gettext("撤销导入"))
        data = {
            "gone": planned.gone,
            "restored": sorted(planned.articles),
            "left": [[each.kind, each.pk, each.reason] for each in planned.left],
            "unread": unread,
        }
        touched = len(planned.gone) + len(planned.articles)
        return deciding.note(Decision.Kind.ROLLBACK, run, data, key=key, touched=touched), planned


@deciding.undoes(Decision.Kind.ROLLBACK)
def undo(decision: Decision) -> list[str]:
    """Nothing is kept of what was taken away but the files: they bring it again."""
    raise Refused(gettext("撤销导入时删去的文章没有留底。要恢复，请把当时的文件重新导入一次。"))


@dataclass
class _Named:
    """Whom and what the articles name that go: to be thought over without them."""

    names: set[str] = field(default_factory=set)
    people: set[int] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    posts: set[int] = field(default_factory=set)
    pairs: set[Pair] = field(default_factory=set)
    relatives: set[int] = field(default_factory=set)

    def read(self, articles: list[int]) -> None:
        """Add those of these articles."""
        mentions = Mention.objects.filter(article__in=articles)
        for kind, text, person, event in mentions.values_list("kind", "text", "person", "event"):
            self.names |= {text} if kind == Mention.Kind.PERSON else set()
            self.people |= {person} - {None}
            self.events |= {event} - {None}
        sightings = Sighting.objects.filter(mention__article__in=articles)
        self.pairs |= sightings.pairs()
        self.posts |= set(sightings.filter(post__isnull=False).values_list("post", flat=True))
        known = set(Article.objects.filter(pk__in=articles, family__isnull=False).values_list("family", flat=True))
        self.relatives |= set(Article.objects.filter(family__in=known).values_list("pk", flat=True))


class _Return:
    """One plan, carried out."""

    def __init__(self, planned: Plan) -> None:
        self.plan = planned
        self.gone = set(planned.gone)
        self.ids: dict[tuple[str, int], int] = {}  # of records made again that stand under another id
        self.again: set[int] = set()  # articles whose names are to be read again

    def carry_out(self) -> int:
        """Do it all; return how many articles wait for `extract` to be read again."""
        for kind in MODELS:
            for (each, pk), values in self.plan.remade.items():
                if each == kind:
                    self._make_again(kind, pk, values)
        named = _Named()
        for some in batches(self.plan.gone):
            named.read(some)
        for kind in ("newspaper", "issue", "page"):
            for (each, pk), values in list(self.plan.restored.items()):
                if each == kind:
                    self._restore_record(kind, pk, values)
        self._restore_articles()
        self._let_go()
        for some in batches(self.plan.gone):
            Article.objects.filter(pk__in=some).delete()
        self._tidy()
        self._think_over(named)
        return self._read_again()

    def _make_again(self, kind: str, pk: int, values: dict[str, Any]) -> None:
        """Make a deleted record again under its id; where its place was taken since, that one stands for it."""
        row = MODELS[kind]()
        self._set(row, values)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            if isinstance(row, Issue):
                twin: Model | None = Issue.objects.filter(newspaper=row.newspaper_id, date=row.date).first()
            elif isinstance(row, Newspaper):
                twin = Newspaper.objects.filter(name=row.name).first()
            else:
                twin = Page.objects.filter(issue=values["issue_id"], number=values["number"]).first()
            if twin:
                self.ids[kind, pk] = twin.pk

    def _set(self, row: Model, values: dict[str, Any]) -> list[str]:
        """Set columns; return the names of the fields. What points to records that are gone points to none."""
        names = []
        for name, value in values.items():
            column: Any = row._meta.get_field(name)
            if isinstance(column, ForeignKey) and value is not None:
                model = column.related_model
                value = self.ids.get((str(model._meta.model_name), value), value)
                if not model._default_manager.filter(pk=value).exists():
                    if not column.null:
                        continue
                    value = None
            setattr(row, column.attname, column.to_python(value))
            names.append(column.name)
        return names

    def _restore_record(self, kind: str, pk: int, values: dict[str, Any]) -> None:
        """A newspaper, an issue or a page; its articles follow as `save` has them."""
        row = MODELS[kind]._default_manager.get(pk=pk)
        names = self._set(row, values)
        try:
            with transaction.atomic():
                row.save(update_fields=names)
        except IntegrityError:
            self.plan.left.append(Left(kind, pk, gettext("原来的位置已被占用"), tuple(values)))
            return
        if kind == "issue" or "issue" in names:
            rows = Article.objects.filter(**{"page" if kind == "page" else "page__issue": pk})
            self.again |= set(rows.values_list("pk", flat=True))

    def _restore_articles(self) -> None:
        articles = self.plan.articles
        for some in batches(articles):
            for row in Article.objects.filter(pk__in=some).order_by("pk"):
                self._restore_article(row, dict(self.plan.restored["article", row.pk]))
            for moved in Article.objects.filter(pk__in=some).select_related("page__issue"):
                issue = moved.page.issue
                if (moved.newspaper_id, moved.date) != (issue.newspaper_id, issue.date):
                    Article.objects.filter(pk=moved.pk).follow(issue)
            IndexChange.objects.enqueue("article", some)
        self.again |= set(articles)

    def _restore_article(self, row: Article, values: dict[str, Any]) -> None:
        signed = values.pop("bylines", None)
        if signed is not None:
            row.bylines.all().delete()
            Byline.objects.bulk_create(
                Byline(article=row, position=at, name=name, role=role) for at, (name, role) in enumerate(signed)
            )
        names = self._set(row, values)
        Article.objects.filter(pk=row.pk).update(
            **{name: row.column_value(name) for name in names},
            revision=F("revision") + 1,
            updated_at=timezone.now(),
        )

    def _let_go(self) -> None:
        """Part what stays from what goes, where giving back its former values has not done so."""
        whole = {
            pk for (kind, pk), values in self.plan.restored.items() if kind == "article" and values.keys() & TOGETHER
        }
        heads, rests = set[int](), set[int]()
        for some in batches(self.plan.gone):
            joined = Article.objects.filter(pk__in=some).values_list("joined_to", flat=True)
            heads |= {head for head in joined if head}
            rests |= set(Article.objects.filter(joined_to__in=some).values_list("pk", flat=True))
        for head in Article.objects.select_related("page").filter(pk__in=heads - whole - self.gone):
            chain = head.chain()
            sure = [
                each for rest, each in zip(chain, head.own.get("joins", ()), strict=False) if rest.pk not in self.gone
            ]
            joins.rewrite(head, [rest for rest in chain if rest.pk not in self.gone], sure)
            self.again.add(head.pk)
        staying = Article.objects.filter(pk__in=rests - self.gone)
        self.again |= set(staying.values_list("pk", flat=True))
        staying.update(joined_to=None, joined_at=None, revision=F("revision") + 1, updated_at=timezone.now())
        IndexChange.objects.enqueue("article", rests - self.gone)

    def _tidy(self) -> None:
        """Take away the pages, issues and newspapers that the run made and that hold nothing now."""
        run = self.plan.run
        held = {"page": {"articles": None}, "issue": {"pages": None}, "newspaper": {"issues": None, "articles": None}}
        for kind, empty in held.items():
            for some in batches(run_made(run, kind)):
                MODELS[kind]._default_manager.filter(pk__in=some, locked_fields=[], **empty).delete()

    def _think_over(self, named: _Named) -> None:
        """Draw the consequences of the articles being gone, and of others having other words."""
        restored = set(self.plan.articles)
        families.regroup(named.relatives - self.gone)
        families.settle(self.again | restored)
        names = sorted(named.names)
        for start in range(0, len(names), 500):
            reconsider(names[start : start + 500], named.pairs if not start else ())
        for some in batches(named.people):
            sweep(some)
        _forget_parts(named.events)
        forget_unnamed(named.events)
        sweep_organizations()
        _sweep_posts(named.posts)
        for kind, pks in (("person", named.people), ("event", named.events)):
            IndexChange.objects.enqueue(kind, sorted(pks))

    def _read_again(self) -> int:
        """Look for names where words or days are other ones; return how many articles are left to the command."""
        rows = Article.objects.filter(pk__in=self.again).exclude(extractor="")
        waiting = rows.count()
        if waiting > READ_AT_ONCE:
            rows.update(extractor="")
            return waiting
        Extraction(rows, Progress(io.StringIO(), quiet=True), jobs=1).execute()
        return 0


def _forget_parts(events: set[int]) -> None:
    """Take away who took part in events by reports that are gone, where a person decided nothing of it."""
    for some in batches(events):
        open_ = Event.objects.filter(pk__in=some)
        closed = {pk for pk, locked in open_.values_list("pk", "locked_fields") if "participations" in locked}
        told: dict[int, set[int]] = {}
        for event, article in Mention.objects.filter(event__in=some).values_list("event", "article"):
            told.setdefault(event, set()).add(article)
        articles = {pk for pks in told.values() for pk in pks}
        named = set(Mention.objects.filter(article__in=articles, kind="person").values_list("article", "text"))
        rows = Participation.objects.filter(event__in=set(some) - closed, locked_fields=[])
        stale = [
            row.pk for row in rows if not any((article, row.name) in named for article in told.get(row.event_id, ()))
        ]
        Participation.objects.filter(pk__in=stale).delete()


def _sweep_posts(posts: set[int]) -> None:
    """Delete those posts that nobody is or was seen in and that no person touched."""
    from archive.models import Post

    for some in batches(posts):
        Post.objects.filter(pk__in=some, memberships=None, sightings=None, told=None, locked_fields=[]).delete()

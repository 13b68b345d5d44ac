"""Write an issue's articles with their bylines, mentions and outbox rows: many at once, in few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from archive.ingest import dates, events, sightings
from archive.ingest.books import Link, Path
from archive.ingest.findings import Finding, Reading
from archive.ingest.former import edited
from archive.ingest.mentions import DECISION, LINKS, Changes, compare
from archive.ingest.reading import chosen_tagger
from archive.ingest.resolve import Resolver
from archive.ingest.rows import article_values, fits
from archive.ingest.tally import Tally
from archive.models import Article, Byline, IndexChange, Issue, Mention, Page
from archive.models.bulk import insert
from archive.models.dates import known_date
from archive.models.noting import notes
from archive.models.terms import Pair
from archive.parsing import Item
from archive.parsing.issue import reliable
from archive.parsing.page import with_findings

MENTION_COLUMNS = (
    "position",
    "spans",
    "titles",
    "posts",
    "actions",
    "status",
    "rule",
    "confidence",
    *LINKS,
    "revision",
    "updated_at",
)
GONE = "再次解析时，版面上已找不到这篇文章"  # stored in state_reason, which curators read


@dataclass(slots=True)
class Draft:
    """An article to be written: a new row, or a stored one with `changed` naming the columns that differ.

    `area` is the home area that its names are read against; where that is `inferred` it is so anew with every reading.
    """

    article: Article
    item: Item
    area: Path
    day: date | None
    checksum: str
    changed: list[str] = field(default_factory=list)
    illustrates: Draft | None = None
    # False where only what goes on from it on another page was read: what it illustrates stays.
    reread: bool = True
    inferred: bool = False

    @property
    def is_new(self) -> bool:
        """Whether it has no row yet."""
        return self.article.pk is None

    @property
    def area_kept(self) -> list[str]:
        """The area that the article's row keeps, the one that was given: of one from a page dump the page keeps it."""
        return list(self.area) if self.article.external_id and not self.inferred else []


class ArticleWriter:
    """Writes drafts. `publishes` tells whether new articles are public at once."""

    def __init__(self, resolver: Resolver, extractor: str, *, publishes: bool) -> None:
        """Names were found by `extractor` and are resolved by `resolver`; "" where nobody looked for any."""
        self._resolver = resolver
        self._extractor = extractor
        # The ids of the articles written since the transaction began, which the store says.
        self.touched: set[int] = set()
        self._state = Article.State.PUBLISHED if publishes else Article.State.DRAFT

    def new(self, page: Page, item: Item, position: int, checksum: str, area: Path, external_id: str = "") -> Draft:
        """A draft of an article that is not stored yet."""
        article = Article(
            page=page,
            newspaper_id=page.issue.newspaper_id,
            date=page.issue.date,
            position=position,
            external_id=external_id,
            state=self._state,
            checksum=checksum,
            extractor=self._extractor,
            revision=1,
            **article_values(item),
        )
        return Draft(article, item, area, day_of(page), checksum)

    def revised(self, article: Article, page: Page, item: Item, checksum: str, area: Path, **values: Any) -> Draft:
        """A draft of a stored article with what is new about it; a curator's fields stay."""
        changed = article.revise(page=page, **article_values(item), **values)
        issue = article.page.issue
        if article.state == Article.State.REMOVED and "state" not in article.locked_fields:
            reason = "" if article.state_reason == GONE else article.state_reason
            changed += article.revise(state=self._state, state_reason=reason)
        for name, value in (("newspaper_id", issue.newspaper_id), ("date", issue.date)):
            if getattr(article, name) != value:
                setattr(article, name, value)
                changed.append(name)
        return Draft(article, item, area, day_of(article.page), checksum, changed)

    def write(self, drafts: list[Draft], gone: Iterable[Article] = ()) -> Tally:
        """Write the drafts, and withdraw the stored articles that were not found again."""
        new = [draft for draft in drafts if draft.is_new]
        for draft in new:
            draft.article.area = draft.area_kept
        notes().make(insert(draft.article for draft in new))
        created = {draft.article.pk for draft in new}
        _illustrate(drafts, created)
        self._write_findings(drafts, created)
        tally = Tally(created=len(created))
        touched = list(created)
        for draft in drafts:
            if draft.article.pk in created:
                continue
            if draft.changed:
                notes().change(draft.article, checksum=draft.article.checksum)
                _update(draft.article, draft.changed, **self._made(draft))
                touched.append(draft.article.pk)
                tally.updated += 1
            else:
                tally.unchanged += 1
        self._note_reading(draft for draft in drafts if not draft.changed and draft.article.pk not in created)
        withdrawn = [article.pk for article in gone if withdraw(article)]
        tally.updated += len(withdrawn)
        touched += withdrawn
        if withdrawn:
            sightings.forget(withdrawn)
            self._resolver.people.forget()
        IndexChange.objects.enqueue("article", touched)
        self.touched.update(touched)
        return tally

    @property
    def writes_names(self) -> bool:
        """Whether names and dates were looked for: else those that are stored stay."""
        return bool(self._extractor)

    def reread(self, drafts: list[Draft]) -> Changes:
        """Write what was found anew in stored articles whose own words stay; return what it changed."""
        changes = self._write_findings(drafts, set())
        touched = [draft.article.pk for draft in drafts if draft.changed]
        Article.objects.filter(pk__in=touched).update(revision=F("revision") + 1, updated_at=timezone.now())
        IndexChange.objects.enqueue("article", touched)
        self._note_reading(drafts)
        return changes

    def _made(self, draft: Draft) -> dict[str, Any]:
        """The columns that tell how an article was made: no reader sees them, and they are no change of it."""
        return {"checksum": draft.checksum, "extractor": self._extractor, "area": draft.area_kept}

    def _note_reading(self, drafts: Iterable[Draft]) -> None:
        """Note that articles were made again, with nothing changed about them."""
        rows = []
        for draft in drafts:
            made = self._made(draft)
            if any(getattr(draft.article, name) != value for name, value in made.items()):
                for name, value in made.items():
                    setattr(draft.article, name, value)
                rows.append(draft.article)
        Article.objects.bulk_update(rows, ["checksum", "extractor", "area"], batch_size=100)

    def _write_findings(self, drafts: list[Draft], created: set[int]) -> Changes:
        """Bylines and mentions. A stored article that they change is changed with them."""
        old = [draft.article.pk for draft in drafts if draft.article.pk not in created]
        stored: dict[int, list[Mention]] = defaultdict(list)
        signed: dict[int, list[Byline]] = defaultdict(list)
        if old:
            for mention in Mention.objects.filter(article__in=old).order_by("position", "pk"):
                stored[mention.article_id].append(mention)
            for byline in Byline.objects.filter(article__in=old).order_by("position", "pk"):
                signed[byline.article_id].append(byline)
        changes, bylines, unsigned = Changes(), list[Byline](), list[int]()
        for draft in drafts:
            pk = draft.article.pk
            new_bylines = _bylines(draft, signed[pk])
            if new_bylines is not None:
                bylines += new_bylines
                unsigned += [byline.pk for byline in signed[pk]]
                if pk not in created:
                    draft.changed.append("revision")
                    notes().change(draft.article, bylines=[[byline.name, byline.role] for byline in signed[pk]])
        if self.writes_names:
            changes = self._write_names(drafts, stored, created)
        if unsigned:
            Byline.objects.filter(pk__in=unsigned).delete()
        insert(bylines)
        return changes

    def _write_names(self, drafts: list[Draft], stored: dict[int, list[Mention]], created: set[int]) -> Changes:
        """Mentions and dates."""
        changes = Changes()
        for draft in drafts:
            draft.item = self._as_of_issue(draft)
        linked = _links(mention for mentions in stored.values() for mention in mentions)
        held = _links_held(linked)
        found = self._resolver.resolve([_reading(draft, stored[draft.article.pk], held) for draft in drafts])
        redated = dates.write([(draft.article, draft.item) for draft in drafts], created)
        for draft, findings in zip(drafts, found, strict=True):
            pk = draft.article.pk
            own = compare(draft.article, findings, stored[pk])
            changes.add(own)
            if pk not in created and (own or pk in redated):
                draft.changed.append("revision")
        old = [draft.article.pk for draft in drafts if draft.article.pk not in created]
        bore = sightings.borne_out_by(old)
        _write(changes)
        if changes:
            # Also those that a name leads to no more: what the machine takes for another event now.
            events.forget_unnamed(pk for kind, pk in linked if kind == Mention.Kind.EVENT)
        self._write_sightings(drafts, found, old, bore)
        return changes

    def read(self, item: Item, issue: Issue, area: Path) -> Item:
        """The item with its names and dates read out of it as of the issue's date, where names are looked for."""
        if not self.writes_names:
            return item
        return with_findings(item, known_date(issue), area, self._resolver.gazetteer, chosen_tagger())

    def _as_of_issue(self, draft: Draft) -> Item:
        """The draft's item, read again where the archive knows the issue's day otherwise than the page alone tells it:
        on what day events and changes of post were follows from that."""
        issue = draft.article.page.issue
        if not draft.item.dates or dates.on_one_day(draft.item.as_of, reliable(known_date(issue))):
            return draft.item
        return self.read(draft.item, issue, draft.area)

    def _write_sightings(
        self, drafts: list[Draft], found: list[list[Finding]], old: list[int], bore: set[Pair]
    ) -> None:
        """What the articles say of people's posts, beside their mentions; `bore` is what they said before."""
        noted = {
            (draft.article.pk, finding.text): finding.noted
            for draft, findings in zip(drafts, found, strict=True)
            for finding in findings
            if finding.kind == Mention.Kind.PERSON
        }
        stirred = self._resolver.stirred | bore
        sightings.store(noted, old, stirred)
        sightings.sweep(self._resolver.left | {person for person, _ in bore})
        self._resolver.stirred.clear()
        self._resolver.left.clear()
        self._resolver.people.stored()


def day_of(page: Page) -> date | None:
    """The issue's date where the very day is known."""
    issue = page.issue
    return issue.date if issue.date_precision == "day" else None


def withdraw(article: Article) -> bool:
    """Take an article that its page no longer shows off the public pages; one that a curator touched stays."""
    if article.locked_fields or article.state == Article.State.REMOVED:
        return False
    changed = article.revise(state=Article.State.REMOVED, state_reason=article.state_reason or GONE)
    _update(article, changed)
    return True


def _update(article: Article, changed: list[str], **made: Any) -> None:
    names = [name for name in dict.fromkeys(changed) if name != "revision"]
    Article.objects.filter(pk=article.pk).update(
        **{name: getattr(article, name) for name in names},
        **made,
        revision=F("revision") + 1,
        updated_at=timezone.now(),
    )


def _illustrate(drafts: list[Draft], created: set[int]) -> None:
    """Tie photos to the articles they illustrate, now that all have ids."""
    fresh = []
    for draft in (draft for draft in drafts if draft.reread):
        target = draft.illustrates.article.pk if draft.illustrates else None
        if draft.article.pk not in created:
            draft.changed += draft.article.revise(illustrates_id=target)
        elif target is not None:
            draft.article.illustrates_id = target
            fresh.append(draft.article)
    Article.objects.bulk_update(fresh, ["illustrates"])


def _links(stored: Iterable[Mention]) -> set[tuple[str, int]]:
    """Kind and id of the linked records."""
    links = ((mention.kind, getattr(mention, f"{mention.kind}_id")) for mention in stored)
    return {(kind, pk) for kind, pk in links if pk is not None}


def _links_held(links: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Those of the records that a curator renamed or moved, so that their names no longer lead there."""
    linked: dict[str, set[int]] = defaultdict(set)
    for kind, pk in links:
        linked[kind].add(pk)
    return {(kind, pk) for kind, pks in linked.items() for pk in edited(kind, pks)}


def _reading(draft: Draft, stored: list[Mention], held: set[tuple[str, int]]) -> Reading:
    links = {(each.kind, each.text): getattr(each, f"{each.kind}_id") for each in stored}
    decided = {
        (each.kind, each.text): Link(each.status, getattr(each, f"{each.kind}_id"))
        for each in stored
        if DECISION & set(each.locked_fields)
    }
    return Reading(
        draft.item,
        draft.area,
        draft.day,
        article=draft.article.pk if stored else None,
        before=links,
        decided=decided,
        held={key: pk for key, pk in links.items() if (key[0], pk) in held and key not in decided},
    )


def _bylines(draft: Draft, stored: list[Byline]) -> list[Byline] | None:
    """The byline rows to put in the place of the stored ones, or None where they stay."""
    printed = dict.fromkeys(
        (byline.name, byline.role)
        for byline in draft.item.bylines
        if fits(Byline, "name", byline.name) and len(byline.role) <= 50
    )
    same = list(printed) == [(byline.name, byline.role) for byline in stored]
    if "bylines" in draft.article.locked_fields:
        notes().keep_out(draft.article, "bylines", [list(each) for each in printed], not same)
        return None
    if same:
        return None
    return [
        Byline(article_id=draft.article.pk, position=position, name=name, role=role)
        for position, (name, role) in enumerate(printed)
    ]


def _write(changes: Changes) -> None:
    if changes.delete:
        Mention.objects.filter(pk__in=[mention.pk for mention in changes.delete]).delete()
    now = timezone.now()
    for mention in changes.update:
        mention.revision += 1
        mention.updated_at = now
    Mention.objects.bulk_update(changes.update, MENTION_COLUMNS, batch_size=40)
    insert(changes.create)

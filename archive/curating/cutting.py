"""A page's lines dealt out otherwise: boundaries moved, articles split and merged, lines put aside and restored."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext

from archive.curating import deciding
from archive.curating.deciding import Refused
from archive.curating.lines import ASIDE, NEW, Act, Place, Plan, Sheet, check, plan
from archive.curating.snapshots import Snapshot, decisions_in, gained_in, release, restore, snapshot
from archive.ingest.joins import takes_part, with_jumps
from archive.ingest.recut import begins
from archive.ingest.rewriting import Rewriter
from archive.models import Article, Decision, FormerRecord, IndexChange, Page, handover
from archive.models import Byline as Signed
from archive.models.newspaper import DISCARDED
from archive.models.turns import writing
from archive.models.wholes import printed
from archive.parsing import Item, joining
from archive.parsing.structures import Byline


class Stale(Refused):
    """The page or an article on it was changed after the person saw it."""


def deal(pk: int, act: Act, *, seen: str = "", key: UUID | None = None) -> Decision:
    """Do it as whoever acts, in one transaction; return the decision, the same one for a form sent twice.

    `seen` is the version of the sheet that the person saw. Raises `Stale` for another one, `Refused` where it cannot
    be done.
    """
    with writing():
        if made := deciding.already(key):
            return made
        sheet = Sheet.of(_page(pk))
        if seen and seen != sheet.seen:
            raise Stale(gettext("您打开之后，这一版又有改动，没有保存。下面是现在的样子，请核对后再保存。"))
        planned = plan(sheet, act)
        dealing = _Dealing(planned, {})
        data = dealing.write()
        return deciding.note(
            Decision.Kind.LINES,
            sheet.page,
            {"verb": act.verb, **data},
            key=key,
            label=f"{sheet.page} {dealing.told()}",
            touched=len(dealing.signed) + len(dealing.withdrawn),
        )


def _page(pk: int) -> Page:
    return Page.objects.select_for_update(of=("self",)).select_related("issue__newspaper").get(pk=pk)


@deciding.undoes(Decision.Kind.LINES)
def undo(decision: Decision) -> list[str]:
    """Give the lines back, with the words that were there; lines dealt out again since stay where they are."""
    data = decision.data
    page = _page(decision.subject_id)
    if page.sha256 != data["sha256"]:
        raise Refused(gettext("这一版的文件后来更新过，行号已变，请在“分篇”中直接修改。"))
    sheet = Sheet.of(page)
    places, left = dict(sheet.places), []
    for number, (owner, role, new_owner, new_role) in data["moved"].items():
        known = owner == ASIDE or owner in sheet.articles
        if known and places.get(int(number)) == Place(new_owner, new_role):
            places[int(number)] = Place(owner, role)
        else:
            left.append(gettext("第 %s 行后来又改过，没有动。") % number)
    restored = {int(pk): before for pk, before in data["before"].items()}
    kinds = {}
    for pk, before in restored.items():
        row = sheet.articles.get(pk)
        if row and row.kind == data["kinds"].get(str(pk)):
            kinds[pk] = before["kind"]
    back = Plan(sheet, places, kinds)
    if not back.moved and not kinds:
        raise Refused(gettext("这些行后来都又改过，没有可撤销的。"))
    _let_stand(back, restored)
    check(back, data["made"])
    _Dealing(back, {pk: each for pk, each in restored.items() if pk in back.touched}, data).write()
    return left


def _let_stand(back: Plan, restored: dict[int, Snapshot]) -> None:
    """Give articles that were emptied, and get lines again, the states they had."""
    for pk, before in restored.items():
        row = back.sheet.articles.get(pk)
        if row and row.state == Article.State.REMOVED != before["state"] and "state" not in row.locked_fields:
            row.state, row.state_reason, row.reason_public = (
                before[name] for name in ("state", "state_reason", "reason_public")
            )


@dataclass
class _Dealing:
    """A plan being written. `restored` are the snapshots of the articles that are to be as they were."""

    plan: Plan
    restored: dict[int, Snapshot]
    undone: dict[str, Any] = field(default_factory=dict)
    signed: dict[int, tuple[Byline, ...] | None] = field(default_factory=dict)
    withdrawn: list[int] = field(default_factory=list)
    rows: dict[int, Article] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page = self.plan.sheet.page
        touched = [pk for pk in self.plan.touched if pk != NEW]
        self.former = Article.objects.select_related("page").in_bulk(touched)
        self.left: dict[int, Item] = {}

    def write(self) -> dict[str, Any]:
        """Write it all; return what undoing it takes."""
        before = {pk: snapshot(row) for pk, row in self.former.items()}
        rewriter = Rewriter()
        for owner, item in self.plan.items().items():
            self._write_article(rewriter, owner, item)
        for pk in self.plan.emptied:
            self._withdraw(pk)
        data: dict[str, Any] = {
            "sha256": self.page.sha256,
            "moved": {number: [*was, *self._owned(now)] for number, (was, now) in self.plan.moved.items()},
            "before": before,
            "made": [self.rows[NEW].pk] if NEW in self.rows else [],
            "kinds": {pk: kind for pk, kind in self.plan.kinds.items() if pk != NEW},
            "locked": "unassigned" in self.page.locked_fields,
            "formers": self._lead(),
            "photos": self._turn_photos(),
        }
        self._write_page()
        near = {*self.former, *(row.pk for row in self.rows.values()), *with_jumps(self.page.issue_id)}
        had = decisions_in(near)
        self._restore_names(self._hand_over())
        _in_order(self.page)
        rewriter.finish(self.page, self.signed, self.withdrawn, data["photos"])
        data["given"] = gained_in(near, had)
        return data

    def told(self) -> str:
        """The titles of what it touched."""
        return "、".join(f"“{row.title}”" for _, row in sorted(self.rows.items(), reverse=True))

    def _owned(self, place: Place) -> Place:
        return place._replace(owner=self.rows[NEW].pk) if place.owner == NEW else place

    def _write_article(self, rewriter: Rewriter, owner: int, item: Item) -> None:
        row = self._new() if owner == NEW else self.plan.sheet.articles[owner]
        row.page = self.page
        before = self.restored.get(owner)
        names = {"locked_fields", "state", "state_reason", "reason_public", "checksum", "kind", "illustrates"}
        if before and self._is_back(owner, before):
            item = _as_it_was(before, self.page)
            self._unlock(row, before)
        else:
            # Who says what an item is says which lines are its own: from its kind follows how they are read.
            row.lock(["lines", "kind"] if owner in self.plan.kinds else ["lines"])
        if owner in self.plan.kinds:
            row.kind = self.plan.kinds[owner]
        changed, whole = rewriter.set_words(row, item)
        if row.pk is None:
            row.save()
        else:
            row.save(update_fields=[*changed, *names])
        self.rows[owner] = row
        self.signed[row.pk], self.left[row.pk] = whole.bylines, whole

    def _is_back(self, pk: int, before: Snapshot) -> bool:
        roles = {str(number): place.role for number, place in self.plan.places.items() if place.owner == pk}
        return bool(roles == before["lines"])

    @staticmethod
    def _unlock(row: Article, before: Snapshot) -> None:
        """Hand back what only the act that is undone had locked."""
        own = {"lines", "kind"} - set(before["locked_fields"])
        row.locked_fields = [name for name in row.locked_fields if name not in own]
        row.illustrates_id = before["illustrates_id"] if "illustrates" not in row.locked_fields else row.illustrates_id
        if row.checksum != before["checksum"]:
            row.checksum = ""  # Another parser has read the page since: it is to be read again.

    def _new(self) -> Article:
        issue = self.page.issue
        other = next((each for each in self.plan.sheet.articles.values()), None)
        state = Article.State.PUBLISHED if settings.INGEST_PUBLISHES else Article.State.DRAFT
        row = Article(
            page=self.page,
            newspaper_id=issue.newspaper_id,
            date=issue.date,
            checksum=other.checksum if other else "",
            state=state,
        )
        if given := self.plan.state_of_new():
            row.state, row.state_reason, row.reason_public, row.locked_fields = given
        return row

    def _withdraw(self, pk: int) -> None:
        """Take an article that has no lines any more off the public pages. Its words are others' now; they stay in its
        history, and its headline with it."""
        row, heir = self.plan.sheet.articles[pk], self.plan.heir(pk)
        changed = row.revise(text="", captions="", breaks=[], own={}, continues="", goes_on="")
        row.lines = {}
        row.lock(["lines"])
        if row.state != Article.State.REMOVED:
            into = self.rows.get(heir)
            row.state = Article.State.REMOVED
            row.state_reason = (
                gettext("改分篇：并入“%s”") % into.title if into else gettext("改分篇：各行已全部舍去")
            )[:500]
        row.save(update_fields=[*changed, "lines", "locked_fields", "state", "state_reason", "reason_public"])
        self.withdrawn.append(pk)
        self.signed[pk] = ()
        self.left[pk] = Item()

    def _lead(self) -> dict[int, list[int]]:
        """Let the addresses of emptied articles lead to where most of their lines went; those of restored ones are
        their own again. Return, for each emptied one, the addresses that led to it before."""
        records = FormerRecord.objects.filter(kind="article")
        for pk, formers in self.undone.get("formers", {}).items():
            if int(pk) in self.rows:
                records.filter(former=pk).delete()
                records.filter(former__in=formers).update(current=pk)
        formers = {}
        for pk in self.plan.emptied:
            heir = self.plan.heir(pk)
            formers[pk] = list(records.filter(current=pk).values_list("former", flat=True))
            if heir in self.rows:
                FormerRecord.objects.lead("article", [pk], self.rows[heir].pk)
        return formers

    def _turn_photos(self) -> dict[int, int]:
        """Let photographs of emptied articles illustrate those that have their lines; those that were turned by an act
        that is undone illustrate what they did. Return which illustrated what before."""
        turned = {}
        for photo, former in self.undone.get("photos", {}).items():
            if former in self.rows:
                Article.objects.filter(pk=photo).update(illustrates=former)
                turned[int(photo)] = former
        for pk in self.plan.emptied:
            heir = self.plan.heir(pk)
            target = self.rows[heir].pk if heir in self.rows else None
            for photo in Article.objects.filter(illustrates=pk).exclude(pk=target or 0).values_list("pk", flat=True):
                turned[photo] = pk
            Article.objects.filter(pk__in=turned, illustrates=pk).update(illustrates=target)
        IndexChange.objects.enqueue("article", turned)
        return turned

    def _write_page(self) -> None:
        aside = {number: place.role for number, place in self.plan.places.items() if place.owner == ASIDE}
        unassigned = {str(number): role for number, role in sorted(aside.items()) if role}
        if unassigned == self.page.unassigned:
            return
        self.page.unassigned = unassigned
        if DISCARDED in unassigned.values():
            self.page.lock(["unassigned"])
        else:
            self.page.locked_fields = [name for name in self.page.locked_fields if name != "unassigned"]
        self.page.save(update_fields=["unassigned", "locked_fields"])

    def _hand_over(self) -> dict[int, list[list[str]]]:
        """Let what curators decided about names go with the words; return what the receiving articles got of it."""
        receivers = {row.pk: row for row in self.rows.values()}
        had = decisions_in(receivers)
        for pk, former in self.former.items():
            gained = {self._owned(to).owner for was, to in self.plan.moved.values() if was.owner == pk}
            arrived = [receivers[each] for each in sorted(gained & receivers.keys() - {pk})]
            handover.give(former, arrived, self.left[pk])
        return gained_in(receivers, had)

    def _restore_names(self, arrived: dict[int, list[list[str]]]) -> None:
        """Put back what curators had decided about names in the articles that are restored, and let the machine decide
        on what came there in between."""
        given = {int(pk): names for pk, names in self.undone.get("given", {}).items()}
        for pk in self.restored.keys() | given.keys() if self.undone else ():
            before = self.restored.get(pk, {}).get("mentions", [])
            own = {(each["kind"], each["text"]) for each in before}
            came = {(kind, text) for kind, text in [*given.get(pk, []), *arrived.get(pk, [])]}
            if release(pk, came - own):
                self.signed.setdefault(pk, None)
            if pk in self.rows:
                for each in before:
                    restore(self.rows[pk], each)


def _as_it_was(before: Snapshot, page: Page) -> Item:
    """What the article's own page printed of it, as the snapshot has it."""
    names = ("kind", "section", "kicker", "headline", "deck", "text", "captions", "lines", "breaks", "continues")
    row = Article(**{name: before[name] for name in (*names, "goes_on", "confidence", "own")})
    signed = [Signed(name=name, role=role) for name, role in before["bylines"]]
    return joining.placed(printed(row, signed), page.raw_lines)


def _in_order(page: Page) -> None:
    """Number the page's articles as their lines stand."""
    rows = Article.objects.filter(page=page, external_id="").only("lines", "position", "locked_fields", "state")
    standing = [row for row in rows if row.lines and takes_part(row)]
    standing.sort(key=lambda row: (begins({int(number): role for number, role in row.lines.items()}), row.pk))
    for position, row in enumerate(standing):
        if row.position != position and "position" not in row.locked_fields:
            Article.objects.filter(pk=row.pk).update(position=position)

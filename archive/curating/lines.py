"""What a page's lines would be if a person dealt them out otherwise: planned and looked at before anything is written.

A plan starts from the lines as they are dealt out now. Lines go to an article, to a new one, or aside; the roles that
the person leaves open are told as the parser tells them. The words follow from the lines.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, cast

from django.utils.translation import gettext

from archive.curating.deciding import Refused
from archive.ingest.joins import takes_part
from archive.ingest.recut import begins, cut_of
from archive.models import Article, Page
from archive.models.newspaper import DISCARDED
from archive.parsing import Item
from archive.parsing.recut import HEADINGS, Cut, recut, roles_of
from archive.parsing.structures import Kind, Role

# Owners of lines that are no article's id.
NEW, ASIDE = 0, -1
# Whose words may go where: to what is as hidden, or more so.
HIDDEN = {Article.State.PUBLISHED: 0, Article.State.DRAFT: 1, Article.State.WITHHELD: 2, Article.State.REMOVED: 3}
# Lines in these roles begin a text.
_TEXT = frozenset({"body", "caption", "credit"})


class Place(NamedTuple):
    """Whose a line is, and in which role; aside, the role is the reason."""

    owner: int
    role: str


# A line that a person put aside: it may have been any article's of the page.
FORGOTTEN = Place(ASIDE, DISCARDED)


@dataclass(frozen=True, slots=True)
class Act:
    """What a person wants done with a page's lines.

    `lines`: give `lines` to `target` (an article, NEW or ASIDE) in `role`, or as the parser reads them. `split`: what
    follows in its article from the first of `lines` on becomes a new one. `merge`: `article` goes into `target`.
    `kind`: `article` is of that kind.
    """

    verb: str
    lines: tuple[int, ...] = ()
    target: int = ASIDE
    role: str = ""
    article: int = 0
    kind: str = ""


@dataclass
class Sheet:
    """A page with those of its articles that its dump prints, and what became of each printed line."""

    page: Page
    articles: dict[int, Article]
    places: dict[int, Place]

    @classmethod
    def of(cls, page: Page) -> Sheet:
        """The page's, as it is stored."""
        rows = Article.objects.filter(page=page, external_id="").order_by("position", "pk")
        articles = {row.pk: row for row in rows if "page" not in row.locked_fields}
        places = {int(number): Place(ASIDE, why) for number, why in page.unassigned.items()}
        for pk, article in articles.items():
            if takes_part(article):
                places |= {int(number): Place(pk, role) for number, role in article.lines.items()}
        printed = {number for number, line in enumerate(page.raw_lines, 1) if line.strip()}
        return cls(page, articles, {number: places.get(number, Place(ASIDE, "")) for number in sorted(printed)})

    @property
    def seen(self) -> str:
        """The version of it that a person sees: another one is another text."""
        rows = (f"{pk}.{article.revision}" for pk, article in sorted(self.articles.items()))
        return " ".join([f"{self.page.pk}.{self.page.revision}", *rows])

    @property
    def standing(self) -> list[Article]:
        """The articles that have lines, in the page's order."""
        first = {pk: begins(roles) for pk in self.articles if (roles := self.lines_of(pk))}
        return [self.articles[pk] for pk in sorted(first, key=lambda pk: (first[pk], pk))]

    def lines_of(self, owner: int) -> dict[int, Role]:
        """An article's lines with their roles."""
        return roles_in(self.places, owner)


def roles_in(places: Mapping[int, Place], owner: int) -> dict[int, Role]:
    """The lines of one owner with their roles."""
    return {number: cast(Role, place.role) for number, place in places.items() if place.owner == owner}


@dataclass
class Plan:
    """A sheet, and how its lines and the kinds of its articles would be."""

    sheet: Sheet
    places: dict[int, Place]
    kinds: dict[int, str] = field(default_factory=dict)

    @property
    def moved(self) -> dict[int, tuple[Place, Place]]:
        """The lines that change their owner or role: from where, to where."""
        now = self.sheet.places
        return {number: (now[number], to) for number, to in self.places.items() if to != now[number]}

    @property
    def touched(self) -> list[int]:
        """The articles it changes, NEW last; of those that were made later the lines come later."""
        owners = {place.owner for pair in self.moved.values() for place in pair} | set(self.kinds)
        return sorted(owners - {ASIDE}, key=lambda owner: (owner == NEW, owner))

    @property
    def emptied(self) -> list[int]:
        """The articles that would have no line left."""
        return [pk for pk in self.touched if pk != NEW and not roles_in(self.places, pk)]

    def heir(self, pk: int) -> int:
        """Who gets most lines of an article; ASIDE where nobody does."""
        gone = [to.owner for _, (place, to) in self.moved.items() if place.owner == pk and to.owner != ASIDE]
        return max(sorted(set(gone)), key=gone.count, default=ASIDE)

    def state_of_new(self) -> tuple[str, str, bool, list[str]] | None:
        """State, its reason, whether that is public, and the lock on it for the new article: those of the most hidden
        it comes from, or may come from. None where it comes from no article."""
        places = [place for place, to in self.moved.values() if to.owner == NEW]
        sources = [self.sheet.articles[pk] for pk in sorted({place.owner for place in places} - {ASIDE})]
        if FORGOTTEN in places:
            sources += [row for row in _printed(self.sheet.articles) if _hidden(row)]
        row = _most_hidden(sources)
        if row is None:
            return None
        return row.state, row.state_reason, row.reason_public, [name for name in row.locked_fields if name == "state"]

    def cuts(self) -> dict[int, Cut]:
        """The touched articles that would have lines, as they are to be drafted."""
        made = {}
        for owner in self.touched:
            roles = roles_in(self.places, owner)
            if not roles:
                continue
            if owner == NEW:
                made[owner] = Cut(roles)
                continue
            made[owner] = cut_of(self.sheet.articles[owner], roles)
            if kind := self.kinds.get(owner):
                made[owner] = replace(made[owner], kind=cast(Kind, kind), fixed=True)
        return made

    def items(self) -> dict[int, Item]:
        """How these would read, without names."""
        cuts = self.cuts()
        return dict(zip(cuts, recut(self.sheet.page.raw_lines, list(cuts.values())), strict=True))


def plan(sheet: Sheet, act: Act) -> Plan:
    """The plan of an act. Raises Refused where it cannot be, or would change nothing."""
    made = _PLANNERS[act.verb](sheet, act)
    if not made.moved and not made.kinds:
        raise Refused(gettext("照此没有任何改动。"))
    check(made)
    return made


def check(made: Plan, own: Collection[int] | None = None) -> None:
    """Raise Refused where readers would come to see what is hidden from them, or a person's join would be lost.

    `own`, of a plan that undoes another, are the articles that the other made: it tells whose each line was.
    """
    rows, back = made.sheet.articles, own is not None
    for place, to in made.moved.values():
        secret = None if back or place != FORGOTTEN else _most_hidden(_printed(rows))
        if secret and to.owner in rows and _hidden(rows[to.owner]) < _hidden(secret):
            refusal = gettext("有人舍去过的行可能出自没有公开的“%s”，不能归入较为公开的文章；可撤销当时的决定。")
            raise Refused(refusal % secret.title)
        if place.owner in rows and to.owner in rows and _hidden(rows[to.owner]) < _hidden(rows[place.owner]):
            told = {"one": rows[place.owner].title, "other": rows[to.owner].title}
            raise Refused(gettext("“%(one)s”没有公开，它的行不能归入较为公开的“%(other)s”。") % told)
    for pk in made.emptied:
        row = rows[pk]
        if row.state != Article.State.PUBLISHED and made.heir(pk) == ASIDE and not _guarded(made, pk, own or ()):
            raise Refused(gettext("“%s”没有公开，它的行不能全部舍去。") % row.title)
        by_hand = [each for each in (row, *row.continuations.all()) if "joined_to" in each.locked_fields]
        if by_hand:
            raise Refused(gettext("“%s”由人工接有转版，请先拆开。") % row.title)


def _guarded(made: Plan, pk: int, own: Collection[int]) -> bool:
    """Whether an article was made of lines put aside, which go back there beside what is as hidden as it is."""
    rows = made.sheet.articles
    others = _most_hidden(each for each in _printed(rows) if each.pk != pk)
    lines = [to for place, to in made.moved.values() if place.owner == pk]
    return pk in own and set(lines) == {FORGOTTEN} and others is not None and _hidden(others) >= _hidden(rows[pk])


def _printed(rows: Mapping[int, Article]) -> list[Article]:
    return [row for row in rows.values() if takes_part(row)]


def _most_hidden(articles: Iterable[Article]) -> Article | None:
    return max(articles, key=_hidden, default=None)


def _hidden(article: Article) -> int:
    return HIDDEN[Article.State(article.state)]


def _lines(sheet: Sheet, act: Act) -> Plan:
    chosen = [number for number in act.lines if number in sheet.places]
    if not chosen:
        raise Refused(gettext("请选要改动的行。"))
    if act.target == ASIDE:
        return Plan(sheet, sheet.places | dict.fromkeys(chosen, FORGOTTEN))
    if act.target != NEW:
        _standing(sheet, act.target)
    given: dict[int, Role] = dict.fromkeys(chosen, cast(Role, act.role)) if act.role else {}
    given = given or _brought(sheet, chosen, act.target)
    own = sheet.lines_of(act.target) if act.target != NEW else {}
    staying = {number: role for number, role in own.items() if number not in set(chosen)}
    return _given(sheet, act.target, chosen, staying | given)


def _split(sheet: Sheet, act: Act) -> Plan:
    first = act.lines[0] if act.lines else 0
    owner = sheet.places.get(first, Place(ASIDE, "")).owner
    if owner == ASIDE:
        raise Refused(gettext("请选文章中的一行，由此分出。"))
    chosen = [number for number in sheet.lines_of(owner) if number >= first]
    if len(chosen) == len(sheet.lines_of(owner)):
        raise Refused(gettext("这是文章的第一行，由此分不出另一篇。"))
    return _given(sheet, NEW, chosen, _brought(sheet, chosen, NEW))


def _merge(sheet: Sheet, act: Act) -> Plan:
    if act.article == act.target:
        raise Refused(gettext("请选两篇不同的文章。"))
    absorbed, kept = _standing(sheet, act.article), _standing(sheet, act.target)
    both = {each.pk: sheet.lines_of(each.pk) for each in (absorbed, kept)}
    headed = [pk for pk in sorted(both, key=lambda pk: begins(both[pk])) if "headline" in both[pk].values()]
    leading = headed[0] if headed else kept.pk
    trailing = next(pk for pk in both if pk != leading)
    known = {**both[leading]}
    for number, role in both[trailing].items():
        inner = role in HEADINGS and (headed or role == "section" and "section" in known.values())
        known[number] = "subhead" if inner else role
    return _given(sheet, kept.pk, list(both[absorbed.pk]), known)


def _kind(sheet: Sheet, act: Act) -> Plan:
    row = sheet.articles.get(act.article)
    if row is None or act.kind not in Article.Kind.values:
        raise Refused(gettext("请选文章和类型。"))
    same = row.kind == act.kind and "kind" in row.locked_fields
    return Plan(sheet, dict(sheet.places), {} if same else {row.pk: act.kind})


_PLANNERS = {"lines": _lines, "split": _split, "merge": _merge, "kind": _kind}


def _standing(sheet: Sheet, pk: int) -> Article:
    row = sheet.articles.get(pk)
    if row is None or not sheet.lines_of(pk):
        raise Refused(gettext("这一版没有这篇文章，或它已没有任何行。"))
    return row


def _brought(sheet: Sheet, chosen: Iterable[int], target: int) -> dict[int, Role]:
    """The roles that lines keep in another article: those of its text. What leads up to the text of a new one is read
    anew, and so is what stays in its article."""
    known: dict[int, Role] = {}
    begun = target != NEW
    for number in sorted(chosen):
        place = sheet.places[number]
        begun = begun or place.role in _TEXT
        if begun and place.owner not in (ASIDE, target) and place.role not in HEADINGS:
            known[number] = cast(Role, place.role)
    return known


def _given(sheet: Sheet, target: int, chosen: Collection[int], known: Mapping[int, Role]) -> Plan:
    """The plan that gives the chosen lines to an article."""
    staying = roles_in(sheet.places, target) if target != NEW else {}
    known = {number: role for number, role in known.items() if number in staying or number in chosen}
    roles = roles_of(sheet.page.raw_lines, {*staying, *chosen}, known)
    return Plan(sheet, sheet.places | {number: Place(target, role) for number, role in roles.items()})

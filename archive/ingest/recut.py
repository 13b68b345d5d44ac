"""The lines that people dealt out to articles, kept when their page is read again, from the same dump or another.

An article whose `lines` a person locked keeps them: what the parser took them for counts no more. In a changed dump
they are found again by what is printed; what stands new between two of them goes to the article too. What is left of
the parser's own items is drafted anew. So a boundary is decided once, and the words follow from it with each reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import cast

from archive.ingest.match import similar
from archive.models import Article, Page
from archive.models.newspaper import DISCARDED
from archive.parsing import Item, ParsedPage
from archive.parsing.article import field_of
from archive.parsing.recut import HEADINGS, Cut, recut
from archive.parsing.structures import Aside, Kind, Role

# A line's owner while lines are dealt out: the place of an article among those that people decided on, or of one of
# the parser's items behind these, or nobody.
_ASIDE = -1


@dataclass(frozen=True, slots=True)
class Kept:
    """A page's new reading with what people decided in it: which article certain items are, by their place; `remade`
    are the places of items whose names have yet to be looked for."""

    parsed: ParsedPage
    articles: Mapping[int, Article]
    remade: frozenset[int]


def is_cut(article: Article) -> bool:
    """Whether a person dealt out the article's lines."""
    return "lines" in article.locked_fields


def decided(page: Page, stored: Sequence[Article]) -> list[Article]:
    """Those of a page's stored articles whose lines people dealt out; of one put here from another page they are that
    page's lines."""
    return [each for each in stored if is_cut(each) and not (each.page_id == page.pk and "page" in each.locked_fields)]


def cut_of(article: Article, roles: Mapping[int, Role] | None = None) -> Cut:
    """The article's lines as they are to be drafted; `roles` are other ones than it has."""
    own = {int(number): role for number, role in article.lines.items()} if roles is None else roles
    return Cut(own, cast(Kind, article.kind), fixed="kind" in article.locked_fields)


def keep(parsed: ParsedPage, raw: Sequence[str], page: Page, stored: Sequence[Article]) -> Kept:
    """What was parsed of the dump `raw`, as people decided on the stored `page` and its articles."""
    cut = decided(page, stored)
    asides = _asides(page)
    if not cut and not asides:
        return Kept(parsed, {}, frozenset())
    return _Dealing(parsed, raw, page, cut, asides).done()


def _asides(page: Page) -> set[int]:
    """The lines that people put aside."""
    if "unassigned" not in page.locked_fields:
        return set()
    return {int(number) for number, aside in page.unassigned.items() if aside == DISCARDED}


class _Dealing:
    """The lines of a dump, dealt out to the articles that people decided on and to the parser's items."""

    def __init__(
        self, parsed: ParsedPage, raw: Sequence[str], page: Page, cut: Sequence[Article], asides: set[int]
    ) -> None:
        self._parsed = parsed
        self._raw = raw
        self._cut = cut
        self._found = found_again(page.raw_lines, raw)
        self._owner: dict[int, tuple[int, Role]] = {}
        for at, article in enumerate(cut):
            for number, role in article.lines.items():
                if new := self._found.get(int(number)):
                    self._owner[new] = at, role
        for number in asides:
            if new := self._found.get(number):
                self._owner[new] = _ASIDE, "body"
        self._fresh = {number for number, line in enumerate(raw, 1) if line.strip()} - set(self._found.values())

    def done(self) -> Kept:
        """The page's reading as it was decided."""
        own = [self._rest(item) for item in self._parsed.items]
        self._take_fresh(own)
        cuts = [
            cut_of(article, {number: role for number, (owner, role) in self._owner.items() if owner == at})
            for at, article in enumerate(self._cut)
        ]
        rest = [Cut(roles, item.kind) for roles, item in zip(own, self._items, strict=True)]
        return self._in_order(cuts, own, recut(self._raw, [*cuts, *rest]))

    @property
    def _items(self) -> Sequence[Item]:
        return self._parsed.items

    def _rest(self, item: Item) -> dict[int, Role]:
        """The lines of an item that nobody decided on."""
        return {number: role for number, role in item.lines.items() if number not in self._owner}

    def _take_fresh(self, own: list[dict[int, Role]]) -> None:
        """Give lines that are new in this dump to the article in whose midst they stand, or which has all the rest of
        what the parser takes them for."""
        dealt = sorted({*self._owner, *(number for roles in own for number in roles)} - self._fresh)
        around = {number: (before, after) for number, before, after in _neighbours(sorted(self._fresh), dealt)}
        for item, roles in zip(self._items, own, strict=True):
            held = Counter(self._owner[number][0] for number in item.lines if number in self._owner)
            held.pop(_ASIDE, None)
            alone = bool(held) and self._fresh.issuperset(roles)
            for number in [number for number in roles if number in self._fresh]:
                before, after = (self._owner.get(each, (_ASIDE, ""))[0] for each in around[number])
                if before == after != _ASIDE:
                    self._owner[number] = before, _inner(roles.pop(number), self._cut[before])
                elif alone:
                    owner = held.most_common(1)[0][0]
                    self._owner[number] = owner, _inner(roles.pop(number), self._cut[owner])

    def _in_order(self, cuts: Sequence[Cut], own: Sequence[dict[int, Role]], made: Sequence[Item]) -> Kept:
        """The items in the page's order, the parser's own where nothing was taken from them."""
        items: list[tuple[int, Item]] = [(at, made[at]) for at, cut in enumerate(cuts) if cut.roles]
        for at, (item, roles) in enumerate(zip(self._items, own, strict=True), len(cuts)):
            if roles:
                items.append((at, item if roles == item.lines else replace(made[at], confidence=item.confidence)))
        items.sort(key=lambda entry: begins(entry[1].lines))
        place = {at: position for position, (at, _) in enumerate(items)}
        heirs = [place.get(self._heir(at, own)) for at in range(len(self._items))]
        remade, ordered = set(), []
        for position, (at, item) in enumerate(items):
            parser_s = self._items[at - len(cuts)] if at >= len(cuts) else None
            if parser_s is None or item.lines != parser_s.lines:
                remade.add(position)
            # What an article that people decided on illustrates stays as it is stored.
            shown = None if parser_s is None or parser_s.illustrates is None else heirs[parser_s.illustrates]
            ordered.append(replace(item, illustrates=None if shown == position else shown))
        unassigned = self._unassigned({number for _, item in items for number in item.lines})
        parsed = replace(self._parsed, items=tuple(ordered), unassigned=unassigned)
        articles = {place[at]: article for at, article in enumerate(self._cut) if at in place}
        return Kept(parsed, articles, frozenset(remade))

    def _heir(self, at: int, own: Sequence[dict[int, Role]]) -> int:
        """Who has most of an item's text now."""
        item = self._items[at]
        held = Counter(
            self._owner[number][0] if number in self._owner else len(self._cut) + at
            for number, role in item.lines.items()
            if field_of(role, item.kind == "photo") == "text"
        )
        held.pop(_ASIDE, None)
        return held.most_common(1)[0][0] if held else (len(self._cut) + at if own[at] else _ASIDE)

    def _unassigned(self, dealt: set[int]) -> dict[int, Aside]:
        """The lines of no item, each with the reason."""
        aside = {number: DISCARDED for number, (owner, _) in self._owner.items() if owner == _ASIDE}
        told = {**self._parsed.unassigned, **aside}
        return {number: cast(Aside, why) for number, why in sorted(told.items()) if number not in dealt}


def begins(lines: Mapping[int, Role]) -> int:
    """Where an item stands on its page: its first line, if not the name of a section printed elsewhere."""
    return min([number for number, role in lines.items() if role != "section"] or lines)


def found_again(former: Sequence[str], raw: Sequence[str]) -> dict[int, int]:
    """The numbers that printed lines of a former dump have in the dump `raw`; lines that are gone have none."""
    one = [(number, line.strip()) for number, line in enumerate(former, 1) if line.strip()]
    other = [(number, line.strip()) for number, line in enumerate(raw, 1) if line.strip()]
    found: dict[int, int] = {}
    matcher = SequenceMatcher(None, [line for _, line in one], [line for _, line in other], autojunk=False)
    for verb, start, end, begin, stop in matcher.get_opcodes():
        if verb == "equal":
            found |= {one[start + at][0]: other[begin + at][0] for at in range(end - start)}
        elif verb == "replace":
            found |= dict(_corrected(one[start:end], other[begin:stop]))
    return found


def _corrected(one: Sequence[tuple[int, str]], other: Sequence[tuple[int, str]]) -> Iterator[tuple[int, int]]:
    """Lines of which something was corrected, each with the next that is like it."""
    at = 0
    for number, line in one:
        for place in range(at, len(other)):
            if similar(line, other[place][1]):
                yield number, other[place][0]
                at = place + 1
                break


def _neighbours(fresh: Sequence[int], dealt: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """For each new line the nearest one before and behind it that was dealt out before; 0 where there is none."""
    at = 0
    for number in fresh:
        while at < len(dealt) and dealt[at] < number:
            at += 1
        yield number, dealt[at - 1] if at else 0, dealt[at] if at < len(dealt) else 0


def _inner(role: Role, article: Article) -> Role:
    """The role of a new line in the midst of an article."""
    if role not in HEADINGS:
        return role
    return "caption" if article.kind == "photo" else "subhead"

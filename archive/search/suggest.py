"""What somebody may be about to type: people, posts, bodies, places, columns and frequent words.

Records are found by their keys (pinyin.py): names by characters, pinyin, first letters, or a mixture (typed.py);
columns, posts and words by how they begin, in characters or pinyin (spoken.py). All comes from the index, where only
what published articles name is: no database is asked while somebody types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext, pgettext
from haystack.query import SearchQuerySet

from archive import lexicon
from archive.models import Organization, Person, Place
from archive.search import frequent_values, frequent_words, pinyin, spoken
from archive.search.fold import fold_query, is_han
from archive.search.shown import Shown
from archive.search.state import IndexNotReady
from archive.search.tree import Among, Beginning, Exact, Node
from archive.search.typed import Reading, mixed

LONGEST = 40  # Characters. Whoever typed more knows what to look for.
EACH = 4  # Suggestions of one kind: all kinds together are to be seen at a glance.
LOOKED_AT = 24  # Records that may fit a mixture, words that may be pieces of others: not all will do.


@dataclass(frozen=True)
class Suggestion:
    """Something to choose: a record leads to `url`; of other things `fill` is what the search box is filled with."""

    text: str
    detail: str
    url: str
    fill: str = ""


@dataclass(frozen=True)
class Group:
    """Suggestions of one kind: person, post, organization, place, section or word."""

    kind: str
    label: str
    suggestions: list[Suggestion]


def suggest(text: str) -> list[Group]:
    """What `text` may be the beginning of, names first, the most reported first; nothing while there is no index."""
    text = text.strip()[:LONGEST]
    try:
        groups = _groups(text, "")
        before, space, last = text.rpartition(" ")
        return groups or (_groups(last, before + space) if before else [])
    except IndexNotReady:
        return []


def _groups(text: str, before: str) -> list[Group]:
    """Suggestions for `text`; what was typed `before` it stays in the box, so that nothing leads away from it."""
    typed = pinyin.typed(text)
    if not typed:
        return []
    found = [
        Group(kind, label, suggestions)
        for kind, label, make in (
            ("person", pgettext("several", "人物"), _people),
            ("post", pgettext("several", "职务"), _posts),
            ("organization", pgettext("several", "机构"), _organizations),
            ("place", pgettext("several", "地点"), _places),
            ("section", gettext("栏目"), _sections),
            ("word", gettext("常用词"), _words),
        )
        if (suggestions := list(make(typed)))
    ]
    return [_behind(before, group) for group in found] if before else found


def _behind(before: str, group: Group) -> Group:
    fills = [(each, before + (each.fill or each.text)) for each in group.suggestions]
    suggestions = [Suggestion(each.text, each.detail, _search(fill), fill) for each, fill in fills]
    return Group(group.kind, group.label, suggestions)


def _people(typed: str) -> Iterator[Suggestion]:
    return _records(Person, typed)


def _organizations(typed: str) -> Iterator[Suggestion]:
    return _records(Organization, typed)


def _places(typed: str) -> Iterator[Suggestion]:
    return _records(Place, typed)


def _records(model: type[Model], typed: str) -> Iterator[Suggestion]:
    """The records that `typed` may mean: those it names, those whose name begins so, those whose name contains it."""
    rows = _rows(model, Beginning("key", typed), EACH)
    if len(rows) == EACH:
        rows = _rows(model, Among("called", (typed,)), EACH) + rows
    if len(rows) < EACH and any(map(is_han, typed)):
        rows += _rows(model, Exact(typed, part="headline"), EACH)
    if len(rows) < EACH:
        meant, ways = mixed(typed)
        rows += [row for row in _rows(model, meant, LOOKED_AT) if _fits(row, ways)] if meant else []
    for row in list({row.pk: row for row in rows}.values())[:EACH]:
        shown = Shown.read(row.shown)
        yield Suggestion(shown.name, shown.detail, model(pk=row.pk).get_absolute_url())


def _rows(model: type[Model], tree: Node, limit: int) -> list[Any]:
    return list(SearchQuerySet().models(model).filter(content=tree).order_by("-weight", "-django_id")[:limit])


def _fits(row: Any, ways: list[Reading]) -> bool:
    names = map(fold_query, Shown.read(row.shown).names)
    return any(way.fits(name) for name in names for way in ways)


def _posts(typed: str) -> Iterator[Suggestion]:
    return _values(typed, "title", "职务")


def _sections(typed: str) -> Iterator[Suggestion]:
    return _values(typed, "section_name", "栏目")


def _values(typed: str, field: str, asked_as: str) -> Iterator[Suggestion]:
    """Values of a term field, to be asked for in a field of the query language."""

    def counted(value: str) -> int:
        return len(spoken.having(field, value))

    for value, count in _beginning(typed, field, lambda begin: frequent_values(field, begin, EACH), counted):
        fill = f'{asked_as}:"{value}"' if set(value) & set(' "()|:-*~') else f"{asked_as}:{value}"
        yield Suggestion(value, _articles(count), _search(fill), fill)


def _words(typed: str) -> Iterator[Suggestion]:
    def counted(word: str) -> int:
        return len(spoken.containing(word))

    without = lexicon.current().unsuggested

    def ask(begin: str) -> list[tuple[str, int]]:
        found = spoken.whole(frequent_words(begin, LOOKED_AT))
        return [pair for pair in found if pair[0] not in without][: EACH + 1]

    for word, count in _beginning(typed, spoken.WORDS, ask, counted):
        if word != typed and word not in without:
            yield Suggestion(word, _articles(count), _search(word), word)


def _beginning(
    typed: str, field: str, ask: Callable[[str], list[tuple[str, int]]], counted: Callable[[str], int]
) -> list[tuple[str, int]]:
    """What begins with `typed`, or is read so, with how many articles have it now."""
    found = dict(ask(typed))
    if typed.isascii():
        said = [pair for pair in spoken.beginning(field, typed, EACH) if pair[0] not in found]
        first = sorted([*found.items(), *said], key=lambda pair: -pair[1])[:EACH]
        found = {value: found.get(value) or counted(value) for value, _ in first}
    return sorted(((value, count) for value, count in found.items() if count), key=lambda pair: -pair[1])[:EACH]


def _articles(count: int) -> str:
    return ngettext("%(n)s篇", "%(n)s篇", count) % {"n": count}


def _search(query: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': query})}"

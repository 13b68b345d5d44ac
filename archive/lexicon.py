"""An archive's own word lists: what may stand in them, and what they say in this process.

A list is a text, a word or an entry a line, as the tables are that the parser comes with: `#` begins a comment, `-`
before a word withdraws one that is built in. People edit lists at the desk (`archive.models.WordList` keeps every
version); whoever writes brings the newest into force before reading texts (`WordList.objects.enforce`), and keeps
them in a file beside, at which web processes look before each request.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive import words
from archive.parsing import vocabulary
from archive.parsing.gazetteer import HEADER, SEPARATOR, SHORTEST_NAME

LONGEST = 16  # characters of a word
MOST_LINES = 20_000
_HAN = "㐀-鿿豈-﫿𠀀-𲎯"
_WORD = re.compile(f"[{_HAN}A-Za-z0-9·]+")
_CHARACTERS = re.compile(f"[{_HAN}]+")


class Name(TextChoices):
    """The lists there are."""

    SURNAMES = "surnames", _("姓氏")
    TITLES = "titles", _("职务")
    SECTIONS = "sections", _("栏目")
    PLACES = "places", _("地名补充")
    NO_PEOPLE = "no-people", _("不是人名的词")
    NO_PLACES = "no-places", _("不是地名的词")
    NO_BODIES = "no-bodies", _("不是机构名的词")
    WORDS = "words", _("分词用词")
    SYNONYMS = "synonyms", _("同义词")
    UNSUGGESTED = "unsuggested", _("不作提示的词")


class Form(NamedTuple):
    """How the entries of a list look: words of Chinese characters only or of others too, of some length, and whether
    words that are built in can be withdrawn. Places and synonyms have forms of their own."""

    shortest: int = 2
    longest: int = LONGEST
    han: bool = True
    withdraws: bool = True


FORMS: Mapping[str, Form] = {
    Name.SURNAMES: Form(shortest=1, longest=2),
    Name.TITLES: Form(longest=6),
    Name.SECTIONS: Form(longest=10, han=False, withdraws=False),
    Name.NO_PEOPLE: Form(),
    Name.NO_PLACES: Form(),
    Name.NO_BODIES: Form(),
    Name.WORDS: Form(longest=8),
    Name.UNSUGGESTED: Form(longest=8, withdraws=False),
}
# The parser's tables that a list changes, and the lengths of the words that go into each.
_TABLES: Mapping[str, tuple[tuple[str, range], ...]] = {
    Name.SURNAMES: (("surnames", range(1, 2)), ("compound surnames", range(2, 3))),
    Name.TITLES: (("titles", range(2, 7)),),
    Name.SECTIONS: (("sections", range(2, 11)),),
    Name.NO_PEOPLE: (("no people", range(2, LONGEST + 1)),),
    Name.NO_PLACES: (("everyday places", range(2, LONGEST + 1)),),
    Name.NO_BODIES: (("no bodies", range(2, LONGEST + 1)),),
}


class Problem(NamedTuple):
    """A line that cannot be read, and why."""

    line: int
    text: str
    reason: str


@dataclass(frozen=True)
class Entries:
    """What a list says: the words it adds and withdraws; `groups` are synonyms, `rows` places (path, type, other
    names)."""

    added: frozenset[str] = frozenset()
    withdrawn: frozenset[str] = frozenset()
    groups: tuple[tuple[str, ...], ...] = ()
    rows: tuple[tuple[str, str, str], ...] = ()

    @property
    def words(self) -> frozenset[str]:
        """Every string of which a text that has it may be read otherwise with the list than without it."""
        names = (name for path, _type, others in self.rows for name in (path.split(SEPARATOR)[-1], *_others(others)))
        return self.added.union(self.withdrawn, chain.from_iterable(self.groups), names)


def read(name: str, text: str) -> tuple[Entries, list[Problem]]:
    """Read a list; lines that cannot be read are told and left out."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line and not line.startswith("#")]
    problems = []
    if len(lines) > MOST_LINES:
        problems.append(Problem(lines[MOST_LINES][0], "", gettext("太长：最多%d行。") % MOST_LINES))
    reader = _READERS.get(name, _Words)(name)
    for number, line in lines[:MOST_LINES]:
        reason = reader.take(line)
        if reason:
            problems.append(Problem(number, line, reason))
    return reader.entries(), problems


class _Words:
    """Words, several in a line with blanks between."""

    def __init__(self, name: str) -> None:
        self._form = FORMS[name]
        self._built_in = built_in(name)
        self._added: set[str] = set()
        self._withdrawn: set[str] = set()

    def take(self, line: str) -> str:
        reasons = [self._word(word) for word in line.split()]
        return next(filter(None, reasons), "")

    def _word(self, entry: str) -> str:
        word = entry.removeprefix("-")
        if reason := _ill_formed(word, self._form):
            return reason
        if word == entry:
            self._added.add(word)
        elif not self._form.withdraws:
            return gettext("“%s”：这个词表没有内置的词可去掉。") % entry
        elif self._built_in is not None and word not in self._built_in:
            return gettext("“%s”不是内置的词，不必去掉；删去自己加的那一行即可。") % word
        else:
            self._withdrawn.add(word)
        return ""

    def entries(self) -> Entries:
        return Entries(frozenset(self._added), frozenset(self._withdrawn))


class _Synonyms:
    """Words that mean the same, joined with =: 城管局=城市管理局."""

    def __init__(self, _name: str) -> None:
        self._groups: list[tuple[str, ...]] = []
        self._seen: set[str] = set()

    def take(self, line: str) -> str:
        group = tuple(dict.fromkeys(word.strip() for word in re.split("[=＝]", line)))
        if len(group) < 2:
            return gettext("同义的词用“=”连起来，一行一组：城管局=城市管理局")
        if reason := next(filter(None, (_ill_formed(word, Form(han=False)) for word in group)), ""):
            return reason
        if twice := self._seen.intersection(group):
            return gettext("“%s”已在另一组里。") % min(twice)
        self._seen.update(group)
        self._groups.append(group)
        return ""

    def entries(self) -> Entries:
        return Entries(groups=tuple(self._groups))


class _Places:
    """Places: the path from the province down, then, if they are to be told, the type and other names."""

    def __init__(self, _name: str) -> None:
        self._rows: dict[str, tuple[str, str, str]] = {}

    def take(self, line: str) -> str:
        if line.split("\t") == list(HEADER):
            return ""
        cells = re.split(r"[\t 　]+", line)
        if len(cells) > len(HEADER):
            return gettext("最多三栏：路径、类型、别名（别名之间用顿号）。")
        path, type_, others = (*cells, "", "")[:3]
        names = [*path.split(SEPARATOR), *_others(others)]
        if any(len(each) < SHORTEST_NAME or not _WORD.fullmatch(each) for each in names):
            return gettext("地名至少两个字，由省写起，用 / 隔开：山岚省/青岚市/云溪区/石门镇")
        self._rows[path] = path, type_, others
        return ""

    def entries(self) -> Entries:
        return Entries(rows=tuple(self._rows.values()))


_READERS: Mapping[str, Callable[[str], _Words | _Synonyms | _Places]] = {
    Name.SYNONYMS: _Synonyms,
    Name.PLACES: _Places,
}


def _others(cell: str) -> list[str]:
    return [name for name in cell.split("、") if name]


def _ill_formed(word: str, form: Form) -> str:
    if not (_CHARACTERS if form.han else _WORD).fullmatch(word):
        return gettext("“%s”里有不能用的字符。") % word
    if not form.shortest <= len(word) <= form.longest:
        limits = {"word": word, "shortest": form.shortest, "longest": form.longest}
        return gettext("“%(word)s”要有%(shortest)s至%(longest)s个字。") % limits
    return ""


def built_in(name: str) -> frozenset[str] | None:
    """The words that a list has by itself; None for jieba's dictionary, which is not gone through."""
    if name == Name.WORDS:
        return None
    return frozenset(chain.from_iterable(vocabulary.built_in(table) for table, _lengths in _TABLES.get(name, ())))


@dataclass(frozen=True)
class Lexicon:
    """What is in force. `unsettled` are words that not every text in the index knows as words yet."""

    texts: Mapping[str, str] = field(default_factory=dict)
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unsuggested: frozenset[str] = frozenset()
    unsettled: frozenset[str] = frozenset()
    places: str = ""


_current = Lexicon()
_seen: tuple[int, int] | None = None


def version() -> object:
    """What stands for the lists in force, another after each change."""
    return _seen


def current() -> Lexicon:
    """What is in force in this process."""
    return _current


def use(texts: Mapping[str, str], unsettled: Iterable[str] = ()) -> None:
    """Bring lists into force, by their names; of `unsettled` words not every text in the index knows."""
    global _current
    lists = {name: read(name, text)[0] for name, text in texts.items() if name in Name.values}
    nothing = Entries()
    _current = Lexicon(
        texts=dict(texts),
        synonyms={word: group for group in lists.get(Name.SYNONYMS, nothing).groups for word in group},
        unsuggested=lists.get(Name.UNSUGGESTED, nothing).added,
        unsettled=frozenset(unsettled),
        places=_gazetteer(lists.get(Name.PLACES, nothing)),
    )
    vocabulary.change(
        {
            table: vocabulary.Change(
                frozenset(word for word in lists.get(name, nothing).added if len(word) in lengths),
                frozenset(word for word in lists.get(name, nothing).withdrawn if len(word) in lengths),
            )
            for name, tables in _TABLES.items()
            for table, lengths in tables
        }
    )
    own = lists.get(Name.WORDS, nothing)
    words.use(own.added, own.withdrawn)


def differing(texts: Iterable[str]) -> frozenset[str]:
    """The words of which not all of these versions of the list of words say the same."""
    versions = [read(Name.WORDS, text)[0] for text in texts]
    differing: set[str] = set()
    for sets in ([each.added for each in versions], [each.withdrawn for each in versions]):
        differing |= frozenset().union(*sets) - frozenset.intersection(*sets)
    return frozenset(differing)


def _gazetteer(entries: Entries) -> str:
    """The places as an addition to the gazetteer; "" for none."""
    return "\n".join("\t".join(row) for row in (HEADER, *entries.rows)) + "\n" if entries.rows else ""


def _file() -> Path:
    return Path(settings.VAR) / "wordlists.json"


def keep(texts: Mapping[str, str], unsettled: Iterable[str]) -> None:
    """Write what is in force beside, for the processes that only read."""
    path = _file()
    content = json.dumps({"texts": dict(texts), "unsettled": sorted(unsettled)}, ensure_ascii=False, sort_keys=True)
    if path.exists() and path.read_text("utf-8") == content:
        return
    fresh = path.with_name(f"{path.name}.{os.getpid()}")
    fresh.write_text(content, "utf-8")
    fresh.replace(path)


def look() -> None:
    """Bring into force what was written since the last look, if anything was."""
    global _seen
    try:
        about = _file().stat()
    except FileNotFoundError:
        return
    stamp = about.st_mtime_ns, about.st_ino
    if stamp != _seen:
        kept = json.loads(_file().read_text("utf-8"))
        use(kept["texts"], kept["unsettled"])
        _seen = stamp


class LexiconMiddleware:
    """Looks, before each request, whether the word lists have changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Called once."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look, then answer."""
        look()
        return self._get_response(request)

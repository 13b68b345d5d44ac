"""Which event is it? What an event's name says of it: whose it is, and what is left of the name without that.

Papers call one meeting 植树推进会 (云溪区召开…), 全区植树推进会 and 云溪区植树推进会; another district holds its own
on the same day. So the name is split into its owner, a place, and its core, which is written one way.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import Final, NamedTuple

from archive.ingest.identity import LEVEL, Path, path_of
from archive.ingest.nationwide import is_nationwide
from archive.parsing import Item
from archive.parsing.cohesion import pairs, share
from archive.parsing.structures import Event
from archive.parsing.triggers import NAMED

# What somebody does is told under a headline of each paper's own; who does what, where, on which day tells it apart.
DOINGS: Final = frozenset({"调研", "检查", "慰问", "会见", "巡察", "出访"})
# Two headlines that share so many pairs of characters tell of the same doing.
ALIKE: Final = 0.5
# So short a name (志愿服务活动, 座谈会) is borne by many on one day, unless they are at one place.
COMMON_NAME: Final = 6
# Sessions that are numbered (第十一届…第二次会议) are the same on days that lie no further apart than this.
SESSION_DAYS: Final = 7

_SHORT: Final = (
    ("中共中央", "中央"),
    ("人民代表大会", "人大"),
    ("政治协商会议", "政协"),
    ("常务委员会", "常委会"),
    ("全体会议", "全会"),
    ("中国共产党", "中共"),
    ("委员会", "委"),
)
_OWN = re.compile("[全我本](?P<level>省|市|区|县|镇|乡|街道|村|社区)|(?P<city>市)(?=区)")
# What is left of the sentence that names it: 在…会议上, 的…会议; and a committee's session, called like the committee.
_AROUND = re.compile("^[在的]|上$|(?<=常委会)会议(?=上?$)")
_TERM = re.compile("第?[一二三四五六七八九十\\d]+届")
_FILLING = re.compile("[\\W_]|第(?=[一二三四五六七八九十百\\d])")
_YEAR = re.compile("(?:20\\d\\d|二[〇零]..)年度?")
_SESSION = re.compile("[一二三四五六七八九十百\\d]次(?:会议|全会|[^\\W\\d]{0,4}会)|[一二三四五六七八九十百\\d]届")
# A host that is a place's leadership goes before the meeting's name like the place itself.
_LEADERSHIP = re.compile("(?:[市区县镇乡]?(?:党?委|政府|人大|政协|、|和))*")


@dataclass(frozen=True, slots=True)
class Occasion:
    """An event's name taken apart: `title` is the name with its owner, `core` what is left without, written one way.

    `sure` tells that the text says whose it is, () the country's; else the owner is only where the article is from.
    """

    title: str
    core: str
    owner: Path
    sure: bool

    @property
    def is_nationwide(self) -> bool:
        """Whether the text says that it is the country's."""
        return self.sure and not self.owner

    @property
    def is_session(self) -> bool:
        """Whether its number tells it apart, on whichever of its days it is reported."""
        return _SESSION.search(self.core) is not None


class _Beginning(NamedTuple):
    """The owner that a name begins with, what follows, and whether the owner's own name is printed."""

    owner: Path
    rest: str
    printed: bool


class Surroundings:
    """The places that names in an item may begin with: its home, those it names, and what they lie in."""

    def __init__(self, item: Item, area: Path) -> None:
        """Look them up once for all events of the item."""
        self.area = area
        self._named: dict[str, set[Path]] = defaultdict(set)
        for path in (area, *(path_of(place) for place in item.places if place.parents)):
            for depth in range(1, len(path) + 1):
                self._named[path[depth - 1]].add(path[:depth])
        self._longest = max(map(len, self._named), default=0)

    def occasion_of(self, event: Event) -> Occasion:
        """What the event's name, its host and the item's home say."""
        if event.type not in NAMED:
            return Occasion(event.title, core_of(event.title), self.area, False)
        if any(is_nationwide(_TERM.sub("", _AROUND.sub("", name), count=1)) for name in (event.title, event.host)):
            return Occasion(event.title, core_of(event.title), (), True)
        begins = self._split(event.title)
        if begins:
            title = event.title if begins.printed else begins.owner[-1] + begins.rest
            return Occasion(title, core_of(begins.rest), begins.owner, True)
        host = self._split(event.host)
        if host:
            title = host.owner[-1] + event.title if _LEADERSHIP.fullmatch(host.rest) else event.title
            return Occasion(title, core_of(event.title), host.owner, True)
        return Occasion(event.title, core_of(event.title), self.area, False)

    def _split(self, name: str) -> _Beginning | None:
        """The place that the name begins with: 青岚市云溪区…, 全区…, 区委…."""
        if own := _OWN.match(name):
            place = self._at_level(own["level"] or own["city"])
            return _Beginning(place, name[own.end() :], False) if place else None
        found = self._printed(name)
        if found is None:
            level = LEVEL.match(name)
            place = self._at_level(level.group()) if level else ()
            return _Beginning(place, name[level.end() :], False) if level and place else None
        while (inner := self._printed(found.rest)) and inner.owner[: len(found.owner)] == found.owner:
            found = inner
        return found

    def _printed(self, name: str) -> _Beginning | None:
        """The place whose own name stands at the beginning; None where several bear it."""
        for length in range(min(self._longest, len(name)), 1, -1):
            if paths := self._named.get(name[:length]):
                return _Beginning(next(iter(paths)), name[length:], True) if len(paths) == 1 else None
        return None

    def _at_level(self, level: str) -> Path:
        """The place of that level (省, 市, 区 …) that the item is from, else the only one that it names; else ()."""
        depths = [depth for depth, name in enumerate(self.area, 1) if name.endswith(level)]
        if depths:
            return self.area[: depths[-1]]
        paths = {path for name, paths in self._named.items() if name.endswith(level) for path in paths}
        return paths.pop() if len(paths) == 1 else ()


def core_of(name: str, owner: str = "") -> str:
    """The name written one way, without its owner: short forms of bodies, no marks, no 第, no year."""
    text = unicodedata.normalize("NFKC", name).removeprefix(owner)
    for full, short in _SHORT:
        text = text.replace(full, short)
    return _FILLING.sub("", _YEAR.sub("", _AROUND.sub("", text)))


def alike(first: str, second: str) -> bool:
    """Whether two headlines tell of the same doing."""
    shorter, longer = sorted((first, second), key=len)
    return share(shorter, pairs(longer)) >= ALIKE

"""Mentions of people in one text: candidates for names, judged by what stands beside them."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from archive.parsing.changes import APPOINTED, SAID_BEHIND, appointees
from archive.parsing.lattice import Lattice, Word, flag_of
from archive.parsing.names import Candidate, Propose
from archive.parsing.surnames import COMMON, COMPOUND, KIN, NO_GIVEN_NAME, TRANSLITERATION
from archive.parsing.titles import BEHIND, PRESS, titles_before
from archive.parsing.vocabulary import vocabulary

# A candidate is a person from this many log odds on: its own, and those of what stands beside it.
ENOUGH = 5.0
# The log odds of what stands beside it. Set on a few local pages; a title or a list settles nearly everything.
_TITLE, _WEAK_TITLE, _LISTED, _BETWEEN_COMMAS, _SPEAKS, _TITLE_BEHIND = 9.0, 4.0, 7.0, 3.0, 5.0, 6.0
_ACTS, _SMALL_WORD, _EDGE, _NOUN, _RARE, _PLACE = 2.0, 1.5, 1.0, -2.0, -3.0, -6.0
_FRAGMENT = -8.0
_APPOINTEE = 9.0  # 任命 … 为 stands around it
HOPELESS, _LIKELY = -10.0, -2.5

# What people do in the news: who stands before one of these is a person.
SPEAKS = frozenset(vocabulary("titles")["speaks"])
# What somebody's workplace ends in, where it stands before the name like a title.
WORKPLACES = vocabulary("titles")["workplaces"]
# What a place or body ends in; a name followed by one of the second is most likely its beginning.
_PLACE_ENDINGS = "村镇乡街路县市区桥庄屯寨巷湾河江湖岭港站馆楼园校院店厂局委部处科室所队组社"
_VILLAGE = re.compile("村|镇|乡|社区|街道|小区")
_LONGEST_STEM = 6  # characters of a name that may also be a village's
_PLACE_TAILS = ("村", "镇", "乡", "街", "路", "县", "区", "桥", "庄", "屯", "寨", "巷", "湾", "社", "派")
DOCTRINE = re.compile(
    "(?:新时代中国特色社会主义|经济|法治|生态文明|外交|强军|文化|新闻)*(?:思想|理论|主义)|精神|杯|奖|式|班|号|名言|纪念馆|故居|路|街|广场"
)
# What signs: 本报讯（记者 …）, 记者…报道, （… 摄）.
SIGNED = re.compile(
    r"本报讯?\s*[（(][^（）()\n]{0,40}[)）]|[（(][^（）()\n]{0,30}(?:记者|通讯员|摄|供图|供稿|实习生)[^（）()\n]{0,30}[)）]"
    r"|本报(?:讯\s*)?(?:见习|实习|特约|全媒体)?记者\s*[^，。：:\n]{2,20}?(?:报道|摄|文/图|文|图|\n|[:：])"
    r"|(?:记者|通讯员|实习生)\s*[一-鿿]{2,3}(?=[\s、　]|报道|摄|\Z)"
    r"(?:[\s、　]+(?:通讯员|实习生|实习记者)?\s*[一-鿿]{2,3})*(?:\s*(?:报道|摄|文/图))?"
    r"|·[一-鿿]{2,3}(?:[\s　]+[一-鿿]{2,3})*·"
)


# Small words that no given name holds.
_NO_NAME = frozenset("的了着们吗呢吧把被也都就很在说等是与及")
_SEPARATOR = re.compile("、|和|与|及|以及|[ 　]+")


@dataclass(frozen=True)
class Mention:
    """A name that stands at characters start..end, with the titles printed for it there."""

    name: str
    start: int
    end: int
    titles: tuple[str, ...]
    odds: float
    rule: str


def occurrences(text: str, names: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where any of the names stands in `text`, the longest at each place; not inside a doctrine or a signature."""
    known = frozenset(names)
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in known:
        lengths[name[0]].add(len(name))
    signed = {at for match in SIGNED.finditer(text) for at in range(*match.span())}
    longest_first = {first: sorted(some, reverse=True) for first, some in lengths.items()}
    position = 0
    while position < len(text):
        sizes = longest_first.get(text[position], ())
        end = next((position + size for size in sizes if text[position : position + size] in known), 0)
        if not end:
            position += 1
            continue
        if not DOCTRINE.match(text, end) and position not in signed:
            yield position, end
        position = end


@functools.lru_cache(maxsize=16)
def mentions(lattice: Lattice, propose: Propose) -> tuple[Mention, ...]:
    """The sure mentions of people in the text from left to right; of overlapping ones the likelier."""
    judged = _Judged(lattice, propose)
    taken: dict[int, Mention] = {}
    for mention in sorted(judged.alone(), key=lambda each: -each.odds):
        if mention.odds >= ENOUGH and judged.free(mention):
            judged.take(mention, taken)
    spread: set[int] = set()
    for start in sorted(taken):
        if start not in spread:
            spread.update(_spread(judged, taken, taken[start]))
    return tuple(taken[start] for start in sorted(taken))


def _spread(judged: _Judged, taken: dict[int, Mention], first: Mention) -> list[int]:
    """Take what is listed beside a sure name: 区领导A、B、C; what follows inherits the head's titles.

    Gives where the names behind the first one start.
    """
    mention = first
    behind: list[int] = []
    while (separator := _SEPARATOR.match(judged.text, mention.end)) and mention.end < len(judged.text):
        bonus = _LISTED + min(len(behind), 3)  # the longer the list already is, the surer
        following = taken.get(separator.end()) or judged.best(separator.end(), bonus, listed=True)
        if following is None:
            break
        if not following.titles and separator.group().strip():
            following = replace(following, titles=mention.titles, rule="list")
        if following.start not in taken and not judged.free(following):
            break
        judged.take(following, taken)
        mention = following
        behind.append(following.start)
    mention = first
    while mention.start > 1 and judged.text[mention.start - 1] == "、":
        before = judged.best_before(mention.start - 1)
        if before is None or not judged.free(before):
            break
        judged.take(before, taken)
        mention = before
    return behind


class _Judged:
    """The candidates of one text with what stands beside them."""

    def __init__(self, lattice: Lattice, propose: Propose) -> None:
        self.lattice = lattice
        self.text = lattice.text
        self._signed = bytearray(len(self.text))
        for match in SIGNED.finditer(self.text):
            self._signed[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        self._used = bytearray(len(self.text))
        self._at: dict[int, list[Candidate]] = defaultdict(list)
        self._ending: dict[int, list[Candidate]] = defaultdict(list)
        certain = appointees(self.text)
        inside = {at: start for start, end in certain.items() for at in range(start, end)}
        for each in chain(propose(lattice), (Candidate(*span, _APPOINTEE) for span in certain.items())):
            if inside.get(each.start, each.start) != each.start or certain.get(each.start, each.end) != each.end:
                continue  # 任命车平 + 为
            if each.odds > HOPELESS and not self._signed[each.start] and not self._nobody(each):
                self._at[each.start].append(each)
                self._ending[each.end].append(each)
        self._stems = {
            self.text[match.start() - size : match.start()]
            for match in _VILLAGE.finditer(self.text)
            for size in range(3, min(_LONGEST_STEM, match.start()) + 1)
        }

    def free(self, mention: Mention) -> bool:
        """Whether no other mention has taken any of its characters."""
        return not any(self._used[mention.start : mention.end])

    def take(self, mention: Mention, taken: dict[int, Mention]) -> None:
        """Enter the mention and its characters as taken."""
        taken[mention.start] = mention
        self._used[mention.start : mention.end] = b"\1" * (mention.end - mention.start)

    def alone(self) -> Iterator[Mention]:
        """Every candidate, judged by itself."""
        for start in self._at:
            if mention := self.best(start, 0.0):
                yield mention

    def best(self, start: int, bonus: float, listed: bool = False) -> Mention | None:
        """The best mention that starts at `start`, or None where none is sure enough with `bonus`."""
        if start not in self._at:
            return None
        left, titles, rule = self._left(start)
        judged = [self._mention(each, left + bonus, titles, rule, listed) for each in self._at[start]]
        best = max(judged, key=lambda each: each.odds)
        if best.odds < ENOUGH or (not best.titles and self._place_elsewhere(best.name)):
            return None
        return best

    def best_before(self, end: int) -> Mention | None:
        """The best mention that ends at `end`, where a list goes on."""
        judged = []
        for each in self._ending.get(end, ()):
            left, titles, rule = self._left(each.start)
            if self.lattice.edge(each.start) or titles:
                judged.append(self._mention(each, left + _LISTED, titles, rule, listed=True))
        best = max(judged, key=lambda each: each.odds, default=None)
        return best if best is not None and best.odds >= ENOUGH else None

    def _mention(self, each: Candidate, left: float, titles: tuple[str, ...], rule: str, listed: bool) -> Mention:
        name = self.text[each.start : each.end]
        right, behind = self._right(each.end, listed)
        if self._goes_on(each):
            right += _FRAGMENT
        odds = each.odds + left + right
        if (
            name[0] not in COMMON
            and name[:2] not in COMPOUND
            and "·" not in name
            and len(name) < 4
            and not listed
            and left < _TITLE
        ):
            odds += _RARE
        if (
            not titles
            and not listed
            and (name[-1] in _PLACE_ENDINGS or self.text[each.end : each.end + 1] in _PLACE_TAILS)
        ):
            odds += _PLACE
        if behind:
            titles, rule = (*titles, behind), "title"
        return Mention(name, each.start, each.end, titles, odds, rule or "name")

    def _names_somebody(self, start: int) -> bool:
        """Whether a name may well begin at `start`, so that the title before it is that name's: 黑山总理卡洛维奇."""
        return any(each.odds >= _LIKELY for each in self._at.get(start, ()))

    def _goes_on(self, each: Candidate) -> bool:
        """Whether the name is only the beginning of a foreign one: 卡洛维奇, 普京当 of 普京当天."""
        following = self.lattice.word_from(each.end)
        foreign = all(character in TRANSLITERATION for character in self.text[each.start : each.end])
        if following is None or not foreign:
            return False
        return (
            len(following.text) == 1
            and following.text in TRANSLITERATION
            and following.flag not in ("p", "c", "v", "d")
        )

    def _nobody(self, each: Candidate) -> bool:
        """Whether it cannot be somebody the item reports on: 王女士, 李某, 习近平新时代…思想, a name that signs."""
        surname = 2 if self.text[each.start : each.start + 2] in COMPOUND else 1
        rest = self.text[each.start + surname : each.start + surname + 4]
        if _NO_NAME.intersection(self.text[each.start + surname : each.end]):
            return True
        if rest.startswith(KIN) or (each.end == each.start + surname + 1 and rest[:1] in NO_GIVEN_NAME):
            return True
        if DOCTRINE.match(self.text, each.end):
            return True
        if each.end - each.start > 2 and flag_of(self.text[each.start : each.end]) == "ns":
            return True  # 马其顿总理
        before = self.text[each.start - 1 : each.start]
        if each.end - each.start > 3 and (self.text[each.end - 1] in "堡国" or before in ("驻", "赴", "访")):
            return True  # 约翰内斯堡, 驻博茨瓦纳大使
        return self.text[max(0, each.start - 8) : each.start].rstrip(" 　：:").endswith(PRESS)

    def _place_elsewhere(self, name: str) -> bool:
        """Whether the same characters are a place's name in this text: 柳湾坝 beside 柳湾坝村."""
        return name in self._stems

    def _left(self, start: int) -> tuple[float, tuple[str, ...], str]:
        """What stands before `start`: its log odds, the titles, the rule's name."""
        if titles := titles_before(self.lattice, start):
            return (_TITLE if titles.strong else _WEAK_TITLE), titles.titles, "title"
        before = self.text[max(0, start - 3) : start].removesuffix("了")
        if before.endswith(APPOINTED):
            return _TITLE, (), "appointed"
        if start == 0 or self.text[start - 1] in "\n。！？；，,;:： 　":
            return _EDGE, (), ""
        if self.text.endswith(WORKPLACES, 0, start):
            return _SMALL_WORD, (), ""
        word = next(self.lattice.before(start))
        if word.flag in ("p", "c"):
            return _SMALL_WORD, (), ""
        if word.flag.startswith("n") or word.flag in ("x", "zg"):
            return _NOUN, (), ""
        return (0.0 if self.lattice.edge(start) else _NOUN), (), ""

    def _right(self, end: int, listed: bool) -> tuple[float, str]:
        """What stands from `end` on: its log odds, and a title behind the name."""
        following = self.text[end : end + 1]
        if following in ("", "\n"):
            return _EDGE, ""
        if following == "、":
            return (_BETWEEN_COMMAS if listed else _ACTS), ""
        if following in "，。,：:；;）)(（“":
            return _EDGE + (_BETWEEN_COMMAS if listed else 0.0), ""
        for title in BEHIND:
            if self.text.startswith(title, end) and not self._names_somebody(end + len(title)):
                return _TITLE_BEHIND, title
        if SAID_BEHIND.match(self.text, end) or self.text.startswith("同志", end):
            return _TITLE_BEHIND, ""
        if self.text[end : end + 2] in SPEAKS:
            return _SPEAKS, ""
        word = self.lattice.word_from(end)
        return (_beside(word) if word else 0.0), ""


def _beside(word: Word) -> float:
    """The log odds that a name stands before `word`."""
    if word.text in SPEAKS:
        return _SPEAKS
    if word.text in ("等", "率", "任", "被", "获") or (word.flag.startswith("v") and len(word.text) > 1):
        return _ACTS
    if word.flag in ("p", "c", "d"):
        return _SMALL_WORD
    return _NOUN if word.flag.startswith("n") else 0.0

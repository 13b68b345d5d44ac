"""What a tagger's reading of a text says for and against a name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from archive.parsing.lattice import Lattice
from archive.parsing.names import Candidate
from archive.parsing.surnames import COMMON, COMPOUND, FOREIGN, JAPANESE, SINGLE, TRANSLITERATION
from archive.parsing.tagging import Tagged
from archive.parsing.titles import OFFICES, ends_in_office

# Log odds of what the tagger says of a candidate. Its spans that look like Chinese names are right nine times in ten;
# those in characters that foreign names are written in are towns and firms as often.
_NAME, _SIMILAR, _ABROAD, _PART, _CUT = 7.0, 4.0, 3.0, -7.0, -4.0
_ELSE = {"LOC": -3.0, "ORG": -2.0, "TIME": -5.0}
_WORD, _INSIDE, _SEVERAL, _MORE = -3.0, -5.0, -3.0, -2.0
# The odds of a name that only the tagger proposes: one that looks like a Chinese name; with a dot; in characters of
# foreign names; any other. The last two need a title or a verb of speech.
_NATIVE, _DOTTED, _FOREIGN, _STRANGE = -6.0, 2.0, -3.0, -5.0
# A name that the tagger sees twice is no slip.
_AGAIN = 1.0
_PEOPLE = ("PER", "nr")
_JAPANESE = -1.0
_LONGEST_CHINESE = 4
# A greeting, no surname: 电贺马川.
_CONGRATULATES = ("电", "致", "祝", "恭")
_IN_LONG_NAMES = frozenset(("PER", "nr", "LOC"))
_SMALL = ("c", "p", "u")
# A single character between a name of two and what stands behind names is the name's third, unless it is one of these.
_SMALL_TAGS = frozenset(("c", "p", "u", "d", "r", "m", "q", "w", "xc", "t"))
_NO_ENDS = frozenset(
    "家案组队班版奖方侧处县市镇村乡路街区桥们后前时内外上下里说称答问道任率等父母妻儿女兄弟姐妹团号式型杯"
)
_NAME_OVER = re.compile("、|等(?![待到候级])|作的|(?:表示|指出|强调|介绍|主持|出席|讲话|认为|常委)")
_COMMAS = ("、", "和", "与", "及", "以及")
_BEFORE_NAMES = ("", "、", "和", "与", "及", "\n")
_UYGHUR = ("麦提", "买提", "合提", "木提", "力提")
_JOINTS = frozenset("·•・‧－—–-")
_DOTS = frozenset("·•・‧")
_HAN = re.compile(r"[㐀-鿿𠀀-𯿿·•・‧－—–-]{2,20}|[㐀-鿿]\s{1,4}[㐀-鿿]")
_UNBROKEN = re.compile(r"[^\s、/／，]+")


class TagEvidence:
    """A tagger's words of one text; where there are none, nothing is said for or against."""

    def __init__(self, lattice: Lattice) -> None:
        """What only looked words up (jieba) says nothing that the lattice does not."""
        self._text = text = lattice.text
        self._words = [] if lattice.tags.by == "jieba" else _whole_names(lattice)
        self._at = [-1] * len(text)
        # Which characters the tagger takes for a person's name: `odds` are above 0 only for what begins with one.
        self.people = bytearray(len(text))
        for number, (start, end, tag) in enumerate(self._words):
            if tag in _PEOPLE:
                self.people[start:end] = b"\1" * (end - start)
            if end - start == 1:
                self._at[start] = number
            else:
                self._at[start:end] = (number,) * (end - start)
        self._listed = _listed(text, self._words)
        self._often = Counter(text[word.start : word.end] for word in self._words if word.tag in _PEOPLE)

    def candidates(self) -> Iterator[Candidate]:
        """The names that the tagger sees."""
        for word in self._words:
            if word.tag in _PEOPLE and _HAN.fullmatch(self._text, word.start, word.end):
                yield Candidate(word.start, word.end, _alone(unpadded(self._text[word.start : word.end])))

    def is_name(self, start: int, end: int) -> bool:
        """Whether the tagger takes exactly these characters for a person's name."""
        word = self._word(start)
        return word is not None and word.tag in _PEOPLE and word.start == start and word.end == end

    def in_list(self, start: int) -> bool:
        """Whether three and more names stand side by side here, for all that the tagger sees: 卡莱尼、塞科和巴坦."""
        return start in self._listed

    def behind_place(self, start: int) -> bool:
        """Whether a place's name ends right before `start`: 亚拉巴马州 before 贾斯珀, a town of it."""
        word = self._word(start - 1) if start else None
        return word is not None and word.tag == "LOC"

    def odds(self, start: int, end: int) -> float:
        """The log odds that start..end is a name, by the tagger's words."""
        first, last = self._word(start), self._word(end - 1)
        if first is None or last is None:
            return 0.0
        if first is last and first.start == start and first.end == end:
            if first.tag in _PEOPLE:
                return self._name(first)
            return _ELSE.get(first.tag, _WORD)
        if first is last:
            return self._part(first, start, end)
        if first.tag in _PEOPLE and first.start < start:
            return 2 * _PART  # 居来 + 提·买买提明
        if first.tag in _PEOPLE or last.tag in _PEOPLE:
            name = self._text[start:end]
            # 因 + 凡蒂诺, 总理科 + 埃略: of a foreign name the tagger often sees the end alone.
            return _MORE if last.tag in _PEOPLE and last.end == end and is_foreign(name) else _PART
        if first.tag in _SMALL:
            return _PART  # 和 + 本扬
        return _SEVERAL if first.start == start and last.end == end else _CUT

    def _name(self, word: Tagged) -> float:
        name = unpadded(self._text[word.start : word.end])
        if word.tag == "nr" or (is_foreign(name) and not _DOTS.intersection(name)):
            return _SIMILAR if word.tag == "nr" else _ABROAD
        return _NAME + (_AGAIN if self._often[name] > 1 else 0.0)

    def _part(self, word: Tagged, start: int, end: int) -> float:
        """For a candidate that is only a part of `word`."""
        if word.tag not in _PEOPLE:
            return _INSIDE
        # 团常务主席安保亮 as one span: what stands before the name is a title.
        return _NAME if end == word.end and ends_in_office(self._text[word.start : start]) else _PART

    def _word(self, position: int) -> Tagged | None:
        number = self._at[position]
        return self._words[number] if number >= 0 else None


def _whole_names(lattice: Lattice) -> list[Tagged]:
    """The tagger's words: names without what is no part of them, and the parts of a long name in one."""
    words: list[Tagged] = []
    for word in lattice.tags.spans:
        if word.tag not in _PEOPLE and word.tag != "LOC":
            if not words or not _ends_name(lattice.text, words, word):
                words.append(word)
            continue
        for part in _parts(lattice, word) if word.tag in _PEOPLE else (word,):
            if not _joined(lattice.text, words, part):
                words.append(part)
    return words


def _listed(text: str, words: list[Tagged]) -> frozenset[int]:
    """Where the names begin that stand in a list of three and more."""
    found: set[int] = set()
    row: list[Tagged] = []
    for word in words:
        if word.tag != "PER":
            continue
        if row and text[row[-1].end : word.start] not in _COMMAS:
            row = []
        row.append(word)
        if len(row) > 2:
            found.update(each.start for each in row)
    return frozenset(found)


def _ends_name(text: str, words: list[Tagged], word: Tagged) -> bool:
    """Whether a single character is the end of the name before it, and was joined to it: 白普 + 选、."""
    before = words[-1]
    if before.tag != "PER" or before.end != word.start or word.end != word.start + 1:
        return False
    compound = text[before.start : before.start + 2] in COMPOUND
    if text[before.end - 1 : word.end] in _UYGHUR and _DOTS.intersection(text[before.start : before.end]):
        ends = True
    else:
        ends = (
            before.end == before.start + 2 + compound
            and (compound or text[before.start] in COMMON)
            and word.tag not in _SMALL_TAGS
            and "一" <= text[word.start] <= "鿿"
            and text[word.start] not in _NO_ENDS
            and _NAME_OVER.match(text, word.end) is not None
            and (
                compound
                or text[max(0, before.start - 1) : before.start] in _BEFORE_NAMES
                or _titled(text, before.start)
            )
        )
    if ends:
        words[-1] = Tagged(before.start, word.end, "PER")
    return ends


def _titled(text: str, start: int) -> bool:
    return ends_in_office(text[max(0, start - 6) : start]) != ""


def _parts(lattice: Lattice, word: Tagged) -> Iterator[Tagged]:
    """The names in what the tagger takes for one, parted at blanks; a name of two characters may have one: 马  川."""
    text = lattice.text
    stretches = [match.span() for match in _UNBROKEN.finditer(text, word.start, word.end)]
    if len(stretches) == 2 and all(end - start == 1 for start, end in stretches):
        stretches = [(stretches[0][0], stretches[1][1])]
    for stretch in stretches:
        start, end = _trimmed(lattice, *stretch)
        if start < end:
            yield Tagged(start, end, word.tag)


def _trimmed(lattice: Lattice, start: int, end: int) -> tuple[int, int]:
    """The edges of a name without blanks, a title behind it (马川委员长), half a verb (普京通 of 普京通电话)."""
    text = lattice.text
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if text[start] == "贺" and (text[start - 1 : start] in _CONGRATULATES or end - start > _LONGEST_CHINESE - 1):
        start += 1
    if end - start == _LONGEST_CHINESE - 1 and text[end - 1] == "作" and text[end : end + 1] in ("的", "了"):
        end -= 1  # 听取了白起作的说明
    if end - start > 2 and text[end : end + 1] in ("长", "使") and text[end - 1 : end + 1] in OFFICES:
        end -= 1  # 黎文山特 + 使
    title = ends_in_office(text[start:end])
    if title and end - len(title) - start > 1:
        return start, end - len(title)
    if end - start > 2 and lattice.edge(end - 1) and is_foreign(text[start:end]):
        word = lattice.word_from(end - 1)
        if word is not None and word.end > end:
            return start, end - 1
    return start, end


def _joined(text: str, words: list[Tagged], word: Tagged) -> bool:
    """Whether the word goes on with a name before it, and was joined to it: 阿西 + 阿呷, 阿卜杜勒-马吉德·特本."""
    if not words or words[-1].end != word.start:
        return False
    before = words[-1]
    if word.tag == "PER" and _begins_dotted(text, before, word):
        words[-1] = Tagged(before.start, word.end, "PER")
        return True
    if word.tag == before.tag == "PER" and _strange(text, before, word.end):
        words[-1] = Tagged(before.start, word.end, "PER")
        return True
    if len(words) < 2 or not _joint(text, before) or words[-2].end != before.start:
        return False
    tags = {words[-2].tag, word.tag}
    if "PER" not in tags or not tags <= _IN_LONG_NAMES:
        return False
    words[-2:] = [Tagged(words[-2].start, word.end, "PER")]
    return True


def _begins_dotted(text: str, before: Tagged, word: Tagged) -> bool:
    """Whether a single character before a name with a dot is its first: 吐 + 孙·麦麦提."""
    return (
        before.end == before.start + 1
        and before.tag not in _SMALL_TAGS
        and _DOTS.intersection(text[word.start : word.end]) != frozenset()
        and _transliterated(text[before.start : before.end])
    )


def _strange(text: str, before: Tagged, end: int) -> bool:
    """Whether two names side by side are one that is not Chinese, and not two that are."""
    first, second = text[before.start : before.end], text[before.end : end]
    if is_foreign(first) and (is_foreign(second) or (len(first) > 2 and _transliterated(second))):
        return len(first) + len(second) > _LONGEST_CHINESE
    return not _native(first) and not _native(second)


def _transliterated(name: str) -> bool:
    return all(character in TRANSLITERATION for character in name)


def _joint(text: str, word: Tagged) -> bool:
    return word.end == word.start + 1 and text[word.start] in _JOINTS


def unpadded(printed: str) -> str:
    """The name as printed without the blanks that set it in columns: 马  川 is 马川."""
    return "".join(printed.split())


def _alone(name: str) -> float:
    """The odds of a name by its looks."""
    if _DOTS.intersection(name):
        return _DOTTED
    if name[:2] in JAPANESE and 3 <= len(name) <= 5:
        return _JAPANESE
    if _native(name):
        return _NATIVE
    return _FOREIGN if is_foreign(name) else _STRANGE


def is_foreign(name: str) -> bool:
    """Whether the name has a dot or is written in characters of foreign names alone, and not like 孙京海."""
    if "·" in name:
        return True
    if not all(character in TRANSLITERATION or character in _JOINTS for character in name):
        return False
    return len(name) > _LONGEST_CHINESE - 1 or name[0] not in COMMON or not FOREIGN.isdisjoint(name[1:])


def _native(name: str) -> bool:
    """Whether the name has a Chinese name's surname and length."""
    if name[:2] in COMPOUND and len(name) in (3, 4):
        return True
    if len(name) not in (2, 3) or name[0] not in SINGLE:
        return False
    return name[0] in COMMON or not is_foreign(name)

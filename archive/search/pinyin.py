"""Names as they are typed on a Latin keyboard: 陆明远 as lumingyuan and lmy, 单立新 as shanlixin and slx.

pypinyin's tables say how words are read (重庆 is chongqing); they are read here and not by pypinyin itself, which
takes eight times as long. What they cannot know is that a character is a surname, and some places are read as only
those who live there say: these stand below. The tables take 0.3 s and 30 MB to load, where the first name is read:
by the index writer, not by those who only search.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archive.search.fold import HAN, fold_query

# Raise this with every change to what is made of a name: an index with other keys is rebuilt.
VERSION = 2

# Surnames that pypinyin reads as the words they also are, and those of which several readings are in use. Of a
# compound surname the syllables are apart.
SURNAMES = {
    **{"单": ("shan",), "曾": ("zeng",), "解": ("xie",), "仇": ("qiu",), "区": ("ou",), "查": ("zha",)},
    **{"朴": ("piao",), "盖": ("ge", "gai"), "乐": ("yue", "le"), "缪": ("miao",), "覃": ("qin", "tan")},
    **{"翟": ("zhai", "di"), "员": ("yun",), "贠": ("yun",), "秘": ("bi",), "洗": ("xian",), "折": ("she",)},
    **{"种": ("chong",), "重": ("chong",), "黑": ("he", "hei"), "能": ("nai",), "宓": ("mi", "fu")},
    **{"祭": ("zhai",), "召": ("shao",), "卜": ("bu",), "薄": ("bo",), "柏": ("bai", "bo"), "谌": ("chen", "shen")},
    **{"隗": ("kui", "wei"), "费": ("fei", "bi"), "郇": ("xun", "huan"), "阚": ("kan",), "都": ("du",)},
    **{"长": ("zhang", "chang"), "郄": ("qie", "xi"), "佴": ("nai",), "不": ("fou",), "牟": ("mou", "mu")},
    **{"句": ("gou",), "尉迟": ("yu chi",), "万俟": ("mo qi",), "单于": ("chan yu",), "澹台": ("tan tai",)},
}
# In given names people read these both ways, and only their bearers know.
GIVEN = {
    **{"乐": ("le", "yue"), "朝": ("chao", "zhao"), "长": ("chang", "zhang"), "行": ("xing", "hang")},
    **{"茜": ("qian", "xi"), "晟": ("sheng", "cheng"), "重": ("chong", "zhong"), "曾": ("zeng", "ceng")},
}
# Places that pypinyin takes for other words, or reads by the letter.
PLACES = {
    **{"六安": ("lu an", "liu an"), "单县": ("shan xian",), "浚县": ("xun xian",), "会稽": ("kuai ji",)},
    **{"解州": ("hai zhou", "xie zhou"), "涡阳": ("guo yang",), "繁峙": ("fan shi",), "尉犁": ("yu li",)},
    **{"朝阳": ("chao yang",), "长垣": ("chang yuan",), "什邡": ("shi fang",), "郫都": ("pi du",)},
}
LONGEST = 30  # Characters. Nobody types more of a name than this in pinyin.
LONGEST_WORD = 8  # Characters of the words that tell how a name is read: 中国共产党, 乌鲁木齐.
MOST = 12  # Readings of one name: several doubtful characters multiply.

_HAN = re.compile(f"[{HAN}]+")
_NO_LETTER = re.compile(r"[\W_]+")
Syllables = tuple[str, ...]


def typed(text: str) -> str:
    """What somebody typed as a key is written: folded; of pinyin without spaces, apostrophes and hyphens."""
    folded = fold_query(text)
    return folded if _HAN.search(folded) else _NO_LETTER.sub("", folded)


@dataclass
class Typed:
    """How names are typed: folded and in pinyin, as a whole; and by the first letters of the pinyin."""

    whole: set[str] = field(default_factory=set)
    initials: set[str] = field(default_factory=set)


def person_as_typed(names: Iterable[str]) -> Typed:
    """How the names of a person are typed."""
    return _typed(names, _person_readings)


def as_typed(names: Iterable[str]) -> Typed:
    """How the names of a place, body or event are typed."""
    return _typed(names, _place_readings)


def _typed(names: Iterable[str], readings: Callable[[str], Iterable[Syllables]]) -> Typed:
    result = Typed()
    for folded in filter(None, map(fold_query, names)):
        result.whole.add(folded)
        if _HAN.search(folded) and len(folded) <= LONGEST:
            for syllables in readings(folded):
                result.whole |= _spellings("".join(syllables))
                result.initials.add("".join(syllable[0] for syllable in syllables))
    return result


def _spellings(pinyin: str) -> set[str]:
    """ü as people type it: lv, lu or, as passports have it, lyu."""
    return {pinyin, pinyin.replace("v", "u"), pinyin.replace("v", "yu")} if "v" in pinyin else {pinyin}


@functools.lru_cache(maxsize=20_000)  # the same people are named on the next page
def _person_readings(name: str) -> tuple[Syllables, ...]:
    if not _HAN.fullmatch(name) or len(name) > 4:  # Foreign names have no surname in front.
        return tuple(_placed(name, {}))
    length = 2 if name[:2] in SURNAMES and len(name) > 2 else 1
    surname, given = name[:length], name[length:]
    surnames = [tuple(reading.split()) for reading in SURNAMES.get(surname, ())] or [_read(surname)]
    parts = [[(reading,) for reading in GIVEN.get(each, ())] for each in given]
    plain = _read(given)
    choices = [part or [(syllable,)] for part, syllable in zip(parts, plain, strict=True)]
    return tuple(_joined([surnames, *choices]))


@functools.lru_cache(maxsize=20_000)
def _place_readings(name: str) -> tuple[Syllables, ...]:
    return tuple(_placed(name, PLACES))


def _placed(name: str, known: dict[str, tuple[str, ...]]) -> Iterable[Syllables]:
    """Read a name, the parts of it that are `known` as told there."""
    pieces = re.split(f"({'|'.join(known)})", name) if known else [name]
    choices = [
        [tuple(reading.split()) for reading in known[piece]] if piece in known else [_read(piece)]
        for piece in pieces
        if piece
    ]
    return _joined(choices)


def _joined(choices: Sequence[Sequence[Syllables]]) -> Iterable[Syllables]:
    for combination in itertools.islice(itertools.product(*choices), MOST):
        yield tuple(itertools.chain.from_iterable(combination))


def _read(text: str) -> Syllables:
    """Read a text, the longest known words first: a syllable for each Chinese character, others as they are."""
    words = _words()
    syllables: list[str] = []
    at = 0
    while at < len(text):
        for length in range(min(LONGEST_WORD, len(text) - at), 1, -1):
            if reading := words.get(text[at : at + length]):
                syllables += [_plain(each[0]) for each in reading]
                at += length
                break
        else:
            syllables.append(_syllable(text[at]))
            at += 1
    return tuple(filter(None, syllables))


@functools.cache
def _words() -> Mapping[str, Sequence[Sequence[str]]]:
    """The words that pypinyin knows, with the readings of each syllable."""
    from pypinyin.constants import PHRASES_DICT

    words: Mapping[str, Sequence[Sequence[str]]] = PHRASES_DICT
    if not words:
        raise RuntimeError("this process was told to go without pypinyin's words")  # PYPINYIN_NO_PHRASES, gunicorn.py
    return words


@functools.cache
def _syllable(character: str) -> str:
    from pypinyin.constants import PINYIN_DICT

    reading = PINYIN_DICT.get(ord(character))
    return _plain(reading.partition(",")[0]) if reading else _NO_LETTER.sub("", character)


@functools.cache
def _plain(syllable: str) -> str:
    """chóng as chong, lǜ as lv."""
    parted = unicodedata.normalize("NFD", syllable).replace("u\N{COMBINING DIAERESIS}", "v")
    return "".join(letter for letter in parted if not unicodedata.combining(letter))

"""When two texts are one: reprints, the same dispatch in two papers, shortened or under another headline.

A text is reduced to what is told (`essence`). A few numbers follow from it (`keys`), some of which two texts have in
common where most of what they tell is the same: so a text finds its like among a million by looking numbers up. What
it finds there is compared word for word (`Text.likeness`).

The keys are MinHash with one permutation (Li, Owen, Zhang: One Permutation Hashing, 2012; empty bins filled by
rotation as in Shrivastava, Li 2014), two minima to a band.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from os.path import commonprefix

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]

# A run of five characters is a phrase: shorter ones all texts share, of longer ones each small edit spoils more.
RUN = 5
# Texts are found by any of eight keys, each of two minima: of those that share half of their runs nine in ten, of
# those that share eight tenths all but one in three thousand.
BANDS, MINIMA = 8, 2
# "图为活动现场" stands under many pictures and makes no two of them one.
SHORTEST = 20  # characters
# What is so short says too little for a difference to be small: only the very same words count.
SHORT = 60  # characters
# Of the runs of both texts together, how many they share: an edit of every sixtieth character still passes. Set forms
# of two occasions (so-and-so received, such a book published) share up to seven tenths.
SAME = 0.8
# Of a shortened text nearly all stands in the longer one, of which it is at least half: else it is a part of it, as
# somebody's life is a part of the report of his funeral.
CONTAINED, HALF = 0.9, 0.5
# Beyond this many days only the very same words are one text: yearly notices differ in a word or two.
NEAR = 31
# Weather, prices and schedules come daily in the same words with other numbers. One misprint in ten is let pass.
NUMBERS_OTHER = 0.1
# In a text up to this length another name or title is another occasion: so few characters (a share of the shorter
# text) may stand in the place of others. Longer texts differ enough elsewhere, and comparing them takes long.
NAMES_MATTER, CHARACTERS_OTHER = 400, 0.01

# Who sent it and when is no part of what is told. Examples: "本报讯(记者白云起)", "新华社青岚3月4日电",
# "据省气象台消息:".
_OPENING = re.compile(
    r"\s*据?[^\s，,。；;！!？?：:（(]{0,30}(?:电|讯|消息)\s*(?:[（(][^（()）]{1,60}[)）])?\s*[:：,，]?\s*"
)
# Where the paper prints the rest of it. Examples: "(下转第二版)", "(上接第一版)".
_JUMP = re.compile(r"[（(](?:下转|上接)[^（()）]{1,12}[)）]")
_NUMBER = re.compile(r"[0-9]+|[〇零一二三四五六七八九十百千万亿]+")
_DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_PLACES = {"十": 10, "百": 100, "千": 1000}


class _Telling(dict[int, str]):
    """What each character tells, worked out when first met: width and case tell nothing, punctuation is nothing."""

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        told = "".join(each for each in plain if each.isalnum())
        if len(self) < _MOST_KEPT:
            self[code] = told
        return told


_MOST_KEPT = 50_000  # More different characters than any archive holds; keeps a hostile text from growing it.
_TELLING = _Telling()

_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # splitmix64's
_STEP = np.uint64(0x9E3779B97F4A7C15)


def essence(text: str) -> str:
    """What the text tells: its letters, figures and characters, without opening, jumps and punctuation."""
    told = _JUMP.sub("", _OPENING.sub("", text, count=1) if _OPENING.match(text) else text)
    return told.translate(_TELLING)


def keys(told: str) -> list[int]:
    """The numbers by which the like of an essence are found: the first is that of these very words; 64 bits, signed.

    None for what is too short to be told from others.
    """
    if len(told) < SHORTEST:
        return []
    digest = hashlib.blake2b(told.encode(), digest_size=8).digest()
    found = [int.from_bytes(digest, "big", signed=True)]
    if len(told) >= SHORT:
        found += _bands(_hashes(told))
    return found


@dataclass(frozen=True)
class Text:
    """An essence to be compared with others, and the day (its ordinal) of its paper, 0 where unknown."""

    told: str
    day: int = 0

    @cached_property
    def hashes(self) -> Hashes:
        """The runs of its characters, each once, sorted."""
        return np.unique(_hashes(self.told))

    @cached_property
    def numbers(self) -> Counter[int]:
        """The numbers it tells, in figures or characters."""
        return Counter(_value(each) for each in _NUMBER.findall(self.told))

    def likeness(self, other: Text) -> float:
        """How much of two texts that are one is the same, from above 0 to 1; 0 where they are not one."""
        if self.told == other.told:
            return float(len(self.told) >= SHORTEST)
        shorter, longer = sorted((len(self.told), len(other.told)))
        if shorter < SHORT or (self.day and other.day and abs(self.day - other.day) > NEAR):
            return 0.0
        shared = len(np.intersect1d(self.hashes, other.hashes, assume_unique=True))
        of_all = shared / (len(self.hashes) + len(other.hashes) - shared)
        contained = shared / min(len(self.hashes), len(other.hashes)) >= CONTAINED and shorter >= HALF * longer
        if of_all < SAME and not contained:
            return 0.0
        if _replaced(self.numbers, other.numbers) > NUMBERS_OTHER or not self._same_names(other):
            return 0.0
        return of_all

    def _same_names(self, other: Text) -> bool:
        """Whether hardly a character stands in the place of another; what was left out or added does not count."""
        shorter = min(len(self.told), len(other.told))
        if shorter > NAMES_MATTER:
            return True
        # Numbers are compared by value. What is found depends on the order.
        one, two = sorted(_NUMBER.sub("", each.told) for each in (self, other))
        edits = SequenceMatcher(None, *_where_they_differ(one, two), autojunk=False).get_opcodes()
        replaced = sum(min(to - at, there - here) for tag, at, to, here, there in edits if tag == "replace")
        return bool(replaced <= CHARACTERS_OTHER * shorter)


def _where_they_differ(one: str, other: str) -> tuple[str, str]:
    """Both without what they begin and end with alike: one phrase printed over and over is slow to compare."""
    start = len(commonprefix((one, other)))
    one, other = one[start:], other[start:]
    end = len(commonprefix((one[::-1], other[::-1])))
    return one[: len(one) - end], other[: len(other) - end]


def _replaced(one: Counter[int], other: Counter[int]) -> float:
    """The share of the numbers that stand in the place of others; such as one text leaves out do not count."""
    fewer = min(one.total(), other.total())
    return min((one - other).total(), (other - one).total()) / fewer if fewer else 0.0


def _value(number: str) -> int:
    """12, 十二 and 一二 alike: 2023 and 二〇二三, 74 and 七十四 are one number."""
    if number.isdecimal():
        return int(number[:18])  # nobody means a longer one as a number
    if not set(number) & {*_PLACES, "万", "亿"}:
        return int("".join(str(_DIGITS[each]) for each in number[:18]))
    total = part = digit = 0
    for each in number:
        if each in _DIGITS:
            digit = _DIGITS[each]
        elif each in _PLACES:
            part += (digit or 1) * _PLACES[each]
            digit = 0
        else:
            total = (total + part + digit or 1) * (10_000 if each == "万" else 100_000_000)
            part = digit = 0
    return total + part + digit


def _hashes(told: str) -> Hashes:
    """A number for each run of characters, evenly spread."""
    codes = np.frombuffer(told.encode("utf-32-le"), dtype="<u4").astype(np.uint64)
    count = len(codes) - RUN + 1
    found = codes[:count].copy()
    for at in range(1, RUN):
        found *= _STEP
        found += codes[at : at + count]
    return _mixed(found)


def _bands(hashes: Hashes) -> list[int]:
    """The smallest hash of each of sixteen equal stretches, an empty one's being the next one's; two to a key."""
    bins = BANDS * MINIMA
    ordered = np.sort(hashes)
    starts = (np.arange(bins, dtype=np.uint64) << np.uint64(64 - bins.bit_length() + 1)).astype(np.uint64)
    minima = ordered[np.searchsorted(ordered, starts) % len(ordered)].reshape(BANDS, MINIMA)
    bands = np.arange(1, BANDS + 1, dtype=np.uint64)
    for at in range(MINIMA):
        bands = _mixed(bands * _STEP + minima[:, at])
    return bands.view(np.int64).tolist()


def _mixed(numbers: Hashes) -> Hashes:
    """Every bit of the result depends on every bit: the finalizer of splitmix64."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX[0]
    numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX[1]
    return numbers ^ (numbers >> np.uint64(31))

"""Which Chinese characters are taken for one another: those that sound alike, and those that look alike.

Sounds are toneless pinyin. What looks alike is told by what characters are made of (data/components.tsv: 洋 is 氵 and
羊): they differ in one part alone, and these two parts are sides written in the same place (氵 and 木) or differ by a
stroke (己 and 巳; data/alike.txt). Pure values; knows no index and no query.
"""

from __future__ import annotations

import functools
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DATA = Path(__file__).parent / "data"

# How far apart two characters are. A sound typed with the wrong character is the commonest slip by far.
SAME_SOUND, NEAR_SHAPE, NEAR_SOUND, OTHER_LENGTH = 2, 3, 5, 6

# Sides that take the same place in a character: at its left, on top, at its right, below, around it.
LEFT = "氵冫木禾衤礻日目王才扌亻彳讠忄女火月钅饣犭阝土石米纟口车足虫鱼酉马舟弓贝山巾田身立羊"
TOP = "艹竹宀穴冖雨疒广厂尸"
RIGHT = "阝刂力攵欠页鸟隹见斤彡寸戈殳卩"
BOTTOM = "心灬皿土木日贝女口目巾衣"
AROUND = "门囗辶廴走"


@functools.cache
def syllables(character: str) -> tuple[str, ...]:
    """How the character is read, without tones, the most usual first; empty where it is no Chinese character."""
    from pypinyin.pinyin_dict import pinyin_dict  # 42,000 entries: read when first asked for

    readings = pinyin_dict.get(ord(character), "").split(",")
    return tuple(dict.fromkeys(filter(None, map(_toneless, readings))))


def _toneless(reading: str) -> str:
    plain = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


def near_sounds(syllable: str) -> tuple[str, ...]:
    """What many speakers do not tell from this syllable: n and l, zh and z, ch and c, sh and s, -n and -ng."""
    initials = [syllable, *_other_initials(syllable)]
    both = [other for each in initials for other in (each, *_other_finals(each))]
    return tuple(dict.fromkeys(other for other in both if other != syllable))


def _other_initials(syllable: str) -> Iterator[str]:
    for first, second in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")):
        if syllable.startswith(first):
            yield second + syllable.removeprefix(first)
        elif syllable.startswith(second):
            yield first + syllable.removeprefix(second)


def _other_finals(syllable: str) -> Iterator[str]:
    if syllable.endswith(("ang", "eng", "ing")):
        yield syllable[:-1]
    elif syllable.endswith(("an", "en", "in")):
        yield syllable + "g"


@functools.cache
def _usual() -> dict[str, str]:
    """The characters of daily life (GB 2312) by their first reading."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in range(0xB0, 0xF8):
        for cell in range(0xA1, 0xFF):
            character = bytes((row, cell)).decode("gb2312", "ignore")
            if character and (readings := syllables(character)):
                found[readings[0]].append(character)
    return {syllable: "".join(characters) for syllable, characters in found.items()}


@functools.lru_cache(maxsize=4096)
def homophones(character: str) -> str:
    """The usual characters that sound like this one in any of its readings."""
    alike = "".join(_usual().get(syllable, "") for syllable in syllables(character))
    return "".join(dict.fromkeys(alike.replace(character, "")))


# Where a part stands, and the other parts of the character in their order.
_Frame = tuple[int, tuple[str, ...]]


@dataclass(frozen=True)
class _Shapes:
    """The frames of each character with the part that fills them, and the characters of each frame."""

    frames: dict[str, list[tuple[_Frame, str]]]
    fillings: dict[_Frame, list[tuple[str, str]]]


@functools.cache
def _shapes() -> _Shapes:
    shapes = _Shapes({}, defaultdict(list))
    for line in (DATA / "components.tsv").read_text("utf-8").splitlines():
        character, parts = line.split("\t")
        pieces = tuple(parts.split())
        frames = [((place, (*pieces[:place], "", *pieces[place + 1 :])), part) for place, part in enumerate(pieces)]
        shapes.frames[character] = frames
        for frame, part in frames:
            shapes.fillings[frame].append((character, part))
    return shapes


@functools.cache
def _by_a_stroke() -> tuple[str, ...]:
    """Groups of characters, or parts of characters, that differ by a stroke."""
    return tuple((DATA / "alike.txt").read_text("utf-8").split())


@functools.lru_cache(maxsize=16_384)
def near_shapes(character: str) -> frozenset[str]:
    """The characters that look like this one."""
    shapes = _shapes()
    found = {other for group in _by_a_stroke() if character in group for other in group}
    for frame, part in shapes.frames.get(character, ()):
        found.update(other for other, its_part in shapes.fillings[frame] if _is_like(part, its_part, frame))
    return frozenset(found - {character})


def _is_like(part: str, other: str, frame: _Frame) -> bool:
    place, parts = frame
    sides = (LEFT, TOP, AROUND) if place == 0 else (RIGHT, BOTTOM) if place == len(parts) - 1 else ()
    return any(part in group and other in group for group in (*sides, *_by_a_stroke()))


def distance(typed: str, found: str) -> int | None:
    """How far what was found is from what was typed, 0 if they are the same; None if nobody would mistake them.

    Strings of the same length differ by the sum of what their characters differ; one character too many or too few,
    or two neighbours that changed places, count as one mistake.
    """
    if typed == found:
        return 0
    if len(typed) == len(found):
        if _is_swapped(typed, found):
            return OTHER_LENGTH
        steps = [_step(one, other) for one, other in zip(typed, found, strict=True)]
        return None if None in steps else sum(step or 0 for step in steps)
    longer, shorter = (typed, found) if len(typed) > len(found) else (found, typed)
    if len(longer) - len(shorter) == 1 and shorter in left_out(longer):
        return OTHER_LENGTH
    return None


@functools.lru_cache(maxsize=65_536)
def _step(one: str, other: str) -> int | None:
    if one == other:
        return 0
    sounds, other_sounds = syllables(one), syllables(other)
    if set(sounds) & set(other_sounds):
        return SAME_SOUND
    if other in near_shapes(one):
        return NEAR_SHAPE
    if any(near in other_sounds for sound in sounds for near in near_sounds(sound)):
        return NEAR_SOUND
    return None


def _is_swapped(one: str, other: str) -> bool:
    places = [place for place, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
    if len(places) != 2 or places[1] - places[0] != 1:
        return False
    first, second = places
    return one[first] == other[second] and one[second] == other[first]


def left_out(text: str) -> tuple[str, ...]:
    """The string with each of its characters left out in turn."""
    return tuple(dict.fromkeys(text[:place] + text[place + 1 :] for place in range(len(text))))


def swapped(text: str) -> tuple[str, ...]:
    """The string with each two neighbours changed round in turn."""
    turned = (
        text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        for place in range(len(text) - 1)
        if text[place] != text[place + 1]
    )
    return tuple(dict.fromkeys(turned))


def one_changed(text: str, *, sounds: bool = True) -> tuple[str, ...]:
    """The string with one of its characters changed for each that looks like it or, if asked, sounds like it."""
    found: dict[str, None] = {}
    for place, character in enumerate(text):
        alike = sorted(near_shapes(character)) + (list(homophones(character)) if sounds else [])
        found.update(dict.fromkeys(text[:place] + other + text[place + 1 :] for other in alike))
    found.pop(text, None)
    return tuple(found)

"""Words of a folded text: what the index holds and what a query asks for.

Words are cut in jieba's full mode (every dictionary word there is, and every single character) for the
index, and into the likeliest sequence of dictionary words for the query. Full mode looks at no context:
a dictionary word inside a string stands in the index of every text that contains the string. jieba's other
modes, and its guesses at unknown words, depend on the neighbours and would lose articles.
"""

import functools
import operator
import re
from itertools import compress, count

import numpy as np

from archive import lexicon, words
from archive.search.arrays import Array
from archive.search.fold import HAN

# A word longer than this is no word (a web address, a key printed by mistake); the exact search still finds it.
LONGEST_WORD = 64

_RUNS = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_ALL_HAN = re.compile(f"[{HAN}]+")
_OTHER = re.compile(rf"[^\W_{HAN}]+")
# The pairs of units of U+20000 to U+3FFFF.
_FIRST_OUTSIDE, _END_OUTSIDE = 0xD840 << 16, 0xD8C0 << 16


def index_words(folded: str) -> list[str]:
    """List every word of a folded text, overlapping ones and single characters included; in no order.

    For one text: jieba's own dictionary is there already. The writer, which cuts thousands, has one that is quicker,
    takes seconds to make and 60 MB to keep.
    """
    found = _HAN_CHARACTER.findall(folded) + [word[:LONGEST_WORD] for word in _OTHER.findall(folded)]
    for run in _ALL_HAN.findall(folded):
        for start, ends in words.tokenizer().get_DAG(run).items():
            found += [run[start : last + 1] for last in ends if last > start]
    return found


def long_words(folded: str) -> list[str]:
    """List the words of a folded text that `are_characters` and `are_words` do not tell of."""
    _, longer = _dictionary()
    threes = map(operator.add, map(operator.add, folded, folded[1:]), folded[2:])
    found = [word[:LONGEST_WORD] for word in _OTHER.findall(folded)]
    for start in compress(count(), map(longer.__contains__, threes)):
        found += [word for word in longer[folded[start : start + 3]] if folded.startswith(word, start)]
    return found


def are_characters(units: Array) -> Array:
    """Say of each UTF-16 unit whether it is a word by itself: whether it is a Chinese character."""
    return _characters()[units]


def are_words(pairs: Array) -> Array:
    """Say of each pair of UTF-16 units, first << 16 | second, whether it is a word; quickest when they ascend.

    Words of two characters are, and Chinese characters outside the basic plane, which take two units.
    """
    known = _pairs()
    at = np.minimum(np.searchsorted(known, pairs), len(known) - 1)
    return (known[at] == pairs) | ((pairs >= _FIRST_OUTSIDE) & (pairs < _END_OUTSIDE))


def load() -> None:
    """Load what cutting words needs, which takes a second or two, before a text waits for it."""
    _characters()
    _pairs()


@functools.cache
def _characters() -> Array:
    return np.array([_HAN_CHARACTER.match(chr(unit)) is not None for unit in range(1 << 16)])


@words.remembered()
def _pairs() -> Array:
    """Return the words of two characters as pairs of units, sorted; each is one, as a test makes sure."""
    units = np.frombuffer("".join(_dictionary()[0]).encode("utf-16-le"), np.uint16).astype(np.uint32)
    return np.sort(units[::2] << 16 | units[1::2])


@words.remembered()
def _dictionary() -> tuple[frozenset[str], dict[str, tuple[str, ...]]]:
    """Return the words of two characters, and the longer ones by their first three.

    jieba looks up each beginning of a word at each character, one after the other; hardly any three characters
    begin a word.
    """
    words_of = {word for word, frequency in words.tokenizer().FREQ.items() if frequency and _ALL_HAN.fullmatch(word)}
    longer: dict[str, list[str]] = {}
    for word in words_of:
        if len(word) > 2:
            longer.setdefault(word[:3], []).append(word)
    two = frozenset(word for word in words_of if len(word) == 2)
    return two, {start: tuple(found) for start, found in longer.items()}


def query_words(folded: str) -> list[str]:
    """Cut a folded query into words, in order; each of them is among `index_words` of any text containing it."""
    found: list[str] = []
    for match in _RUNS.finditer(folded):
        run = match.group()
        if match.lastgroup == "han":
            found += _likeliest_words(run)
        else:
            found.append(run[:LONGEST_WORD])
    return found


@words.remembered(1024)
def _likeliest_words(run: str) -> tuple[str, ...]:
    tokenizer = words.tokenizer()
    route: dict[int, tuple[float, int]] = {}
    tokenizer.calc(run, _settled(run, tokenizer.get_DAG(run)), route)
    found = []
    start = 0
    while start < len(run):
        end = route[start][1] + 1
        found.append(run[start:end])
        start = end
    return tuple(found)


def _settled(run: str, ends: dict[int, list[int]]) -> dict[int, list[int]]:
    """Leave out the words that not every text in the index knows as words."""
    unsettled = lexicon.current().unsettled
    if not unsettled:
        return ends
    return {
        start: [last for last in lasts if last == start or run[start : last + 1] not in unsettled]
        for start, lasts in ends.items()
    }


@words.remembered(4096)
def is_indexed_word(folded: str) -> bool:
    """Say whether a text contains the string exactly when the index lists it among the text's words."""
    match = _RUNS.fullmatch(folded)
    return match is not None and match.lastgroup == "han" and _in_dictionary(folded)


def _in_dictionary(run: str) -> bool:
    return len(run) == 1 or (bool(words.tokenizer().FREQ.get(run)) and run not in lexicon.current().unsettled)

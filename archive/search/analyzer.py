"""Words of a folded text: what the index holds and what a query asks for.

Words are cut in jieba's full mode (every dictionary word there is, and every single character) for the
index, and into the likeliest sequence of dictionary words for the query. Full mode looks at no context:
a dictionary word inside a string stands in the index of every text that contains the string. jieba's other
modes, and its guesses at unknown words, depend on the neighbours and would lose articles.
"""

import functools
import operator
import re

from archive import words
from archive.search.fold import HAN

# A word longer than this is no word (a web address, a key printed by mistake); the exact search still finds it.
LONGEST_WORD = 64

_RUNS = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+")
_HAN_CHARACTER = re.compile(f"[{HAN}]")
_ALL_HAN = re.compile(f"[{HAN}]+")
_OTHER = re.compile(rf"[^\W_{HAN}]+")


def index_words(folded: str) -> list[str]:
    """List every word of a folded text, overlapping ones and single characters included; in no order."""
    two, longer = _dictionary()
    pairs = list(map(operator.add, folded, folded[1:]))
    found = _HAN_CHARACTER.findall(folded)
    found += filter(two.__contains__, pairs)
    for start, found_here in enumerate(map(longer.get, map(operator.add, pairs, folded[2:]))):
        if found_here:
            found += [word for word in found_here if folded.startswith(word, start)]
    found += [word[:LONGEST_WORD] for word in _OTHER.findall(folded)]
    return found


def load() -> None:
    """Load what cutting words needs, which takes a second or two, before a text waits for it."""
    _dictionary()


@functools.cache
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


@functools.lru_cache(maxsize=1024)
def _likeliest_words(run: str) -> tuple[str, ...]:
    tokenizer = words.tokenizer()
    route: dict[int, tuple[float, int]] = {}
    tokenizer.calc(run, tokenizer.get_DAG(run), route)
    found = []
    start = 0
    while start < len(run):
        end = route[start][1] + 1
        found.append(run[start:end])
        start = end
    return tuple(found)


def is_indexed_word(folded: str) -> bool:
    """Say whether a text contains the string exactly when the index lists it among the text's words."""
    match = _RUNS.fullmatch(folded)
    return match is not None and match.lastgroup == "han" and _in_dictionary(folded)


def _in_dictionary(run: str) -> bool:
    return len(run) == 1 or bool(words.tokenizer().FREQ.get(run))

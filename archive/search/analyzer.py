"""Words and character pairs of a folded text: what the index holds and what a query asks for.

Words are cut in jieba's full mode (every dictionary word there is, and every single character) for the
index, and into the likeliest sequence of dictionary words for the query. Full mode looks at no context:
a dictionary word inside a string stands in the index of every text that contains the string. jieba's other
modes, and its guesses at unknown words, depend on the neighbours and would lose articles.
"""

import functools
import re
import zlib

from archive import words
from archive.search.fold import HAN

# A word longer than this is no word (a web address, a key printed by mistake); the exact search still finds it.
LONGEST_WORD = 64

# Terms for all grams together: a segment of 10,000 articles then has some 300 articles in a typical bucket.
BUCKETS = 1 << 15

_RUNS = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+")
_NOT_HAN = re.compile(rf"[^{HAN}]")


def index_words(folded: str) -> list[str]:
    """List every word of a folded text, overlapping ones and single characters included."""
    found: list[str] = []
    for match in _RUNS.finditer(folded):
        run = match.group()
        if match.lastgroup == "han":
            found += _all_words(run)
        else:
            found.append(run[:LONGEST_WORD])
    return found


@functools.lru_cache(maxsize=4096)  # names and set phrases come again and again
def _all_words(run: str) -> list[str]:
    graph = words.tokenizer().get_DAG(run)
    return [run[start : end + 1] for start, ends in graph.items() for end in {start, *ends}]


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


def grams(folded: str) -> set[str]:
    """Return every pair of neighbouring characters, and the single ones that are no Chinese characters.

    A single Chinese character is a word already.
    """
    pairs = {first + second for first, second in zip(folded, folded[1:], strict=False)}
    return pairs.union(_NOT_HAN.findall(folded))


def bucket(gram: str) -> bytes:
    """Return the index term that stands for the gram, and for some others.

    An archive has a million different pairs, most of them in a handful of articles; a term each would make
    most of the index. What the others bring in is thrown out when the string is looked for in the text.
    """
    return (zlib.crc32(gram.encode()) % BUCKETS).to_bytes(2)

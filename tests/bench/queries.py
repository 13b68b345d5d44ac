"""What is asked of every engine, drawn at random, with a seed, from the articles themselves."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from random import Random

from tests.bench.corpus import PART_END, Corpus

SEED = 7
STRINGS = 1000
PASTES = 300
# Queries of each other kind.
EACH = 40
LONGEST = 12
DEEP = 2000


@dataclass(frozen=True, slots=True)
class Query:
    """One question. `words` are jieba's; `exact` a string; the rest narrows, sorts and pages what they find."""

    kind: str
    words: tuple[str, ...] = ()
    either: bool = False
    without: str = ""
    exact: str = ""
    prefix: str = ""
    dates: tuple[int, int] | None = None
    filters: tuple[tuple[str, int], ...] = ()
    facets: bool = False
    newest: bool = False
    offset: int = 0


def timed(corpus: Corpus) -> list[Query]:
    """The queries whose answers are timed."""
    random = Random(SEED)
    frequencies = Counter(
        word for document in corpus.documents for word in set(document.words) if len(word) > 1 and word.isalpha()
    )
    total = len(corpus.documents)
    common = _between(frequencies, total * 0.12, total * 0.4)
    middling = _between(frequencies, total * 0.02, total * 0.2)
    rare = _between(frequencies, 2, 20)
    beginnings = _between(Counter({word[:2]: count for word, count in frequencies.items()}), total * 0.002, total)
    years = sorted({document.date // 10_000 for document in corpus.documents})
    kinds: list[Query] = []
    for _ in range(EACH):
        one, other = random.sample(middling, 2)
        year = random.choice(years)
        often = random.choice(common)
        newspaper, page = (random.choice(corpus.documents).newspaper, random.choice(corpus.documents).page)
        kinds += [
            Query("common word", (often,)),
            Query("rare word", (random.choice(rare),)),
            Query("two words", (one, other)),
            Query("or", (one, other), either=True),
            Query("not", (often,), without=one),
            Query("date, newest first", (often,), dates=(year * 10_000 + 101, year * 10_000 + 630), newest=True),
            Query("facets", (often,), facets=True),
            Query("facets, two filters", (often,), facets=True, filters=(("newspaper", newspaper), ("page", page))),
            Query("deep page", (often,), offset=min(DEEP, frequencies[often] // 2)),
            Query("prefix", prefix=random.choice(beginnings)),
        ]
    exact = [Query("exact string", exact=string) for string in random.sample(strings(corpus), 200)]
    return sorted(kinds + exact, key=lambda query: query.kind)


def _between(frequencies: Counter[str], low: float, high: float) -> list[str]:
    found = sorted(word for word, count in frequencies.items() if low <= count <= high)
    # A tiny corpus has no common words; its most frequent ones must do.
    return found if len(found) > 1 else sorted(word for word, _ in frequencies.most_common(20))


def strings(corpus: Corpus, count: int = STRINGS) -> list[str]:
    """Strings of 1 to 12 characters; every second one begins or ends inside a word."""
    random = Random(SEED)
    found: list[str] = []
    while len(found) < count:
        document = random.choice(corpus.documents)
        length, straddling = random.randint(1, LONGEST), len(found) % 2 == 0
        string = (
            _straddling(random, document.words, length) if straddling else _anywhere(random, document.text, length)
        )
        if string and string == string.strip() and not set(string) & {"\n", PART_END} and string in document.text:
            found.append(string)
    return found


def _anywhere(random: Random, text: str, length: int) -> str:
    start = random.randrange(max(1, len(text) - length))
    return text[start : start + length]


def _straddling(random: Random, words: list[str], length: int) -> str:
    """A run of words without its first character: no word begins where it does."""
    start = random.randrange(max(1, len(words) - length))
    return "".join(words[start : start + length])[1 : length + 1]


def pastes(corpus: Corpus) -> list[tuple[int, str]]:
    """Longer strings of single lines, with the number of the article that each was copied from."""
    random = Random(SEED)
    found: list[tuple[int, str]] = []
    while len(found) < min(PASTES, len(corpus.documents)):
        document = random.choice(corpus.documents)
        line = random.choice(document.text.replace(PART_END, "\n").split("\n"))
        start = random.randrange(max(1, len(line) - 30))
        if string := line[start : start + random.randint(4, 30)].strip():
            found.append((document.number, string))
    return found

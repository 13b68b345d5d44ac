"""A small grammar: symbols with ways to say them, compiled once from data/grammar.tsv and data/lexicon.tsv."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from archive.composing import data
from archive.composing.chance import Chance, ranked

SLOT = re.compile(r"\{([^}]+)\}")
# Ways of one symbol fall off gently: a reader should not meet the first one in every second article.
SLOPE = 0.6
# Single words fall off as words do.
WORD_SLOPE, WORD_SHIFT = 0.9, 5

Word = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `low` to `high`."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class WorldWord:
    """A word that the world gives."""

    name: str


@dataclass(slots=True)
class Symbol:
    """What can be said in several ways; a way without slots is plain text."""

    name: str
    ways: list[str | Way] = field(default_factory=list)
    # The ways, each as often as it comes up.
    drawn: list[str | Way] = field(default_factory=list)


Way = tuple[str | Symbol | Number | WorldWord, ...]


class Grammar:
    """Says symbols."""

    def __init__(self) -> None:
        """Compile the grammar. A symbol that nothing says is an error here, not in the millionth article."""
        self._symbols: dict[str, Symbol] = {}
        for row in data.rows("grammar"):
            self._symbol(row["symbol"]).ways.append(self._way(row["text"]))
        for name, words in data.lists("lexicon").items():
            symbol = self._symbol(name)
            symbol.ways += words
            symbol.drawn = ranked(symbol.ways, WORD_SLOPE, WORD_SHIFT)
        for symbol in self._symbols.values():
            if not symbol.ways:
                raise KeyError(f"nothing says {symbol.name}")
            symbol.drawn = symbol.drawn or ranked(symbol.ways, SLOPE)
        self.topics = [name.removesuffix(".lead") for name in self._symbols if name.endswith(".lead")]

    def has(self, symbol: str) -> bool:
        """Whether the symbol can be said."""
        return symbol in self._symbols

    def say(self, symbol: str, chance: Chance, word: Word) -> str:
        """Say the symbol one way; `word` gives the world's words."""
        return _said(chance.pick(self._symbols[symbol].drawn), chance, word)

    def several(self, symbol: str, count: int, chance: Chance, word: Word) -> Iterator[str]:
        """Say the symbol in up to `count` different ways, each when it is asked for."""
        if symbol in self._symbols:
            for way in chance.several(self._symbols[symbol].ways, count):
                yield _said(way, chance, word)

    def _symbol(self, name: str) -> Symbol:
        return self._symbols.setdefault(name, Symbol(name))

    def _way(self, text: str) -> str | Way:
        """A row's text cut at its slots."""
        parts: list[str | Symbol | Number | WorldWord] = []
        for number, piece in enumerate(SLOT.split(text)):
            if number % 2 == 0:
                parts.append(piece)
            elif piece.startswith("#"):
                parts.append(Number(*map(int, piece[1:].split("-"))))
            elif piece.startswith("@"):
                parts.append(WorldWord(piece[1:]))
            else:
                parts.append(self._symbol(piece))
        return text if len(parts) == 1 else tuple(part for part in parts if part)


def _said(way: str | Way, chance: Chance, word: Word) -> str:
    if isinstance(way, str):
        return way
    out: list[str] = []
    _say(way, chance, word, out)
    return "".join(out)


def _say(way: Way, chance: Chance, word: Word, out: list[str]) -> None:
    """Append what the way says; a benchmark corpus spends its time here."""
    for part in way:
        if isinstance(part, str):
            out.append(part)
        elif isinstance(part, Symbol):
            chosen = chance.pick(part.drawn)
            if isinstance(chosen, str):
                out.append(chosen)
            else:
                _say(chosen, chance, word, out)
        elif isinstance(part, WorldWord):
            out.append(word(part.name))
        else:
            out.append(str(chance.number(part.low, part.high)))

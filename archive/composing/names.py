"""New names for people, places and companies."""

from __future__ import annotations

from archive.composing import data
from archive.composing.chance import Chance, ranked

# Names that very many people bear: they make namesakes, the hard part of telling people apart.
EVERYDAY = ("张伟", "王芳", "李娜", "刘洋", "王伟", "张敏", "李静", "陈杰", "张伟民", "王建国")
EVERYDAY_SHARE = 0.08
ONE_CHARACTER_SHARE = 0.2
WORDS = data.lists("names")


class Names:
    """Gives names; keeps none of them in mind."""

    def __init__(self) -> None:
        """Rank the word lists."""
        self._surnames = ranked(WORDS["surnames"], slope=0.9, shift=3)
        self._one = ranked(WORDS["given_one"], slope=0.7, shift=4)
        self._first = ranked(WORDS["given_first"], slope=0.5, shift=4)
        self._second = ranked(WORDS["given_second"], slope=0.5, shift=4)

    def person(self, chance: Chance) -> str:
        """A person's name; two people may well get the same."""
        surname = chance.pick(self._surnames)
        if chance.random() < ONE_CHARACTER_SHARE:
            return surname + chance.pick(self._one)
        return surname + chance.pick(self._first) + chance.pick(self._second)

    def citizen(self, chance: Chance) -> str:
        """The name of somebody without a post: now and then one that everybody knows a bearer of."""
        return chance.pick(EVERYDAY) if chance.random() < EVERYDAY_SHARE else self.person(chance)

    def place(self, chance: Chance, words: str, suffix: str, taken: set[str]) -> str:
        """A place's name that is not `taken`, of two lists and what tells its type: 澄 + 川 + 市."""
        first, second = WORDS[f"{words}_first"], WORDS[f"{words}_second"]
        while (name := chance.pick(first) + chance.pick(second) + suffix) in taken:
            pass
        return name

    def company(self, chance: Chance, city: str) -> str:
        """A company of `city`: 青岚恒信机械有限公司."""
        first, second = chance.pick(WORDS["company_first"]), chance.pick(WORDS["company_second"])
        return f"{city}{first}{second}有限公司"

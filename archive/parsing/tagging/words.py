"""The fast tagger: jieba's dictionary, no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive import words
from archive.parsing.cutting import best_ends
from archive.parsing.tagging.spans import Tagged

# jieba's kinds that are names; nrt are foreign people, nrfg names of history.
_NAMES = {"nr": "PER", "nrt": "PER", "nrfg": "PER", "ns": "LOC", "nt": "ORG", "t": "TIME"}


class JiebaTagger:
    """Tags the words that jieba's dictionary has.

    jieba's guess at unknown names (its HMM) stays off: of what it takes for people in local news less than half are
    (42 % on five pages), and it is slow. The rules weigh unknown names by the HMM's probabilities anyway.
    """

    name = "jieba"

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """The words of each text with the kinds that the dictionary gives them; "x" for what it lacks."""
        return [tuple(_words(text)) for text in texts]


def _words(text: str) -> Iterator[Tagged]:
    flags, (_, ends) = words.tagger().word_tag_tab, best_ends(text)
    start = 0
    while start < len(text):
        end = ends[start]
        if text[start] != "\n":
            flag = flags.get(text[start:end], "x")
            yield Tagged(start, end, _NAMES.get(flag, flag))
        start = end

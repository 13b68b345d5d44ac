"""The fast tagger: jieba's dictionary, no more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from archive import words
from archive.parsing.tagging.spans import Tagged

# jieba's kinds that are names; nrt are foreign people, nrfg names of history.
_NAMES = {"nr": "PER", "nrt": "PER", "nrfg": "PER", "ns": "LOC", "nt": "ORG", "t": "TIME"}


class JiebaTagger:
    """Tags the words that jieba's dictionary has.

    jieba's guess at unknown names (its HMM) stays off: of what it takes for people in local news less than half are
    (42 % on five pages), and it makes the tagger six times as slow. The rules have the HMM's probabilities anyway.
    """

    name = "jieba"

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """The words of each text, those that are names by what jieba's dictionary calls them."""
        return [tuple(_words(text)) for text in texts]


def _words(text: str) -> Iterator[Tagged]:
    at = 0
    for pair in words.tagger().cut(text, HMM=False):
        end = at + len(pair.word)
        if pair.word not in ("\n", "\r\n"):
            yield Tagged(at, end, _NAMES.get(pair.flag, pair.flag))
        at = end

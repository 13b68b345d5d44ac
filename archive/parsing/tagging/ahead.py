"""Texts tagged together before they are asked for one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.parsing.tagging.spans import Tagged, Tagger


class Ahead:
    """A tagger that remembers what another one said of some texts: short texts alone are half as fast."""

    def __init__(self, tagger: Tagger, texts: Iterable[str]) -> None:
        """`texts` are tagged now, others when they are asked for."""
        self.name = tagger.name
        self._tagger = tagger
        self._found: dict[str, tuple[Tagged, ...]] = {}
        self._learn(texts)

    def tag(self, texts: Sequence[str]) -> list[tuple[Tagged, ...]]:
        """What the other tagger says of the texts."""
        self._learn(texts)
        return [self._found[text] for text in texts]

    def _learn(self, texts: Iterable[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._found]
        if new:
            self._found.update(zip(new, self._tagger.tag(new), strict=True))

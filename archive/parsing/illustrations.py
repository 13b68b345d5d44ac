"""Photographs among articles: which are news of their own, which belong to the article around them, what they show."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence

from archive.parsing import patterns
from archive.parsing.article import Draft
from archive.parsing.captions import Photo, tells_own_story
from archive.parsing.cohesion import pairs
from archive.parsing.drafting import give_heading_roles
from archive.parsing.lines import Line
from archive.parsing.structures import Role

# A photograph illustrates an article whose headline it repeats to this share, in at least so many pairs.
ILLUSTRATED_SHARE = 0.6
ILLUSTRATED_PAIRS = 5

# Or with which it shares so many runs of three characters that no other article of the page has: two names, or a
# name and what was done there ("石门镇", "清淤队").
ILLUSTRATED_RUNS = 6

_HAN = re.compile(rf"[{patterns.HAN}]{{3,}}")


def add_photos(drafts: Sequence[Draft], photos: Sequence[Photo], stream: Sequence[Line]) -> list[Draft]:
    """Photographs that are news become items; the others go to the article they stand in."""
    lines = {line.number: line for line in stream}
    ordered = sorted(drafts, key=lambda draft: draft.begins)
    begins = [draft.begins for draft in ordered]
    result = list(ordered)
    shown = _Illustrations(ordered, lines)
    for photo in photos:
        block = stream[photo.start : photo.end]
        own = Draft(kind="photo")
        give_heading_roles(stream[photo.start : photo.start + photo.headings], (), own, {})
        headed = bool(own.roles)
        for line in block:
            own.roles.setdefault(line.number, "credit" if line.shape == "credit" else "caption")
        place = bisect_left(begins, block[0].number) - 1
        if place < 0 or headed or tells_own_story(" ".join(line.folded for line in block)):
            own.illustrates = shown.by(
                block, [each for each in ordered[max(place, 0) : place + 2] if each.kind != "photo"]
            )
            result.append(own)
        else:
            ordered[place].roles.update(own.roles)
    return result


class _Illustrations:
    """What each article of a page tells alone, to know which of them a photograph shows; read when first asked."""

    def __init__(self, drafts: Sequence[Draft], lines: Mapping[int, Line]) -> None:
        self._drafts = drafts
        self._lines = lines

    @functools.cached_property
    def _told(self) -> dict[int, set[str]]:
        return {id(draft): _runs(self._text(draft, "kicker", "headline", "deck", "body")) for draft in self._drafts}

    @functools.cached_property
    def _spread(self) -> Counter[str]:
        return Counter(run for told in self._told.values() for run in told)

    def _text(self, draft: Draft, *roles: Role) -> str:
        return "|".join(self._lines[number].folded for number in draft.numbers(*roles) if number in self._lines)

    def by(self, block: Sequence[Line], neighbours: Sequence[Draft]) -> Draft | None:
        """The neighbouring article whose headline the caption repeats, or with which alone of all the page it shares
        names and words; None where that is not certain."""
        caption = "|".join(line.folded for line in block if line.shape != "credit")
        told, shared = pairs(caption), {}
        for draft in neighbours:
            headline = pairs(self._text(draft, "headline"))
            common = headline & told
            if len(common) >= ILLUSTRATED_PAIRS and len(common) >= ILLUSTRATED_SHARE * len(headline):
                return draft
            shared[id(draft)] = sum(self._spread[run] == 1 for run in self._told[id(draft)] & _runs(caption))
        best = max(neighbours, key=lambda draft: shared[id(draft)], default=None)
        return best if best is not None and shared[id(best)] >= ILLUSTRATED_RUNS else None


def _runs(text: str) -> set[str]:
    """The runs of three Chinese characters in a text."""
    return {run[n : n + 3] for run in _HAN.findall(text) for n in range(len(run) - 2)}

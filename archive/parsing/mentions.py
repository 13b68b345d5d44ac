"""Mentions of people in one text: candidates for names, judged by what stands beside them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from archive.parsing.evidence import ENOUGH, LISTED, Evidence, Mention
from archive.parsing.lattice import Lattice
from archive.parsing.names import Propose
from archive.parsing.nobodies import Nobodies
from archive.words import remembered

# What only one person holds goes with nobody else in a list: 国家主席A、B.
_ONE_HOLDER = re.compile(
    "(?<![副委务行])(?:总?书记|主席|总理|委员长|[省市区县旗州镇乡]长|总统|首相|国王|总干事|董事长)\\Z"
)
_SEPARATOR = re.compile("、|和|与|及|以及|[ 　]+")


def occurrences(text: str, names: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where any of the names stands in `text`, the longest at each place; not inside a doctrine or a signature."""
    known = frozenset(names)
    if not known:
        return
    lengths: dict[str, set[int]] = defaultdict(set)
    for name in known:
        lengths[name[0]].add(len(name))
    longest_first = {first: sorted(some, reverse=True) for first, some in lengths.items()}
    beginnings = re.compile(f"[{re.escape(''.join(lengths))}]")
    nobodies = Nobodies(text)
    end = 0
    for begin in beginnings.finditer(text):
        start = begin.start()
        if start < end:
            continue
        sizes = longest_first[text[start]]
        end = next((start + size for size in sizes if text[start : start + size] in known), 0)
        if end and not nobodies.silent(start, end):
            yield start, end


@remembered(16)
def mentions(lattice: Lattice, propose: Propose) -> tuple[Mention, ...]:
    """The sure mentions of people in the text from left to right; of overlapping ones the likelier."""
    judged = Evidence(lattice, propose)
    taken: dict[int, Mention] = {}
    for mention in sorted(judged.alone(), key=lambda each: -each.odds):
        if mention.odds >= ENOUGH and judged.free(mention):
            judged.take(mention, taken)
    spread: set[int] = set()
    for start in sorted(taken):
        if start not in spread:
            spread.update(_spread(judged, taken, taken[start]))
    return tuple(taken[start] for start in sorted(taken))


def _spread(judged: Evidence, taken: dict[int, Mention], first: Mention) -> list[int]:
    """Take what is listed beside a sure name: 区领导A、B、C; what follows inherits the head's titles.

    Gives where the names behind the first one start.
    """
    mention = first
    behind: list[int] = []
    while (separator := _SEPARATOR.match(judged.text, mention.end)) and mention.end < len(judged.text):
        bonus = LISTED + min(len(behind), 3)  # the longer the list already is, the surer
        following = taken.get(separator.end()) or judged.best(separator.end(), bonus, listed=True)
        if following is None:
            break
        if not following.titles and separator.group().strip():
            shared = tuple(title for title in mention.titles if not _ONE_HOLDER.search(title))
            following = replace(following, titles=shared, rule="list")
        if following.start not in taken and not judged.free(following):
            break
        judged.take(following, taken)
        mention = following
        behind.append(following.start)
    mention = first
    while mention.start > 1 and judged.text[mention.start - 1] == "、":
        before = judged.best_before(mention.start - 1)
        if before is None or not judged.free(before):
            break
        judged.take(before, taken)
        mention = before
    return behind

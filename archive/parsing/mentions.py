"""Mentions of people in one text: candidates for names, judged by what stands beside them."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from archive.parsing.evidence import APPOINTED, ENOUGH, LISTED, Evidence, Mention
from archive.parsing.lattice import Lattice
from archive.parsing.names import Propose
from archive.parsing.nobodies import Nobodies
from archive.parsing.titles import ends_in_office

# What only one person holds goes with nobody else in a list: 国家主席A、B.
_ONE_HOLDER = re.compile(
    "(?<![副委务行])(?:总?书记|主席|总理|委员长|[省市区县旗州镇乡]长|总统|首相|国王|总干事|董事长)\\Z"
)
_SEPARATOR = re.compile("、|和|与|及|以及|[ 　]+")
_ELECTED = re.compile("(?:(?:等\\d+[名位]?[^，。、]{0,2}|同志|再次|全票)*)当选为?(?P<post>[^，。；,;\\s]{2,45})")
_LEAVES = re.compile("(?:的|辞去)(?P<post>[^，。；,;\\s]{2,45}?)(?:职务|的?请求)")
_HOLDS = re.compile("(?:同志)?(?:任|担任|兼任|出任|不再担任|不再兼任|被?提名为)(?P<post>[^，。；,;\\s]{2,60})")
_TO_BE = re.compile("(?:等\\d+[名位]?[^，。、]{0,2}|同志)*(?:为|担任)(?P<post>[^，。；,;\\s]{2,45})")


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


@functools.lru_cache(maxsize=16)
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
    found = [taken[start] for start in sorted(taken)]
    return tuple(mention for group in _groups(lattice.text, found) for mention in _appointed(lattice.text, group))


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


def _groups(text: str, found: list[Mention]) -> Iterator[list[Mention]]:
    """The mentions, those that are listed together in one group."""
    group: list[Mention] = []
    for mention in found:
        if group and not _SEPARATOR.fullmatch(text, group[-1].end, mention.start):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _appointed(text: str, group: list[Mention]) -> Iterator[Mention]:
    """The group with what it is elected or appointed to: 补选A、B为…委员, A等34人当选为…代表."""
    start, end = group[0].start, group[-1].end
    match = _ELECTED.match(text, end) or _HOLDS.match(text, end)
    if match is None and text[max(0, start - 3) : start].removesuffix("了").endswith(APPOINTED):
        match = _TO_BE.match(text, end) or _LEAVES.match(text, end)
    posts = tuple(_posts(match["post"])) if match else ()
    for mention in group:
        yield replace(mention, titles=(*mention.titles, *posts)) if posts else mention


def _posts(printed: str) -> Iterator[str]:
    """The titles in the words that say what somebody becomes: 中共云溪区委委员、常委、书记."""
    for part in re.split("、|兼任?|并?(?:被?提名|当选)为", printed):
        end = next((end for end in range(len(part), 1, -1) if ends_in_office(part[:end])), 0)
        if end:
            yield part[:end]

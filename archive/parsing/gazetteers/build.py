"""Make divisions.tsv.xz from the jionlp wheel. Run by hand when the divisions of the country have changed:

    pip download --no-deps jionlp
    python archive/parsing/gazetteers/build.py jionlp-*.whl

The wheel's list is a tree: one division per line, as deep as it has leading tabs, then name, code and short name.
Kept are the names from province to town level; levels that exist only on paper (省直辖行政区划, the 上海市 inside
上海市) are left out and what lies below them moves up. A parent's name printed before a town's is cut (济源市下冶镇).
"""

import io
import lzma
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

SOURCE = "jionlp/dictionary/china_location.zip"
TOWN = 3  # depth: 0 province, 1 city, 2 county, 3 town, 4 village
ON_PAPER = ("省直辖行政区划", "市直辖行政区划")
TARGET = Path(__file__).with_name("divisions.tsv.xz")


def rows(wheel: Path) -> Iterator[str]:
    """Yield the lines of the wheel's list of divisions."""
    with zipfile.ZipFile(wheel) as outer, zipfile.ZipFile(io.BytesIO(outer.read(SOURCE))) as inner:
        (name,) = inner.namelist()
        yield from inner.read(name).decode("utf-8").splitlines()


def compact(lines: Iterable[str]) -> Iterator[str]:
    """Yield `depth TAB name [TAB short name]`, parents before children, without villages and codes.

    >>> list(compact(["上海市\\t310000\\t上海", "\\t上海市\\t310000\\t上海", "\\t\\t嘉定区\\t310114\\t嘉定"]))
    ['0\\t上海市\\t上海', '1\\t嘉定区\\t嘉定']
    """
    path: list[tuple[int, str, str]] = []  # source depth, name and short name of what this line lies in
    left_out: list[int] = []  # source depths of the levels above this line that are left out
    for line in lines:
        depth = len(line) - len(line.lstrip("\t"))
        if depth > TOWN or not line.strip():
            continue
        name, *rest = line.strip().split("\t")
        path = [each for each in path if each[0] < depth]
        left_out = [each for each in left_out if each < depth]
        if name in ON_PAPER or (path and name in path[-1][1:]):
            left_out.append(depth)
            continue
        if depth == TOWN and path and name.endswith(("镇", "乡", "街道")) and len(name) > len(path[-1][1]) + 1:
            name = name.removeprefix(path[-1][1])
        short = rest[1] if len(rest) > 1 and rest[1] != name else ""
        path.append((depth, name, short))
        yield "\t".join([str(depth - len(left_out)), name] + ([short] if short else []))


def main() -> None:
    """Write the compact file beside this script."""
    text = "\n".join(compact(rows(Path(sys.argv[1])))) + "\n"
    TARGET.write_bytes(lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME))
    print(f"{TARGET.name}: {text.count(chr(10))} divisions, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()

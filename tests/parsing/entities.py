"""The invented home of the sentences that the tests of people, places and bodies read."""

from pathlib import Path

from archive.parsing.gazetteer import Gazetteer
from archive.parsing.structures import Item, Piece

AREA = ("山岚省", "青岚市", "云溪区")
ADDITIONS = """path	type	aliases
# everything in it is invented
山岚省/青岚市/云溪区/石门镇	镇	石门
山岚省/青岚市/云溪区/石门镇/柳湾村	村	柳湾
山岚省/青岚市/云溪区/听松街道	街道
山岚省/青岚市/云溪区/光明街道	街道
山岚省/青岚市/澄江区/光明街道	街道
山岚省/青岚市/望岚县/苔溪乡	乡
山岚省/沅溪市/云溪区	区
"""


def gazetteer(folder: Path) -> Gazetteer:
    """The built-in gazetteer with the invented places."""
    file = folder / "gazetteer.tsv"
    file.write_text(ADDITIONS, encoding="utf-8")
    return Gazetteer.load([file])


def item(*lines: str, **fields: object) -> Item:
    """An article whose text has one paragraph for each line, read from lines 1, 3, 5 … of a dump."""
    pieces, start = [], 0
    for number, line in enumerate(lines):
        pieces.append(Piece("text", start, start + len(line), 2 * number + 1))
        start += len(line) + 1
    return Item(text="\n".join(lines), pieces=tuple(pieces), **fields)

"""`python -m tests.apart OUT FOLDER...`: take the pages in each folder apart, without people, places and dates.

Writes OUT/NAME.jsonl for each folder of that name, in the shape `manage.py parse --json` prints. The parser is the one
in the working folder, so that two versions of it can read the same pages.
"""

import json
import sys
from pathlib import Path

from archive.parsing import segment
from archive.parsing.output import as_json
from archive.parsing.structures import ParsedPage


def lines_of(data: bytes) -> list[str]:
    """The lines of a page that is known to be UTF-8 or GB18030."""
    try:
        return data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return data.decode("gb18030").split("\n")


def main() -> None:
    """Read every page in the folders given."""
    target, *folders = map(Path, sys.argv[1:])
    for folder in folders:
        with (target / f"{folder.name}.jsonl").open("w", encoding="utf-8") as out:
            for path in sorted(folder.rglob("*.txt")):
                found = segment.segment(lines_of(path.read_bytes()))
                name = str(path.relative_to(folder))
                page = ParsedPage(name, "utf-8", None, None, (), None, found.items, found.unassigned)
                out.write(json.dumps(as_json(page), ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()

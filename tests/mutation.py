"""Pages in harder forms, with their truth: the same articles as another paper or another scan would print them.

`harder(lines, gold, form, seed)` gives the bytes of the changed page and the truth about it. What is inserted is
invented (`tests/invented.py`), and the truth says what it is: a caption, a credit, noise, a duplicate. A form, a seed
and a page give the same result always.

`python -m tests.mutation PAGES GOLD FOLDER [--seed S]` writes every form of every page below FOLDER.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests import invented
from tests.signing import bylines

SEED = 7

# The share of long paragraphs that a column breaks, and of articles that get a caption.
BROKEN = 0.3
ILLUSTRATED = 0.5
# A paragraph this long may run over two columns; no column holds fewer characters of it than the second figure.
BREAKABLE = 60
COLUMN = 20

HALF_WIDTH = str.maketrans("，：；！？（）　％０１２３４５６７８９", ",:;!?() %0123456789")
HEADING = ("column", "kicker", "head", "deck")

_NO_BEGINNING = re.compile(r"[，,、。；;：:！!？?”’）)》〉】…—\s]")
_ENDED = re.compile(r"[。！？!?；;：:…—”’）)\s]")
_CREDIT = re.compile(r"^.{2,24}(?:摄|摄影报道)(?:[（(].{2,8}[）)])?$")


@dataclass(eq=False)
class Row:
    """A line of a page, with the item it belongs to and its role as the truth names them.

    `onward` is the row on which its last sentence goes on; `origin` its line in the page as it was, 0 for a new one.
    """

    text: str
    item: str = ""
    role: str = ""
    origin: int = 0
    onward: Row | None = None


@dataclass
class Page:
    """A page that is being changed."""

    rows: list[Row]
    random: Random
    items: list[dict[str, Any]]
    encoding: str = "utf-8"
    added: list[dict[str, Any]] = field(default_factory=list)

    def of(self, item: str, *roles: str) -> list[Row]:
        """The rows of an item that have one of these roles."""
        return [row for row in self.rows if row.item == item and row.role in roles]

    def put(self, at: int, texts: Iterable[tuple[str, str]], item: str, air: int = 1) -> None:
        """Insert (text, role) rows before row `at`, with the page's own blank lines between them and `air` around."""
        rows: list[Row] = []
        for text, role in texts:
            rows += [Row(text, item, role), *self.blanks()]
        spare = [Row("") for _ in range(air - 1)] if self.blanks() else []
        self.rows[at:at] = [*spare, *rows, *[Row("") for _ in spare]]

    def blanks(self) -> list[Row]:
        """What stands between two paragraphs of this page: a blank line or nothing."""
        blank = sum(not row.text.strip() for row in self.rows)
        return [Row("")] if 3 * blank >= len(self.rows) else []

    def new_item(self, kind: str, bylines: Iterable[str] = ()) -> str:
        """Note an item that the page did not have; return its id."""
        name = f"{kind}+{len(self.added) + 1}"
        signed = [{"name": each, "role": ""} for each in bylines]
        self.added.append({"id": name, "kind": kind, "bylines": signed, "people": [], "places": [], "events": []})
        return name


Change = Callable[[Page], None]


def columns(page: Page) -> None:
    """Break long paragraphs once."""
    for row in list(page.rows):
        if row.role == "body" and len(row.text) >= BREAKABLE and page.random.random() < BROKEN:
            _split(page, row)


def columns_twice(page: Page) -> None:
    """Break long paragraphs into three."""
    for row in list(page.rows):
        if row.role == "body" and len(row.text) >= 2 * BREAKABLE and page.random.random() < BROKEN:
            rest = _split(page, row, len(row.text) // 2)
            if rest and len(rest.text) >= BREAKABLE:
                _split(page, rest)


def captions_in_breaks(page: Page) -> None:
    """Put captions where a column breaks a sentence."""
    for row in list(page.rows):
        if row.onward and page.random.random() < ILLUSTRATED:
            _add_caption(page, page.rows.index(row.onward))


def captions_between(page: Page) -> None:
    """Put captions between paragraphs of an article."""
    for item in page.items:
        body = page.of(item["id"], "body")
        if len(body) > 2 and page.random.random() < ILLUSTRATED:
            place = page.random.randrange(1, len(body))
            if body[place - 1].onward is None:
                _add_caption(page, page.rows.index(body[place]))


def captions_moved(page: Page) -> None:
    """Move the page's own photographs, captions and photo news, into the middle of the next article."""
    for place, item in enumerate(page.items):
        rows = _photograph(page, item)
        others = page.items[place + 1 :] + page.items[:place]
        goal = next((body for each in others if len(body := page.of(each["id"], "body")) > 3), None)
        if rows and goal:
            for row in rows:
                page.rows.remove(row)
            at = page.rows.index(goal[page.random.randrange(1, len(goal))])
            page.rows[at:at] = [each for row in rows for each in (row, *page.blanks())]


def half_width(page: Page) -> None:
    """Print commas, colons, brackets and figures half as wide."""
    for row in page.rows:
        row.text = row.text.translate(HALF_WIDTH)


def dense(page: Page) -> None:
    """Leave no blank lines."""
    page.rows = [row for row in page.rows if row.text.strip()]


def ragged(page: Page) -> None:
    """Put any number of blank lines anywhere."""
    dense(page)
    page.rows = [each for row in page.rows for each in (row, *[Row("")] * page.random.choice((0, 1, 1, 2, 3)))]


def gb18030(page: Page) -> None:
    """Write the file in GB18030."""
    page.encoding = "gb18030"


def spaces(page: Page) -> None:
    """Indent with ideographic spaces, and spread names of two characters."""
    for row in page.rows:
        if row.text.strip():
            row.text = "　　" + row.text.strip() + page.random.choice(("", " ", "　"))
        row.text = re.sub(
            r"((?:记者|通讯员)\s*)([\u4e00-\u9fff])([\u4e00-\u9fff])(?=[）)、\s])",
            rf"\1\2{page.random.choice(('  ', '　', ' '))}\3",
            row.text,
        )


def furniture(page: Page) -> None:
    """Add page heads, navigation, a list of the page's titles, editors and imprints."""
    item = page.new_item("banner")
    titles = [re.sub(r"\s+", " ", row.text.strip()) for each in page.items for row in page.of(each["id"], "head")[:1]]
    head = page.random.choice(invented.TITLE_LIST_HEADS)
    top = [
        *page.random.choice(invented.PAGE_HEADS),
        *page.random.choice(invented.NAVIGATION),
        *((head, *titles) if head else ()),
    ]
    page.put(0, [(text, "noise") for text in top], item, air=2)
    page.rows += page.blanks()
    page.put(len(page.rows), [(text, "noise") for text in page.random.choice(invented.FEET)], item, air=2)


def repeats(page: Page) -> None:
    """Print some paragraphs again at the page's end."""
    long = [row for row in page.rows if row.role == "body" and len(row.text) >= 40]
    for row in page.random.sample(long, min(len(long), page.random.randrange(1, 4))):
        page.rows += [Row(""), Row(row.text, row.item, "duplicate")]


def sections(page: Page) -> None:
    """Put a section's name before the wrong article or at the page's end."""
    moved = [row for row in page.rows if row.role == "column"]
    for row in moved:
        page.rows.remove(row)
    rows = moved or [Row(page.random.choice(invented.SECTIONS), page.new_item("banner"), "column")]
    for row in rows:
        heads = [heading[0] for item in page.items if (heading := page.of(item["id"], *HEADING))]
        at = page.rows.index(page.random.choice(heads)) if heads and page.random.random() < 0.7 else len(page.rows)
        page.rows[at:at] = [row, *page.blanks()]


FORMS: dict[str, tuple[Change, ...]] = {
    "plain": (),
    "columns": (columns,),
    "columns-twice": (columns_twice,),
    "captions-in-breaks": (columns, captions_in_breaks),
    "captions-between": (captions_between,),
    "captions-moved": (captions_moved,),
    "half-width": (half_width,),
    "dense": (dense,),
    "ragged": (ragged,),
    "gb18030": (gb18030,),
    "spaces": (spaces,),
    "bylines": (bylines,),
    "furniture": (furniture,),
    "repeats": (repeats,),
    "sections": (sections,),
    "all": (bylines, columns, captions_in_breaks, captions_between, sections, repeats, furniture, half_width),
    "all-dense": (bylines, columns, captions_in_breaks, captions_between, sections, furniture, half_width, dense),
}


def harder(lines: list[str], gold: dict[str, Any], form: str, seed: int = SEED) -> tuple[bytes, dict[str, Any]]:
    """The page in `form`, and the truth about it."""
    rows = [Row(text, origin=number) for number, text in enumerate(lines, 1)]
    for item in gold["items"]:
        for role, numbers in line_lists(item).items():
            for number in numbers:
                rows[number - 1].item, rows[number - 1].role = item["id"], role
    for before, after in gold.get("breaks", ()):
        rows[before - 1].onward = rows[after - 1]
    page = Page(rows, Random(f"{seed} {form} {gold['file']}"), gold["items"])
    for change in FORMS[form]:
        change(page)
    return "\n".join(row.text for row in page.rows).encode(page.encoding), _truth(page, gold)


def _truth(page: Page, gold: dict[str, Any]) -> dict[str, Any]:
    """The truth, with the numbers its lines have now."""
    numbers = {id(row): number for number, row in enumerate(page.rows, 1)}
    now: dict[int, list[int]] = {}
    for row in page.rows:
        now.setdefault(row.origin, []).append(numbers[id(row)])
    full = any("people" in item for item in page.items)
    items = []
    for item in [*page.items, *page.added]:
        roles: dict[str, list[int]] = {}
        for row in page.rows:
            if row.item == item["id"]:
                roles.setdefault(row.role, []).append(numbers[id(row)])
        rest = {key: _renumbered(value, now) for key, value in item.items() if key not in line_lists(item)}
        if not full:
            rest = {key: value for key, value in rest.items() if not isinstance(value, list)}
        items.append(rest | roles)
    breaks = [[numbers[id(row)], numbers[id(row.onward)]] for row in page.rows if row.onward]
    return gold | {"items": items, "breaks": breaks}


def line_lists(item: dict[str, Any]) -> dict[str, list[int]]:
    return {
        key: value for key, value in item.items() if isinstance(value, list) and value and isinstance(value[0], int)
    }


def _renumbered(value: Any, now: dict[int, list[int]]) -> Any:
    """`value` with the lines of every person, place and event in it as they are numbered now."""
    if isinstance(value, list):
        return [_renumbered(each, now) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: [new for old in each for new in now.get(old, ())] if key == "lines" else _renumbered(each, now)
        for key, each in value.items()
    }


def _split(page: Page, row: Row, latest: int | None = None) -> Row | None:
    """Break a row inside a sentence, as a column does; return the new row, or None where no place is found."""
    text = row.text
    at = page.random.randrange(COLUMN, (latest or len(text) - COLUMN))
    while at < len(text) - 8 and (_NO_BEGINNING.match(text[at]) or _ENDED.match(text[at - 1])):
        at += 1
    if at >= len(text) - 8:
        return None
    rest = Row(text[at:], row.item, row.role, row.origin, row.onward)
    row.text, row.onward = text[:at], rest
    place = page.rows.index(row) + 1
    page.rows[place:place] = [*page.blanks(), rest]
    return rest


def _add_caption(page: Page, at: int) -> None:
    """A caption, its credit on its own line or at the caption's end, or a credit alone."""
    first, second = page.random.sample(invented.REPORTERS, 2)
    form = page.random.choice(invented.CREDITS)
    caption, credit = page.random.choice(invented.CAPTIONS), form.format(first, second)
    if page.random.random() < 0.1 and credit:
        texts = [(credit, "credit")]
    elif not credit:
        texts = [(caption, "caption")]
    elif page.random.random() < 0.3:
        texts = [(f"{caption} {credit}", "caption")]
    else:
        texts = [(caption, "caption"), (credit, "credit")]
    signed = [name for name in (first, second) if name in credit]
    page.put(at, texts, page.new_item("photo", signed), air=page.random.choice((1, 1, 3)))


def _photograph(page: Page, item: dict[str, Any]) -> list[Row]:
    """The rows of an item that is photo news, or of the photographs in it. A truth of boundaries alone calls photo
    news an article, too: a caption or two and a credit make up its text."""
    body = page.of(item["id"], "body")
    if item["kind"] == "photo" or (1 < len(body) <= 3 and _CREDIT.match(body[-1].text.strip())):
        return [row for row in page.rows if row.item == item["id"]]
    return page.of(item["id"], "caption", "credit")


def main() -> None:
    """Write every form of every page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=SEED)
    options = parser.parse_args()
    for form in FORMS:
        write_form(options.pages, options.gold, options.folder / form, form, options.seed)


def write_form(pages: Path, golds: Path, folder: Path, form: str, seed: int = SEED) -> None:
    """Write the pages that have a truth below `folder`, in `form`, each with its truth in folder/gold."""
    for path in sorted(golds.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        data, truth = harder(_lines(pages / gold["file"]), gold, form, seed)
        (folder / gold["file"]).parent.mkdir(parents=True, exist_ok=True)
        (folder / gold["file"]).write_bytes(data)
        (folder / "gold").mkdir(exist_ok=True)
        (folder / "gold" / path.name).write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


def _lines(path: Path) -> list[str]:
    data = path.read_bytes()
    try:
        return data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return data.decode("gb18030").split("\n")


if __name__ == "__main__":
    main()

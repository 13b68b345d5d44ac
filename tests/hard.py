"""The pages in harder forms: how much of each measure is left when another paper or another scan prints them.

Taking apart alone is measured, without people, places and dates. Each form is a row; where there is a base version,
what changed since it stands beside the figure.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.apart import lines_of
from tests.mutation import FORMS, SEED, write_form
from tests.versions import python

if TYPE_CHECKING:
    from tests.score import Set

JOBS = 2
CHANGE = 8  # characters of a change beside its figure
# A column's title -> the measure's name with the outside scorer or with the samples' own, and which figure of it.
COLUMNS = {
    "pairs": (("line pairs in one item",), "f"),
    "exact": (("items exactly right",), "r"),
    "heads": (("headlines",), "r"),
    "rejoined": (("broken sentences rejoined", "rejoined sentences"), "r"),
    "apart": (("paragraphs apart",), "r"),
    "whole": (("body lines whole in text",), "r"),
    "bylines": (("byline names", "bylines"), "f"),
    "added": (("added lines",), "r"),
}
# What an added line may be called: apart from these, it was taken for something else.
ALIKE = {
    "caption": ("caption", "credit"),
    "credit": ("caption", "credit"),
    "noise": ("noise", "section", "banner"),
    "column": ("noise", "section", "banner"),
    "duplicate": ("duplicate",),
}

Measures = dict[str, dict[str, float]]


def report(each: Set, versions: Sequence[Path], seed: int | None) -> str:
    """A row for each form of the set's pages."""
    chosen = SEED if seed is None else seed
    folder = Path(tempfile.mkdtemp(prefix="hard-"))
    try:
        for form in FORMS:
            write_form(each.pages, each.gold, folder / "pages" / form, form, chosen)
            if each.scorer is None:  # the samples' own measures want their truth and their places there
                (folder / "pages" / form / "expected").symlink_to("gold")
                shutil.copy(each.pages / "gazetteer.tsv", folder / "pages" / form)
        with ThreadPoolExecutor(JOBS) as pool:
            now, *rest = pool.map(
                lambda number: _measure(each, versions[number], folder, number), range(len(versions))
            )
    finally:
        shutil.rmtree(folder)
    pad = CHANGE if rest else 0
    rows = [f"\n{each.title}, in harder forms (seed {chosen}); %"]
    rows.append(" " * 20 + "".join(f"{name:>9s}{'':{pad}s}" for name in COLUMNS).rstrip())
    rows += [f"{form:20s}" + _row(now[form], rest[0][form] if rest else None) for form in FORMS]
    return "\n".join(rows)


def _row(now: Measures, base: Measures | None) -> str:
    cells = ""
    for names, figure in COLUMNS.values():
        name = next((name for name in names if name in now), "")
        known = name and now[name]["tp"] + now[name]["fn"]
        is_ = 100 * now[name][figure] if known else 0.0
        was = 100 * base[name][figure] if known and base and name in base else is_
        change = f" ({is_ - was:+.1f})" if abs(is_ - was) >= 0.05 else ""
        cells += f"{is_:9.1f}" if known else f"{'-':>9s}"
        cells += f"{change:{CHANGE}s}" if base else ""
    return cells.rstrip()


def _measure(each: Set, version: Path, folder: Path, number: int) -> dict[str, Measures]:
    """Every form's measures with one version."""
    out = folder / str(number)
    out.mkdir()
    forms = [folder / "pages" / form for form in FORMS]
    python(version, "-m", "tests.apart", out, *forms)
    return {form.name: _scored(each, version, form, out / f"{form.name}.jsonl") for form in forms}


def _scored(each: Set, version: Path, form: Path, parsed: Path) -> Measures:
    rows = parsed.read_text(encoding="utf-8")
    if each.scorer is None:
        measures: Measures = json.loads(python(version, "-m", "tests.scoring", "--json", form))["measures"]
    else:
        command = [sys.executable, str(each.scorer), str(form / "gold"), "--pages", str(form), "--json"]
        measures = json.loads(
            subprocess.run(command, input=rows, stdout=subprocess.PIPE, text=True, check=True).stdout
        )
    pages = {page["path"]: page for page in map(json.loads, filter(None, rows.split("\n")))}
    apart, added = [0, 0], [0, 0]
    for path in (form / "gold").glob("*.json"):
        gold = json.loads(path.read_text(encoding="utf-8"))
        for kept in _kept_apart(gold, pages[gold["file"]], lines_of((form / gold["file"]).read_bytes())):
            apart[kept] += 1
        for known in _added_lines(gold, pages[gold["file"]]):
            added[known] += 1
    return measures | {"paragraphs apart": _share(apart), "added lines": _share(added)}


def _share(counts: list[int]) -> dict[str, float]:
    wrong, right = counts
    return {"tp": right, "fn": wrong, "r": right / ((right + wrong) or 1)}


def _folded(text: str) -> str:
    narrow = "".join(chr(ord(each) - 0xFEE0) if 0xFF01 <= ord(each) <= 0xFF5E else each for each in text)
    return re.sub(r"\s+", "", narrow)


def _kept_apart(gold: dict[str, Any], page: dict[str, Any], lines: list[str]) -> list[bool]:
    """For each two paragraphs that follow one another whether they are two in the text, too."""
    broken = {tuple(pair) for pair in gold["breaks"]}
    texts = [_folded(paragraph) for item in page["items"] for paragraph in item["text"].split("\n")]
    found = []
    for item in gold["items"]:
        body = item.get("body", [])
        for pair in zip(body, body[1:], strict=False):
            if pair not in broken:
                joined = _folded(lines[pair[0] - 1])[-8:] + _folded(lines[pair[1] - 1])[:8]
                found.append(not any(joined in text for text in texts))
    return found


def _added_lines(gold: dict[str, Any], page: dict[str, Any]) -> list[bool]:
    """For each line that the form added whether the parse says what it is."""
    roles = {number: role for item in page["items"] for number, role in item["lines"].items()} | page["unassigned"]
    return [
        roles.get(str(number)) in ALIKE[role]
        for item in gold["items"]
        for role, numbers in item.items()
        if role == "duplicate" or ("+" in item["id"] and role in ALIKE)
        for number in numbers
    ]

"""What measures the parser: harder forms whose truth stays true, gains and losses, spoilt pages that come again."""

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from archive.parsing import Given
from archive.parsing.gazetteer import Gazetteer
from tests import findings, mutation, score, signing, versions
from tests.apart import lines_of
from tests.conftest import SAMPLES
from tests.fuzz import pages as fuzz

# A page with every part: captions, duplicates, a jump, a section's name, breaks.
GOLD = json.loads((SAMPLES / "expected" / "20230305-02.json").read_text(encoding="utf-8"))
LINES = lines_of((SAMPLES / GOLD["file"]).read_bytes())


def letters(lines: list[str], gold: dict, *roles: str) -> Counter[str]:
    """The characters in all lines of these roles."""
    numbers = [number for item in gold["items"] for role in roles for number in item.get(role, ())]
    return Counter("".join("".join(lines[number - 1].split()) for number in numbers))


@pytest.mark.parametrize("form", mutation.FORMS)
def test_a_harder_form_keeps_the_truth(form: str) -> None:
    data, gold = mutation.harder(LINES, GOLD, form)
    lines = lines_of(data)
    numbers = [n for item in gold["items"] for listed in mutation.line_lists(item).values() for n in listed]
    assert len(numbers) == len(set(numbers))
    assert all(lines[number - 1].strip() for number in numbers)
    assert mutation.harder(LINES, GOLD, form) == (data, gold)
    for before, after in gold["breaks"]:
        assert before < after
    if "half-width" not in form and "all" not in form and form != "bylines":
        assert letters(lines, gold, "body") == letters(LINES, GOLD, "body")
        assert letters(lines, gold, "head") == letters(LINES, GOLD, "head")


def test_a_truth_follows_its_lines() -> None:
    _, gold = mutation.harder(LINES, GOLD, "furniture")
    data, _ = mutation.harder(LINES, GOLD, "furniture")
    for item, before in zip(gold["items"], GOLD["items"], strict=False):
        for person, printed in zip(item["people"], before["people"], strict=True):
            assert [lines_of(data)[n - 1] for n in person["lines"]] == [LINES[n - 1] for n in printed["lines"]]


def test_seeds_differ() -> None:
    assert mutation.harder(LINES, GOLD, "all", 1) != mutation.harder(LINES, GOLD, "all", 2)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("马川", ["马川"]),
        ("马川、白云起", ["马川", "白云起"]),
        ("马川 通讯员 白云起", ["马川", "白云起"]),
        ("马  川", ["马  川"]),
        ("石门镇人民政府办公室", []),
    ],
)
def test_names_of_a_byline(text: str, names: list[str]) -> None:
    assert signing.names_in(text) == names


def test_differences_between_two_parses() -> None:
    item = {
        "kind": "article",
        "section": "",
        "kicker": "",
        "headline": "三条新路通车",
        "deck": "",
        "lines": {"1": "headline", "3": "body", "9": "body"},
        "bylines": [{"name": "马川", "role": "记者"}],
        "people": [{"name": "白云起", "titles": ["区长"]}],
        "places": [{"name": "石门镇", "parents": ["青岚市"]}],
        "organizations": [{"name": "区教育局", "full_name": ""}],
        "events": [{"title": "通车", "start": "2023-03-02", "end": None, "participants": []}],
    }
    page = {"path": "1.txt", "items": [item], "unassigned": {"5": "noise"}, "issue_date": None, "area": ["青岚市"]}
    other = page | {"items": [item | {"headline": "三条路通车", "people": []}]}
    assert findings.told(*findings.differences([page], [page]), 5) == "Every page is read as before."
    assert findings.told(*findings.differences([page], [other]), 5).split("\n")[1:] == [
        "  headline: 1 new, 1 gone",
        "    - 1.txt: headline 三条新路通车",
        "    + 1.txt: headline 三条路通车",
        "  person: 0 new, 1 gone",
        "    - 1.txt: 白云起 区长",
    ]
    assert ("1.txt", "item", "article of lines 1-3, 9") in set(findings.findings(page))


def test_gains_and_losses_are_told() -> None:
    now = score.Measured(
        {"headlines": {"tp": 2, "fp": 0, "fn": 1, "p": 1.0, "r": 0.667, "f": 0.8}}, Counter(["b", "c"])
    )
    base = score.Measured(
        {"headlines": {"tp": 1, "fp": 0, "fn": 2, "p": 1.0, "r": 0.333, "f": 0.5}}, Counter(["a", "b"])
    )
    assert score.table(now, base).split("\n")[1].split()[-2:] == ["0.500", "+0.300"]
    assert score.gains_and_losses(now, base, 5).split("\n") == ["Gained: 1", "  + a", "Lost: 1", "  - c"]


def test_a_base_is_a_commit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with pytest.raises(versions.NoBase), versions.base_version("no-such-commit"):
        pass
    monkeypatch.setattr(versions, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(versions.NoBase, match="not a git repository"), versions.base_version("HEAD"):
        pass


def test_spoilt_pages_come_again_and_are_read() -> None:
    pages, gazetteer = fuzz.pages_below([SAMPLES / "qinglan"]), Gazetteer.load([])
    fuzz.wrong_with(b"1", gazetteer, Given())  # loads the dictionary, which takes its time once
    outcomes = set()
    for number in range(12):
        data = fuzz.spoilt(pages, Random(number))
        assert data == fuzz.spoilt(pages, Random(number))
        outcome, wrong = fuzz.wrong_with(data, gazetteer, Given())
        assert wrong == ""
        outcomes.add(outcome)
    assert outcomes == {"read", "refused"}

"""The parser against the sample pages that were written by hand, with the truth beside them."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests import scoring
from tests.conftest import SAMPLES

# F1 that the parser reaches, a little rounded down: a change that falls below shows what it lost.
FLOORS = {
    "line roles": 0.97,
    "line pairs in one item": 0.98,
    "rejoined sentences": 0.95,
    "headlines": 0.96,
    "bylines": 0.97,
    "people": 0.97,
    "titles": 0.97,
    "places": 0.93,
    "parents of places": 0.97,
    "days of events": 0.9,
    "issue dates": 0.99,
    "home areas": 0.96,
}
EXPECTED = sorted((SAMPLES / "expected").glob("*.json"))


@pytest.fixture(scope="module")
def samples() -> dict[str, scoring.Sample]:
    return {sample.name: sample for sample in scoring.read(SAMPLES)}


@pytest.fixture(scope="module")
def scores(samples: dict[str, scoring.Sample]) -> scoring.Scores:
    return scoring.score(samples.values())


def non_blank(sample: scoring.Sample) -> list[int]:
    return [number for number, line in enumerate(sample.lines, 1) if line.strip()]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_every_line_stands_once(path: Path, samples: dict[str, scoring.Sample]) -> None:
    sample = samples[json.loads(path.read_text(encoding="utf-8"))["file"]]
    stands = Counter([*sample.page.unassigned, *(number for item in sample.page.items for number in item.lines)])
    assert stands == Counter(non_blank(sample))


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_the_truth_speaks_of_every_line(path: Path, samples: dict[str, scoring.Sample]) -> None:
    sample = samples[json.loads(path.read_text(encoding="utf-8"))["file"]]
    assert sorted(sample.wanted()) == non_blank(sample)
    for item in sample.expected["items"]:
        people = {person["name"] for person in item["people"]}
        assert {part["name"] for event in item["events"] for part in event["participants"]} <= people


@pytest.mark.parametrize("measure", FLOORS)
def test_quality_holds(measure: str, scores: scoring.Scores) -> None:
    reached = scores.measures[measure].f1
    assert reached >= FLOORS[measure], f"{measure} {reached:.3f}\n{scoring.changes(scores)}"


def test_every_measure_has_a_floor(scores: scoring.Scores) -> None:
    assert set(scores.measures) == set(FLOORS)


def test_changes_show_what_was_gained_and_lost(tmp_path: Path) -> None:
    record = tmp_path / "record.txt"
    record.write_text("a: - people 陆明远\nb: + people 查了牙\n", encoding="utf-8")
    scores = scoring.Scores(wrong=["a: - people 陆明远", "c: - places 岚水"])
    assert scoring.changes(scores, record) == "gained: b: + people 查了牙\nlost:   c: - places 岚水"


def test_samples_come_in_every_encoding() -> None:
    encodings = set()
    for path in SAMPLES.rglob("*.txt"):
        data = path.read_bytes()
        fitting = ("utf-16" if data.startswith(b"\xff\xfe") else None, "utf-8", "gb18030")
        encodings.add(next(name for name in fitting if name and decodes(data, name)))
    assert encodings == {"utf-8", "gb18030", "utf-16"}


def decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

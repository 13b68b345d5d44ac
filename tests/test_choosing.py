"""Which tests a run does: a part of what is dear, another at every run, and sooner or later all of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.conftest import a_few_of_each


@dataclass(frozen=True)
class Item:
    """A test as pytest collects it."""

    nodeid: str
    marks: dict[str, Any] = field(default_factory=dict, hash=False)

    def get_closest_marker(self, name: str) -> Any:
        return self.marks.get(name)


def items(name: str, cases: int, **marks: Any) -> list[Any]:
    """A test with so many cases."""
    return [Item(f"{name}[{case}]" if cases > 1 else name, marks) for case in range(cases)]


DEAR, FEW = pytest.mark.dear.mark, pytest.mark.dear(cases=4).mark
EVERY = [
    *items("tests/a.py::test_plain", 3),
    *items("tests/a.py::test_dear", 5, dear=DEAR),
    *items("tests/a.py::test_few", 9, dear=FEW),
    *items("tests/a.py::test_alone", 1, dear=DEAR),
    *items("tests/a.py::test_third", 2, dear=pytest.mark.dear(cases=1 / 3).mark),
    *items("tests/a.py::test_own", 1, dear=DEAR, another_database=pytest.mark.another_database.mark),
    *items("tests/views/a.py::test_page", 3),
]


def chosen(seed: int, *, second: bool = False) -> list[str]:
    return [item.nodeid for item in a_few_of_each(EVERY, seed, second=second)]


def count(names: list[str], name: str) -> int:
    return sum(each.partition("::")[2].startswith(name) for each in names)


@pytest.mark.parametrize("seed", range(5))
def test_as_many_cases_as_are_asked_for(seed: int) -> None:
    found = chosen(seed)
    assert found == chosen(seed)
    assert [count(found, name) for name in ("test_plain", "test_dear", "test_few", "test_own", "test_page")] == [
        *(3, 1, 4, 1, 3)
    ]


def test_each_has_its_turn() -> None:
    runs = [chosen(seed) for seed in range(120)]
    assert {name for run in runs for name in run} == {item.nodeid for item in EVERY}
    for name in ("test_alone", "test_third"):
        assert {count(run, name) for run in runs} == {0, 1}
        assert 20 < sum(count(run, name) for run in runs) < 60


def test_a_second_database_does_one_case_of_each() -> None:
    runs = [chosen(seed, second=True) for seed in range(120)]
    for run in runs:
        assert [count(run, name) for name in ("test_plain", "test_dear", "test_few", "test_own")] == [1, 1, 1, 1]
        assert count(run, "test_alone") == count(run, "test_third") == 0
    assert {count(run, "test_page") for run in runs} == {0, 1}
    assert 20 < sum(count(run, "test_page") for run in runs) < 60

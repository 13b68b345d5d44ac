"""Terms in a post, as they follow from the days on which somebody was seen in it and what was reported of changes."""

from __future__ import annotations

from datetime import date

import pytest

from archive.models.terms import Change, Term, terms


def day(month: int, number: int = 1) -> date:
    """A day of 2023; months beyond December are the next year's."""
    return date(2023 + (month - 1) // 12, (month - 1) % 12 + 1, number)


IN, OUT = True, False


@pytest.mark.parametrize(
    ("seen", "changes", "expected"),
    [
        ([3, 1, 2], [], [Term(day(1), day(3))]),
        ([2, 5], [(1, IN)], [Term(day(1), day(5), start=day(1))]),
        ([1, 5], [(4, IN)], [Term(day(1), day(5))]),
        ([1, 5], [(6, OUT)], [Term(day(1), day(5), end=day(6))]),
        ([], [(6, OUT)], [Term(day(6), day(6), end=day(6))]),
        ([], [(6, IN)], [Term(day(6), day(6), start=day(6))]),
        ([1, 3, 9], [(3, OUT)], [Term(day(1), day(3), end=day(3)), Term(day(9), day(9))]),
        (
            [1, 9],
            [(3, OUT), (8, IN)],
            [Term(day(1), day(1), end=day(3)), Term(day(8), day(9), start=day(8))],
        ),
        ([2, 5], [(1, IN), (6, OUT)], [Term(day(1), day(5), start=day(1), end=day(6))]),
        ([1], [(3, OUT), (4, OUT)], [Term(day(1), day(1), end=day(3))]),
        ([], [], []),
    ],
)
def test_terms(seen: list[int], changes: list[tuple[int, bool]], expected: list[Term]) -> None:
    assert terms([day(each) for each in seen], [Change(day(at), begins) for at, begins in changes]) == expected


def test_a_late_report_begins_no_new_term() -> None:
    assert terms([day(1), day(3, 20)], [Change(day(3), OUT)]) == [Term(day(1), day(3, 20), end=day(3))]

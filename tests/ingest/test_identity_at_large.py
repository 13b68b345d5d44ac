"""Names told apart in a composed archive whose truth is known; `python -m tests.identity` measures a larger one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.identity import read_in_orders
from tests.people_world import PeopleWorld


@pytest.mark.dear
@pytest.mark.django_db
def test_names_are_told_apart_whatever_the_order(tmp_path: Path) -> None:
    world = PeopleWorld(7, people=500, shared=60, changes=80, articles=120)
    states = set()
    for order, figures, state, _seconds in read_in_orders(world, tmp_path):
        print(order, figures)
        assert figures.precision >= 0.99
        assert figures.recall >= 0.9
        assert figures.memberships >= 0.95
        states.add(state)
    assert len(states) == 1

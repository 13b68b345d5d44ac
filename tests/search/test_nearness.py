"""Strings near each other."""

import pytest

from archive.search.nearness import near, stretches

MANY = tuple("的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出")


@pytest.mark.parametrize(
    ("text", "strings", "distance", "expected"),
    [
        ("防汛工作会议", ("防汛", "会议"), 2, True),
        ("防汛工作会议", ("会议", "防汛"), 1, False),
        ("防汛工作会议", ("防汛", "工作", "会议"), 0, True),
        ("防汛。。工作。会议", ("防汛", "工作", "会议"), 1, False),
        ("防汛。。工作。会议", ("防汛", "工作", "会议"), 2, True),
        # From one to the next, by way of one that stands there twice.
        ("甲。。乙。。乙。。丙", ("甲", "乙", "丙"), 2, True),
        ("云溪区", ("云溪", "溪区"), 0, True),
        ("云溪", ("云溪", "石门"), 500, False),
    ],
)
def test_strings_are_near(text, strings, distance, expected) -> None:
    assert near(strings, distance)(text) is expected


def test_many_strings_that_are_nowhere_all_near_are_told_soon() -> None:
    # To try which of their places to take would be more ways than there are seconds.
    text = "".join(MANY[:-1]) * 20 + "。" * 600 + MANY[-1]
    assert not near(MANY, 20)(text)


def test_a_stretch_holds_all_that_stands_in_it() -> None:
    assert list(stretches("甲乙甲。。。乙。甲", ("甲", "乙"), 1)) == [[(0, 1), (1, 2), (2, 3)], [(6, 7), (8, 9)]]

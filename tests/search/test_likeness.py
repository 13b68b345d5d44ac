"""Characters that are taken for one another, by ear and by eye."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search import likeness
from archive.search.likeness import NEAR_SHAPE, NEAR_SOUND, OTHER_LENGTH, SAME_SOUND

NAMES = st.text("陆明远白小川赵海洋阳样区单青", max_size=6)


@pytest.mark.parametrize(
    ("character", "read"),
    [("单", {"dan", "shan"}), ("区", {"qu", "ou"}), ("曾", {"ceng", "zeng"}), ("吕", {"lv"}), ("a", set())],
)
def test_every_reading_of_a_character(character: str, read: set[str]) -> None:
    assert read <= set(likeness.syllables(character))
    assert bool(read) == bool(likeness.syllables(character))


@pytest.mark.parametrize(
    ("syllable", "near"),
    [("zhang", {"zang", "zhan", "zan"}), ("lin", {"nin", "ling", "ning"}), ("si", {"shi"}), ("hai", set())],
)
def test_sounds_that_many_do_not_tell_apart(syllable: str, near: set[str]) -> None:
    assert set(likeness.near_sounds(syllable)) == near


@pytest.mark.parametrize(
    "pair", ["己巳", "未末", "洋样", "清晴", "海梅", "折拆", "沦沧", "抡抢", "玲铃", "明朋", "治冶", "徽微"]
)
def test_what_looks_alike_does_so_both_ways(pair: str) -> None:
    one, other = pair
    assert other in likeness.near_shapes(one)
    assert one in likeness.near_shapes(other)
    assert one not in likeness.near_shapes(one)


@pytest.mark.parametrize("pair", ["洋羊", "氵水", "海湖", "国区", "加如"])
def test_a_shared_side_alone_is_no_likeness(pair: str) -> None:
    assert pair[1] not in likeness.near_shapes(pair[0])


@pytest.mark.parametrize(
    ("typed", "found", "away"),
    [
        ("陆明远", "陆明远", 0),
        ("赵海阳", "赵海洋", SAME_SOUND),
        ("路名远", "陆明远", 2 * SAME_SOUND),
        ("陆朋远", "陆明远", NEAR_SHAPE),
        ("林小川", "凌小川", NEAR_SOUND),
        ("陆远明", "陆明远", OTHER_LENGTH),
        ("陆远", "陆明远", OTHER_LENGTH),
        ("陆明远远", "陆明远", OTHER_LENGTH),
        ("陆明远", "白小川", None),
        ("陆", "陆明远", None),
    ],
)
def test_how_far_a_name_is_from_what_was_typed(typed: str, found: str, away: int | None) -> None:
    assert likeness.distance(typed, found) == away


@given(NAMES, NAMES)
def test_likeness_is_mutual(one: str, other: str) -> None:
    assert likeness.distance(one, other) == likeness.distance(other, one)
    assert (likeness.distance(one, other) == 0) == (one == other)


@given(NAMES)
def test_every_string_made_from_another_is_like_it(text: str) -> None:
    for made in (*likeness.one_changed(text), *likeness.swapped(text), *likeness.left_out(text)):
        assert likeness.distance(text, made), made

"""Which continuation belongs to which beginning: by page, by what the marker names, by the words; or to none."""

from __future__ import annotations

from typing import Any

import pytest

from archive.ingest.jumps import Side, match
from archive.parsing import Item

LAMPS = "3月4日，石门镇三条新修的村路通车，区长陆明远到场察看，他要求抓紧把沿路的太阳能路灯"
WATER = "柳河镇水厂换上了新的滤池和水泵，全镇六千户居民从本月起喝上了更清的放心"


def on(key: int, page: int | None, goes_on: str, text: str = LAMPS, **values: Any) -> Side:
    """A beginning on a page that goes on on another."""
    headline = values.pop("headline", "石门镇三条新路通车")
    item = Item(headline=headline, text=text)
    return Side(key, values.pop("leaf", page or key), page, item, goes_on=goes_on, **values)


def came(key: int, page: int | None, continues: str, text: str = "装好。村民走夜路也放心。", **values: Any) -> Side:
    """A continuation on a page, come from another."""
    item = Item(kind="continuation", headline=values.pop("headline", ""), text=text)
    return Side(key, values.pop("leaf", page or key), page, item, continues=continues, **values)


def plain(key: int, page: int, text: str, **values: Any) -> Side:
    """An article without a marker."""
    return Side(key, page, page, Item(text=text, **values))


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        # both markers name the other's page
        ([on(1, 1, "第三版"), came(2, 3, "第一版")], {2: 1}),
        ([on(1, 1, "A3版"), came(2, 3, "头版")], {2: 1}),
        ([on(1, 2, "下版"), came(2, 3, "上版")], {2: 1}),
        # they name other pages
        ([on(1, 1, "第三版"), came(2, 4, "第一版")], {}),
        ([on(1, 1, "第三版"), came(2, 3, "第二版")], {}),
        ([on(1, 3, "第三版"), came(2, 3, "第三版")], {}),
        # a curator said no
        ([on(1, 1, "第三版"), came(2, 3, "第一版", refused=frozenset({1}))], {}),
        # three pages
        ([on(1, 1, "第三版"), came(2, 3, "第一版", goes_on="第五版"), came(3, 5, "第三版")], {2: 1, 3: 2}),
        # a circle leads nowhere
        ([came(1, 1, "第三版", goes_on="第三版"), came(2, 3, "第一版", goes_on="第一版")], {}),
    ],
)
def test_pages_decide(sides: list[Side], expected: dict[int, int]) -> None:
    assert {key: each.beginning for key, each in match(sides, {}).items()} == expected


WATER_ON = on(11, 1, "第三版", WATER, headline="柳河镇水厂改造完工")


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        # the headline that a marker names
        ([on(1, 1, "第三版"), WATER_ON, came(2, 3, "第一版", from_named="柳河水厂改造完工")], {2: 11}),
        # the sign
        (
            [
                on(1, 1, "第三版", on_sign="①"),
                on(11, 1, "第三版", on_sign="②"),
                came(2, 3, "第一版", from_sign="②"),
                came(3, 3, "第一版", from_sign="①"),
            ],
            {2: 11, 3: 1},
        ),
        # the broken sentence: one had come to its end
        ([on(1, 1, "第三版"), on(11, 1, "第三版", WATER + "水。"), came(2, 3, "第一版", "装好。")], {2: 1}),
        # what they speak of
        (
            [
                on(1, 1, "第三版"),
                WATER_ON,
                came(2, 3, "第一版", "水厂厂长说，明年再换一座滤池，柳河镇的水泵也要换。"),
                came(3, 3, "第一版", "石门镇的路灯用太阳能，村路两旁一共装了三百盏。"),
            ],
            {2: 11, 3: 1},
        ),
        # nothing tells them apart: never the first
        ([on(1, 1, "第三版"), on(11, 1, "第三版"), came(2, 3, "第一版")], {}),
        ([on(1, 1, "第三版"), WATER_ON, came(2, 3, "第一版", "人人都说好。")], {}),
        ([on(1, 1, "第三版"), came(2, 3, "第一版"), came(3, 3, "第一版")], {}),
        # a marker that names another headline
        ([on(1, 1, "第三版"), came(2, 3, "第一版", from_named="水厂完工")], {}),
    ],
)
def test_of_several_the_evidence_decides(sides: list[Side], expected: dict[int, int]) -> None:
    assert {key: each.beginning for key, each in match(sides, {}).items()} == expected
    assert {key: each.beginning for key, each in match(sides[::-1], {}).items()} == expected


@pytest.mark.parametrize(
    ("sides", "expected"),
    [
        # the page's number is not known, and there is no other pair
        ([on(1, None, "第三版"), came(2, 3, "第一版")], {2: 1}),
        ([on(1, None, "第三版"), came(2, None, "第一版")], {2: 1}),
        ([on(1, 1, "第三版"), came(2, None, "第二版")], {}),
        ([on(1, None, "第三版"), on(11, 2, "第四版"), came(2, 3, "第一版")], {}),
        ([on(1, None, "第三版"), came(2, 3, "第一版"), came(3, 4, "第二版")], {}),
        # only one side is marked
        ([plain(1, 1, LAMPS), plain(11, 1, WATER + "水。"), came(2, 3, "第一版")], {2: 1}),
        ([plain(1, 1, LAMPS), plain(11, 1, WATER), came(2, 3, "第一版")], {}),
        ([plain(1, 1, LAMPS + "。"), came(2, 3, "第一版")], {}),
        ([plain(1, 1, LAMPS, kind="notice"), came(2, 3, "第一版")], {}),
        ([on(1, 1, "第三版", LAMPS + "，"), plain(2, 3, "村民走夜路也放心了许多。")], {2: 1}),
        ([on(1, 1, "第三版", LAMPS + "，"), plain(2, 3, "一。"), plain(3, 3, "二。")], {}),
        ([on(1, 1, "第三版", LAMPS + "，"), plain(2, 3, "别的消息。", headline="别的标题")], {}),
    ],
)
def test_with_less_to_go_by_only_what_is_certain(sides: list[Side], expected: dict[int, int]) -> None:
    found = match(sides, {})
    assert {key: each.beginning for key, each in found.items()} == expected
    assert all(each.sure < 0.9 for each in found.values())


def test_undated_pages_are_joined_only_where_there_is_one_pair() -> None:
    pair = [on(1, 1, "第三版"), came(2, 3, "第一版")]
    assert match(pair, {}, strict=True)[2].beginning == 1
    assert match([*pair, on(3, 2, "第四版")], {}, strict=True) == {}
    assert match([on(1, None, "第三版"), came(2, 3, "第一版")], {}, strict=True) == {}
    assert match([plain(1, 1, LAMPS), came(2, 3, "第一版")], {}, strict=True) == {}


def test_a_join_by_hand_takes_both_sides() -> None:
    sides = [on(1, 1, "第三版"), came(2, 3, "第一版"), came(3, 4, "第一版")]
    assert match(sides, {3: 1}) == {}


def test_more_jumps_between_two_pages_than_a_paper_has_are_left_alone() -> None:
    sides = [on(key, 1, "第三版") for key in range(300)] + [came(1000 + key, 3, "第一版") for key in range(300)]
    assert match(sides, {}) == {}

"""Entries that point to other pages: told from sentences and titles that speak of a page or of something third."""

import pytest

from archive.parsing.asides import set_aside
from archive.parsing.lines import read

BODY = "本报讯（记者白云起）3月1日，石门镇三条新修的村路通车，村民走夜路也放心。"


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("石门镇三条新路通车（A3版）", True),
        ("石门镇第三条新路通车（A3版）", True),
        ("青岚市第九届茶会开幕►03版", True),
        ("石门镇三条新路通车（第3版）", False),
        ("石门镇三条新路通车 详见第3版", False),
        ("石门镇第三条新路通车", False),
        ("石门镇第三条新路通车（A3）号路", False),
    ],
)
def test_a_single_entry(line: str, alone: bool) -> None:
    assert set_aside(read([line, BODY])) == ({1: "noise"} if alone else {})


def test_unsure_entries_beside_each_other() -> None:
    entries = ["石门镇三条新路通车（第3版）", "云溪区开了一家书店（第4版）"]
    assert set_aside(read([*entries, BODY])) == {1: "noise", 2: "noise"}

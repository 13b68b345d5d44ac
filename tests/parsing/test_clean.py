"""Folding keeps every character's place; tidying removes what is no text."""

import pytest

from archive.parsing.clean import fold, squeeze, tidy


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("本报讯（记者白云起）３月２日，", "本报讯(记者白云起)3月2日,"),
        ("马\u3000川\u00a0摄", "马 川 摄"),
        ("“青岚”—《沅溪》。", "“青岚”—《沅溪》。"),
    ],
)
def test_fold_makes_widths_alike_and_keeps_every_place(printed: str, folded: str) -> None:
    assert fold(printed) == folded
    assert len(fold(printed)) == len(printed)


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ("\u3000\u3000青岚市云溪区\t", "青岚市云溪区"),
        ("\ufeff石门\x00镇\u200b", "石门镇"),
        ("\x00\u200b ", ""),
        ("两 个 字", "两 个 字"),
    ],
)
def test_tidy_removes_controls_and_outer_space_only(printed: str, text: str) -> None:
    assert tidy(printed) == text


def test_squeeze_finds_two_prints_of_the_same_words_equal() -> None:
    assert squeeze("石门镇 （云溪区）") == squeeze("石 门镇(云溪区)")

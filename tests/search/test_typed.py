"""What somebody types of a name, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.likeness import syllables
from archive.search.typed import mixed, readings


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("zhao海", "赵海洋"),
        ("zhaohy", "赵海洋"),
        ("zhaohyang", "赵海洋"),
        ("zhhy", "赵海洋"),
        ("zhaiy", "赵海洋"),
        ("赵hy", "赵海洋"),
        ("赵海y", "赵海洋"),
        ("赵haiyang", "赵海洋"),
        ("shanlx", "单立新"),
        ("s立x", "单立新"),
        ("yunxq", "云溪区"),
        ("云溪qu", "云溪区"),
    ],
)
def test_a_mixture_means_the_name(typed: str, name: str) -> None:
    assert any(way.fits(name) for way in readings(typed))


@pytest.mark.parametrize("typed", ["zhao海", "zhaohy", "赵hy", "赵haiyang"])
def test_a_mixture_means_no_other_name(typed: str) -> None:
    assert not any(way.fits(name) for way in readings(typed) for name in ("赵河山", "赵洋海", "张海洋", "赵"))


@pytest.mark.parametrize("typed", ["", "z", "赵", "赵海洋", "zhy1", "c++", "12月", "赵 海", "a" * 25, "海guanguanguanguanguang1"])
def test_what_is_no_mixture_has_no_reading(typed: str) -> None:
    assert mixed(typed) == (None, [])


@given(st.data())
def test_however_a_name_is_mixed_it_is_meant(data: st.DataObject) -> None:
    name = "云溪"
    pieces = [data.draw(st.sampled_from([each, sound, sound[:1]])) for each in name for sound in syllables(each)[:1]]
    typed = "".join(pieces)
    plain = typed == name or typed.isascii()
    assert plain or any(way.fits(name) for way in readings(typed))

"""Folding: what makes no difference to a search, and where folded characters came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.fold import fold, fold_query, fold_with_origins

TEXT = st.text(
    st.one_of(st.sampled_from("云溪区张三ＡａW　 \t\n\r…①㎡％·“”-+12\u200b\x00\x1f\x1e"), st.characters()), max_size=40
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＡＢＣ１２３", "abc123"),
        ("陆　明 远", "陆明远"),
        ("Wi-Fi 云溪", "wi-fi 云溪"),
        ("共 12 户", "共 12 户"),
        ("甲\n\n　乙", "甲\n乙"),
        ("甲 \r\n 乙", "甲\n乙"),
        ("㎡ ① ％", "m2 1 %"),
        ("零\u200b宽", "零宽"),
        ("甲\x1f乙\x1e丙\x00丁", "甲乙丙丁"),
        ("STRASSE straße", "strasse strasse"),
        ("甲。 乙", "甲。 乙"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded
    assert fold_with_origins(text).text == folded


@given(TEXT)
def test_both_ways_of_folding_agree(text):
    folded = fold_with_origins(text)
    assert folded.text == fold(text)
    assert len(folded.origins) == len(folded.text)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)


@given(TEXT, st.integers(0, 40), st.integers(0, 40))
def test_a_piece_of_a_text_folds_to_a_piece_of_the_folded_text(text, start, end):
    assert fold_query(text[start:end]) in fold(text)


@given(TEXT)
def test_what_keeps_the_parts_of_an_article_apart_is_folded_away(text):
    assert not set("\x1e\x1f") & set(fold(text))


def test_a_span_leads_back_to_the_text_as_printed():
    text = "到陆　明 远家"
    folded = fold_with_origins(text)
    start = folded.text.index("陆明远")
    assert folded.span(start, start + 3) == (1, 6)
    assert text[1:6] == "陆　明 远"

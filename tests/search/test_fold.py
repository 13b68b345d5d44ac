"""Folding: what makes no difference to a search, and where folded characters came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.search.fold import Folded, fold, fold_query
from archive.search.variants import VARIANTS

TEXT = st.text(
    st.one_of(st.sampled_from("云溪区張三薴〇ＡａW　 \t\n\r…①㎡％·“”「-+12\u200b\x00\x1f\x1e"), st.characters()),
    max_size=40,
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
        ("雲溪區石門鎮", "云溪区石门镇"),
        ("査紅纓、薴", "查红缨、苎"),
        ("吳 乾 昇", "吴干升"),  # each character by itself, whatever the word
        ("淸靑鄕⻓⻔", "清青乡长门"),
        ("二〇二三 二○二三 二零二三", "二零二三二零二三二零二三"),
        ("二0二三年2０月", "二0二三年20月"),  # a digit is no 零
        ("阿依古丽•买买提・沙‧", "阿依古丽·买买提·沙·"),
        ("“乡”「乡」〝乡〞", '"乡""乡""乡"'),
        ("‘村’『村』", "'村''村'"),
        ("5—10 5–10 5－10", "5-10 5-10 5-10"),
        ("甲～乙〜丙", "甲~乙~丙"),
        ("……⋯", "........."),
        ("3∶1 3：1", "3:1 3:1"),
        ("云政〔2023〕5号", "云政[2023]5号"),
    ],
)
def test_folding(text, folded):
    assert fold(text) == folded
    assert Folded(text).text == folded


@given(TEXT)
def test_both_ways_of_folding_agree(text):
    folded = Folded(text)
    assert folded.text == fold(text)
    spans = [folded.span(place, place + 1) for place in range(len(folded.text))]
    assert spans == sorted(spans)
    for character, (start, end) in zip(folded.text, spans, strict=True):
        assert 0 <= start < end <= len(text)
        assert character.isspace() or character in fold(text[start:end])


@given(TEXT, st.integers(0, 40), st.integers(0, 40))
def test_a_piece_of_a_text_folds_to_a_piece_of_the_folded_text(text, start, end):
    assert fold_query(text[start:end]) in fold(text)


@given(TEXT)
def test_what_keeps_the_parts_of_an_article_apart_is_folded_away(text):
    assert not set("\x1e\x1f") & set(fold(text))


@given(TEXT)
def test_a_folded_text_is_its_own_folded_form(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(("code", "form"), VARIANTS.items())
def test_a_variant_s_form_is_its_own(code, form):
    assert fold(chr(code)) == form == fold(form)


def test_a_match_in_half_a_character_stands_for_all_of_it():
    text = "共⑫户…"
    folded = Folded(text)
    assert folded.text == "共12户..."
    assert folded.span(2, 3) == folded.span(1, 3) == (1, 2)
    assert folded.span(4, 5) == (3, 4)


def test_a_span_leads_back_to_the_text_as_printed():
    text = "到陆　明 远家"
    folded = Folded(text)
    start = folded.text.index("陆明远")
    assert folded.span(start, start + 3) == (1, 6)
    assert text[1:6] == "陆　明 远"

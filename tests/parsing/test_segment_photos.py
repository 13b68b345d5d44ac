"""Captions, credits and photo news, in and between articles."""

import pytest

from archive.parsing import segment
from archive.parsing.segment import Segmented


def parse(text: str) -> Segmented:
    return segment.segment(text.strip("\n").split("\n"))


BEFORE = "镇里今年把沙河两岸的旧堤全部加固，堤上种柳，堤下修路。施工队日夜轮班，要在汛期以前把最后一段河"
AFTER = "堤合龙。镇长说，合龙之后还要装上路灯，让夜里走路的人心里亮堂。"


@pytest.mark.parametrize(
    ("caption", "own"),
    [
        ("石门镇河堤加固施工现场\n\n白云起 摄", False),
        ("加固后的河堤(资料图)", False),
        ("石门镇的河堤加固完了一半。 白云起 摄", False),
        ("3月2日,沅溪县的志愿者在县城清扫积雪。\n\n本报记者 白云起 摄", True),
        ("图为3月2日，沅溪县的志愿者在县城清扫积雪。（白云起 摄）", True),
    ],
)
@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n\n"], ids=["usual gap", "wide gap"])
def test_a_photograph_in_mid_sentence_breaks_nothing(caption: str, own: bool, gap: str) -> None:
    found = parse(f"石门镇加固沙河堤\n\n本报讯(记者马小川)石门镇正在加固沙河堤。\n\n{BEFORE}{gap}{caption}\n\n{AFTER}")
    article = found.items[0]
    assert BEFORE + AFTER in article.text
    (gap_found,) = article.breaks
    assert gap_found.kind == "caption"
    assert article.text[gap_found.position :] == AFTER
    assert [item.kind for item in found.items] == (["article", "photo"] if own else ["article"])
    assert bool(article.captions) is not own


def test_photo_news_with_section_headline_caption_and_credit() -> None:
    found = parse("""
石门镇加固沙河堤

本报讯(记者马小川)石门镇正在加固沙河堤。



图说青岚

满城新绿

3月2日,青岚市民在沙河公园里放风筝。

公园新栽了柳树和海棠。

本报记者 贺  兰 摄
""")
    photo = found.items[1]
    assert (photo.kind, photo.section, photo.headline) == ("photo", "图说青岚", "满城新绿")
    assert photo.text.startswith("3月2日,青岚市民")
    assert set(photo.lines.values()) == {"section", "headline", "caption", "credit"}
    assert [(each.name, each.role) for each in photo.bylines] == [("贺兰", "摄")]


def test_a_caption_broken_over_lines_is_one_sentence() -> None:
    (photo,) = parse("""
满城新绿

3月2日,青岚市民在沙河公园里放风筝。公园新栽了柳树和海棠,从去年冬天起就轮流

来浇水的市民都来看自己的树。

贺兰 摄
""").items
    assert "从去年冬天起就轮流来浇水" in photo.text


def test_a_photograph_that_repeats_a_headline_illustrates_it() -> None:
    found = parse("""
石门镇加固沙河大堤

本报讯(记者马小川)石门镇的河堤正在加固,工期四个月。



3月2日,石门镇加固沙河大堤的工人在搬运石料。

贺兰 摄
""")
    assert [item.illustrates for item in found.items] == [None, 0]


def test_a_designer_is_no_photographer() -> None:
    (item,) = parse("满城新绿\n\n青岚市的柳树绿了。\n\n制图：贺兰").items
    assert item.kind == "article"
    assert [(each.name, each.role) for each in item.bylines] == [("贺兰", "图")]

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


SECOND = "镇里还请来专家，给每段堤做了体检。专家说，旧堤的底子好，加固以后能用五十年，村民听了都放心，夜里也睡得踏实。"

CREDITS = [
    ("本报记者 白云起 摄", ["白云起"]),
    ("白云起 摄", ["白云起"]),
    ("（白云起 摄）", ["白云起"]),
    ("[白云起 摄]", ["白云起"]),
    ("白云起/摄", ["白云起"]),
    ("摄影：白云起", ["白云起"]),
    ("摄影/白云起", ["白云起"]),
    ("图/白云起", ["白云起"]),
    ("图 / 白云起", ["白云起"]),
    ("白云起供图", ["白云起"]),
    ("贺  兰 摄", ["贺兰"]),
    ("新华社记者 白云起 摄", ["白云起"]),
    ("新华社发（白云起 摄）", ["白云起"]),
    ("通讯员 白云起 马川 摄影报道", ["白云起", "马川"]),
    ("本报记者 白云起 通讯员 马川 摄", ["白云起", "马川"]),
    ("白云起、马川摄", ["白云起", "马川"]),
    ("白云起摄（远山图片）", ["白云起"]),
    ("图片由通讯员白云起提供", ["白云起"]),
    ("（图片由石门镇提供）", []),
    ("石门镇供图", []),
]


@pytest.mark.parametrize(("credit", "names"), CREDITS)
@pytest.mark.parametrize(
    "caption", ["石门镇志愿者在沙河边清理垃圾。{}", "石门镇清理河道现场  {}", "石门镇的果农在摘桃\n\n{}"]
)
def test_credits_of_every_form(credit: str, names: list[str], caption: str) -> None:
    shown = caption.format(credit)
    (article,) = parse(f"石门镇加固沙河堤\n\n本报讯　石门镇正在加固沙河堤。\n\n{BEFORE}\n\n{shown}\n\n{AFTER}").items
    assert BEFORE + AFTER in article.text
    assert article.captions.split("\n") == shown.split("\n\n")
    photographers = [each.name for each in article.bylines if each.role in ("摄", "图")]
    assert photographers == names or not names


def test_a_credit_that_reads_like_a_reporters_opening_begins_no_article() -> None:
    credit = "本报记者 白云起 通讯员 马川 摄影报道"
    (article,) = parse(f"石门镇加固沙河堤\n\n本报讯　石门镇正在加固沙河堤。\n\n{BEFORE}\n\n{credit}\n\n{AFTER}").items
    assert BEFORE + AFTER in article.text
    assert article.captions == credit


IN_SENTENCE = [
    ["白云起 摄", "志愿者在沙河边清理垃圾。"],
    ["▲志愿者在沙河边清理垃圾。 白云起 摄", "左图：加固以前的河堤。右图：加固以后的河堤。", "马川 摄"],
    ["图为志愿者在沙河边清理垃圾。"],
    ["石门镇的志愿者和学生一起在沙河边清理垃圾、栽种柳", "树，守护一河清水。", "白云起 摄"],
    ["志愿者在沙河边清理垃圾"],
]


@pytest.mark.parametrize(
    "block", IN_SENTENCE, ids=["credit first", "two", "no credit", "broken caption", "plain line"]
)
@pytest.mark.parametrize("gap", ["\n", "\n\n"], ids=["no blank line", "one blank line"])
def test_whatever_parts_a_sentence_stays_out_of_it(block: list[str], gap: str) -> None:
    opening = "本报讯(记者马小川)石门镇正在加固沙河堤，要在汛期以前完工。"
    (article,) = parse(gap.join(["石门镇加固沙河堤", opening, BEFORE, *block, AFTER])).items
    assert article.text == "\n".join([opening, BEFORE + AFTER])
    assert set(article.captions.replace("\n", "")) == set("".join(block))
    assert [each.kind for each in article.breaks] == ["caption"]


def test_a_caption_between_paragraphs_joins_nothing() -> None:
    first = BEFORE + AFTER
    (article,) = parse(
        "\n\n".join(
            [
                "石门镇加固沙河堤",
                "本报讯(记者马小川)石门镇正在加固沙河堤。",
                first,
                "志愿者在河边种柳。",
                "白云起 摄",
                SECOND,
            ]
        )
    ).items
    assert article.text.endswith(f"{first}\n{SECOND}")
    assert article.captions == "志愿者在河边种柳。\n白云起 摄"
    assert article.breaks == ()


def test_photo_news_with_a_headline_in_mid_sentence_is_an_item() -> None:
    found = parse(
        "\n\n".join(
            ["石门镇加固沙河堤", "本报讯(记者马小川)石门镇正在加固沙河堤。", BEFORE, "满城新绿"]
            + ["3月2日,沅溪县的市民在公园里放风筝。", "贺兰 摄", AFTER]
        )
    )
    article, photo = found.items
    assert BEFORE + AFTER in article.text
    assert (photo.kind, photo.headline) == ("photo", "满城新绿")


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


@pytest.mark.parametrize(
    ("caption", "illustrates"),
    [
        ("3月2日,沅溪县的龙舟赛开赛,三十支船队下水。", 1),
        ("3月2日,双榆镇的孩子们在图书馆里读书。", None),
    ],
)
def test_a_photograph_illustrates_the_article_whose_words_it_alone_shares(
    caption: str, illustrates: int | None
) -> None:
    found = parse(f"""
石门镇加固沙河大堤

本报讯(记者马小川)石门镇的河堤正在加固,镇长白云起天天守在施工队的工棚里。

水上好热闹

本报讯(记者马小川)沅溪县的龙舟赛昨日开赛,来了三十支船队。



{caption}

贺兰 摄
""")
    assert [item.kind for item in found.items] == ["article", "article", "photo"]
    assert found.items[2].illustrates == illustrates


def test_a_designer_is_no_photographer() -> None:
    (item,) = parse("满城新绿\n\n青岚市的柳树绿了。\n\n图片来源：远山图片\n\n制图：贺兰").items
    assert item.kind == "article"
    assert item.text.endswith("图片来源：远山图片\n制图：贺兰")
    assert [(each.name, each.role) for each in item.bylines] == [("贺兰", "图")]

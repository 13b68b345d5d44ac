"""What a page holds twice is set aside once; what recurs by nature stays."""

import pytest

from archive.parsing import segment

HEAD = "云溪区召开春季农业生产推进会"
FIRST = "本报讯(记者白云起)3月2日，云溪区召开春季农业生产推进会，各镇的农技员都到了会。"
SECOND = "会议要求各村抓紧春耕备耕，把种子、化肥和农机具备足备齐，让乡亲们不误农时，把头一茬庄稼种好。"
THIRD = "农技员说，今年的墒情好。"
FOURTH = "老乡们听了，心里踏实。"
FIFTH = "散会以后，大家又到地头看了苗情，量了垄距，把缺的几样农具记在本子上，约定三天以后送到。"


def again(*rows: str) -> list[int]:
    found = segment.segment(list(rows))
    assert sorted([*found.unassigned, *(n for item in found.items for n in item.lines)]) == list(
        range(1, len(rows) + 1)
    )
    return [number for number, aside in found.unassigned.items() if aside == "duplicate"]


@pytest.mark.parametrize(
    "repeated",
    [
        [SECOND],
        [SECOND, THIRD, FOURTH, FIFTH],
        [THIRD, FOURTH, FIFTH],
        # Broken otherwise, with other widths and spaces.
        [SECOND[:30], SECOND[30:] + THIRD, FOURTH + FIFTH],
        [SECOND.replace("，", ", "), THIRD.replace("，", "， "), FIFTH],
        [SECOND + THIRD],
        [SECOND[12:], THIRD],
        [HEAD, FIRST, SECOND, THIRD],
    ],
)
def test_paragraphs_printed_again_at_the_page_s_end(repeated: list[str]) -> None:
    rows = [HEAD, FIRST, SECOND, THIRD, FOURTH, FIFTH]
    assert again(*rows, *repeated) == list(range(7, 7 + len(repeated)))


def test_short_paragraphs_printed_again_in_order() -> None:
    short = [
        "农技员说，今年的墒情好，种子也足。",
        "老乡们听了，心里踏实，都说要早动手。",
        "散会以后，大家又到地头看了苗情。",
    ]
    assert again(HEAD, FIRST, *short, SECOND, FIFTH, *short, THIRD) == []
    more = [*short, "镇里的拖拉机也都修好了，排在场院里。"]
    assert again(HEAD, FIRST, *more, SECOND + FIFTH, *more) == [8, 9, 10, 11]


@pytest.mark.parametrize(
    "rows",
    [
        # Speech and short answers recur.
        [HEAD, FIRST, THIRD, SECOND, THIRD, FIFTH],
        # A song's refrain.
        [
            "修路谣",
            "春天里修一段堤，",
            "沙河的水哟慢慢流。",
            "石门的路哟弯又长。",
            "秋天里收一担粮，",
            "沙河的水哟慢慢流。",
            "石门的路哟弯又长。",
        ],
        # A form.
        [HEAD, FIRST, "姓名____ 性别____", "村组____ 电话____", SECOND, "姓名____ 性别____", "村组____ 电话____"],
        # Rows of a table.
        [
            HEAD,
            FIRST,
            "石门镇 完成",
            "沅溪镇 完成",
            "沙河镇 完成",
            SECOND,
            "石门镇 完成",
            "沅溪镇 完成",
            "沙河镇 完成",
        ],
        # The gist of an article is made of its sentences.
        [
            HEAD,
            "核心阅读",
            "各村抓紧春耕备耕，把种子和农具备足。",
            THIRD,
            "各村抓紧春耕备耕，把种子和农具备足。" + SECOND,
            FIFTH,
        ],
    ],
)
def test_what_recurs_by_nature(rows: list[str]) -> None:
    assert again(*rows) == []


def test_a_pull_quote_repeats_a_sentence_of_its_article() -> None:
    quote = "把缺的几样农具记在本子上，约定三天以后就送到村里。"
    rows = [HEAD, FIRST, SECOND, THIRD + quote + FIFTH, FOURTH + FIFTH[:-1] + "的地头。", quote, SECOND[::-1] + "。"]
    assert again(*rows) == [6]

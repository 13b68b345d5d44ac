"""From a mention back to the characters of the page dump: on every mention of the samples, whatever stands between."""

from pathlib import Path

import pytest

from archive.ingest.dump import read_page
from archive.models import Article, Mention
from archive.models.sources import Sources
from archive.models.wholes import as_item
from archive.parsing import Item, joining
from archive.parsing.clean import kept_columns, tidy
from archive.parsing.printing import Printing, Stretch
from archive.parsing.segment import segment
from archive.parsing.structures import Piece
from tests.conftest import SAMPLES
from tests.factories import ArticleFactory, MentionFactory, PageFactory
from tests.ingest.conftest import run


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        ("石门镇", [0, 1, 2]),
        ("\u3000\u3000石门镇 ", [2, 3, 4]),
        ("\ufeff石\u200b门镇\r", [1, 3, 4]),
        ("\u200b \u3000石", [3]),
        (" \t ", []),
        ("", []),
    ],
)
def test_kept_columns(line: str, kept: list[int]) -> None:
    assert kept_columns(line) == kept
    assert "".join(line[at] for at in kept) == tidy(line)


def test_a_name_broken_by_a_line_has_two_stretches() -> None:
    raw = ["石门镇植树", "", "\u3000\u3000副镇长白云", "", "起参加。"]
    item = Item(text="副镇长白云起参加。", pieces=(Piece("text", 0, 5, 3), Piece("text", 5, 9, 5)))
    found = Printing(item, [raw])
    assert list(found.stretches("text", 3, 6)) == [Stretch(0, 3, 5, 7), Stretch(0, 5, 0, 1)]
    assert list(found.stretches("headline", 0, 2)) == []
    assert list(found.stretches("text", 8, 9)) == [Stretch(0, 5, 3, 4)]
    assert list(Printing(item, []).stretches("text", 3, 6)) == []


def test_a_marker_beside_the_words_shifts_them() -> None:
    raw = ["(上接第一版)副镇长白云起到场。(下转第四版)"]
    item = Item(text="副镇长白云起到场。", pieces=(Piece("text", 0, 9, 1),))
    assert list(Printing(item, [raw]).stretches("text", 3, 6)) == [Stretch(0, 1, 10, 13)]


def test_a_wrapped_latin_line_is_placed_with_its_space() -> None:
    raw = ["标题", "The quick", "brown fox", "跑过石门镇。"]
    item = Item(headline="标题", text="The quick brown fox\n跑过石门镇。", lines=dict.fromkeys((2, 3, 4), "body"))
    placed = joining.placed(item, raw)
    assert [piece.line for piece in placed.pieces] == [2, 3, 4]


@pytest.mark.dear
@pytest.mark.django_db
def test_every_mention_of_the_samples_leads_to_what_is_printed() -> None:
    run("ingest", SAMPLES)
    told = 0
    for article in Article.objects.filter(page__sha256__isnull=False).select_related("page"):
        sources = Sources(article)
        for mention in article.mentions.exclude(kind="event"):
            assert mention.spans
            for span, found in zip(mention.spans, sources.of(mention), strict=True):
                printed = getattr(article, span[0])[span[1] : span[2]]
                assert "".join(each.text for each in found) == printed.replace("\n", "")
                assert found[0].line == span[3]
                assert found[0].page == article.printed_on(span[0], span[1]).page
                told += 1
    assert told > 500
    assert not Mention.objects.filter(kind="event", spans=[]).exists()


@pytest.mark.parametrize("name", sorted(path.name for path in (SAMPLES / "qinglan").glob("*.txt")))
def test_a_stored_text_finds_the_lines_it_was_made_of(name: str) -> None:
    raw = read_page(str(SAMPLES / "qinglan" / name), 10**6).dump.lines
    for item in segment(raw).items:
        assert joining.placed(item, raw).pieces == item.pieces


def test_a_stored_text_of_a_real_page_finds_the_lines_it_was_made_of(shared: Path) -> None:
    for path in sorted((shared / "pages").glob("*.txt")):
        raw = read_page(str(path), 10**6).dump.lines
        for item in segment(raw).items:
            assert joining.placed(item, raw).pieces == item.pieces


@pytest.mark.django_db
def test_a_text_that_a_curator_rewrote_has_no_source() -> None:
    page = PageFactory(raw="石门镇植树\n陆明远到场。")
    article = ArticleFactory(
        page=page, headline="石门镇植树", text="区长陆明远到场。", lines={"1": "headline", "2": "body"}
    )
    mention = MentionFactory(article=article, spans=[["text", 2, 5, 2], ["headline", 0, 3, 1]])
    rewritten, heading = Sources(article).of(mention)
    assert rewritten == []
    assert [(each.page, each.line, each.start, each.end, each.text) for each in heading] == [(page, 1, 0, 3, "石门镇")]
    assert as_item(article).text == "区长陆明远到场。"

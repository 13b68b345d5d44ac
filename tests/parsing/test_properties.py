"""Whatever the page: it never raises, every line counts once and stands whole, the same page gives the same parse."""

import functools
import json
import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.parsing import Given, Item, PageDump, ParsedPage, jumps, parse_page, segment
from archive.parsing.clean import fold, tidy
from archive.parsing.gazetteer import Gazetteer
from archive.parsing.output import as_json
from archive.parsing.structures import FIELDS, ArticleText
from tests.conftest import ROOT
from tests.extremes import FAMILIES
from tests.fuzz import pages as fuzz
from tests.parsing.pages import PAGES
from tests.thorough import examples

# Roles that stand in an article's text.
IN_TEXT = ("byline", "subhead", "body", "signoff")


@functools.cache
def gazetteer() -> Gazetteer:
    return Gazetteer.load([])


def parse(lines: list[str]) -> ParsedPage:
    return parse_page(PageDump("page.txt", "utf-8", "\n".join(lines)), Given(), gazetteer())


def counted(page: ParsedPage | segment.Segmented) -> list[int]:
    return sorted([number for item in page.items for number in item.lines] + list(page.unassigned))


def printed(lines: list[str]) -> list[int]:
    return [number for number, line in enumerate(lines, 1) if line.strip()]


@given(PAGES)
@examples(150)
def test_every_line_that_is_not_blank_counts_exactly_once(lines: list[str]) -> None:
    found = segment.segment(lines)
    assert counted(found) == printed(lines)
    assert segment.segment(list(lines)) == found


@given(PAGES)
@examples(150)
def test_pieces_tell_the_line_of_every_character(lines: list[str]) -> None:
    for item in segment.segment(lines).items:
        for field in FIELDS:
            text = getattr(item, field)
            own = [piece for piece in item.pieces if piece.field == field]
            covered = [at for piece in own for at in range(piece.start, piece.end)]
            assert covered == sorted(set(covered))
            assert set(range(len(text))) - set(covered) == {at for at, each in enumerate(text) if each == "\n"}
            for piece in own:
                assert text[piece.start : piece.end] == tidy(lines[piece.line - 1])
                assert {item.line_of(field, at) for at in range(piece.start, piece.end)} <= {piece.line}
        assert {piece.line for piece in item.pieces} <= set(item.lines)


@given(PAGES)
@examples(150)
def test_the_text_holds_every_line_whole(lines: list[str]) -> None:
    for item in segment.segment(lines).items:
        starts = {piece.line: piece.start for piece in item.pieces if piece.field == "text"}
        for number, role in item.lines.items():
            # (A jump marker on a line of its own is the page's, not the text's.)
            marker = role == "signoff" and jumps.alone(fold(tidy(lines[number - 1])))
            if role in IN_TEXT and tidy(lines[number - 1]) and not marker:
                assert item.text.startswith(tidy(lines[number - 1]), starts[number])
        for gap in item.breaks:  # rejoined: nothing stands between the two halves
            before, after = (tidy(lines[number - 1]) for number in gap.lines)
            assert item.text[: gap.position].endswith(before)
            assert item.text.startswith(after, gap.position)
            assert gap.lines[0] < gap.lines[1]
        assert 0 < item.confidence <= 1
        assert item.illustrates is None or item.kind == "photo"


@given(PAGES)
@examples(40)
def test_a_page_is_read_whole_and_again_the_same(lines: list[str]) -> None:
    page = parse(lines)
    assert counted(page) == printed(lines)
    once = json.dumps(as_json(page), ensure_ascii=False).encode("utf-8")
    assert json.dumps(as_json(parse(lines)), ensure_ascii=False).encode("utf-8") == once
    for item in page.items:
        check_spans(item)


def check_spans(item: Item) -> None:
    """What was found stands where it is said to stand."""
    for found in (*item.people, *item.places, *item.organizations):
        for span in found.spans:
            assert 0 <= span.start < span.end <= len(getattr(item, span.field))
            assert span.line == item.line_of(span.field, span.start)
    for event in item.events:
        assert set(event.lines) <= set(item.lines)


def test_another_process_reads_the_same(tmp_path: Path) -> None:
    """Nothing depends on the order of sets, which differs with every process."""
    pages = fuzz.pages_below([ROOT / "tests" / "samples"])
    for number in range(5):
        text = "\n".join(fuzz.spoilt_lines(pages, Random(number)))
        (tmp_path / f"{number}.txt").write_bytes(text.encode("utf-8", "ignore") or b"1")
    command = [sys.executable, str(ROOT / "manage.py"), "parse", "--json", str(tmp_path)]
    runs = [
        subprocess.Popen(
            command, env=os.environ | {"PYTHONHASHSEED": seed}, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for seed in ("1", "2")
    ]
    one, other = (run.communicate()[0] for run in runs)
    assert one == other
    assert one.count(b"\n") > 3


@given(st.text(max_size=300), st.text(max_size=30))
@examples(100)
def test_a_separate_article_never_fails(text: str, headline: str) -> None:
    item = segment.whole_article(ArticleText("a", "", headline, "", text))
    assert item.lines == {}
    assert item.headline == tidy(headline)


@pytest.mark.parametrize("family", FAMILIES)
def test_pages_at_their_worst_are_read(family: str) -> None:
    """Whether the time grows with the size is measured by `make speed`; here only that they are read at all."""
    lines = FAMILIES[family](3000).split("\n")
    assert counted(segment.segment(lines)) == printed(lines)
    few = FAMILIES[family](400).split("\n")
    assert counted(parse(few)) == printed(few)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [""],
        [""] * 100_000,
        ["路"] * 5_000,
        ["石门镇通车", *[""] * 50_000, "3月2日，石门镇的路通了。", *[" 　"] * 50_000],
        ["路" * 74, "路" * 100_000],
        ["".join(map(chr, [*range(1, 10), *range(11, 0xD800, 7), *range(0xE000, 0x11000, 7)]))],
    ],
    ids=["nothing", "one blank", "blanks", "characters", "far apart", "long", "every character"],
)
def test_large_pages_are_taken_apart(lines: list[str]) -> None:
    assert counted(segment.segment(lines)) == printed(lines)

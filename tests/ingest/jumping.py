"""Two pages of an issue, an article of the first going on on the third, and a plain parser that sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.ingest import articles, reading
from archive.models import Article, IndexChange
from archive.parsing import Given, Item, PageDump, ParsedPage, joining, jumps
from archive.parsing.structures import Byline, Person, Span
from tests.ingest.conftest import plain_page

Change = Callable[[str], None]
Write = Callable[..., Path]

FIRST = """石门镇三条新路通车
本报讯（记者白小川）3月4日，石门镇三条新修的村路同日通车，区长陆明远到场察看，他要求抓紧
把剩下的路灯装好，（下转第三版）

图书馆延长开放
云溪区图书馆周末开到晚上九点。
"""
THIRD = """养老服务进社区
云溪区新设五处老年食堂。

（上接第一版）让村民走夜路也放心。
镇里的司机马川说，进城少走半个钟头。（本报记者苏念）
"""
OWN = "本报讯（记者白小川）3月4日，石门镇三条新修的村路同日通车，区长陆明远到场察看，他要求抓紧\n把剩下的路灯装好，"
WHOLE = f"{OWN}让村民走夜路也放心。\n镇里的司机马川说，进城少走半个钟头。（本报记者苏念）"
NAMES = ("陆明远", "马川", "石门镇")


def find(item: Item, *_: object) -> Item:
    """Find three names wherever they stand in the text, and the reporters."""
    people = tuple(
        Person(name, spans=tuple(_spans(item, name)), rule="known", confidence=0.7)
        for name in NAMES
        if name in item.text
    )
    signed = tuple(Byline(name, "记者") for name in ("白小川", "苏念") if name in item.text)
    return replace(item, people=people, places=(), organizations=(), bylines=signed)


def _spans(item: Item, name: str) -> Iterator[Span]:
    start = item.text.find(name)
    while start >= 0:
        yield item.span("text", start, start + len(name))
        start = item.text.find(name, start + 1)


def jumping_page(dump: PageDump, given: Given, *_: object, **__: object) -> ParsedPage:
    """Like the plain parser; a block that begins with a marker has no headline."""
    page = plain_page(dump, given)
    return replace(page, items=tuple(find(_jumping(item, dump.lines)) for item in page.items))


def _jumping(item: Item, raw: list[str]) -> Item:
    came = jumps.opening(item.headline)
    if came:
        text = "\n".join(filter(None, (item.headline, item.text)))
        item = replace(item, kind="continuation", headline="", text=text, lines=dict.fromkeys(item.lines, "body"))
    on = jumps.closing(item.text)
    goes_on = on.page if on and on.direction == "on" else None
    return joining.placed(replace(item, continues=came.page if came else None, goes_on=goes_on), raw)


@pytest.fixture
def jumping_parser(plain_parser: Change, monkeypatch: pytest.MonkeyPatch) -> Change:
    monkeypatch.setattr(reading, "parse_page", jumping_page)
    monkeypatch.setattr(articles, "with_findings", find)
    return plain_parser


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a page's dump: `write(3, THIRD)`."""

    def put(number: int | str, text: str, day: str = "2023-03-05") -> Path:
        path = tmp_path / "pages" / (f"{day}_青岚日报_{number:02}版.txt" if isinstance(number, int) else number)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return put


@pytest.fixture
def both(write: Write) -> tuple[Path, Path]:
    return write(1, FIRST), write(3, THIRD)


def article(text: str) -> Article:
    """The article whose headline or whose own page's text begins so."""
    return next(each for each in Article.objects.all() if f"{each.headline}{each.own_text}".startswith(text))


def beginning() -> Article:
    return article("石门镇三条新路通车")


def rest() -> Article:
    return article("（上接第一版）")


def indexed() -> set[int]:
    return set(IndexChange.objects.values_list("object_id", flat=True))


def assert_joined() -> None:
    first, second = beginning(), rest()
    assert first.text == WHOLE
    assert (second.joined_to, second.joined_at) == (first, len(OWN))
    assert second.text == "（上接第一版）让村民走夜路也放心。\n镇里的司机马川说，进城少走半个钟头。（本报记者苏念）"
    assert first.own_text == f"{OWN}（下转第三版）"
    assert [(each["position"], each["kind"], each["lines"]) for each in first.breaks] == [(len(OWN), "page", [3, 4])]
    assert [each.name for each in first.bylines.all()] == ["白小川", "苏念"]
    assert list(Article.objects.public().filter(text__contains="夜路")) == [first]
    assert not Article.objects.waiting().exists()


def assert_apart() -> None:
    first, second = beginning(), rest()
    assert (first.text, first.own, first.breaks) == (f"{OWN}（下转第三版）", {}, [])
    assert (second.joined_to, second.joined_at) == (None, None)
    assert [each.name for each in first.bylines.all()] == ["白小川"]
    assert {each.text for each in first.mentions.all()} == {"陆明远", "石门镇"}
    assert set(Article.objects.waiting()) == {first, second}

"""A plain parser for tests of reading and storing: what it finds can be seen in the text it is given."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command

from archive.ingest import reading
from archive.parsing import ArticleText, Given, Item, PageDump, ParsedPage
from archive.parsing.structures import Byline, IssueDate, Organization, Person, Place, Post, Span
from tests.admin.conftest import act, desk, edit

# The admin's fixtures, for tests of what becomes of an edit made there.
__all__ = ["act", "desk", "edit"]

YUNXI = ("山岚省", "青岚市", "云溪区")


def issue_date(given: Given) -> IssueDate | None:
    """The date as it was given."""
    if given.date is None:
        return None
    return IssueDate(given.date, "day", "given", given.date, given.date, "")


def with_findings(item: Item) -> Item:
    """Find 陆明远 (district mayor), 方书 (no title), 石门镇, 云溪区水利局 and the byline 白小川."""
    from dataclasses import replace

    def spans(name: str) -> tuple[Span, ...]:
        at = item.text.find(name)
        return (item.span("text", at, at + len(name)),)

    text = item.text
    mayor = Person("陆明远", ("区长",), (Post("云溪区人民政府", "区长"),), spans("陆明远"), "title", 0.95)
    people = [mayor] if "陆明远" in text else []
    people += [Person("方书", spans=spans("方书"), rule="speaks", confidence=0.7)] if "方书" in text else []
    places = (Place("石门镇", "镇", YUNXI, spans("石门镇"), "gazetteer"),) if "石门镇" in text else ()
    body = Organization("区水利局", "云溪区水利局", "政府", YUNXI, spans("区水利局"), "suffix", 0.9)
    return replace(
        item,
        people=tuple(people),
        places=places,
        organizations=(body,) if "区水利局" in text else (),
        bylines=(Byline("白小川", "记者"),) if "白小川" in text else (),
    )


def plain_page(dump: PageDump, given: Given, *_: object, **__: object) -> ParsedPage:
    """Blocks between blank lines are articles; a block's first line is its headline."""
    if "BREAK THE PARSER" in dump.text:
        raise ZeroDivisionError("broken")
    items, block = [], []
    for number, line in enumerate([*dump.lines, ""], 1):
        if line.strip():
            block.append((number, line))
        elif block:
            roles = {at: "body" for at, _ in block} | {block[0][0]: "headline"}
            text = "\n".join(words for _, words in block[1:])
            items.append(with_findings(Item(headline=block[0][1], text=text, lines=roles)))
            block = []
    area = given.area or (YUNXI if "云溪区" in dump.text else ())
    return ParsedPage(dump.path, dump.encoding, given.newspaper, given.page, area, issue_date(given), tuple(items), {})


def plain_article(article: ArticleText, given: Given, *_: object, **__: object) -> ParsedPage:
    """The article as it is."""
    if "BREAK THE PARSER" in article.text:
        raise ZeroDivisionError("broken")
    item = Item(kicker=article.kicker, headline=article.headline, deck=article.deck, text=article.text)
    return ParsedPage(
        article.id,
        "utf-8",
        given.newspaper,
        given.page,
        given.area,
        issue_date(given),
        (with_findings(item),),
        {},
    )


@pytest.fixture
def plain_parser(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Use the plain parser; call the fixture to pretend that another parser version came."""
    monkeypatch.setattr(reading, "parse_page", plain_page)
    monkeypatch.setattr(reading, "parse_article", plain_article)
    version = ["first"]
    monkeypatch.setattr("archive.ingest.run.reading.fingerprint", lambda files: version[0])

    def change(name: str) -> None:
        version[0] = name

    return change


@dataclass
class Ran:
    """What a command printed and how it ended."""

    out: str
    err: str
    status: int

    @property
    def counts(self) -> str:
        """The last line printed."""
        return self.out.strip().splitlines()[-1]


def run(command: str, *arguments: object) -> Ran:
    """Run a management command."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return Ran(out.getvalue(), err.getvalue(), status)


TWO_ARTICLES = """石门镇修好灌溉渠
本报讯（记者白小川）3月4日，云溪区区长陆明远到石门镇查看春灌，区水利局负责人陪同。

图书馆延长开放
从今天起，云溪区图书馆周末开到晚上九点，馆员方书介绍说读者多了三成。
"""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    """A page dump whose name tells everything."""
    path = tmp_path / "pages" / "2023-03-05_青岚日报_02版.txt"
    path.parent.mkdir()
    path.write_text(TWO_ARTICLES, encoding="utf-8")
    return path

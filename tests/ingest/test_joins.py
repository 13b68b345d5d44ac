"""Articles that go on on another page: joined in any order, kept apart where that is not certain, and parted again."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import call_command

from archive import models
from archive.ingest import joins, reading
from archive.models import Article, IndexChange
from archive.parsing import Given, Item, PageDump, ParsedPage, joining, jumps
from archive.parsing.structures import Byline, Person, Span
from tests.ingest.conftest import plain_page, run
from tests.ingest.test_ingest_pages import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jumping_parser")]

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


def jumping_page(dump: PageDump, given: Given, gazetteer: object) -> ParsedPage:
    """Like the plain parser; a block that begins with a marker has no headline."""
    page = plain_page(dump, given, gazetteer)
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
    monkeypatch.setattr(joins, "with_findings", find)
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


@pytest.mark.parametrize("order", list(itertools.permutations([0, 1])))
@pytest.mark.parametrize("together", [True, False])
def test_the_order_of_pages_makes_no_difference(both: tuple[Path, Path], order: tuple[int, int], together: bool):
    files = [both[at] for at in order]
    for paths in [files] if together else [[path] for path in files]:
        ran = run("ingest", *paths)
    assert_joined()
    assert "jumps joined 1, waiting 0\n" in ran.out
    created = "created 4, updated 0" if together else "created 2, updated 1"
    assert ran.counts == f"{created}, unchanged 0, failed 0"
    before = everything()
    assert run("ingest", both[0].parent).counts == "created 0, updated 0, unchanged 4, failed 0"
    assert everything() == before


def test_names_of_both_pages_are_found_with_their_lines(both: tuple[Path, Path]):
    run("ingest", *both)
    first = beginning()
    spans = {each.text: each.spans for each in first.mentions.all()}
    assert set(spans) == {"陆明远", "马川", "石门镇"}
    for name, places in spans.items():
        assert all(first.text[start:end] == name for _, start, end, _ in places)
    assert [line for *_, line in spans["石门镇"]] == [2]
    assert [line for *_, line in spans["马川"]] == [5]
    assert first.printed_on(*spans["马川"][0][:2]) == rest()
    assert first.printed_on(*spans["陆明远"][0][:2]) == first
    # The rest keeps its own, unseen: the name counts once.
    assert rest().mentions.get().text == "马川"
    assert models.Mention.objects.public().filter(text="马川").count() == 1


def test_both_are_queued_for_the_index(both: tuple[Path, Path]):
    run("ingest", both[1])
    IndexChange.objects.all().delete()
    run("ingest", both[0])
    assert {beginning().pk, rest().pk} <= indexed()


@pytest.mark.parametrize("jobs", [1, 3])
def test_any_number_of_processes(both: tuple[Path, Path], write: Write, jobs: int):
    for day in range(1, 9):
        write(1, FIRST.replace("3月4日", f"4月{day}日"), f"2023-04-{day:02}")
        write(3, THIRD.replace("半个钟头", f"{day}分钟"), f"2023-04-{day:02}")
    run("ingest", both[0].parent, "--jobs", jobs)
    joined = Article.objects.exclude(joined_to=None).select_related("joined_to")
    assert len(joined) == 9
    assert all(each.date == each.joined_to.date for each in joined)


def test_a_page_read_again_recomputes_the_join(both: tuple[Path, Path], jumping_parser: Change):
    run("ingest", *both)
    ids = beginning().pk, rest().pk
    both[1].write_text(THIRD.replace("半个钟头", "四十分钟"), encoding="utf-8")
    assert run("ingest", both[1]).counts == "created 0, updated 2, unchanged 1, failed 0"
    assert beginning().text == WHOLE.replace("半个钟头", "四十分钟")
    both[0].write_text(FIRST.replace("三条新修的村路", "三条刚刚修好的村路"), encoding="utf-8")
    assert run("ingest", both[0]).counts == "created 0, updated 2, unchanged 1, failed 0"
    own = OWN.replace("三条新修的村路", "三条刚刚修好的村路")
    assert (beginning().text[: len(own) + 3], rest().joined_at) == (own + "让村民", len(own))
    assert (beginning().pk, rest().pk) == ids
    before = everything()
    jumping_parser("second")
    assert run("ingest", *both).counts == "created 0, updated 0, unchanged 4, failed 0"
    assert_same_but_checksums(before)


def assert_same_but_checksums(before: dict[str, list[dict]]) -> None:
    now = everything()
    for kept in (before, now):
        for row in [*kept["Article"], *kept["Page"]]:
            row.pop("checksum", None)
    assert now == before


def test_an_article_gets_its_own_text_back_when_its_rest_is_gone(both: tuple[Path, Path]):
    run("ingest", *both)
    IndexChange.objects.all().delete()
    both[1].write_text(THIRD.partition("（上接")[0] + "别的消息\n云溪区开了一家书店。\n", encoding="utf-8")
    run("ingest", both[1])
    first = beginning()
    assert (first.text, first.own) == (f"{OWN}（下转第三版）", {})
    assert {each.text for each in first.mentions.all()} == {"陆明远", "石门镇"}
    assert (rest().state, rest().joined_to) == ("removed", None)
    assert {first.pk, rest().pk} <= indexed()
    both[1].write_text(THIRD, encoding="utf-8")
    run("ingest", both[1])
    assert_joined()


def test_a_rest_stays_when_its_beginning_is_gone(both: tuple[Path, Path]):
    run("ingest", *both)
    both[0].write_text(FIRST.partition("图书馆")[2].replace("延长", "图书馆延长"), encoding="utf-8")
    run("ingest", both[0])
    assert (beginning().state, rest().is_public, rest().joined_to) == ("removed", True, None)
    both[0].write_text(FIRST, encoding="utf-8")
    run("ingest", both[0])
    assert_joined()


def test_a_page_of_another_day_is_another_issue(both: tuple[Path, Path], write: Write):
    run("ingest", both[0], write(3, THIRD, "2023-03-06"))
    assert_apart()


def test_a_page_that_a_curator_moves_to_another_issue_takes_its_articles_along(both: tuple[Path, Path]):
    run("ingest", *both)
    page = rest().page
    page.issue = models.Issue.objects.create(newspaper=page.issue.newspaper, date="2023-03-09")
    page.lock(["issue"])
    page.save()
    run("ingest", both[0])
    assert_apart()


SECOND_HALF = "（上接第三版）收割机手说，今年的路好走。\n"


@pytest.mark.parametrize("order", list(itertools.permutations([1, 3, 5])))
def test_three_pages_make_one_chain(write: Write, order: tuple[int, ...]):
    third = THIRD.replace("半个钟头。（本报记者苏念）", "半个钟头，秋收时（下转第五版）")
    pages = {1: write(1, FIRST), 3: write(3, third), 5: write(5, SECOND_HALF)}
    for number in order:
        run("ingest", pages[number])
    first, second, last = beginning(), rest(), article("（上接第三版）")
    assert (
        first.text
        == f"{OWN}让村民走夜路也放心。\n镇里的司机马川说，进城少走半个钟头，秋收时收割机手说，今年的路好走。"
    )
    assert [each.pk for each in first.chain()] == [second.pk, last.pk]
    assert (second.own, last.own) == ({}, {})
    assert second.text.endswith("秋收时（下转第五版）")
    assert not Article.objects.waiting().exists()
    before = everything()
    assert run("ingest", *pages.values()).counts == "created 0, updated 0, unchanged 5, failed 0"
    assert everything() == before


def test_orphans_are_kept_and_listed(both: tuple[Path, Path]):
    ran = run("ingest", both[1])
    assert rest().is_public
    assert list(Article.objects.waiting()) == [rest()]
    assert "jumps joined 0, waiting 1\n" in ran.out
    assert "“让村民走夜路也放心。” comes from 第一版: waits for that page" in ran.err
    both[0].write_text(FIRST.replace("（下转第三版）", "（下转第四版）"), encoding="utf-8")
    ran = run("ingest", both[0])
    assert "“石门镇三条新路通车” goes on on 第四版: waits for that page" in ran.err
    assert set(Article.objects.waiting()) == {beginning(), rest()}


def test_what_a_curator_parted_is_not_joined_again(both: tuple[Path, Path], jumping_parser: Change):
    run("ingest", *both)
    rest().part()
    assert_apart()
    run("ingest", *both)  # reads the names anew
    before = everything()
    assert run("ingest", *both).counts.startswith("created 0, updated 0")
    assert everything() == before
    jumping_parser("second")
    run("ingest", *both)
    both[0].write_text(FIRST.replace("同日", "同时"), encoding="utf-8")
    run("ingest", *both)
    assert rest().joined_to is None
    assert rest().join_refused == [beginning().pk]
    rest().join(beginning())
    assert rest().joined_to == beginning()
    assert rest().join_refused == []


def test_what_a_curator_joined_stays_joined(write: Write, jumping_parser: Change):
    first, third = (
        write(1, FIRST.replace("（下转第三版）", "")),
        write(3, THIRD.replace("（上接第一版）", "再说说路。\n")),
    )
    run("ingest", first, third)
    second = article("再说说路。")
    second.join(beginning())
    assert "镇里的司机马川" in beginning().text
    jumping_parser("second")
    run("ingest", first, third)
    first.write_text(FIRST.replace("（下转第三版）", "").replace("同日", "同时"), encoding="utf-8")
    run("ingest", first, third)
    assert (beginning().chain(), "同时通车" in beginning().text) == ([second], True)
    assert "镇里的司机马川" in beginning().text


def test_what_a_curator_joined_goes_on_in_what_the_markers_join(write: Write):
    pages = [
        write(1, "石门镇三条新路通车\n3月4日，石门镇的村路通车，区长陆明远要求抓紧把路灯（下转第三版）\n"),
        write(3, "（上接第一版）装好，让村民走夜路也放心，他还要求把（下转第五版）\n"),
        write(5, "（上接第三版）桥也修好，马川说好。\n"),
    ]
    run("ingest", *pages[:2])
    rest().part()
    rest().join(beginning())
    run("ingest", pages[2])
    assert beginning().text.endswith("他还要求把桥也修好，马川说好。")


def test_a_locked_text_is_not_joined(both: tuple[Path, Path]):
    run("ingest", both[0])
    first = beginning()
    first.text = "人改过的正文。"
    first.lock(["text", "breaks"])
    first.save()
    run("ingest", both[1])
    assert (beginning().text, rest().joined_to) == ("人改过的正文。", None)
    assert set(Article.objects.waiting()) == {beginning(), rest()}


def test_a_text_that_a_curator_corrected_after_the_join_stays(both: tuple[Path, Path], jumping_parser: Change):
    run("ingest", *both)
    first = beginning()
    first.text = first.text.replace("夜路", "夜里的路")
    first.lock(["text", "breaks"])
    first.save()
    both[1].write_text(THIRD.replace("半个钟头", "四十分钟"), encoding="utf-8")
    run("ingest", *both)
    assert beginning().text == first.text
    assert rest().joined_to == first


@pytest.mark.parametrize("state", ["withheld", "draft", "removed"])
@pytest.mark.parametrize("locked", [True, False])
def test_the_rest_of_an_article_that_is_not_public_is_not_either(both: tuple[Path, Path], state: str, locked: bool):
    run("ingest", both[0])
    hidden = Article.objects.filter(pk=beginning().pk)
    hidden.set_state(state) if locked or state == "removed" else hidden.update(state=state)
    run("ingest", both[1])
    assert (rest().joined_to, rest().state) == (beginning(), state)
    assert not Article.objects.in_print().filter(text__contains="夜路").exists()
    # And when the page is read again, nothing comes to light.
    both[1].write_text(THIRD.replace("半个钟头", "四十分钟"), encoding="utf-8")
    run("ingest", *both)
    assert not Article.objects.in_print().filter(text__contains="夜路").exists()


def test_a_rest_that_a_curator_withheld_is_never_shown_in_the_article(both: tuple[Path, Path]):
    run("ingest", *both)
    Article.objects.filter(pk=rest().pk).set_state("withheld")
    assert "夜路" not in beginning().text
    assert {each.text for each in beginning().mentions.all()} == {"陆明远", "石门镇"}
    run("ingest", *both)
    both[0].write_text(FIRST.replace("同日", "同时"), encoding="utf-8")
    run("ingest", *both)
    assert "夜路" not in beginning().text
    Article.objects.filter(pk=rest().pk).set_state("published")
    run("ingest", *both)
    assert "夜路" in beginning().text


def test_an_article_whose_text_a_curator_set_is_withheld_with_its_rest(both: tuple[Path, Path]):
    run("ingest", *both)
    first = beginning()
    first.text = first.text.replace("夜路", "夜里的路")
    first.lock(["text", "breaks"])
    first.save()
    Article.objects.filter(pk=rest().pk).set_state("withheld")
    assert not Article.objects.in_print().filter(text__contains="司机马川").exists()
    run("ingest", *both)
    assert not Article.objects.in_print().filter(text__contains="司机马川").exists()


def test_drafts_are_joined_and_published_as_one(both: tuple[Path, Path], settings):
    settings.INGEST_PUBLISHES = False
    run("ingest", *both)
    assert (beginning().state, rest().joined_to) == ("draft", beginning())
    Article.objects.filter(pk=beginning().pk).set_state("published")
    assert (rest().state, rest().joined_to) == ("published", beginning())


def test_a_draft_is_not_read_in_a_published_article(both: tuple[Path, Path], settings):
    run("ingest", both[0])
    settings.INGEST_PUBLISHES = False
    run("ingest", both[1])
    assert (rest().state, rest().joined_to) == ("draft", None)
    assert "夜路" not in beginning().text


TWO_JUMPS = """石门镇三条新路通车
3月4日，石门镇三条新修的村路通车，区长陆明远要求抓紧把路灯（下转第三版）

柳河镇水厂改造完工
柳河镇水厂换上了新滤池，六千户居民喝上了更清的（下转第三版）
"""


def test_of_two_that_jump_between_the_same_pages_each_gets_its_own(write: Write):
    water = "（上接第一版）水。柳河镇水厂厂长说，滤池明年再换一座，居民的水费不变。"
    road = "（上接第一版）装好。石门镇的村民说，村路有了路灯。"
    run("ingest", write(1, TWO_JUMPS), write(3, f"{water}\n\n{road}\n"))
    assert "抓紧把路灯装好。" in article("石门镇三条").text
    assert "更清的水。" in article("柳河镇水厂").text


def test_what_cannot_be_decided_stays_open(write: Write):
    third = "（上接第一版）人人都说好。\n\n（上接第一版）大家都满意。\n"
    ran = run("ingest", write(1, TWO_JUMPS), write(3, third))
    assert not Article.objects.exclude(joined_to=None).exists()
    assert Article.objects.waiting().count() == 4
    assert "waiting 4" in ran.out


def test_the_index_agrees_after_joining_and_parting(both: tuple[Path, Path], index_now: Callable[[], None], capsys):
    run("ingest", both[0])
    index_now()
    for step in (
        lambda: run("ingest", both[1]),
        lambda: rest().part(),
        lambda: rest().join(beginning()),
        lambda: Article.objects.filter(pk=rest().pk).set_state("withheld"),
        lambda: Article.objects.all().set_state("published"),
        lambda: run("ingest", *both),
    ):
        step()
        index_now()
        call_command("verify_index")
        assert "missing 0, ghosts 0, stale 0" in capsys.readouterr().out


@pytest.mark.parametrize("same_folder", [True, False])
def test_undated_pages_are_joined_only_in_one_folder(write: Write, tmp_path: Path, same_folder: bool):
    first = write("甲.txt", FIRST)
    third = write("乙.txt", THIRD)
    if not same_folder:
        (tmp_path / "other").mkdir()
        third = third.rename(tmp_path / "other" / third.name)
    for folder in {first.parent, third.parent}:
        rows = ["file,newspaper,date,page,area", "甲.txt,青岚日报,,1,", "乙.txt,青岚日报,,3,", ""]
        (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    run("ingest", first, third)
    assert rest().page.issue.date is None
    assert (rest().joined_to is not None) == same_folder

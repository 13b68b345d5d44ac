"""Articles that go on on another page: joined in any order, and kept apart where that is not certain."""

from __future__ import annotations

import itertools
from pathlib import Path, PurePath

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from archive import models
from archive.ingest import joins
from archive.models import Article, IndexChange
from tests.factories import ArticleFactory, PageFactory
from tests.ingest.conftest import run
from tests.ingest.jumping import (
    FIRST,
    OWN,
    THIRD,
    WHOLE,
    Change,
    Write,
    article,
    assert_apart,
    assert_joined,
    beginning,
    both,
    indexed,
    jumping_parser,
    rest,
    write,
)
from tests.ingest.test_ingest_pages import everything

__all__ = ["both", "jumping_parser", "write"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jumping_parser")]


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
            row.pop("extractor", None)
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


def undated(folder: Path, first: int = 1, third: int = 3) -> list[Path]:
    """The two pages in a folder, of no known day; their numbers are the newspaper's only once."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["file,newspaper,date,page,area", f"甲.txt,青岚日报,,{first},", f"乙.txt,青岚日报,,{third},", ""]
    (folder / "manifest.csv").write_text("\n".join(rows), encoding="utf-8")
    for name, text in (("甲.txt", FIRST), ("乙.txt", THIRD)):
        printed = text.replace("第一版", f"第{first}版").replace("第三版", f"第{third}版")
        (folder / name).write_text(printed.replace("云溪区", f"云溪区{folder.name}"), encoding="utf-8")
    return [folder / "甲.txt", folder / "乙.txt"]


@pytest.mark.parametrize("same_folder", [True, False])
def test_undated_pages_are_joined_only_in_one_folder(tmp_path: Path, same_folder: bool):
    first, third = undated(tmp_path / "a")
    if not same_folder:
        third = undated(tmp_path / "other")[1]
    run("ingest", first, third)
    waiting = Article.objects.get(continues="第1版")
    assert waiting.page.issue.date is None
    assert (waiting.joined_to is not None) == same_folder


@pytest.mark.parametrize(
    ("folder", "inside", "outside"),
    [
        ("/a/b", ["/a/b/甲.txt"], ["/a/b/c/甲.txt", "/a/bc/甲.txt", "/a/甲.txt", "甲.txt", "", "/A/b/甲.txt"]),
        ("/a/(b+).", ["/a/(b+)./甲.txt"], ["/a/bb./甲.txt", "/a/(b+)./c/甲.txt"]),
        ("/a/50%_-旧 报", ["/a/50%_-旧 报/甲.txt"], ["/a/50%x-旧 报/甲.txt"]),
        ("/", ["/甲.txt"], ["/a/甲.txt", "甲.txt"]),
        (".", ["甲.txt", ""], ["/甲.txt", "a/甲.txt"]),
    ],
)
def test_a_folder_s_articles(folder: str, inside: list[str], outside: list[str]):
    for path in [*inside, *outside]:
        ArticleFactory(page=PageFactory(path=path))
    found = Article.objects.filter(joins.in_folder(folder)).values_list("page__path", flat=True)
    assert sorted(found) == sorted(inside)
    assert {str(PurePath(path).parent) for path in inside} == {folder}


def test_undated_pages_of_other_folders_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    run("ingest", *undated(tmp_path / "a"))
    read = []
    rows = joins._with_pages
    monkeypatch.setattr(joins, "_with_pages", lambda found: read.append(len(result := rows(found))) or result)
    asked = []
    for at, name in enumerate("bcd", 1):
        with CaptureQueriesContext(connection) as queries:
            run("ingest", *undated(tmp_path / name, 10 * at, 10 * at + 2))
        asked.append(len(queries))
    assert Article.objects.exclude(joined_to=None).count() == 4
    # Each page is a transaction: the first sees its own marked article, the second both; nothing near them.
    assert read == [1, 0, 2, 0] * 3
    assert len(set(asked)) == 1

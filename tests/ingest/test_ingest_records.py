"""`ingest` with JSON Lines: known by newspaper and id, grouped into issues, told line by line."""

import gzip
import io
import json
import lzma
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from archive import models
from archive.ingest import run as run_module
from archive.ingest.separate import with_ids
from tests.ingest.conftest import TWO_ARTICLES, run
from tests.ingest.test_ingest_pages import everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("plain_parser")]

Change = Callable[[str], None]


def record(number: int, day: str | None = "2023-03-05", **more: object) -> dict[str, object]:
    text = f"云溪区区长陆明远第{number}次到石门镇查看春灌。"
    base = {"id": f"a-{number}", "newspaper": "青岚日报", "date": day, "page": 1 + number % 2}
    return {**base, "kicker": "", "headline": f"春灌第{number}天", "deck": "", "text": text, **more}


def write(folder: Path, *records: object, name: str = "news.jsonl") -> Path:
    path = folder / name
    lines = [each if isinstance(each, str) else json.dumps(each, ensure_ascii=False) for each in records]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def file() -> models.IngestFile:
    return models.IngestFile.objects.latest("pk")


def test_articles_come_into_issues_and_pages(tmp_path: Path):
    path = write(tmp_path, record(1), record(2), record(3, "2023-03-06"), record(4, None, page=None))
    ran = run("ingest", path)
    assert (ran.counts, ran.status) == ("created 4, updated 0, unchanged 0, failed 0", 0)
    shelved = [
        (each.external_id, each.date, each.page.number, each.page.issue.date, each.page.sha256)
        for each in models.Article.objects.order_by("pk")
    ]
    fifth, sixth = date(2023, 3, 5), date(2023, 3, 6)
    assert shelved == [
        ("a-1", fifth, 2, fifth, None),
        ("a-2", fifth, 1, fifth, None),
        ("a-3", sixth, 2, sixth, None),
        ("a-4", None, None, None, None),
    ]
    assert models.Issue.objects.count() == 3
    assert (file().outcome, file().created, file().size) == ("stored", 4, path.stat().st_size)
    assert models.IndexChange.objects.count() == 4


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_the_second_time_changes_nothing_packed_or_not(tmp_path: Path, pack):
    path = write(tmp_path, *[record(number) for number in range(5)])
    run("ingest", path)
    before = everything()
    packed = tmp_path / ("news.jsonl.gz" if pack is gzip.compress else "news.jsonl.xz")
    packed.write_bytes(pack(path.read_bytes()))
    path.unlink()
    assert run("ingest", tmp_path).counts == "created 0, updated 0, unchanged 5, failed 0"
    assert everything() == before
    assert file().outcome == "unchanged"


def test_a_new_parser_reads_again_without_changing_what_is_the_same(tmp_path: Path, plain_parser: Change):
    path = write(tmp_path, record(1), record(2))
    run("ingest", path)
    before = everything()
    plain_parser("second")
    assert run("ingest", path).counts == "created 0, updated 0, unchanged 2, failed 0"
    after = everything()
    sums = [row.pop("checksum") for rows in (before, after) for row in rows["Article"]]
    read_with = [{row.pop("extractor") for row in rows["Article"]} for rows in (before, after)]
    assert read_with == [{"lac first"}, {"lac second"}]
    assert after == before
    assert len(set(sums)) == 4


def test_a_changed_record_updates_in_place_and_may_move(tmp_path: Path):
    run("ingest", write(tmp_path, record(1), record(2)))
    first = models.Article.objects.get(external_id="a-1")
    first.headline = "改过的标题"
    first.lock(["headline"])
    first.save()
    changed = record(1, "2023-03-08", text="陆明远没有来。", headline="新标题")
    assert run("ingest", write(tmp_path, changed, record(2))).counts == "created 0, updated 1, unchanged 1, failed 0"
    again = models.Article.objects.get(external_id="a-1")
    assert (again.pk, again.headline, again.text) == (first.pk, "改过的标题", "陆明远没有来。")
    assert again.date == again.page.issue.date == date(2023, 3, 8)
    assert list(again.mentions.values_list("text", flat=True)) == ["陆明远"]
    assert models.Page.objects.count() == 2
    run("ingest", write(tmp_path, record(1, "2023-03-08"), record(2, "2023-03-08")))
    assert models.Issue.objects.get().date == date(2023, 3, 8)


def test_ids_are_looked_up_in_their_index(tmp_path: Path):
    run("ingest", write(tmp_path, record(1)))
    looked_up = with_ids([models.Newspaper.objects.get().pk], ["a-1", "a-2"]).order_by()
    assert looked_up.get().external_id == "a-1"
    if connection.vendor == "sqlite":  # PostgreSQL chooses by the size of the table, which is small here
        assert "article_external_id_once" in looked_up.explain()


def test_bad_lines_are_counted_and_told_and_the_rest_goes_on(tmp_path: Path):
    path = write(tmp_path, record(1), "{", record(2, text="BREAK THE PARSER"), record(3))
    ran = run("ingest", path)
    assert (ran.counts, ran.status) == ("created 2, updated 0, unchanged 0, failed 2", 1)
    assert "line 2: not JSON" in ran.err
    assert "line 3: the parser failed" in ran.err
    assert (file().outcome, file().failed) == ("stored", 2)
    assert [line.partition(":")[0] for line in file().reason.splitlines()] == ["line 2", "line 3"]


def test_many_bad_lines_do_not_flood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(run_module, "BAD_LINES_SHOWN", 2)
    monkeypatch.setattr(run_module, "BAD_LINES_KEPT", 3)
    ran = run("ingest", write(tmp_path, *["{"] * 10))
    assert ran.counts == "created 0, updated 0, unchanged 0, failed 10"
    assert ran.err.count("not JSON") == 2
    assert "further bad lines are only counted" in ran.err
    assert len(file().reason.splitlines()) == 3


def test_an_id_that_comes_twice_counts_once_every_time(tmp_path: Path):
    path = write(tmp_path, record(1), record(1), record(1, text="另一篇"), record(1, newspaper="沅溪日报"))
    ran = run("ingest", path)
    assert ran.counts == "created 2, updated 0, unchanged 1, failed 1"
    assert f"line 3: id 'a-1' stands already at {path}, line 1" in ran.err
    before = everything()
    assert run("ingest", path).counts == "created 0, updated 0, unchanged 3, failed 1"
    assert everything() == before


def test_a_broken_file_gives_what_came_before(tmp_path: Path):
    whole = write(tmp_path, *[record(number, text="石门镇" * (number % 40)) for number in range(400)])
    packed = tmp_path / "broken.jsonl.gz"
    packed.write_bytes(gzip.compress(whole.read_bytes())[:-30])
    whole.unlink()
    ran = run("ingest", tmp_path)
    assert ran.status == 1
    assert "damaged after line" in ran.err
    assert file().outcome == "quarantined"
    assert file().created == models.Article.objects.count() > 0


def test_a_record_that_stands_later_in_its_page_comes_after(tmp_path: Path):
    run("ingest", write(tmp_path, record(1), record(3)))
    run("ingest", write(tmp_path, record(3), record(5), record(1)))
    on_page = models.Article.objects.filter(page__number=2).order_by("position")
    assert list(on_page.values_list("external_id", "position")) == [("a-1", 0), ("a-3", 1), ("a-5", 2)]


def test_without_a_newspaper_the_id_still_tells_them_apart(tmp_path: Path):
    path = write(tmp_path, record(1, newspaper=None), record(2, newspaper=""))
    run("ingest", path)
    assert models.Newspaper.objects.get().name == "未署名报纸"
    assert run("ingest", path).counts == "created 0, updated 0, unchanged 2, failed 0"


def test_a_page_dump_and_separate_articles_share_a_page_and_leave_each_other_alone(dump: Path, tmp_path: Path):
    records = write(tmp_path, record(1))
    for order in ((dump, records), (records, dump)):
        run("ingest", *order)
    shared = models.Page.objects.get(number=2)
    assert shared.sha256
    assert shared.articles.count() == 3
    before = everything()
    assert run("ingest", records, dump).counts == "created 0, updated 0, unchanged 3, failed 0"
    assert everything() == before


@pytest.mark.parametrize(("limit", "created"), [(1, 1), (3, 3), (9, 5)])
def test_a_limit_counts_articles(tmp_path: Path, limit: int, created: int):
    path = write(tmp_path, *[record(number, f"2023-03-0{1 + number // 2}") for number in range(5)])
    ran = run("ingest", path, "--limit", limit)
    assert ran.counts == f"created {created}, updated 0, unchanged 0, failed 0"
    assert file().created == created


def test_a_limit_keeps_pages_whole(dump: Path):
    dump.with_name("20230306-01.txt").write_text("通知\n明天停水。", encoding="utf-8")
    dump.with_name("20230307-01.txt").write_text("通知\n后天停水。", encoding="utf-8")
    assert run("ingest", dump.parent, "--limit", 1).counts == "created 2, updated 0, unchanged 0, failed 0"
    assert run("ingest", dump.parent, "--limit", 3).counts == "created 1, updated 0, unchanged 2, failed 0"


@pytest.mark.parametrize("jobs", [1, 2])
def test_several_processes_store_the_same(tmp_path: Path, jobs: int):
    path = write(tmp_path, *[record(number, f"2023-03-{1 + number // 3:02}") for number in range(40)])
    assert run("ingest", path, "--jobs", jobs).counts == "created 40, updated 0, unchanged 0, failed 0"
    assert models.Article.objects.filter(date=date(2023, 3, 5)).count() == 3
    assert models.Person.objects.get().name == "陆明远"
    assert list(models.Article.objects.order_by("pk").values_list("external_id", flat=True)) == [
        f"a-{number}" for number in range(40)
    ]


def test_standard_input(monkeypatch: pytest.MonkeyPatch):
    class Stdin:
        buffer = io.BytesIO(json.dumps(record(1)).encode())

    monkeypatch.setattr("sys.stdin", Stdin)
    assert run("ingest", "-", "--area", "山岚省/青岚市/云溪区").counts == "created 1, updated 0, unchanged 0, failed 0"
    assert models.Person.objects.get().home.name == "云溪区"
    Stdin.buffer = io.BytesIO(TWO_ARTICLES.encode("gbk"))
    for expected in ("created 2, updated 0, unchanged 0", "created 0, updated 0, unchanged 2"):
        Stdin.buffer = io.BytesIO(TWO_ARTICLES.encode("gbk"))
        assert run("ingest", "-").counts == f"{expected}, failed 0"
    assert models.Page.objects.get(encoding="gb18030").path == ""

"""`extract`: names looked for again in what is stored, the machine's replaced and the curators' kept."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.test import Client

from archive import models
from archive.ingest import extract, reading
from archive.models import Article, Mention
from archive.parsing import Given, Item, PageDump, ParsedPage, joining
from archive.parsing.home import Home
from archive.parsing.structures import Person, Place
from tests.conftest import ROOT, SAMPLES
from tests.ingest.conftest import YUNXI, plain_page, run, with_findings
from tests.ingest.jumping import WHOLE, beginning, both, find, jumping_parser, rest, write
from tests.ingest.test_ingest_pages import everything

__all__ = ["both", "jumping_parser", "write"]

Change = Callable[[str], None]
Edit = Callable[..., object]
SAME = ["person: gained 0, lost 0", "place: gained 0, lost 0", "organization: gained 0, lost 0"]
RECORD = {
    "id": "a-1",
    "newspaper": "青岚日报",
    "date": "2023-03-05",
    "headline": "水渠通水",
    "text": "陆明远在石门镇。",
}


def newer(item: Item, *_: object) -> Item:
    """A newer extractor: it no longer takes 方书 for a person, and knows what a library is."""
    found = with_findings(item)
    at = item.text.find("图书馆")
    places = (Place("图书馆", "馆", YUNXI, (item.span("text", at, at + 3),), "known"),) if at >= 0 else ()
    return replace(found, people=tuple(each for each in found.people if each.name != "方书"), places=places)


def plain(item: Item, *_: object) -> Item:
    return with_findings(item)


def placed_page(dump: PageDump, given: Given, *_: object, **__: object) -> ParsedPage:
    """Like the plain parser, which knows no lines."""
    page = plain_page(dump, given)
    return replace(page, items=tuple(with_findings(joining.placed(item, dump.lines)) for item in page.items))


@pytest.fixture
def upgrade(plain_parser: Change, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let another extractor come: `upgrade(newer)`."""
    if reading.parse_page is plain_page:
        monkeypatch.setattr(reading, "parse_page", placed_page)

    def come(finder: Callable[..., Item], name: str = "second") -> None:
        monkeypatch.setattr(extract, "tagged", lambda items, tagger: items)
        monkeypatch.setattr(extract, "with_findings", finder)
        plain_parser(name)

    come(plain, "first")
    return come


def names() -> set[tuple[str, str]]:
    return set(Mention.objects.values_list("kind", "text"))


def without_reading(rows: dict[str, list[dict]]) -> dict[str, list[dict]]:
    for row in rows["Article"]:
        row.pop("extractor")
    return rows


@pytest.mark.django_db
def test_a_newer_extractor_replaces_what_the_machine_found(dump: Path, upgrade: Callable[..., None]):
    run("ingest", dump)
    dump.unlink()
    before = {row.pk: row for row in Mention.objects.all()}
    models.IndexChange.objects.all().delete()
    upgrade(newer)
    ran = run("extract", "--show")
    second = Article.objects.get(headline="图书馆延长开放")
    assert (ran.status, ran.out.splitlines()) == (
        0,
        [
            f"+ place 图书馆 (known) in {second.pk} 图书馆延长开放",
            f"- place 石门镇 (gazetteer) in {second.pk - 1} 石门镇修好灌溉渠",
            f"- person 方书 (speaks) in {second.pk} 图书馆延长开放",
            "person: gained 0, lost 1",
            "place: gained 1, lost 1",
            "organization: gained 0, lost 0",
            "event: gained 0, lost 0",
            "articles 2, changed 2, failed 0",
        ],
    )
    assert names() == {("person", "陆明远"), ("organization", "区水利局"), ("place", "图书馆")}
    mayor = Mention.objects.get(text="陆明远")
    assert (mayor.pk in before, mayor.revision) == (True, before[mayor.pk].revision)
    assert set(Article.objects.values_list("extractor", flat=True)) == {"lac second"}
    assert models.IndexChange.objects.count() == 2


@pytest.mark.django_db
def test_the_same_extractor_finds_the_same(dump: Path, tmp_path: Path, upgrade: Callable[..., None]):
    (tmp_path / "a.jsonl").write_text(json.dumps(RECORD, ensure_ascii=False), encoding="utf-8")
    run("ingest", dump)
    run("ingest", tmp_path / "a.jsonl", "--area", "/".join(YUNXI))
    before = everything()
    assert run("extract").out.splitlines()[:3] == SAME
    assert everything() == before
    assert Article.objects.get(external_id="a-1").area == list(YUNXI)
    assert run("ingest", dump).counts == "created 0, updated 0, unchanged 2, failed 0"


@pytest.mark.django_db
def test_organizations_that_nothing_names_any_more_are_swept(dump: Path, upgrade: Callable[..., None]):
    run("ingest", dump)
    kept = models.Organization.objects.create(name="青岚水文站", locked_fields=["name"])
    above = models.Organization.objects.create(name="青岚市水务集团")
    below = models.Organization.objects.create(name="青岚供水公司", parent=above, locked_fields=["parent"])
    models.Organization.objects.create(name="岚市水务")  # what an older parser made, and took back
    with_post = models.Organization.objects.create(name="云溪区供销社")
    models.Post.objects.create(organization=with_post, title="主任", locked_fields=["title"])

    def without_bodies(item: Item, *_: object) -> Item:
        return replace(with_findings(item), organizations=())

    upgrade(without_bodies)
    ran = run("extract")
    assert "organizations that nothing names any more: 2, deleted" in ran.out.splitlines()
    assert set(models.Organization.objects.values_list("name", flat=True)) == {
        *(kept.name, above.name, below.name, with_post.name),
        "云溪区人民政府",  # of which somebody is seen as the head
    }
    assert "organizations" not in run("extract").out.replace("organization:", "")


@pytest.mark.django_db
def test_the_home_area_of_a_separate_article_is_inferred_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    text = "镇海区和北仑区联合检查，镇海区教育局、北仑区教育局派人到场。骆驼街道开展排查。"
    record = {**RECORD, "newspaper": "两区报", "text": text}
    (tmp_path / "a.jsonl").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    run("ingest", tmp_path / "a.jsonl")
    article = Article.objects.get()
    assert article.area == []
    assert Mention.objects.get(text="骆驼街道").place.path == "浙江省/宁波市/镇海区/骆驼街道"
    seen = []

    def elsewhere(items: object, gazetteer: object) -> Home:
        seen.append(items)
        return Home(("山岚省", "青岚市"))

    monkeypatch.setattr(extract, "home_area", elsewhere)
    run("extract")
    assert len(seen) == 1
    assert Article.objects.get().area == []


@pytest.mark.django_db
def test_outdated_and_the_other_choices(dump: Path, tmp_path: Path, upgrade: Callable[..., None]):
    (tmp_path / "a.jsonl").write_text(json.dumps({**RECORD, "newspaper": "沅溪日报"}), encoding="utf-8")
    run("ingest", dump, tmp_path / "a.jsonl")

    def read(*options: object) -> str:
        return run("extract", *options).counts

    assert read("--outdated") == "articles 0, changed 0, failed 0"
    upgrade(plain)
    assert read("--outdated", "--limit", 1) == "articles 1, changed 0, failed 0"
    assert [each.extractor for each in Article.objects.order_by("pk")] == ["lac second", "lac first", "lac first"]
    assert read("--outdated", "--newspaper", "沅溪日报") == "articles 1, changed 0, failed 0"
    assert read("--outdated") == "articles 1, changed 0, failed 0"
    assert read() == "articles 3, changed 0, failed 0"
    first, second, _ = Article.objects.order_by("pk").values_list("pk", flat=True)
    assert read("--article", first, "--article", second) == "articles 2, changed 0, failed 0"
    with pytest.raises(CommandError, match="no article 999"):
        run("extract", "--article", 999)
    with pytest.raises(CommandError, match="no newspaper"):
        run("extract", "--newspaper", "没有的报")


@pytest.mark.django_db
def test_what_a_curator_decided_stays(dump: Path, upgrade: Callable[..., None], edit: Edit, act: Edit, desk: Client):
    run("ingest", dump)
    somebody = models.Person.objects.create(name="方舒")
    speaker, town, office = (Mention.objects.get(text=text) for text in ("方书", "石门镇", "区水利局"))
    edit(speaker, person=somebody.pk)
    act("reject", town, office)
    before = {pk: (row.status, row.record) for pk, row in ((row.pk, row) for row in Mention.objects.all())}
    upgrade(newer)
    run("extract")
    after = {row.pk: (row.status, row.record) for row in Mention.objects.all()}
    assert {pk: after[pk] for pk in (speaker.pk, town.pk, office.pk)} == {
        pk: before[pk] for pk in (speaker.pk, town.pk, office.pk)
    }
    assert after[speaker.pk] == ("linked", somebody)
    assert after[town.pk][0] == after[office.pk][0] == "rejected"
    upgrade(plain, "third")
    run("extract")
    assert {row.pk: (row.status, row.record) for row in Mention.objects.exclude(text="图书馆")} == before


@pytest.mark.django_db
def test_an_article_that_breaks_the_parser_stops_no_other(dump: Path, upgrade: Callable[..., None]):
    def breaking(item: Item, *rest: object) -> Item:
        if "图书馆" in item.text:
            raise ZeroDivisionError("broken")
        return plain(item)

    run("ingest", dump)
    before = names()
    upgrade(breaking)
    ran = run("extract", "--outdated")
    assert (ran.status, ran.counts) == (1, "articles 2, changed 0, failed 1")
    assert "the parser failed: ZeroDivisionError: broken" in ran.err
    assert names() == before
    upgrade(plain, "third")
    Article.objects.filter(headline="石门镇修好灌溉渠").update(extractor="lac third")
    assert run("extract", "--outdated").counts == "articles 1, changed 0, failed 0"


@pytest.mark.django_db
def test_an_article_that_somebody_changes_meanwhile_is_left_for_the_next_time(
    dump: Path, upgrade: Callable[..., None]
):
    def slow(item: Item, *_: object) -> Item:
        Article.objects.get(headline="图书馆延长开放").save()
        return newer(item)

    run("ingest", dump)
    upgrade(slow)
    assert run("extract").counts == "articles 2, changed 1, failed 0, changed by others meanwhile 1"
    assert ("place", "图书馆") not in names()
    upgrade(newer)
    assert run("extract", "--outdated").counts == "articles 1, changed 1, failed 0"


@pytest.mark.django_db
def test_what_the_database_refuses_is_set_aside_alone(dump: Path, upgrade: Callable[..., None]):
    def unfit(item: Item, *_: object) -> Item:
        if "图书馆" not in item.text:
            return newer(item)
        return replace(item, people=(Person("方书", confidence=float("nan"), rule="known"),))

    run("ingest", dump)
    upgrade(unfit)
    ran = run("extract")
    assert (ran.status, ran.counts) == (1, "articles 2, changed 1, failed 1")
    assert "cannot be stored" in ran.err
    assert set(Article.objects.values_list("extractor", flat=True)) == {"lac first", "lac second"}


@pytest.mark.django_db
def test_an_article_of_two_pages_is_read_as_a_whole(
    both: tuple[Path, Path], jumping_parser: Change, upgrade: Callable[..., None]
):
    run("ingest", *both)
    before = without_reading(everything())
    upgrade(find)
    assert run("extract").counts == "articles 4, changed 0, failed 0"
    assert without_reading(everything()) == before
    assert beginning().text == WHOLE

    def more(item: Item, *_: object) -> Item:
        found = find(item)
        at = item.text.find("进城")
        spans = (item.span("text", at, at + 2),) if at >= 0 else ()
        return replace(found, places=(Place("进城", "", (), spans),) if spans else ())

    upgrade(more, "third")
    run("extract")
    assert [each.mentions.get(text="进城").spans[0][3] for each in (beginning(), rest())] == [5, 5]
    assert beginning().printed_on("text", beginning().mentions.get(text="进城").spans[0][1]).page.number == 3


@pytest.mark.django_db
def test_places_of_a_gazetteer_beside_the_pages_are_known_without_it(tmp_path: Path):
    folder = tmp_path / "pages"
    folder.mkdir()
    gazetteer = folder / "gazetteer.tsv"
    text = "本报讯（记者白小川）3月4日，云溪区区长陆明远到石门镇、水车坝镇查看春灌。"
    (folder / "2023-03-05_青岚日报_02版.txt").write_text(f"春灌开始\n{text}\n", encoding="utf-8")
    rows = [f"山岚省/青岚市/云溪区/{town}\t镇\t" for town in ("石门镇", "水车坝镇")]
    gazetteer.write_text("path\ttype\taliases\n" + "\n".join(rows) + "\n", encoding="utf-8")
    run("ingest", folder)
    before = everything()
    assert models.Place.objects.filter(path="山岚省/青岚市/云溪区/水车坝镇").exists()
    run("ingest", folder)
    assert list(models.Ingest.objects.values_list("gazetteers", flat=True)[:1]) == [{}]
    gazetteer.unlink()
    assert run("extract").out.splitlines()[:3] == SAME
    assert everything() == before


@pytest.mark.dear
@pytest.mark.one_database
@pytest.mark.django_db
def test_names_may_be_looked_for_later():
    """Taken apart first and read later, the samples end as they do in one go."""
    run("ingest", SAMPLES / "qinglan", "--newspaper", "青岚日报", "--no-extraction")
    assert not Mention.objects.exists()
    assert not models.DateMention.objects.exists()
    assert set(Article.objects.values_list("extractor", flat=True)) == {""}
    assert run("extract", "--outdated").status == 0
    later = {(row.article_id, row.kind, row.text, str(row.spans)) for row in Mention.objects.all()}
    run("ingest", SAMPLES / "qinglan", "--newspaper", "青岚日报")
    at_once = {(row.article_id, row.kind, row.text, str(row.spans)) for row in Mention.objects.all()}
    assert len(later & at_once) >= 0.99 * len(later | at_once)
    assert run("ingest", SAMPLES / "qinglan", "--newspaper", "青岚日报", "--no-extraction").status == 0
    assert Mention.objects.count() == len(at_once)
    assert set(Article.objects.values_list("extractor", flat=True)) == {""}


@pytest.mark.dear
def test_a_killed_run_goes_on_where_it_stopped(tmp_path: Path, migrated: Path):
    """The whole program, killed in the middle with its workers: what it had stored is not read again."""
    database = shutil.copytree(migrated, tmp_path / ".var") / "fangzhi.sqlite3"
    environment = {**os.environ, "FANGZHI_VAR": str(database.parent), "DATABASE_URL": f"sqlite:///{database}"}
    environment["FANGZHI_TAGGER"] = "jieba"

    def manage(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "manage.py", *arguments]
        how = {"cwd": ROOT, "env": environment, "stderr": subprocess.DEVNULL, "stdout": subprocess.PIPE, "text": True}
        return subprocess.Popen(command, **how)

    with manage("ingest", str(SAMPLES / "qinglan"), "--no-extraction", "--jobs", "1") as done:
        done.communicate()
    assert done.returncode == 0
    total = _ask(database, "SELECT count(*) FROM archive_article")
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE archive_article SET extractor = 'older'")
    left = "SELECT count(*) FROM archive_article WHERE extractor = 'older'"
    with manage("extract", "--outdated", "--jobs", "2") as extracting:
        while _ask(database, left) == total and extracting.poll() is None:
            time.sleep(0.02)
        extracting.send_signal(signal.SIGKILL)
    rest_of_them = _ask(database, left)
    assert rest_of_them < total
    with manage("extract", "--outdated", "--jobs", "1") as again:
        printed = again.communicate()[0]
    assert printed.splitlines()[-1].startswith(f"articles {rest_of_them}, ")
    assert _ask(database, left) == 0


def _ask(database: Path, question: str) -> int:
    with closing(sqlite3.connect(database, timeout=30)) as connection:
        return int(connection.execute(question).fetchone()[0])

"""What is known of a page from outside it, standard input, grouping into issues, and the order of parsing."""

import io
import json
import os
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

from archive import pool
from archive.ingest import groups, reading
from archive.ingest.claims import Claims
from archive.ingest.dump import Refused
from archive.ingest.groups import Group, in_groups
from archive.ingest.reading import ParsedGroup, default_jobs, fingerprint, parsed_in_order
from archive.ingest.stream import Arrival, Note, PageUnit, RecordsEnd, RecordUnit, Stream, gazetteer_files
from archive.parsing import ArticleText, Given
from archive.parsing.gazetteer import Gazetteer
from tests.ingest.conftest import TWO_ARTICLES

NOTHING = Given()


def read(*paths: object, options: Given = NOTHING, stdin: bytes = b"") -> list[Arrival]:
    return list(Stream([str(path) for path in paths], options, 10_000, lambda: io.BytesIO(stdin)))


def record(number: int, day: str | None = "2023-03-05", **more: object) -> str:
    return json.dumps({"id": f"{number}", "newspaper": "青岚日报", "date": day, "text": "春灌开始", **more})


def test_options_outweigh_the_manifest_and_the_manifest_the_name(dump: Path):
    [unit] = read(dump)
    assert isinstance(unit, PageUnit)
    assert unit.given == Given("青岚日报", date(2023, 3, 5), 2)
    manifest = f"file,newspaper,date,page,area\n{dump.name},沅溪日报,2023-03-06,,山岚省/青岚市\n"
    (dump.parent / "manifest.csv").write_text(manifest, encoding="utf-8")
    [unit] = read(dump.parent)
    assert isinstance(unit, PageUnit)
    assert unit.given == Given("沅溪日报", date(2023, 3, 6), 2, ("山岚省", "青岚市"))
    [unit] = read(dump.parent, options=Given(date=date(2023, 3, 7), area=("云溪区",)))
    assert isinstance(unit, PageUnit)
    assert unit.given == Given("沅溪日报", date(2023, 3, 7), 2, ("云溪区",))
    assert unit.source == str(dump)


def test_a_relative_path_is_kept_as_it_was_typed(dump: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(dump.parent)
    [unit] = read(dump.name)
    assert isinstance(unit, PageUnit)
    assert (unit.path, unit.source) == (dump.name, str(dump))


def test_a_manifests_faults_and_impossible_dates_are_noted(tmp_path: Path):
    (tmp_path / "20230230.txt").write_text(TWO_ARTICLES, encoding="utf-8")
    (tmp_path / "manifest.csv").write_text("file,page\n20230230.txt,x\n", encoding="utf-8")
    notes = [each.text for each in read(tmp_path) if isinstance(each, Note)]
    assert len(notes) == 2
    assert notes[0].startswith("line 2:")
    assert notes[1] == "there is no such date as 20230230"


def test_a_records_own_fields_outweigh_the_options(tmp_path: Path):
    path = tmp_path / "a.jsonl"
    path.write_text(record(1) + "\n" + record(2, None, newspaper=""), encoding="utf-8")
    first, second, end = read(path, options=Given("沅溪日报", date(2020, 1, 1), None, ("云溪区",)))
    assert isinstance(first, RecordUnit)
    assert first.given == Given("青岚日报", date(2023, 3, 5), None, ("云溪区",))
    assert isinstance(second, RecordUnit)
    assert second.given == Given("沅溪日报", date(2020, 1, 1), None, ("云溪区",))
    assert isinstance(end, RecordsEnd)
    assert end.damage == ""


@pytest.mark.parametrize("beginning", ["", "\ufeff", " \n\n"])
def test_standard_input_is_told_by_its_first_character(beginning: str):
    unit, end = read("-", stdin=(beginning + record(1)).encode())
    assert isinstance(unit, RecordUnit)
    assert isinstance(end, RecordsEnd)
    [page] = read("-", stdin=(beginning + TWO_ARTICLES).encode(), options=Given("青岚日报"))
    assert isinstance(page, PageUnit)
    assert (page.path, page.source, page.given) == ("-", "", Given("青岚日报"))
    assert [type(each) for each in read("-", stdin=b"")] == [Refused]


def test_an_empty_file_of_records_is_damage(tmp_path: Path):
    (tmp_path / "a.jsonl").touch()
    [end] = read(tmp_path)
    assert isinstance(end, RecordsEnd)
    assert end.damage == "empty"


def test_gazetteer_additions_are_found_beside_the_pages_and_below(tmp_path: Path):
    (tmp_path / "b").mkdir()
    for name in ("gazetteer.tsv", "b/gazetteer.tsv", "b/1.txt"):
        (tmp_path / name).touch()
    assert set(gazetteer_files([str(tmp_path)])) == {tmp_path / "gazetteer.tsv", tmp_path / "b" / "gazetteer.tsv"}
    assert gazetteer_files([str(tmp_path / "b" / "1.txt"), "-"]) == [tmp_path / "b" / "gazetteer.tsv"]


def units(*days: str | None) -> list[RecordUnit]:
    return [
        RecordUnit("a.jsonl", "", Given("青岚日报", date.fromisoformat(day) if day else None), article(number), number)
        for number, day in enumerate(days)
    ]


def article(number: int, text: str = "春灌开始") -> ArticleText:
    return ArticleText(str(number), "", "", "", text)


def sizes(arrivals: Iterable[Arrival]) -> list[object]:
    return [len(each.units) if isinstance(each, Group) else type(each).__name__ for each in in_groups(arrivals)]


def test_consecutive_articles_of_an_issue_make_a_group(monkeypatch: pytest.MonkeyPatch):
    one, other = "2023-03-05", "2023-03-06"
    end = RecordsEnd("a.jsonl", "", 0)
    assert sizes([*units(one, one, other, None, None, one), end]) == [6, "RecordsEnd"]
    assert sizes([*units(one), Note("a", "b"), *units(one)]) == ["Note", 2]
    monkeypatch.setattr(groups, "ENOUGH", 3)
    assert sizes([*units(one, one, other, other, other, None, one), end]) == [5, 2, "RecordsEnd"]
    monkeypatch.setattr(groups, "LARGEST_GROUP", 2)
    assert sizes(units(one, one, one, one, one)) == [2, 2, 1]


def test_pages_without_a_date_are_groups_of_their_own(tmp_path: Path):
    for name in ("a.txt", "b.txt", "20230305-01.txt", "20230305-02.txt", "20230306-01.txt"):
        (tmp_path / name).write_text(TWO_ARTICLES, encoding="utf-8")
    assert sizes(read(tmp_path)) == [2, 1, 1, 1]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize(("enough", "task"), [(1, 1), (4, 1), (4, 6), (100, 6)])
def test_several_processes_give_the_same_in_the_same_order(
    plain_parser, monkeypatch: pytest.MonkeyPatch, enough: int, task: int
):
    monkeypatch.setattr(groups, "ENOUGH", enough)
    monkeypatch.setattr(reading, "TASK_TEXT", task)
    days = [f"2023-03-{day:02}" for day in range(1, 31)]
    arrivals: list[Arrival] = [*units(*days), RecordsEnd("a.jsonl", "", 0)]

    def known(group: Group) -> frozenset[int]:
        return frozenset(at for at, unit in enumerate(group.units) if unit.given.date == date(2023, 3, 7))

    gazetteer = Gazetteer()
    alone = list(parsed_in_order(in_groups(arrivals), known, gazetteer, 1))
    together = list(parsed_in_order(in_groups(arrivals), known, gazetteer, 3))
    assert alone == together
    parsed = [each for group in alone if isinstance(group, ParsedGroup) for each in group.parsed]
    assert len(parsed) == 30
    assert [at for at, each in enumerate(parsed) if each is None] == [6]


def test_what_breaks_the_parser_becomes_a_reason(plain_parser, caplog: pytest.LogCaptureFixture):
    unit = RecordUnit("a.jsonl", "", Given(), article(1, "BREAK THE PARSER"), 1)
    failed = reading.parse_unit(unit, Gazetteer())
    assert failed == reading.ParsingFailed("the parser failed: ZeroDivisionError: broken")
    assert "a.jsonl" in caplog.text


def test_the_fingerprint_changes_with_a_gazetteer(tmp_path: Path):
    addition = tmp_path / "gazetteer.tsv"
    addition.write_text("path\ttype\taliases\n", encoding="utf-8")
    assert fingerprint([]) == fingerprint([])
    assert fingerprint([addition]) != fingerprint([])


def test_little_input_is_parsed_in_one_process():
    assert default_jobs(0) == default_jobs(100_000) == 1
    assert default_jobs(10**9) == pool.cores() >= 1


def test_claims_are_first_come_first_served_and_can_be_dropped():
    claims = Claims()
    assert claims.claim("page 1", "a.txt", "x") is None
    claims.keep()
    assert claims.claim("page 2", "b.txt", "y") is None
    claims.drop()
    assert claims.claim("page 1", "c.txt", "z") == ("a.txt", "x")
    assert claims.of("page 2") is None
    claims.close()

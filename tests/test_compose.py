"""`manage.py compose`: invented newspapers with known truth."""

import csv
import io
import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from archive.composing import World
from archive.composing.world import FIRST, LAST, PROVINCE
from archive.parsing.gazetteer import Gazetteer
from tests.conftest import SAMPLES

# As tests/samples/README.md tells it.
SAMPLES_COMMAND = {"pages": 16, "seed": 73}


def compose(*args: object, **options: object) -> str:
    out = io.StringIO()
    call_command("compose", *map(str, args), stdout=out, **options)
    return out.getvalue()


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def pages(folder: Path) -> dict[str, str]:
    return {name: data.decode() for name, data in files(folder).items() if name.endswith(".txt")}


def rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def test_pages_come_with_manifest_and_gazetteer(tmp_path: Path) -> None:
    report = compose(tmp_path / "new", pages=9, papers=3)
    assert report == f"wrote 9 pages of 3 newspapers to {tmp_path / 'new'}\n"
    with (tmp_path / "new" / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        known = list(csv.DictReader(stream))
    assert sorted(row["file"] for row in known) == sorted(pages(tmp_path / "new"))
    assert Counter(row["newspaper"] for row in known).most_common()[0][1] == 3
    gazetteer = Gazetteer.load([tmp_path / "new" / "gazetteer.tsv"])
    assert all(gazetteer.has(tuple(row["area"].split("/"))) for row in known)
    assert all(row["area"].startswith(f"{PROVINCE}/") for row in known)


def test_a_seed_always_means_the_same(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("same", 7), ("other", 8)):
        compose(tmp_path / name, pages=6, papers=3, seed=seed, truth=tmp_path / f"{name}.json")
    assert files(tmp_path / "one") == files(tmp_path / "same")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "same.json").read_bytes()
    assert files(tmp_path / "one") != files(tmp_path / "other")


def test_composed_samples_are_what_the_composer_makes(tmp_path: Path) -> None:
    """Whoever changes the composer composes the samples anew: the command stands in tests/samples/README.md."""
    compose(tmp_path / "composed", **SAMPLES_COMMAND)
    made, kept = files(tmp_path / "composed"), files(SAMPLES / "composed")
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == []


def test_samples_have_one_gazetteer_and_no_page_twice(tmp_path: Path) -> None:
    own, composed = (
        {line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")}
        for path in (SAMPLES / "gazetteer.tsv", SAMPLES / "composed" / "gazetteer.tsv")
    )
    assert own == composed
    with (SAMPLES / "composed" / "manifest.csv").open(encoding="utf-8", newline="") as stream:
        known = [(row["newspaper"], row["date"], int(row["page"])) for row in csv.DictReader(stream)]
    for path in (SAMPLES / "expected").glob("*.json"):
        given = json.loads(path.read_text(encoding="utf-8"))["given"]
        known.append((given["newspaper"], given["date"], given["page"]))
    dated = [key for key in known if key[1]]
    assert len(dated) == len(set(dated))
    assert len(list(SAMPLES.rglob("*.txt"))) >= 24
    assert {key[1][:4] for key in dated} == {"2021", "2022", "2023"}


def test_pages_have_the_defects_of_real_ones(tmp_path: Path) -> None:
    compose(tmp_path / "many", pages=60)
    texts = pages(tmp_path / "many")
    lines = [line for text in texts.values() for line in text.split("\n")]
    assert any("下转第二版" in line for line in lines)
    assert any(line.startswith(("（上接第一版）", "(上接第一版)")) for line in lines)
    broken = [line for line in lines if len(line) > 50 and line[-1] not in "。！？”）)!?"]
    assert len(broken) > 10
    assert any(
        len(line) > 30 and text.split("\n").count(line) == 2 for text in texts.values() for line in text.split("\n")
    )
    assert any("\n\n\n\n" in text for text in texts.values())
    assert any(name.split("/")[1].startswith("scan-") for name in texts)
    assert any("，" in text for text in texts.values())
    assert any("，" not in text for text in texts.values())


def test_articles_are_json_lines(tmp_path: Path) -> None:
    report = compose(articles=300, jsonl=str(tmp_path / "a.jsonl"), papers=5)
    assert report == f"wrote 300 articles of 5 newspapers to {tmp_path / 'a.jsonl'}\n"
    articles = rows(tmp_path / "a.jsonl")
    assert len({row["id"] for row in articles}) == 300
    assert len({row["newspaper"] for row in articles}) == 5
    days = [date.fromisoformat(str(row["date"])) for row in articles]
    assert days == sorted(days)
    assert days[0] >= FIRST
    assert days[-1] <= LAST
    assert set(articles[0]) == {"id", "newspaper", "date", "page", "kicker", "headline", "deck", "text"}
    lengths = sorted(len(str(row["text"])) for row in articles)
    assert lengths[0] >= 200
    assert lengths[-1] <= 1_500
    assert len({row["text"] for row in articles}) == 300


def test_articles_can_go_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    err = io.StringIO()
    compose(articles=2, jsonl="-", stderr=err)
    assert len([json.loads(line) for line in capsys.readouterr().out.splitlines()]) == 2
    assert "wrote 2 articles" in err.getvalue()


def test_names_in_articles_are_whose_the_truth_says(tmp_path: Path) -> None:
    compose(articles=200, jsonl=str(tmp_path / "a.jsonl"), truth=tmp_path / "t.json")
    truth = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    texts = {row["id"]: f"{row['headline']}{row['deck']}{row['text']}" for row in rows(tmp_path / "a.jsonl")}
    people = {person["id"]: person for person in truth["people"]}
    assert truth["mentions"]
    for mention in truth["mentions"]:
        assert mention["name"] in texts[mention["in"]]
        assert mention["person"] is None or people[mention["person"]]["name"] == mention["name"]
    bearers = Counter(person["name"] for person in truth["people"])
    citizens = {mention["name"] for mention in truth["mentions"] if mention["person"] is None}
    assert citizens & set(bearers), "no citizen has an official's name: nothing to tell apart"


def test_names_on_pages_are_whose_the_truth_says(tmp_path: Path) -> None:
    compose(tmp_path / "new", pages=20, truth=tmp_path / "t.json")
    truth = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    texts = {name: text.replace("\n", "") for name, text in pages(tmp_path / "new").items()}
    issues: dict[str, str] = {}
    for name, text in texts.items():  # a story may go on on the other page
        issues[name.rsplit("_", 1)[0].rsplit("-", 1)[0]] = (
            issues.get(name.rsplit("_", 1)[0].rsplit("-", 1)[0], "") + text
        )
    found = [
        mention["name"] in issues[mention["in"].rsplit("_", 1)[0].rsplit("-", 1)[0]] for mention in truth["mentions"]
    ]
    assert sum(found) > 0.9 * len(found)


def test_a_post_has_one_holder_at_a_time() -> None:
    world = World.invent(seed=3, papers=4)
    terms: dict[tuple[object, str], list[tuple[date, date]]] = {}
    for term in world.terms:
        span = term.start or date.min, term.end or date.max
        terms.setdefault((term.place.path, term.kind.name), []).append(span)
    for spans in terms.values():
        spans.sort()
        assert all(end <= start for (_, end), (start, _) in zip(spans, spans[1:], strict=False))
    assert world.handovers()


def test_the_settled_story_is_part_of_every_world() -> None:
    for seed in (1, 2):
        world = World.invent(seed, papers=2)
        held = {(term.place.name, term.kind.title, term.person.name) for term in world.terms}
        assert {("霁川区", "区长", "张伟"), ("霁川区", "书记", "张伟"), ("霁川区", "区长", "沈若溪")} <= held
        mayor, secretary = (
            next(term.person for term in world.terms if term.organization == body and term.person.name == "张伟")
            for body in ("霁川区人民政府", "中共霁川区委")
        )
        assert mayor == secretary, "promoted, not replaced"


def test_cities_share_names_of_streets() -> None:
    world = World.invent(seed=1, papers=8)
    streets = Counter(place.name for place in world.places if place.type == "街道")
    assert streets.most_common(1)[0][1] > 1


@pytest.mark.parametrize(
    ("args", "options"),
    [
        ((), {}),
        (("folder",), {"articles": 3}),
        ((), {"articles": 3}),
        (("folder",), {"jsonl": "a.jsonl"}),
    ],
)
def test_what_goes_together_is_checked(args: tuple[str, ...], options: dict[str, object], tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="give a FOLDER"):
        compose(*(tmp_path / arg for arg in args), **options)


@pytest.mark.parametrize("option", ["--pages=0", "--articles=-1", "--papers=101", "--papers=0"])
def test_numbers_are_checked(option: str) -> None:
    with pytest.raises(CommandError, match="than"):
        compose(option)


def test_more_pages_than_the_papers_print_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="1 newspapers print 2190 pages"):
        compose(tmp_path / "new", pages=2191, papers=1)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(CommandError, match="is not empty"):
        compose(tmp_path)
    assert files(tmp_path) == {"mine.txt": b"mine"}


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot write"):
        compose(articles=1, jsonl=str(tmp_path / "no" / "a.jsonl"))

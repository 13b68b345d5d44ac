"""Many boundaries moved at once in the samples: none is lost when pages are read again, all can be undone."""

import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User

from archive.curating import cutting, deciding
from archive.curating.lines import ASIDE, NEW, Act, Sheet
from archive.ingest.encodings import decode
from archive.models import Article, Decision, Mention, Page
from archive.models.acting import acting
from tests import thorough
from tests.conftest import SAMPLES
from tests.ingest.conftest import run

ACTS, FEWER = thorough.part(40), thorough.part(15)  # Other ones every time.
ADDED = "编者按：这一行是后来补在版首的。"


@pytest.fixture
def seed() -> int:
    """Of the day, or the one given in FANGZHI_SEED; printed where a test fails."""
    number = int(os.environ.get("FANGZHI_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FANGZHI_SEED={number}")
    return number


def any_act(chance: random.Random, sheet: Sheet) -> Act:
    """Some act on the page."""
    rows = [row.pk for row in sheet.standing] or [NEW]
    numbers = sorted(sheet.places)
    start = chance.randrange(len(numbers))
    lines = tuple(numbers[start : start + chance.randint(1, 6)])
    role = chance.choice(["", "", "", "body", "headline", "caption"])
    return chance.choice(
        [
            Act("lines", lines, chance.choice(rows), role),
            Act("lines", lines, chance.choice([NEW, ASIDE]), role),
            Act("split", lines),
            Act("merge", article=chance.choice(rows), target=chance.choice(rows)),
            Act("kind", article=chance.choice(rows), kind=chance.choice(["photo", "notice", "advert", "opinion"])),
        ]
    )


def some_acts(chance: random.Random, user: User, number: int) -> list[int]:
    """Move boundaries on any pages; return the decisions."""
    pages = list(Page.objects.exclude(sha256=None).order_by("pk").values_list("pk", flat=True))
    made: list[int] = []
    while len(made) < number:
        page = chance.choice(pages)
        act = any_act(chance, Sheet.of(Page.objects.get(pk=page)))
        with acting(user.pk):
            try:
                made.append(cutting.deal(page, act).pk)
            except deciding.Refused:
                continue
    return made


def cut() -> dict[int, Any]:
    """What people decided: each article's printed lines with their roles and its kind, and what they put aside."""
    pages = {page.pk: page.raw_lines for page in Page.objects.all()}
    articles = {
        row.pk: (
            "kind" in row.locked_fields and row.kind,
            # What is new on the page may come to stand with them.
            [each for each in printed_lines(pages[row.page_id], row.lines) if each[0] != ADDED],
        )
        for row in Article.objects.all()
        if "lines" in row.locked_fields
    }
    aside = {
        -page.pk: sorted(
            page.raw_lines[int(number) - 1].strip() for number, why in page.unassigned.items() if why == "discarded"
        )
        for page in Page.objects.all()
    }
    return articles | aside


def printed_lines(raw: list[str], lines: dict[str, str]) -> list[tuple[str, str]]:
    dealt = sorted((int(number), role) for number, role in lines.items())
    return [(raw[number - 1].strip(), role) for number, role in dealt]


def words() -> dict[int, Any]:
    """What every article that stands reads like, and what is found in it."""
    names = (
        *("kind", "section", "kicker", "headline", "deck", "text", "captions", "lines", "breaks", "continues"),
        *("goes_on", "confidence", "own", "state", "state_reason", "locked_fields", "position", "illustrates_id"),
        *("joined_to_id", "joined_at", "family_id", "checksum"),
    )
    made = {
        row.pk: (
            {name: getattr(row, name) for name in names},
            list(row.bylines.values_list("position", "name", "role")),
            list(row.dates.order_by("position").values_list("text", "first", "last", "spans")),
            sorted(
                (each.kind, each.text, str(each.spans), each.status, tied(each), str(each.locked_fields))
                for each in row.mentions.select_related("person", "place", "organization")
            ),
        )
        for row in Article.objects.exclude(lines={}, locked_fields=["lines"])
    }
    aside = {-page.pk: (page.unassigned, page.locked_fields) for page in Page.objects.all()}
    return made | aside


def tied(mention: Mention) -> str:
    """What a name leads to. An event that several articles tell of has its title from one or the other."""
    return "" if mention.kind == "event" else str(mention.record)


def lock_some_links(chance: random.Random) -> None:
    """Decide on some names as a curator does. What is decided in the rest of an article comes to its head when they
    are joined again, so nothing is there."""
    alone = Article.objects.filter(external_id="", joined_to=None, own={})
    rows = list(Mention.objects.filter(article__in=alone).exclude(kind="event").order_by("pk"))
    for mention in chance.sample(rows, 30):
        mention.status = Mention.Status.REJECTED
        setattr(mention, mention.kind, None)
        mention.lock(["status"])
        mention.save()


@pytest.mark.dear
@pytest.mark.django_db
def test_boundaries_hold_and_can_be_undone(tmp_path: Path, seed: int) -> None:
    shutil.copytree(SAMPLES / "yuanxi", tmp_path / "yuanxi")
    shutil.copy(SAMPLES / "gazetteer.tsv", tmp_path)
    run("ingest", tmp_path)
    chance, user = random.Random(seed), User.objects.create(username="bai")
    lock_some_links(chance)
    Article.objects.update(checksum="another")
    run("ingest", tmp_path)
    start = words()
    made = some_acts(chance, user, ACTS)
    decided, read = cut(), words()
    assert run("ingest", tmp_path).counts.startswith("created 0, updated 0, ")
    Article.objects.update(checksum="another")
    assert run("ingest", tmp_path).counts.startswith("created 0, updated 0, ")
    assert cut() == decided
    assert words() == read
    for pk in reversed(made):
        assert deciding.undo(pk, user.pk)[1] == []
    assert Decision.objects.standing().count() == 0
    assert words() == start


@pytest.mark.dear
@pytest.mark.django_db
def test_boundaries_hold_in_changed_dumps(tmp_path: Path, seed: int) -> None:
    shutil.copytree(SAMPLES / "qinglan", tmp_path / "qinglan")
    shutil.copy(SAMPLES / "gazetteer.tsv", tmp_path)
    run("ingest", tmp_path)
    chance, user = random.Random(seed), User.objects.create(username="bai")
    some_acts(chance, user, FEWER)
    decided, articles = cut(), Article.objects.count()
    for page in Page.objects.exclude(sha256=None):
        path = Path(page.path)
        lines = decode(path.read_bytes()).text.split("\n")
        path.write_text("\n".join(["", ADDED, "", *lines]), encoding="utf-8")
    ran = run("ingest", tmp_path)
    assert ran.status == 0, ran.err
    assert cut() == decided
    assert Article.objects.count() <= articles + Page.objects.count()

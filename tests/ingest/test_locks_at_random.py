"""Many edits at once in the sample newspapers: after changed files are read, not one is lost."""

import json
import os
import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from archive import models
from archive.ingest.encodings import decode
from tests.conftest import SAMPLES
from tests.ingest.conftest import run
from tests.ingest.curated import links, lost, settled
from tests.ingest.test_ingest_pages import everything

EDITS = 60
PARAGRAPH = "编者按：这一段是后来补上的，最初的版面上没有。"
IDENTITY = {"name", "home", "parent", "place", "title", "start", "area"}


class Curator:
    """Somebody who edits whatever comes to hand; each method changes one record and locks what it changed."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.made = 0

    def some(self, model: type[Any], **filters: Any) -> Any:
        """Any record of the model."""
        pks = list(model.objects.filter(**filters).order_by("pk").values_list("pk", flat=True))
        return model.objects.get(pk=self.chance.choice(pks))

    def word(self) -> str:
        """A word that stands nowhere."""
        self.made += 1
        return f"改{self.made}号"

    def day(self) -> date:
        """A day of its own."""
        self.made += 1
        return date(1990, 1, 1) + timedelta(self.made)

    def set(self, record: Any, **values: Any) -> None:
        """Change the record's fields as a form would."""
        for name, value in values.items():
            setattr(record, name, value)
        record.lock(values)
        record.save()

    def delete(self, owner: Any, rows: str) -> None:
        """Delete one of the rows behind a relation."""
        row = getattr(owner, rows).order_by("pk").first()
        if row:
            row.delete()
            owner.lock([rows])
            owner.save()

    def article_words(self) -> None:
        field = self.chance.choice(["section", "kicker", "headline", "deck", "text", "captions", "continues"])
        self.set(self.some(models.Article), **{field: self.word()})

    def article_rewritten(self) -> None:
        self.set(self.some(models.Article), headline=self.word(), text=self.word() * 20)

    def article_state(self) -> None:
        self.set(self.some(models.Article), state=self.chance.choice(["draft", "withheld", "removed"]))

    def article_kind(self) -> None:
        self.set(self.some(models.Article), kind="notice", position=self.made)

    def article_page(self) -> None:
        article, page = self.some(models.Article, locked_fields=[]), self.some(models.Page)
        article.newspaper, article.date = page.issue.newspaper, page.issue.date
        self.set(article, page=page)

    def parted(self) -> None:
        for rest in models.Article.objects.exclude(joined_to=None)[:1]:
            rest.part()

    def joined(self) -> None:
        rest = self.some(models.Article, joined_to=None, kind="continuation")
        before = models.Article.objects.exclude(page=rest.page).filter(page__issue=rest.page.issue, joined_to=None)
        for beginning in before.exclude(pk__in=rest.join_refused)[:1]:
            with suppress(models.CannotJoin):
                rest.join(beginning)

    def bylines(self) -> None:
        self.delete(self.some(models.Article, bylines__isnull=False), "bylines")

    def page(self) -> None:
        self.set(self.some(models.Page), section=self.word(), number=100 + self.made)

    def page_issue(self) -> None:
        newspaper = self.some(models.Newspaper)
        issue = models.Issue.objects.create(newspaper=newspaper, date=self.day())
        self.set(self.some(models.Page), issue=issue)

    def issue(self) -> None:
        self.set(self.some(models.Issue), date=self.day())

    def newspaper(self) -> None:
        self.set(self.some(models.Newspaper), name=self.word())

    def person(self) -> None:
        values = self.chance.choice([{"name": self.word()}, {"home": self.some(models.Place)}, {"home": None}])
        self.set(self.some(models.Person), **values)

    def place(self) -> None:
        place = self.some(models.Place)
        self.set(place, **self.chance.choice([{"name": self.word()}, {"type": "镇"}, {"parent": None}]))

    def organization(self) -> None:
        values = self.chance.choice([{"name": self.word()}, {"place": None}, {"type": "其他"}])
        body = self.some(models.Organization)
        if not models.Organization.objects.filter(name=body.name, place=None).exists() or "place" not in values:
            self.set(body, **values)

    def post(self) -> None:
        self.set(self.some(models.Post), title=self.word())

    def membership(self) -> None:
        self.set(self.some(models.Membership), **{self.chance.choice(["last_seen", "end"]): date(2030, 1, 1)})

    def membership_post(self) -> None:
        post = models.Post.objects.create(organization=self.some(models.Organization), title=self.word())
        self.set(self.some(models.Membership), post=post)

    def membership_deleted(self) -> None:
        owner = self.chance.choice([models.Person, models.Post])
        self.delete(self.some(owner, memberships__isnull=False), "memberships")

    def event(self) -> None:
        day = self.day()
        values = self.chance.choice([{"title": self.word()}, {"start": day, "end": day}, {"place_name": self.word()}])
        self.set(self.some(models.Event), **values)

    def participation(self) -> None:
        values = self.chance.choice([{"name": self.word()}, {"part": self.word()}, {"person": None}])
        self.set(self.some(models.Participation), **values)

    def participation_deleted(self) -> None:
        self.delete(self.some(models.Event, participations__isnull=False), "participations")

    def mention_rejected(self) -> None:
        mention = self.some(models.Mention)
        self.set(mention, **{mention.kind: None, "status": "rejected"})

    def mention_linked(self) -> None:
        mention = self.some(models.Mention)
        model = mention._meta.get_field(mention.kind).related_model
        self.set(mention, **{mention.kind: self.some(model), "status": "linked"})


DEEDS = [name for name, deed in vars(Curator).items() if callable(deed) and not (deed.__doc__ or name.startswith("_"))]


def add_paragraphs(folder: Path) -> None:
    """Write each file again, in UTF-8, with a paragraph more in the midst of an article."""
    for page in models.Page.objects.exclude(sha256=None):
        path = Path(page.path)
        lines = decode(path.read_bytes()).text.split("\n")
        roles = {int(at): (article.pk, role) for article in page.articles.all() for at, role in article.lines.items()}
        for at, line in enumerate(lines, 1):
            if line.endswith("。") and roles.get(at, ("", ""))[1] == "body" and roles.get(at + 1) == roles[at]:
                lines.insert(at, PARAGRAPH)
                break
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    path = folder / "articles.jsonl"
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    changed = [{**record, "text": f"{record['text']}\n{PARAGRAPH}"} for record in records]
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in changed), encoding="utf-8")


def links_of_edited() -> dict[Any, Any]:
    """The links to records that somebody renamed or moved."""
    edited = {
        (kind, record.pk)
        for kind, model in {
            "person": models.Person,
            "place": models.Place,
            "organization": models.Organization,
        }.items()
        for record in model.objects.exclude(locked_fields=[])
        if IDENTITY & set(record.locked_fields)
    }
    return {key: link for key, link in links().items() if (key[1], link[1]) in edited}


@pytest.fixture
def seed() -> int:
    """Of the day, or the one given in FANGZHI_SEED; printed where a test fails."""
    number = int(os.environ.get("FANGZHI_SEED") or random.SystemRandom().randrange(10**6))
    print(f"FANGZHI_SEED={number}")
    return number


@pytest.mark.django_db
def test_no_edit_is_lost_when_changed_files_are_read(tmp_path: Path, seed: int):
    for name in ("qinglan", "yuanxi", "found"):
        shutil.copytree(SAMPLES / name, tmp_path / name)
    for name in ("articles.jsonl", "manifest.csv", "gazetteer.tsv"):
        shutil.copy(SAMPLES / name, tmp_path)
    run("ingest", tmp_path)
    curator = Curator(random.Random(seed))
    deeds = [curator.chance.choice(DEEDS) for _ in range(EDITS)]
    for deed in deeds:
        do: Callable[[], None] = getattr(curator, deed)
        do()
    articles = set(models.Article.objects.values_list("pk", flat=True))
    before, tied = settled(), links_of_edited()
    assert len(before) > EDITS / 2
    add_paragraphs(tmp_path)
    ran = run("ingest", tmp_path)
    assert ran.status == 0, ran.err
    assert lost(before) == []
    assert set(models.Article.objects.values_list("pk", flat=True)) == articles
    now = links()
    assert {key: now[key] for key in tied if key in now} == {key: link for key, link in tied.items() if key in now}
    after = everything()
    assert run("ingest", tmp_path).counts.startswith("created 0, updated 0, ")
    assert everything() == after

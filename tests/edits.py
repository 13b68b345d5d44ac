"""Hundreds of a curator's edits of every kind; then all is read again, from changed files and from what is stored.

`python -m tests.edits` makes 200 in the sample newspapers and in a composed archive (`--edits`, `--seed`, `--pages`)
and counts the edits that are lost: there must be none.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "archive.settings")
    django.setup()

from django.core.management import call_command
from django.db import transaction

from archive import models
from archive.ingest.encodings import decode
from archive.models import families
from tests.conftest import SAMPLES
from tests.ingest.curated import lost, settled

PARAGRAPH = "编者按：这一段是后来补上的，最初的版面上没有。"


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
        rests = models.Article.objects.filter(joined_to=None, kind="continuation").order_by("pk")
        for rest in list(rests)[:1]:
            before = models.Article.objects.exclude(page=rest.page).filter(page__issue=rest.page.issue, joined_to=None)
            for beginning in before.exclude(pk__in=rest.join_refused)[:1]:
                with suppress(models.CannotJoin):
                    rest.join(beginning)

    def same_text(self) -> None:
        families.join([self.some(models.Article, joined_to=None), self.some(models.Article, joined_to=None)])

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

    def alias(self) -> None:
        model = self.chance.choice([models.Person, models.Organization, models.Place])
        owner = self.some(model)
        owner.other_names.create(name=self.word())
        owner.lock(["other_names"])
        owner.save()

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

    def membership_made(self) -> None:
        person = self.some(models.Person)
        models.Membership.objects.create(person=person, post=self.some(models.Post), first_seen=self.day())
        person.lock(["memberships"])
        person.save()

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


def edit(curator: Curator, edits: int) -> Counter[str]:
    """So many edits, each kind as often as the others; a kind of which the archive holds nothing is left out."""
    done: Counter[str] = Counter()
    deeds = [curator.chance.choice(DEEDS) for _ in range(4 * edits)]
    for deed in [*curator.chance.sample(DEEDS, len(DEEDS)), *deeds]:
        if done.total() == edits:
            break
        with suppress(IndexError), transaction.atomic():
            getattr(curator, deed)()
            done[deed] += 1
    return done


def likenesses() -> set[tuple[int, int, str]]:
    """What people said of two articles' texts."""
    rows = models.Likeness.objects.exclude(verdict=models.Likeness.Verdict.FOUND)
    return set(rows.values_list("first", "second", "verdict"))


def aliases() -> set[tuple[Any, ...]]:
    """The other names of those whose names people settled; the others are the machine's, and go with its records."""
    rows = models.OtherName.objects.select_related("person", "organization", "place")
    owned = ((row, row.person or row.organization or row.place) for row in rows)
    return {(row.pk, row.name, str(owner)) for row, owner in owned if owner and "other_names" in owner.locked_fields}


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
    for path in folder.glob("*.jsonl"):
        records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        changed = [{**record, "text": f"{record['text']}\n{PARAGRAPH}"} for record in records]
        path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in changed), encoding="utf-8")


def copy_samples(folder: Path) -> None:
    """The sample newspapers and articles."""
    for name in ("qinglan", "yuanxi", "found"):
        shutil.copytree(SAMPLES / name, folder / name)
    for name in ("articles.jsonl", "manifest.csv", "gazetteer.tsv"):
        shutil.copy(SAMPLES / name, folder)


def measure(edits: int, seed: int, pages: int) -> int:
    """Edit, read changed files, look again for names; print the figures and return how many edits were lost."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        copy_samples(folder)
        _quietly("compose", str(folder / "composed"), pages=pages, seed=seed)
        with transaction.atomic():
            _quietly("ingest", str(folder))
            done = edit(Curator(random.Random(seed)), edits)
            before = settled(), likenesses(), aliases()
            print(f"{models.Article.objects.count():,} articles, {done.total()} edits: {_told(done)}")
            add_paragraphs(folder)
            _quietly("ingest", str(folder))
            gone = [_lost(before, "after changed files were read")]
            _quietly("extract")
            gone.append(_lost(before, "after names were looked for again"))
            transaction.set_rollback(True)
    return sum(gone)


def _told(done: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in sorted(done.items()))


def _lost(before: tuple[Any, set[Any], set[Any]], when: str) -> int:
    held, alike, known = before
    gone = [*lost(held), *map(str, alike - likenesses()), *map(str, known - aliases())]
    settled_fields = sum(map(len, held.values()))
    print(
        f"{when}: {len(gone)} lost of {settled_fields} fields settled, {len(alike)} pairs of texts, {len(known)} names"
    )
    for each in gone:
        print(f"  {each}")
    return len(gone)


def _quietly(command: str, *arguments: str, **options: Any) -> None:
    # A composed page may claim the place of a sample's: it is set aside, and the command says so by its status.
    with suppress(SystemExit):
        call_command(command, *arguments, stdout=io.StringIO(), stderr=io.StringIO(), verbosity=0, **options)


def main() -> int:
    """Measure in a database of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edits", type=int, default=200)
    parser.add_argument("--seed", type=int, default=2023)
    parser.add_argument("--pages", type=int, default=60, help="composed ones beside the samples")
    options = parser.parse_args()
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    setup_test_environment()
    old = setup_databases(verbosity=0, interactive=False)
    try:
        return 1 if measure(options.edits, options.seed, options.pages) else 0
    finally:
        teardown_databases(old, verbosity=0)


if __name__ == "__main__":
    sys.exit(main())

"""Invent newspapers: page dumps into a folder, or separate articles into a JSON Lines file."""

import json
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from archive.composing import Corpus, World, gazetteer, manifest, record
from archive.composing.scene import Mention
from archive.composing.truth import truth

Mentions = Iterator[tuple[str, str, Mention]]


# The word lists make names for that many cities.
MOST_PAPERS = 100


def at_least_one(text: str) -> int:
    """A whole number from 1."""
    number = int(text)
    if number < 1:
        raise ArgumentTypeError(f"{number} is less than 1")
    return number


def papers(text: str) -> int:
    """A number of newspapers that there are names for."""
    number = at_least_one(text)
    if number > MOST_PAPERS:
        raise ArgumentTypeError(f"{number} is more than {MOST_PAPERS}")
    return number


class Command(BaseCommand):
    """For demos, tests and benchmarks. The same numbers give the same bytes."""

    help = "Invent local newspapers with known truth: page dumps in FOLDER, or separate articles with --jsonl."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the arguments."""
        parser.add_argument("folder", nargs="?", type=Path, help="new or empty folder for page dumps")
        parser.add_argument("--pages", type=at_least_one, default=24, help="how many page dumps (default: 24)")
        parser.add_argument("--articles", type=at_least_one, help="how many separate articles, instead of pages")
        parser.add_argument("--jsonl", metavar="FILE", help="where the articles go; - for standard output")
        parser.add_argument(
            "--papers", type=papers, default=2, help=f"how many newspapers, up to {MOST_PAPERS} (default: 2)"
        )
        parser.add_argument("--seed", type=int, default=1, help="another seed, another world (default: 1)")
        parser.add_argument(
            "--truth", type=Path, metavar="FILE", help="write people, posts and whose names stand where"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Compose, and say how much."""
        if bool(options["folder"]) == bool(options["articles"]) or bool(options["articles"]) != bool(options["jsonl"]):
            raise CommandError("give a FOLDER for page dumps, or --articles N with --jsonl FILE")
        world = World.invent(options["seed"], options["papers"])
        corpus = Corpus(world, options["seed"], padded=bool(options["articles"]))
        try:
            if options["folder"]:
                mentions = self.write_pages(corpus, options["folder"], options["pages"])
            else:
                mentions = self.write_articles(corpus, options["jsonl"], options["articles"], bool(options["truth"]))
            if options["truth"]:
                facts = truth(world, options["seed"], mentions)
                options["truth"].write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"cannot write: {error}") from error
        except ValueError as error:
            raise CommandError(str(error)) from error

    def write_pages(self, corpus: Corpus, folder: Path, count: int) -> list[tuple[str, str, Mention]]:
        """Write the dumps with their manifest and gazetteer."""
        if folder.is_dir() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty")
        dumps = []
        for dump in corpus.pages(count):
            path = folder / dump.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dump.text, encoding="utf-8", newline="\n")
            dumps.append(dump)
        (folder / "manifest.csv").write_text(manifest(dumps), encoding="utf-8", newline="\n")
        (folder / "gazetteer.tsv").write_text(gazetteer(corpus.world), encoding="utf-8", newline="\n")
        self.stdout.write(f"wrote {len(dumps)} pages of {len(corpus.world.papers)} newspapers to {folder}")
        return [
            (dump.file, headline, mention)
            for dump in dumps
            for headline, mentions in dump.stories
            for mention in mentions
        ]

    def write_articles(self, corpus: Corpus, file: str, count: int, keep: bool) -> list[tuple[str, str, Mention]]:
        """Write the articles as they come; `keep` what the truth needs of them."""
        kept: list[tuple[str, str, Mention]] = []
        with (
            nullcontext(sys.stdout) if file == "-" else Path(file).open("w", encoding="utf-8", newline="\n") as stream
        ):
            for number, (paper, day, page, story) in enumerate(corpus.articles(count), 1):
                row = record(number, paper, day, page, story)
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")
                if keep:
                    kept += [(row["id"], row["headline"], mention) for mention in story.mentions]
        where = self.stderr if file == "-" else self.stdout
        where.write(f"wrote {count} articles of {len(corpus.world.papers)} newspapers to {file}")
        return kept

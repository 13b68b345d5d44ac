"""The benchmark's engines answer alike, where they can: the words of its invented articles stand apart."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from tests.bench import corpus, queries, steps
from tests.bench.engines import Engine
from tests.bench.fts5 import Fts5
from tests.bench.ours import Ours
from tests.bench.tantivy import Tantivy
from tests.factories import ArticleFactory, IssueFactory, NewspaperFactory, PageFactory

WORDS = ("防汛", "会议", "群众", "植树", "安全", "道路", "医院", "学校", "粮食", "水库", "青年", "图书")
ARTICLES = 60
pytestmark = pytest.mark.django_db


@pytest.fixture
def articles(tmp_path: Path, index_now: Callable[[], None]) -> corpus.Corpus:
    """Articles of two newspapers, in a file and in an archive with an index."""
    pick = Random(5)
    papers = [NewspaperFactory(name="沅溪日报", pk=1), NewspaperFactory(name="青岚日报", pk=2)]
    lines = []
    for number in range(1, ARTICLES + 1):
        newspaper = pick.choice(papers)
        issue = IssueFactory(newspaper=newspaper, date=date(2022, 10, 1) + timedelta(days=number * 3))
        text = "，".join(pick.choices(WORDS, k=pick.randint(1, 8))) + "。"
        page = PageFactory(issue=issue, number=number % 4 + 1)
        ArticleFactory(page=page, headline=WORDS[number % 5], text=text, external_id=str(number))
        given = {"id": str(number), "newspaper": newspaper.name, "date": issue.date.isoformat(), "page": page.number}
        lines.append(json.dumps(given | {"headline": WORDS[number % 5], "text": text}, ensure_ascii=False))
    index_now()
    (tmp_path / "articles.jsonl").write_text("\n".join(lines), encoding="utf-8")
    read = corpus.load(tmp_path)
    assert sorted({document.newspaper for document in read.documents}) == [1, 2]
    return read


@pytest.fixture
def engines(articles: corpus.Corpus, tmp_path: Path) -> list[Engine]:
    """The archive's own search and its rivals, open."""
    found: list[Engine] = [Ours(tmp_path), Tantivy(), Fts5()]
    for engine in found:
        folder = tmp_path / engine.name
        folder.mkdir()
        if not isinstance(engine, Ours):
            engine.build(articles, folder)
        engine.open(folder)
    return found


def test_every_kind_of_query_is_counted_alike(articles: corpus.Corpus, engines: list[Engine]) -> None:
    for query in queries.timed(articles):
        # FTS5's tokenizer drops punctuation.
        asked = [engine for engine in engines if not (query.exact and isinstance(engine, Fts5))]
        answers = [engine.ask(query) for engine in asked]
        assert len({(answer.count, len(answer.numbers), answer.facets) for answer in answers}) == 1, query


def test_the_archive_finds_exactly_the_articles_with_a_string(articles: corpus.Corpus, engines: list[Engine]) -> None:
    ours, tantivy = engines[0], engines[1]
    for string in queries.strings(articles, 60):
        truth = {document.number for document in articles.documents if string in document.text}
        assert ours.all(string) == truth
        assert tantivy.all(string) == truth


def test_newest_first_gives_the_same_page(articles: corpus.Corpus, engines: list[Engine]) -> None:
    for query in queries.timed(articles):
        if query.newest:
            pages = [engine.ask(query).numbers for engine in engines]
            assert pages[0] == pages[1] == pages[2], query


def test_steps_and_reopening_are_measured(articles: corpus.Corpus) -> None:
    from archive.search import worker

    measured = steps.steps(articles)
    assert measured.articles == ARTICLES
    assert min(measured.cutting, measured.building, measured.merging) > 0
    assert len(steps.reopened(worker.index_home())) == steps.COMMITS

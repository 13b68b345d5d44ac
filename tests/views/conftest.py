"""A scene to look at, and an engine that finds what it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.utils.safestring import SafeString
from pytest_django import Settings

from archive import search
from archive.models import Article
from archive.search import FacetCount, Hit, Request, Result, State
from archive.search.hits import listed
from archive.search.named import Named, RecordHit, Records
from archive.search.spelling import Correction
from archive.views import loosening
from tests.views import scene as scenes


@pytest.fixture(autouse=True)
def nothing_kept(settings: Settings) -> None:
    """Every figure is counted anew, whatever another test has left in the cache."""
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}


@pytest.fixture
def scene(db: None) -> scenes.Scene:
    """A small archive with one of everything."""
    return scenes.build()


@dataclass
class FakeEngine:
    """Finds `articles` whatever is asked, and keeps what was asked last."""

    articles: list[Article] = field(default_factory=list)
    facets: dict[str, list[FacetCount]] = field(default_factory=dict)
    state: State = State.READY
    asked: Request | None = None
    named: Named = field(default_factory=lambda: Named([]))
    records: list[RecordHit] = field(default_factory=list)
    meant: list[Correction] = field(default_factory=list)
    families: dict[int, int] = field(default_factory=dict)
    histogram: dict[str, list[tuple[date, int]]] = field(default_factory=dict)
    mark: Callable[[str, Iterable[str]], SafeString] = search.highlight.mark

    def search(self, request: Request) -> Result:
        """Page through the articles."""
        self.asked = request
        read_as = search.read(request.q).read_as
        start = (request.page - 1) * request.size
        found = listed(each.pk for each in self.articles)
        hits = [
            Hit(
                found[each.pk],
                1.0,
                self.mark(each.title, read_as.marks),
                self.mark(each.text, read_as.marks),
                self.families.get(each.pk, 0),
            )
            for each in self.articles[start : start + request.size]
        ]
        spread = self.histogram.get(request.q, []) if request.histogram else []
        facets = {**dict.fromkeys(request.counted, []), **self.facets}
        return Result(len(self.articles), hits, facets, read_as, self.state, spread)

    def count(self, request: Request) -> int:
        """Count the articles."""
        self.asked = request
        return len(self.articles)

    def find(self, kind: str, q: str, page: int = 1, size: int = 20) -> Records:
        """Page through the records."""
        start = (page - 1) * size
        return Records(len(self.records), self.records[start : start + size], search.read(q).read_as, self.state)


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine's place is taken by one that finds what it is told."""
    fake = FakeEngine()
    monkeypatch.setattr(search, "search", fake.search)
    monkeypatch.setattr(search, "count", fake.count)
    monkeypatch.setattr(search.named, "counts", lambda _q: dict.fromkeys(search.named.MODELS, len(fake.records)))
    monkeypatch.setattr(search.named, "named", lambda _q: fake.named)
    monkeypatch.setattr(search.named, "find", fake.find)
    monkeypatch.setattr(search.spelling, "did_you_mean", lambda _request, _found: fake.meant)
    monkeypatch.setattr(loosening, "ways", lambda _asked, _query: [])
    return fake

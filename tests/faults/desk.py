"""A curator who publishes, edits, withdraws and deletes without pause, and looks how soon readers see it."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import OperationalError, connection

from archive.models import Article
from tests.factories import ArticleFactory, PageFactory
from tests.faults.readers import get

PATIENCE = 120  # seconds after which a change counts as lost, from the last disturbance on
LOOKING = 0.05  # seconds between two looks


@dataclass(frozen=True)
class Seen:
    """How soon after its commit a change was seen; `disturbed` if the index writer was killed meanwhile."""

    what: str  # findable | gone
    seconds: float
    disturbed: bool


class Desk:
    """Changes articles of its own; `disturbances` counts kills of what a change depends on."""

    def __init__(self, address: str, seed: int, disturbances: Callable[[], int]) -> None:
        """Nothing is changed before `start`."""
        self.seen: list[Seen] = []
        self.lost: list[str] = []
        self.refused = 0  # Changes that the database had no time for: it has one writer at a time.
        self._address = address
        self._pick = random.Random(seed)
        self._disturbances = disturbances
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)
        self._number = 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End after the change in hand."""
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        page = PageFactory(number=None)
        try:
            while not self._stop.is_set():
                try:
                    self._turn(page)
                except OperationalError:
                    self.refused += 1
        finally:
            connection.close()

    def _turn(self, page: object) -> None:
        """Publish an article, edit it, and take it back in one way or another."""
        word = self._word()
        article = ArticleFactory(page=page, headline=f"{word}开幕", text=f"本报讯 {word}在石门镇开幕。")
        self._await("findable", word, 1)
        if self._pick.random() < 0.5:
            before, word = word, self._word()
            article.headline, article.text = f"{word}闭幕", f"本报讯 {word}在石门镇闭幕。"
            article.save()
            self._await("findable", word, 1)
            self._await("gone", before, 0)
        match self._pick.randrange(4):
            case 0:
                article.delete()
            case 1:
                Article.objects.filter(pk=article.pk).set_state(Article.State.WITHHELD)
            case 2:
                Article.objects.filter(pk=article.pk).set_state(Article.State.DRAFT)
            case _:
                return
        self._await("gone", word, 0)

    def _word(self) -> str:
        self._number += 1
        return f"龙舟赛{self._number:05}届"

    def _await(self, what: str, word: str, count: int) -> None:
        """Look until readers find so many articles with the word."""
        started, before = time.monotonic(), self._disturbances()
        since, disturbances = started, before
        where = "/api/search?" + urlencode({"q": f'"{word}"', "size": 1})
        while time.monotonic() - since < PATIENCE:
            status, answer = get(self._address, where)
            if status == 200 and json.loads(answer)["count"] == count:
                seconds = time.monotonic() - started
                self.seen.append(Seen(what, seconds, self._disturbances() != before))
                return
            if self._disturbances() != disturbances:
                since, disturbances = time.monotonic(), self._disturbances()
            time.sleep(LOOKING)
        self.lost.append(f"{word} was not {what} after {PATIENCE} s")

"""Readers who ask one page after the other, and what they saw."""

from __future__ import annotations

import http.client
import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from archive.models import Article

TIMEOUT = 60  # seconds, as gunicorn itself gives up after 30
KEPT = 5  # Bad answers that are kept to be shown.
# What a page says at the worst: the database is away, the index is being built.
EXPLAINED = ("数据库暂时不能用".encode(), "索引正在建立".encode())


def asked() -> list[str]:
    """Addresses of every page that asks the index, and of the oldest article, which nobody takes away."""
    oldest = Article.objects.order_by("pk").values_list("pk", flat=True)[0]
    queries = [
        {"q": "春灌"},
        {"q": '"石门镇查看"'},
        {"q": "水渠 -植树", "sort": "newest"},
        {"q": "稻花*"},
        {"q": '"陆明远 水渠"~20'},
        {"q": "人物:陆明远"},
        {"q": "陆明远", "of": "person"},
        {"q": "luming"},
        {"q": "春惯"},
        {"q": "标题:(春灌"},
        {},
        {"from": "2023-02-01", "to": "2023-05-31", "page": "3"},
    ]
    searches = [f"/search/?{urlencode(query)}" for query in queries]
    twins = [f"/api/search?{urlencode({key: value for key, value in q.items() if key != 'of'})}" for q in queries]
    suggestions = [f"/api/suggest?{urlencode({'q': text})}" for text in ("陆", "lum", "石门", "春")]
    trend = f"/trends/?{urlencode([('q', '春灌'), ('q', '水渠')])}"
    others = ["/", f"/articles/{oldest}/", trend, "/people/", "/newspapers/"]
    return [*searches, *twins, *suggestions, *others]


class Readers:
    """So many readers of a site at once. `statuses` counts the answers; a connection cut off counts as 0."""

    def __init__(
        self, address: str, seed: int, number: int = 10, addresses: Sequence[str] = (), *, pause: float = 0.0
    ) -> None:
        """Nobody reads before `start`; `pause` is the seconds between an answer and the next question."""
        self.statuses: Counter[int] = Counter()
        self.bad: list[str] = []
        self.unavailable: list[float] = []  # When a 503 came, in seconds of time.monotonic().
        self.slowest = 0.0
        self._address = address
        self._addresses = list(addresses) or asked()
        self._pause = pause
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._threads = [threading.Thread(target=self._read, args=(seed + at,)) for at in range(number)]

    def start(self) -> None:
        """Let them read."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Let them put down what they read."""
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _read(self, seed: int) -> None:
        pick = random.Random(seed)
        while not self._stop.is_set():
            where = pick.choice(self._addresses)
            started = time.monotonic()
            status, page = get(self._address, where)
            with self._lock:
                self.slowest = max(self.slowest, time.monotonic() - started)
                self.statuses[status] += 1
                if status == 503:
                    self.unavailable.append(time.monotonic())
                told = status in (0, 200) or (status == 503 and any(each in page for each in EXPLAINED))
                if not told and len(self.bad) < KEPT:
                    self.bad.append(f"{status} {where}: {page[:300]!r}")
            self._stop.wait(self._pause if status else max(self._pause, 0.05))


def get(address: str, where: str) -> tuple[int, bytes]:
    """Ask for a page; status 0 where the connection was cut off."""
    connection = http.client.HTTPConnection(address, timeout=TIMEOUT)
    try:
        connection.request("GET", where)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        connection.close()

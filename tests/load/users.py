"""Users who read as journalists do: they search, narrow, follow what they find, look people up, now and then export.

Half of what they ask for hangs on the page before: hits, filters, next pages, the people whom an article names. Where
they begin is drawn: a part of them from the few words and records that everybody asks for, the rest from all others.
"""

from __future__ import annotations

import random
import re
import threading
from collections.abc import Callable, Sequence
from html import unescape
from typing import TypeVar
from urllib.parse import parse_qsl, quote, urlencode, urljoin

from tests.load.asking import PATIENCE, Answers, ask
from tests.load.subjects import POPULAR, Subjects

Thing = TypeVar("Thing")
THINKS = (0.2, 1.0, 4.0)  # Seconds between two pages: the least, the usual, the most.
TYPES = (0.15, 0.3, 0.6)  # Seconds between two suggestions while somebody types.
ASKED_BY_MOST = 0.35  # The part of beginnings that go to what is popular.
IN_ENGLISH = 0.1  # The part of users.

FOUND = "rows hits"  # The class of the list of hits, which words from the archive's own texts have.
HITS = re.compile(r'<a class="headline" href="(/articles/\d+/[^"]*)"')
NEXT = re.compile(r'<a class="step" href="([^"]*)" rel="next"')
CHOICES = re.compile(r'<input type="checkbox" name="(\w+)" value="([^"]*)"')
RECORDS = re.compile(r'href="/(people|organizations|places|events|posts)/(\d+)/"')
ISSUES = re.compile(r'href="(/newspapers/[^/"]+/\d{4}-\d\d-\d\d/)"')
PAGES = re.compile(r'href="(/(?:pages|articles)/\d+/)"')
FOLDERS = {"person": "people", "organization": "organizations", "place": "places", "event": "events"}
KINDS = {folder: kind for kind, folder in FOLDERS.items()} | {"posts": "post"}


class User(threading.Thread):
    """One of them, with an address, a language and a will of their own."""

    def __init__(
        self, number: int, host: str, subjects: Subjects, answers: Answers, seed: int, patience: float = PATIENCE
    ) -> None:
        """Nothing is asked before `start`."""
        super().__init__(name=f"user {number}", daemon=True)
        self._pick = random.Random(f"{seed} {number}")
        self._host, self._subjects, self._answers, self._patience = host, subjects, answers, patience
        # As a proxy that speaks HTTPS hands requests on.
        self._headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": f"10.0.{number // 250}.{number % 250 + 1}"}
        if self._pick.random() < IN_ENGLISH:
            self._headers["Cookie"] = "django_language=en"
        self._over = threading.Event()

    def stop(self) -> None:
        """Let them finish the page that they wait for."""
        self._over.set()

    def run(self) -> None:
        """Do one thing after the other."""
        ways = {self.search: 40, self.look_up: 20, self.read: 10, self.browse: 10, self.leaf: 6, self.compare: 5}
        ways |= {self.program: 7, self.home: 2}
        while not self._over.is_set():
            (way,) = self._pick.choices(list(ways), list(ways.values()))
            way()

    def home(self) -> None:
        """The first page."""
        self._ask("home", "/")

    def search(self) -> None:
        """Type, look at what is found, narrow, go on, open hits."""
        if typed := self._typed():
            page = self._ask("search", where := f"/search/?{urlencode({'q': typed})}", FOUND)
            for _ in range(self._pick.randint(0, 4)):
                step = self._pick.choices([self._narrow, self._next, self._open, self._take], [25, 20, 52, 3])[0]
                where, page = step(where, page)

    def look_up(self) -> None:
        """A person, a body, a place, an event: by suggestions, by the list, or straight."""
        kind = self._pick.choices(list(FOLDERS), [50, 20, 20, 10])[0]
        if not (records := self._subjects.records[kind]):
            return
        pk, name = self._one(records)
        if (way := self._pick.random()) < 0.4:
            self._suggest(name)
        elif way < 0.6 and kind != "event":
            self._ask(f"{FOLDERS[kind]}, list", f"/{FOLDERS[kind]}/?{urlencode({'name': name[:20]})}")
        page = self._ask(kind, f"/{FOLDERS[kind]}/{pk}/", name)
        if self._pick.random() < 0.5:
            self._follow(page)

    def read(self) -> None:
        """An article that somebody sent, and who and what is in it."""
        page = self._ask("article", f"/articles/{self._pick.choice(self._subjects.articles)}/")
        if self._pick.random() < 0.4:
            self._follow(page)

    def browse(self) -> None:
        """Lists, and some pages on."""
        where = self._pick.choice(
            ("people", "organizations", "places", "events", "appointments", "calendar", "coverage")
        )
        page = self._ask(f"{where}, list", address := f"/{where}/")
        if self._pick.random() < 0.5:
            self._next(address, page, f"{where}, list")
        if self._pick.random() < 0.3:
            self._follow(page)

    def leaf(self) -> None:
        """A newspaper, one of its days, what stands there."""
        paper = self._pick.choice(self._subjects.newspapers)
        page = self._ask("newspaper", f"/newspapers/{quote(paper)}/")
        if issues := ISSUES.findall(page):
            page = self._ask("issue", self._pick.choice(issues))
            if pages := PAGES.findall(page):
                where = self._pick.choice(pages)
                self._ask("article" if "articles" in where else "page", where)

    def compare(self) -> None:
        """How often words were printed."""
        words = [self._one(self._subjects.words) for _ in range(self._pick.randint(1, 3))]
        self._ask("trends", f"/trends/?{urlencode([('q', word) for word in words])}")

    def program(self) -> None:
        """What a script of theirs asks the API."""
        kind = self._pick.choice([kind for kind in FOLDERS if self._subjects.records[kind]] or [""])
        for _ in range(self._pick.randint(1, 4)):
            way = self._pick.random()
            if way < 0.4 or not kind:
                asked = {"q": self._one(self._subjects.words), "size": self._pick.choice((20, 50))}
                self._ask("API, search", f"/api/search?{urlencode(asked)}")
            elif way < 0.6:
                self._ask("API, article", f"/api/articles/{self._pick.choice(self._subjects.articles)}")
            elif way < 0.8:
                pk, name = self._one(self._subjects.records[kind])
                self._ask("API, record", f"/api/{FOLDERS[kind]}/{pk}", name)
            else:
                self._ask("API, list", f"/api/{FOLDERS[kind]}?page={self._pick.randint(1, 3)}")

    def _typed(self) -> str:
        """A query, with what is suggested while it is typed."""
        ways = {"word": 55, "two": 25, "name": 12, "passage": 8}
        (way,) = self._pick.choices(list(ways), list(ways.values()))
        if way == "passage" and self._subjects.passages:
            return self._pick.choice(self._subjects.passages)  # pasted
        if way == "two":
            return " OR ".join(self._one(self._subjects.words) for _ in range(2))
        people = self._subjects.records["person"]
        word = self._one(people)[1] if way == "name" and people else self._one(self._subjects.words)
        self._suggest(word)
        return word

    def _suggest(self, word: str) -> None:
        for end in range(1, min(len(word), 3) + 1):
            self._ask("suggest", f"/api/suggest?{urlencode({'q': word[:end]})}", "groups", TYPES)

    def _narrow(self, where: str, page: str) -> tuple[str, str]:
        """One of the page's filters, or the other order."""
        choices = CHOICES.findall(page)
        name, value = self._pick.choice([*choices, ("sort", "newest")] if choices else [("sort", "newest")])
        asked = [*parse_qsl(where.partition("?")[2]), (name, unescape(value))]
        where = f"/search/?{urlencode([each for each in asked if each[0] != 'page'])}"
        return where, self._ask("search, narrowed", where)

    def _next(self, where: str, page: str, kind: str = "search, next page") -> tuple[str, str]:
        """What stands behind it; the page itself where that is all."""
        if not (found := NEXT.search(page)):
            return where, page
        where = urljoin(where, unescape(found[1]))
        return where, self._ask(kind, where)

    def _open(self, where: str, page: str) -> tuple[str, str]:
        """A hit; then back to the list."""
        if hits := HITS.findall(page):
            article = self._ask("article", unescape(self._pick.choice(hits)))
            if self._pick.random() < 0.25:
                self._follow(article)
        return where, page

    def _take(self, where: str, page: str) -> tuple[str, str]:
        """The list as a file."""
        if HITS.search(page):
            asked = [each for each in parse_qsl(where.partition("?")[2]) if each[0] != "page"]
            self._ask("export", f"/search.csv?{urlencode(asked)}", "/articles/")
        return where, page

    def _follow(self, page: str) -> None:
        """Somebody or something that a page leads to."""
        if records := RECORDS.findall(page):
            folder, pk = self._pick.choice(records)
            self._ask(KINDS[folder], f"/{folder}/{pk}/")

    def _one(self, things: Sequence[Thing]) -> Thing:
        """A popular one, the first of them most often, or any other."""
        popular = things[:POPULAR]
        if len(things) == len(popular) or self._pick.random() < ASKED_BY_MOST:
            return self._pick.choices(popular, [1 / rank for rank in range(1, len(popular) + 1)])[0]
        return self._pick.choice(things[POPULAR:])

    def _ask(self, kind: str, where: str, tells: str = "", pause: tuple[float, float, float] = THINKS) -> str:
        """Ask, note, look at it for a while; the page, or "" where it is wrong or the time is up."""
        if self._over.is_set():
            return ""
        answer, text = ask(self._host, kind, where, tells, self._headers, self._patience)
        self._answers.note(answer)
        least, usual, most = pause
        self._over.wait(min(max(self._pick.expovariate(1 / usual), least), most))
        return text


def started(number: int, make: Callable[[int], User], within: float) -> list[User]:
    """So many users, who come one after another within so many seconds."""
    users = [make(each) for each in range(number)]
    for user in users:
        user.start()
        user.join(within / number)
    return users

"""One question to the server: how long its answer took, and whether it was the right one."""

from __future__ import annotations

import http.client
import json
import re
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape

PATIENCE = 30.0  # Seconds until a user gives up, which counts as an error.
# What the end of a whole answer of this type looks like; what was cut off has another.
ENDS = {
    "text/html": re.compile(rb"</html>\s*\Z"),
    "application/atom+xml": re.compile(rb"</feed>\s*\Z"),
    "text/csv": re.compile(rb"\r\n\Z"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and when it was whole; `wrong` says what is wrong with it, "" where nothing is."""

    kind: str
    where: str
    at: float  # time.monotonic()
    seconds: float
    size: int
    wrong: str


@dataclass
class Answers:
    """All answers of a run; many threads note theirs."""

    every: list[Answer] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, answer: Answer) -> None:
        """One more."""
        with self._lock:
            self.every.append(answer)


def wrong_with(status: int, kind: str, body: bytes, tells: str) -> str:
    """What is wrong with an answer of that content type, which has to tell of something; "" where nothing is."""
    if status != 200:
        return f"status {status}"
    if not body:
        return "nothing in it"
    if kind == "application/json":
        try:
            json.loads(body)
        except ValueError:
            return "no whole JSON"
        tells = json.dumps(tells, ensure_ascii=False)[1:-1]
    elif (end := ENDS.get(kind)) is None:
        return f"content type {kind}"
    elif not end.search(body[-20:]):
        return "cut off"
    elif kind == "text/html":
        tells = escape(tells)
    return "" if tells.encode() in body else "tells of something else"


def get(host: str, where: str, headers: Mapping[str, str], patience: float) -> tuple[int, str, bytes]:
    """Status, content type and body; as OSError or HTTPException where none came whole."""
    connection = http.client.HTTPConnection(host, timeout=patience)
    try:
        connection.request("GET", where, headers=dict(headers))
        answer = connection.getresponse()
        return answer.status, (answer.getheader("Content-Type") or "").partition(";")[0], answer.read()
    finally:
        connection.close()


def ask(
    host: str, kind: str, where: str, tells: str, headers: Mapping[str, str], patience: float = PATIENCE
) -> tuple[Answer, str]:
    """Ask for a page of that kind, which has to tell of something; the answer, and its text where it is right."""
    began = time.monotonic()
    body = b""
    try:
        status, content_type, body = get(host, where, headers, patience)
        wrong = wrong_with(status, content_type, body, tells)
    except TimeoutError:
        wrong = f"no answer within {patience:.0f} s"
    except (OSError, http.client.HTTPException) as error:
        wrong = f"no whole answer: {type(error).__name__}"
    now = time.monotonic()
    return Answer(kind, where, now, now - began, len(body), wrong), "" if wrong else body.decode()

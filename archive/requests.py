"""Each request has an id, which the answer and every line of the log tell, and leaves one line itself.

The line tells the address without what was asked in it: what somebody looks for in the archive, and who it was, is
nobody's business. Nor are the keys in addresses that mails lead to.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from secrets import token_hex
from typing import Any

from django.conf import settings
from django.db import connections
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from archive import logs, slow

logger = logging.getLogger(__name__)

HEADER = "X-Request-ID"
_SANE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
LONGEST_PATH = 500


class RequestMiddleware:
    """Stands outside all others: what they refuse and redirect is told too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Called once."""
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer, and tell how it went; of a file that is streamed, when its last piece has left."""
        told = Told(request)
        token = logs.request_id.set(told.id)
        try:
            with told.counting():
                response = self._get_response(request)
            response.headers[HEADER] = told.id
            if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
                response.streaming_content = told.through(response)
            else:
                told.tell(response)
            return response
        finally:
            logs.request_id.reset(token)


class Told:
    """What is to be told of one request."""

    def __init__(self, request: HttpRequest) -> None:
        """Take the id that a proxy gave it, if that is one."""
        given = request.headers.get(HEADER, "")
        self.id = given if _SANE.fullmatch(given) else token_hex(16)
        self.method = request.method or ""
        self.path = shown(request.path_info)
        self.queries = 0
        self.seconds = 0.0

    def counting(self) -> ExitStack:
        """A context in which time and queries count."""
        stack = ExitStack()
        began = time.perf_counter()

        def count(execute: Callable[..., Any], *arguments: Any) -> Any:
            self.queries += 1
            return execute(*arguments)

        def stop() -> None:
            self.seconds += time.perf_counter() - began

        stack.callback(stop)
        for connection in connections.all():
            stack.enter_context(connection.execute_wrapper(count))
        return stack

    def through(self, response: StreamingHttpResponse) -> Iterator[bytes]:
        """The pieces of the answer; then it is told."""
        pieces: Iterable[bytes] = response.streaming_content  # type: ignore[assignment]

        def counted() -> Iterator[bytes]:
            logs.request_id.set(self.id)
            try:
                with self.counting():
                    yield from pieces
            finally:
                self.tell(response)
                logs.request_id.set("")

        return counted()

    def tell(self, response: HttpResponse | HttpResponseBase) -> None:
        """Leave a line, and keep what was slow."""
        ms = round(self.seconds * 1000, 1)
        fields = {
            "method": visible_method(self.method),
            "path": self.path,
            "status": response.status_code,
            "ms": ms,
            "queries": self.queries,
        }
        text = f"{fields['method']} {self.path} {response.status_code} {ms} ms, {self.queries} queries"
        logger.info("%s", text, extra={"fields": {**fields, "request_id": self.id}})
        if ms >= settings.SLOW_MS:
            slow.keep({**fields, "request_id": self.id})


def shown(path: str) -> str:
    """An address as it may be kept: without keys, and not without end."""
    return logs.keyless(path)[:LONGEST_PATH]


def visible_method(method: str) -> str:
    """The method, if it is one of HTTP's; a client may send any word."""
    return method if re.fullmatch(r"[A-Z]{1,10}", method) else "?"

"""How every address of the API answers: strict parameters, JSON, errors as JSON, an ETag, open to every site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

import msgspec
from django.core.exceptions import TooManyFieldsSent
from django.forms import MultipleHiddenInput
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from archive.search.state import IndexNotReady
from archive.views.api.values import Answer, Error
from archive.views.reading import NOT_READY
from archive.views.search_form import Parameters, Words

# Any cache may keep an answer, and asks whether it still holds: what is withdrawn is gone at the next look.
CACHED = "public, no-cache"
NOT_CACHED = "no-store"
METHODS = ("GET", "HEAD")
LONGEST_NAME = 50  # Characters of an unknown parameter's name that are told back.


class Refused(Exception):
    """A request that gets an error: the status and what is wrong."""

    def __init__(self, status: int, error: str, **headers: str) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.headers = headers


@dataclass(frozen=True, slots=True)
class Operation:
    """What the document says of an address: its form, its answer, and what else may come of it."""

    form: type[Parameters]
    answer: type[Answer]
    summary: Any
    may: tuple[int, ...]


def answering(
    answer: type[Answer], summary: Any, form: type[Parameters] = Parameters, *, cached: str = CACHED, may: Any = ()
) -> Callable[[Callable[..., Answer | HttpResponse]], Callable[..., HttpResponse]]:
    """Make a view of a function that takes the request, its valid form and the keys in the address, and gives the
    answer. `may` are the statuses that may come besides 200 and 400."""

    def made(function: Callable[..., Answer | HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(function)
        def view(request: HttpRequest, **keys: Any) -> HttpResponse:
            try:
                return _answered(function(request, asked(request, form), **keys), cached)
            except Refused as refused:
                return error(refused.status, refused.error, refused.headers)
            except Http404:
                return error(404, _("没有这条记录。"))
            except IndexNotReady:
                return error(503, _("索引正在建立，请稍后再试。"), NOT_READY)

        finished = csrf_exempt(view)
        finished.operation = Operation(form, answer, summary, tuple(may))
        return finished

    return made


def asked(request: HttpRequest, form: type[Parameters]) -> Any:
    """The request's parameters; Refused where one is not known, is given twice or is malformed."""
    if request.method not in METHODS:
        raise Refused(405, _("这里只能读取。"), Allow=", ".join(METHODS))
    try:
        bound = form(request.GET)
    except TooManyFieldsSent:
        raise Refused(400, _("参数太多。")) from None
    problems = _misfits(request, bound)
    if problems:
        raise Refused(400, "; ".join(f"{name}: {problem}" for name, problem in problems.items()))
    if not bound.is_valid():
        raise Refused(400, bound.in_one_line())
    return bound


def _misfits(request: HttpRequest, form: Parameters) -> dict[str, str]:
    """What the form itself cannot see: parameters that it does not have, or has once, and bytes that are no text."""
    fields = {form.add_prefix(name): field for name, field in form.fields.items()}
    problems = {}
    for name, values in request.GET.lists():
        field = fields.get(name)
        if field is None:
            problems[name[:LONGEST_NAME]] = _("没有这个参数。")
        elif len(values) > 1 and not isinstance(field.widget, MultipleHiddenInput):
            problems[name] = _("这个参数只能出现一次。")
    for name, value in parse_qsl(request.META.get("QUERY_STRING", ""), errors="surrogateescape"):
        broken = any("\ud800" <= character <= "\udfff" for character in value)
        if broken and name in fields and not isinstance(fields[name], Words):
            problems[name] = _("不是UTF-8编码的文字。")
    return problems


def error(status: int, what: str, headers: dict[str, str] | None = None) -> HttpResponse:
    """An error as JSON."""
    return _json(Error(error=what), status=status, headers={**(headers or {}), "Cache-Control": NOT_CACHED})


def nothing_here(_request: HttpRequest, **_keys: Any) -> HttpResponse:
    """Any other address below /api/."""
    return error(404, _("没有这个地址；全部地址见 /api/。"))


nothing_here.csrf_exempt = True  # Whatever the method, the address is not there.


def _answered(answer: Answer | HttpResponse, cached: str) -> HttpResponse:
    if isinstance(answer, HttpResponseRedirect):
        answer.headers["Access-Control-Allow-Origin"] = "*"
        return answer
    return _json(answer, headers={"Cache-Control": cached})


def _json(answer: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    body = msgspec.json.encode(answer, enc_hook=_plain)
    # Nothing here is anybody's own: any site's program may read it, without cookies.
    headers = {**(headers or {}), "Access-Control-Allow-Origin": "*"}
    return HttpResponse(body, status=status, content_type="application/json", headers=headers)


def _plain(value: Any) -> str:
    """Escaped and translated text as mere text."""
    return str.__str__(value) if isinstance(value, str) else str(value)

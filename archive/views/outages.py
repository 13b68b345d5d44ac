"""What visitors see of a request that broke: that the database is away, or that the error is ours."""

from __future__ import annotations

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from archive.views.api.answering import error
from archive.views.reading import NOT_READY

# Whoever asks may have chosen no language yet, or have it kept where nobody can look now: both are told.
TOLD = "数据库暂时不能用，请过一会儿再试。 The database does not answer at the moment; please try again in a while."


def failed(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`, called while the exception is handled: 503 where the database was gone or full, else 500.

    A database that is stopped, starting, locked or out of space raises OperationalError, or InterfaceError on a
    connection that had been open. Nothing here asks it for anything.
    """
    if not isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return server_error(request)
    if request.path_info.startswith("/api/"):
        return error(503, TOLD, NOT_READY)
    return HttpResponse(render_to_string("503.html"), status=503, headers=NOT_READY)

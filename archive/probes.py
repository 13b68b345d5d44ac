"""/healthz and /readyz: what a supervisor and a load balancer ask.

They are answered before anything else is: whichever name the machine is asked by, over HTTP or HTTPS, with the
database up or down. Whoever may reach the archive may ask; the answers name no host, no user and no path.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

HEALTH, READINESS = "/healthz", "/readyz"


class ProbesMiddleware:
    """Answers these two addresses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Called once."""
        self._get_response = get_response
        self._answers = {HEALTH: alive, READINESS: ready}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, or pass on."""
        answer = self._answers.get(request.path_info)
        if answer is None:
            return self._get_response(request)
        response = answer() if request.method in ("GET", "HEAD") else HttpResponseNotAllowed(["GET", "HEAD"])
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def alive() -> HttpResponse:
    """The process answers; nothing else is asked, so that nobody kills it because the database is away."""
    return JsonResponse({"alive": True})


def ready() -> HttpResponse:
    """Whether requests should be sent here; 503 names what is not ready."""
    from archive.operating.readiness import readiness  # only now: the models are loaded

    found = readiness()
    told = {"ready": found.ready, "not_ready": found.not_ready, **found.parts}
    # The index writer's arrears stand beside the index, where one looks for them.
    if "queue" in found.parts:
        told["index"] = {**told["index"], **told.pop("queue")}
    return JsonResponse(told, status=200 if found.ready else 503)

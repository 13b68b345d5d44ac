"""What a reader may be about to type, for the search boxes."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, JsonResponse

from archive.search.suggest import suggest as suggestions
from archive.views.reading import read_only


@read_only
def suggest(request: HttpRequest) -> JsonResponse:
    """Suggestions in groups; nothing in what was typed is an error."""
    typed = request.GET.get("q", "").replace("\0", " ")
    groups = [asdict(group) for group in suggestions(typed)]
    # Not to be kept: what a curator withdraws is gone from the next answer.
    headers = {"Cache-Control": "no-store"}
    return JsonResponse({"groups": groups}, json_dumps_params={"ensure_ascii": False}, headers=headers)

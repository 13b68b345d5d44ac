"""What a reader may be about to type, for the search boxes."""

from __future__ import annotations

from dataclasses import asdict

import msgspec
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from archive.search.suggest import suggest as suggestions
from archive.views.api.answering import NOT_CACHED, answering
from archive.views.api.values import Answer
from archive.views.search_form import Parameters, Words


class Suggestion(Answer, frozen=True, kw_only=True):
    """Something to choose."""

    text: str
    detail: str
    url: str
    fill: str


class SuggestionGroup(Answer, frozen=True, kw_only=True):
    """Suggestions of one kind."""

    kind: str
    label: str
    suggestions: list[Suggestion]


class Suggestions(Answer, frozen=True, kw_only=True):
    """What a reader may be about to type."""

    groups: list[SuggestionGroup]


class Typed(Parameters):
    """What was typed so far."""

    q = Words(required=False, strip=False)


# Not to be kept: what a curator withdraws is gone from the next answer.
@answering(Suggestions, gettext_lazy("输入时的建议"), Typed, cached=NOT_CACHED)
def suggest(_request: HttpRequest, form: Typed) -> Suggestions:
    """Suggestions in groups; nothing in what was typed is an error."""
    groups = [asdict(group) for group in suggestions(form.cleaned_data["q"])]
    return Suggestions(groups=msgspec.convert(groups, list[SuggestionGroup], strict=False))

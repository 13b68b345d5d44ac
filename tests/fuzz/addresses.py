"""Every address that the archive answers, found by itself: what is added to its `urls` is asked without a word."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from archive.curating.exchange.giving import FORMATS
from archive.curating.exchange.kinds import KINDS
from archive.lexicon import Name
from archive.models import Issue, Newspaper

# What would end the session, or answers only to what stands in a mail or in another page's form.
UNASKED = {
    *("logout", "admin:logout", "password_reset_confirm", "password_reset_done", "unsubscribe"),
    *("admin:view_on_site", "admin:autocomplete"),
}
OF_MODELS = ("admin:archive_", "admin:auth_")
MOST_TRIED = 60  # arguments, until an address answers
ANSWERED = {200, 302, 403, 405}


@dataclass(frozen=True, slots=True)
class Address:
    """An address: the name of its view, and a path that it answers to, with what it answers ("" and 0 for none)."""

    name: str
    path: str
    status: int


def every(client: Client, *, own: bool = False) -> Iterator[Address]:
    """An address of each kind, asked as who has signed in with `client`; with `own` without a model's admin pages."""
    candidates = _candidates()
    for name, parameters in named():
        if name in UNASKED or (own and name.startswith(OF_MODELS)):
            continue
        best = Address(name, "", 0)
        values = itertools.product(*(candidates.get(each, candidates["pk"]) for each in parameters))
        for some in itertools.islice(values, MOST_TRIED):
            try:
                path = reverse(name, kwargs=dict(zip(parameters, some, strict=True)))
            except (NoReverseMatch, ValueError):
                continue
            status = client.get(path).status_code
            if not best.path or status >= 500 or status in ANSWERED:
                best = Address(name, path, status)
            if status in ANSWERED or status >= 500:
                break
        yield best


def named() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of all addresses, and what each has to be told."""
    return _patterns(get_resolver().url_patterns, "")


def _patterns(patterns: list[Any], space: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of addresses, and what they have to be told."""
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns, f"{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern) and each.name:
            # What stands in brackets of the route; what the view is told besides is not asked.
            yield f"{space}{each.name}", tuple(each.pattern.regex.groupindex)


def _candidates() -> Mapping[str, tuple[Any, ...]]:
    """Values to try, by the name of what an address has to be told; everything else is a record's number."""
    models = [*apps.get_app_config("archive").get_models(), *apps.get_app_config("auth").get_models()]
    numbers = {pk for model in models for pk in QuerySet(model).order_by("pk").values_list("pk", flat=True)[:3]}
    days = Issue.objects.exclude(date=None).order_by("pk").values_list("newspaper__slug", "date")
    found = tuple(sorted(each for each in numbers if isinstance(each, int)))
    return {
        "pk": found,
        "key": (*(slug for slug, _day in days[:1]), *found),
        "slug": tuple(slug for slug, _day in days[:3]) + tuple(Newspaper.objects.values_list("slug", flat=True)[:3]),
        "day": tuple(day.isoformat() for _slug, day in days[:3]),
        "section": ("articles", "people"),
        "rest": ("nothing",),
        "kind": tuple(KINDS),
        "ending": tuple(FORMATS),
        "name": tuple(each.value for each in Name),
        "app_label": ("archive",),
        "language": tuple(code for code, _name in settings.LANGUAGES),
    }

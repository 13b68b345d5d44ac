"""Whatever way an article goes out of public, nothing tells of it any longer, and no kept page counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, get_resolver, resolve, reverse
from pytest_django import Settings

from archive.admin.runs import TakeBackForm
from archive.models import Article, Decision, Ingest, Likeness, RunChange
from archive.views import kept
from tests.admin.conftest import address, form_data
from tests.views import hidden as secrets
from tests.views.hidden import Browser, Hidden, told

pytestmark = pytest.mark.django_db
LIST = address(Article, "changelist")
# Whose figures cost so much that they are kept.
COUNTED = [("/", ()), ("/appointments/", ()), ("/api/articles", (("kind", "article"),))]


@pytest.fixture
def hidden(made_once: Callable[..., Hidden], settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hidden]:
    """The articles, in public and indexed, with a cache that keeps what it is given, and all pages given to it."""
    monkeypatch.setattr(kept, "WORTH", 0)
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "gone"}}
    cache.clear()
    yield secrets.keep(made_once(make), User.objects.create(username="lin"))
    cache.clear()


def make(index_now: Callable[[], None]) -> Hidden:
    made = secrets.build()
    index_now()
    return made


@pytest.fixture
def desk() -> Client:
    """A signed-in chief editor."""
    client = Client()
    client.force_login(User.objects.create(username="chief", is_staff=True, is_superuser=True))
    return client


def listed(desk: Client, hidden: Hidden, action: str, **more: Any) -> None:
    """By the list's action: asked why, then done."""
    data = {"action": action, ACTION_CHECKBOX_NAME: [each.pk for each in hidden.articles], "reason": "核实中"}
    assert desk.post(more.pop("url", LIST), {**data, "key": uuid4(), **more}).status_code == 302


def all_that_were_found(desk: Client, hidden: Hidden) -> None:
    url = f"{LIST}?q={hidden.secrets[0]}"
    first = {ACTION_CHECKBOX_NAME: hidden.articles[0].pk}
    asked = desk.post(url, {"action": "withhold", "select_across": "1", "index": "0", **first})
    assert set(asked.context["pks"]) == {each.pk for each in hidden.articles}
    listed(desk, hidden, "withhold", url=url)


def in_their_forms(desk: Client, hidden: Hidden) -> None:
    for each in hidden.articles:
        url = address(Article, "change", each.pk)
        assert desk.post(url, {**form_data(desk.get(url).context), "state": "draft"}).status_code == 302


def by_undoing_that_they_were_published(desk: Client, hidden: Hidden) -> None:
    decision = Decision.objects.get(kind=Decision.Kind.STATE)
    desk.post(reverse("admin:undo-decision", args=[decision.pk]))


def by_taking_back_their_run(desk: Client, hidden: Hidden) -> None:
    run = Ingest.objects.create(state=Ingest.State.DONE, created=len(hidden.articles))
    Likeness.objects.update(verdict=Likeness.Verdict.FOUND)
    for each in hidden.articles:
        RunChange.objects.create(ingest=run, kind="+", model="article", object_id=each.pk)
    url = reverse("admin:take-back", args=[run.pk])
    form: TakeBackForm = desk.get(url).context["form"]
    assert desk.post(url, {**form.initial, "reason": "导错了"}).status_code == 302


WAYS: dict[str, tuple[Callable[[Client, Hidden], None], int]] = {
    "removed in the list": (lambda desk, hidden: listed(desk, hidden, "remove"), 410),
    "all found withheld": (all_that_were_found, 404),
    "made drafts in the form": (in_their_forms, 404),
    "published, and undone": (by_undoing_that_they_were_published, 404),
    "run taken back": (by_taking_back_their_run, 404),
}


@pytest.mark.dear(cases=2)
@pytest.mark.parametrize("way", WAYS)
def test_what_was_taken_down_is_told_nowhere(
    client: Client, desk: Client, hidden: Hidden, index_now: Callable[[], None], way: str
) -> None:
    take_down, status = WAYS[way]
    if take_down is by_undoing_that_they_were_published:
        Article.objects.filter(pk__in=[each.pk for each in hidden.articles]).set_state("withheld", "核实中")
        listed(desk, hidden, "publish")
        index_now()
    client.force_login(User.objects.get(username="lin"))
    browser, asked = Browser(client), [*COUNTED, *secrets.addresses(hidden)]
    assert {secret for _, secret in told(browser, hidden, asked)} == set(hidden.secrets)
    take_down(desk, hidden)
    index_now()
    assert told(browser, hidden, asked) == set()
    kept = [browser.look(each) for each in COUNTED]
    cache.clear()
    assert [browser.look(each) for each in COUNTED] == kept
    for article in hidden.articles:
        for face in (article.get_absolute_url(), f"/api/articles/{article.pk}"):
            etag, _text = browser.kept[face, ()]
            assert client.get(face, headers={"If-None-Match": etag or "*"}).status_code == status


def test_every_page_is_asked(hidden: Hidden) -> None:
    asked = {resolve(face).url_name for face, _query in secrets.addresses(hidden)}
    declared = {each.name for each in get_resolver().url_patterns if isinstance(each, URLPattern) and each.name}
    assert declared == asked - {None} | secrets.UNASKED

"""A real browser before a running archive: Debian's chromium, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connections
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.components import require
from tests.views import scene as scenes

GIVEN_UP = "net::ERR_ABORTED"
CHROMIUM = shutil.which("chromium")


@pytest.fixture(scope="session", autouse=True)
def _queries_beside_playwright() -> Iterator[None]:
    """Playwright's loop runs in the test's thread; Django would take every query there for a mistake."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the system's chromium, quiet and without a display."""
    require("chromium", CHROMIUM is not None)
    flags = "headless no-sandbox disable-gpu disable-quic no-first-run disable-background-networking"
    return {
        "executable_path": CHROMIUM,
        "args": [f"--{flag}" for flag in (*flags.split(), "disable-component-update", "disable-sync")],
    }


@pytest.fixture(scope="session")
def base_url() -> None:
    """None is given: every test says which server it means. (pytest-base-url's own fixture makes pytest warn.)"""


@pytest.fixture(scope="session", autouse=True)
def _connections_outlive_the_server() -> None:
    """The browser lets go of connections when the session ends: after the server, whose threads share the database."""
    for connection in connections.all():
        connection.inc_thread_sharing()


@pytest.fixture
def scene(live_server: LiveServer) -> scenes.Scene:
    """A small archive, indexed."""
    made = scenes.build()
    call_command("index", verbosity=0)
    return made


@pytest.fixture
def addresses(scene: scenes.Scene, live_server: LiveServer) -> dict[str, str]:
    """Every kind of page."""
    pages = {
        **scene.addresses,
        "search": "/search/?q=云溪区&from=2023-01-01",
        "nothing found": "/search/?q=无此事&from=x",
        "everything": "/search/",
        "narrowed": "/search/?q=云溪&month=2023-03&-section=无&kind=article",
        "people found": "/search/?q=陆明远&of=person",
        "no event found": "/search/?q=无此事&of=event",
        "too much asked": "/search/?q=陆明远 无此事&newspaper=青岚日报",
        "joints marked": f"{scene.article.get_absolute_url()}?breaks=1",
        "trends": "/trends/?q=云溪区&q=陆明远&from=2023-01-01",
        "no trends": "/trends/?to=x",
        "marked article": f"{scene.article.get_absolute_url()}?q=云溪区 陆明远#m2",
        "calendar": "/calendar/",
        "coverage": "/coverage/?year=2023",
        "name check": "/names/",
        "for programs": "/api/",
        "sign in": "/account/login/",
        "report": f"/reports/new/?person={scene.person.pk}",
        "missing": "/nothing/",
    }
    return {name: live_server.url + address for name, address in pages.items()}


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser complains of: errors on its console, scripts that fail, requests that do."""
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: heard.append(str(error)))
    # What was asked for a page that is left meanwhile is given up, as suggestions are.
    page.on("requestfailed", lambda request: heard.append(request.url) if request.failure != GIVEN_UP else None)
    return heard


@pytest.fixture
def at_the_desk(page: Page, live_server: LiveServer) -> Page:
    """The admin, signed in."""
    User.objects.create_superuser("chief", password="一个好长的密码123")
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "chief")
    page.fill("#id_password", "一个好长的密码123")
    page.click("[type=submit]")
    expect(page.locator("#user-tools")).to_be_visible()
    return page

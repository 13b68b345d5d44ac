"""One address may ask only so often for what costs most, whichever process answers."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import get_resolver, reverse

from archive import limits
from archive.environment import LIMITS
from archive.environment import limits as read
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db

ASKED = {
    "search": (
        *("/search/?q=水", "/trends/?q=水", "/api/search?q=水", "/api/people", "/names/", "/search.atom?q=水"),
        *(
            "/people/?name=陆",
            "/organizations/?name=水",
            "/places/?name=云",
            "/people/1.atom",
            "/newspapers/云溪.atom",
        ),
    ),
    "suggest": ("/api/suggest?q=水", "/opensearch/suggest?q=水"),
    "export": ("/search.csv?q=水", "/search.json?q=水", "/search.ris?q=水", "/search.txt?q=水", "/trends.csv?q=水"),
}


@pytest.fixture
def few(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two a minute, and the minute does not end."""
    settings.VAR = tmp_path
    settings.LIMITS = dict.fromkeys(LIMITS, 2)
    monkeypatch.setattr("archive.limits.time.time", lambda: 1_700_000_015.0)


@pytest.mark.parametrize(("kind", "address"), [(kind, each) for kind, all_ in ASKED.items() for each in all_])
def test_what_is_asked_too_often_is_refused(few: None, client: Client, kind: str, address: str) -> None:
    assert [client.get(address).status_code != 429 for _ in range(3)] == [True, True, False]
    refused = client.get(address)
    assert refused.headers["Retry-After"] == str(60 - 1_700_000_015 % 60)
    assert "no-store" in refused.headers["Cache-Control"]
    if address.startswith("/api/"):
        assert "再试" in refused.json()["error"]
    else:
        assert "请稍候" in refused.text
    # What is counted together is refused together, and nothing else.
    for other, addresses in ASKED.items():
        assert (client.get(addresses[0]).status_code == 429) == (other == kind)
    assert {client.get(page).status_code for page in ("/newspapers/", "/people/", "/places/?name=")} == {200}
    assert client.get(address, REMOTE_ADDR="198.51.100.7").status_code != 429


def test_a_refusal_in_english(few: None, client: Client, settings) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for _ in range(3):
        page = client.get("/search/")
    assert "requests from your network address" in page.text


def test_logging_in_is_counted_whatever_the_account(few: None, client: Client) -> None:
    for address in (reverse("login"), reverse("admin:login")):
        assert [client.get(address).status_code for _ in range(4)] == [200] * 4
    statuses = [client.post(reverse("login"), {"username": f"u{n}", "password": "x"}).status_code for n in range(3)]
    assert statuses == [200, 200, 429]


def test_editors_are_not_counted(few: None, client: Client) -> None:
    client.force_login(User.objects.create(username="linxiaobai", is_staff=True))
    assert {client.get("/search/").status_code for _ in range(5)} == {503}  # There is no index, and no refusal.
    client.force_login(User.objects.create(username="reader"))
    assert [client.get("/search/").status_code for _ in range(3)] == [503, 503, 429]


def test_a_header_that_anybody_can_send_evades_nothing(few: None, client: Client, settings) -> None:
    def statuses() -> list[int]:
        heads = [{"X-Forwarded-For": f"203.0.113.{n}, 192.0.2.9"} for n in range(3)]
        return [client.get("/search/", headers=head).status_code for head in heads]

    assert statuses()[-1] == 429
    settings.BEHIND_PROXY = True
    assert statuses() == [503, 503, 429]


def test_nought_is_as_often_as_one_likes(few: None, client: Client, settings) -> None:
    settings.LIMITS = {"search": 0}
    assert {client.get("/search/").status_code for _ in range(5)} == {503}


def test_processes_count_together(few: None, settings) -> None:
    program = "import django; django.setup(); from archive import limits; print(limits.count('search', 'a', 60.0))"
    environment = {
        "FANGZHI_VAR": str(settings.VAR),
        "SECRET_KEY": settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "PATH": "/usr/bin",
    }
    assert limits.count("search", "a", 60.0) == 1
    printed = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    assert printed.stdout.decode().split() == ["2"]
    assert limits.count("search", "b", 60.0) == 1
    assert limits.count("search", "a", 120.0) == 1


def test_what_is_over_is_forgotten_and_no_address_kept(few: None, settings) -> None:
    for minute in range(9):
        limits.count("search", "192.0.2.1", 60.0 * minute)
    with sqlite3.connect(settings.VAR / limits.FILE) as kept:
        rows = kept.execute("SELECT time, who FROM counts ORDER BY time").fetchall()
    assert [time for time, _ in rows] == [7, 8]
    assert not any("192" in who[:3] and "." in who for _, who in rows)


def test_where_nothing_can_be_counted_everything_is_allowed(few: None, client: Client, settings) -> None:
    settings.VAR = Path("/nowhere")
    assert {client.get("/search/").status_code for _ in range(4)} == {503}


@pytest.mark.parametrize("wrong", ["search", "search=", "search=-1", "nobody=3", "search=1e3", "search=٣"])
def test_limits_that_cannot_be_read(wrong: str) -> None:
    with pytest.raises(ValueError, match="is none of"):
        read(wrong)
    assert read("search=1, login = 0 ,") == {"search": 1, "login": 0}


def test_every_name_is_an_address() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)} | {"admin:login"}
    assert set(limits.KINDS) | limits.LOOKED_THROUGH <= names
    assert {name for name in names if name.endswith("-feed")} <= set(limits.KINDS)
    assert set(limits.KINDS.values()) == set(LIMITS)

"""Each role opens and does what it is for, and nothing above it: every page, room and action of the desk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db.models import Model
from django.test import Client, RequestFactory
from django.urls import URLPattern, reverse
from pytest_django import Settings

from archive import models
from archive.admin import ROOMS
from archive.curating import deciding
from archive.curating.exchange import importing
from archive.curating.exchange.kinds import KINDS
from archive.models import roles
from tests.admin.conftest import address
from tests.admin.rows import MAKERS

# From the least: who opens a page opens all that those before may open.
ROLES = ("anonymous", "reader", "curator", "editor", "administrator", "superuser")
GROUPS = {"curator": roles.CURATORS, "editor": roles.EDITORS, "administrator": roles.ADMINISTRATORS}
NOBODY = "nobody"


def clients() -> Iterator[tuple[str, Client]]:
    for role in ROLES:
        client = Client()
        if role != "anonymous":
            user = User.objects.create(
                username=role, is_staff=role != "reader", is_superuser=role == "superuser", is_active=True
            )
            user.groups.set(Group.objects.filter(name=GROUPS.get(role)))
            client.force_login(user)
        yield role, client


@pytest.fixture
def by_role(db: None) -> dict[str, Client]:
    return dict(clients())


def from_role(least: str, allowed: int) -> list[int]:
    """The answers to each role where `least` and those above it may enter."""
    first = ROLES.index(least) if least != NOBODY else len(ROLES)
    return [302 if n < ROLES.index("curator") else allowed if n >= first else 403 for n in range(len(ROLES))]


def opened(by_role: dict[str, Client], url: str) -> list[int]:
    return [client.get(url).status_code for client in by_role.values()]


@dataclass(frozen=True)
class May:
    """Who may at least see, add, change and delete a model's records."""

    view: str = "curator"
    add: str = "curator"
    change: str = "curator"
    delete: str = "editor"


RECORD = May()
UNDELETED = May(delete=NOBODY)
MACHINE = May(add=NOBODY, change=NOBODY, delete=NOBODY)
ACCOUNT = May(*["administrator"] * 4)
MAY: dict[type[Model], May] = {
    models.Newspaper: May(delete="administrator"),
    models.Issue: May(delete="administrator"),
    models.Page: UNDELETED,
    models.Article: UNDELETED,
    models.Byline: MACHINE,
    models.DateMention: MACHINE,
    models.Likeness: MACHINE,
    models.Person: RECORD,
    models.OtherName: May(delete="curator"),
    models.Organization: RECORD,
    models.Post: RECORD,
    models.Membership: May(delete="curator"),
    models.Place: RECORD,
    models.Event: RECORD,
    models.Participation: May(delete="curator"),
    models.Mention: UNDELETED,
    models.Sighting: MACHINE,
    models.Ingest: MACHINE,
    models.IngestFile: MACHINE,
    models.IndexChange: MACHINE,
    models.Report: May(add=NOBODY, delete="administrator"),
    models.SavedSearch: May(view="administrator", add=NOBODY, change=NOBODY, delete="administrator"),
    User: ACCOUNT,
    Group: ACCOUNT,
}


@pytest.mark.parametrize("model", MAY, ids=lambda model: model.__name__)
def test_pages_of_a_model(by_role: dict[str, Client], model: type[Model]) -> None:
    may, record = MAY[model], MAKERS[model](0)
    assert opened(by_role, address(model, "changelist")) == from_role(may.view, 200)
    assert opened(by_role, address(model, "history", record.pk)) == from_role(may.view, 200)
    assert opened(by_role, address(model, "change", record.pk)) == from_role(may.view, 200)
    assert opened(by_role, address(model, "add")) == from_role(may.add, 200)
    assert opened(by_role, address(model, "delete", record.pk)) == from_role(may.delete, 200)
    sent = [client.post(address(model, "change", record.pk)).status_code for client in by_role.values()]
    assert sent == from_role(may.change, 200)
    assert [client.post(address(model, "add")).status_code for client in by_role.values()] == from_role(may.add, 200)
    forbidden = [role for role, status in zip(ROLES, from_role(may.delete, 200), strict=True) if status != 200]
    for role in forbidden:
        assert by_role[role].post(address(model, "delete", record.pk), {"post": "yes"}).status_code in (302, 403)
    assert model._default_manager.filter(pk=record.pk).exists()


def test_every_model_has_its_line() -> None:
    assert set(MAY) == set(admin.site._registry)


ALL_KINDS = [f"kind_{kind.value}" for kind in models.Article.Kind]
CURATED = {"unlock": "curator"}
MERGED = {"merge": "curator", "unlock": "curator", "delete_selected": "editor"}
ACTIONS: dict[type[Model], dict[str, str]] = {
    models.Newspaper: {**CURATED, "delete_selected": "administrator"},
    models.Issue: {**CURATED, "delete_selected": "administrator"},
    models.Page: CURATED,
    models.Article: {
        **dict.fromkeys(("publish", "withhold", "remove"), "editor"),
        **dict.fromkeys(ALL_KINDS, "curator"),
        **dict.fromkeys(("join", "part", "same_text", "other_text", "extract_again", "unlock"), "curator"),
    },
    models.Person: MERGED,
    models.OtherName: {"delete_selected": "curator"},
    models.Organization: MERGED,
    models.Post: {**CURATED, "delete_selected": "editor"},
    models.Membership: {**CURATED, "delete_selected": "curator"},
    models.Place: MERGED,
    models.Event: MERGED,
    models.Participation: {**CURATED, "delete_selected": "curator"},
    models.Mention: {"reject": "curator", "unlock": "curator"},
    models.IndexChange: {"retry": "editor"},
    models.Report: {
        **dict.fromkeys(("accept", "decline", "answer", "reopen"), "curator"),
        "delete_selected": "administrator",
    },
    models.SavedSearch: {"delete_selected": "administrator"},
    User: dict.fromkeys(("let_in", "drop_second_factor", "delete_selected"), "administrator"),
    Group: {"delete_selected": "administrator"},
}


@pytest.mark.parametrize("model", MAY, ids=lambda model: model.__name__)
def test_actions_of_a_model(by_role: dict[str, Client], model: type[Model], rf: RequestFactory) -> None:
    page = admin.site.get_model_admin(model)
    for role in ROLES[2:]:
        request = rf.get("/")
        request.user = User.objects.get(username=role)
        wanted = {name for name, least in ACTIONS.get(model, {}).items() if ROLES.index(role) >= ROLES.index(least)}
        assert set(page.get_actions(request)) == wanted, role


@pytest.mark.parametrize("model", ACTIONS, ids=lambda model: model.__name__)
def test_what_is_not_offered_is_not_done(by_role: dict[str, Client], model: type[Model]) -> None:
    record = MAKERS[model](0)
    before = type(record)._default_manager.filter(pk=record.pk).values().get()
    for name, least in ACTIONS[model].items():
        for role in ROLES[: ROLES.index(least)]:
            data = {"action": name, "_selected_action": record.pk, "post": "yes"}
            by_role[role].post(address(model, "changelist"), data)
    assert type(record)._default_manager.filter(pk=record.pk).values().get() == before
    assert not models.Decision.objects.exists()


@dataclass(frozen=True)
class Entry:
    """Who may at least enter a room, with which arguments; what it answers when asked, and when sent nothing."""

    least: str
    of: type[Model] | Callable[[], list[object]] | None = None
    asked: int = 200
    sent: int = 200
    sends: str = ""  # Who may at least send something, where not all may that see it.

    def url(self, name: str) -> str:
        """Its address, of a record made for it."""
        if self.of is None:
            return reverse(f"admin:{name}")
        args = [MAKERS[self.of](0).pk] if isinstance(self.of, type) else self.of()
        return reverse(f"admin:{name}", args=args)


def decision() -> list[object]:
    person = MAKERS[models.Person](0)
    return [models.Decision.objects.create(kind="reject", subject_type="person", subject_id=person.pk, data={}).pk]


def disagreement() -> list[object]:
    article = MAKERS[models.Article](0)
    made = models.Disagreement.objects.create(
        model="article", object_id=article.pk, field="headline", value="甲", seen_at="2023-03-05T00:00Z"
    )
    return [made.pk]


def upload() -> list[object]:
    return [models.Upload.objects.create().pk]


def table() -> list[object]:
    return [importing.receive(KINDS["people"], "a.csv", "姓名\n".encode(), None, uuid4(), importing.MOST_ROWS).pk]


NAMED = {"person": models.Person, "organization": models.Organization, "place": models.Place, "event": models.Event}
POSTED = 405  # What only does something is not looked at.
ENTRIES: dict[str, Entry] = {
    "queue": Entry("curator", sent=302),
    "decisions": Entry("curator"),
    "undo-decision": Entry("curator", decision, POSTED, 302),
    "changes": Entry("curator"),
    "disagreements": Entry("curator"),
    "decide-disagreement": Entry("curator", disagreement, POSTED, 302),
    "uploads": Entry("editor"),
    "upload": Entry("editor", upload),
    **{f"{act}-upload": Entry("editor", upload, POSTED, 302) for act in ("confirm", "discard", "retry")},
    "run-changes": Entry("curator", models.Ingest),
    "take-back": Entry("editor", models.Ingest),
    "exchange": Entry("curator", sends="editor"),
    "exchange-out": Entry("curator", lambda: ["people", "csv"]),
    "exchange-table": Entry("editor", table),
    "confirm-exchange": Entry("editor", table, POSTED, 302),
    "discard-exchange": Entry("editor", table, POSTED, 302),
    "cut-page": Entry("curator", models.Page),
    "move-issue": Entry("curator", models.Issue),
    "extract-again": Entry("curator", sent=302),
    **{f"{act}-{kind}": Entry("curator") for act in ("merge", "reject") for kind in NAMED},
    **{f"split-{kind}": Entry("curator", model) for kind, model in NAMED.items()},
    **{f"names-{kind}": Entry("curator", NAMED[kind]) for kind in ("person", "organization", "place")},
    "title-person": Entry("curator", models.Person),
    "move-place": Entry("curator", models.Place),
    "word-lists": Entry("editor"),
    "word-list": Entry("editor", lambda: ["surnames"]),
    "word-list-file": Entry("editor", lambda: ["surnames"]),
    "status": Entry("administrator", sent=302),
    "two-factor": Entry("curator"),
    "two-factor-key": Entry("curator", asked=404, sent=404),  # There is none before it is set up.
}


@pytest.mark.parametrize("name", ENTRIES)
def test_rooms(by_role: dict[str, Client], settings: Settings, tmp_path: Path, name: str) -> None:
    settings.VAR = tmp_path
    entry = ENTRIES[name]
    url = entry.url(name)
    assert opened(by_role, url) == from_role(entry.least, entry.asked)
    sent = [client.post(url).status_code for client in by_role.values()]
    assert sent == from_role(entry.sends or entry.least, entry.sent)


# Of which record a decision is, and who may undo it: who may not do a thing may not undo it either.
UNDONE: dict[tuple[str, str, str], str] = {
    **{(kind, model, ""): "curator" for kind in ("merge", "split", "link", "reject", "alias") for model in NAMED},
    **{("reject", model, "removed"): "editor" for model in NAMED},
    **dict.fromkeys([("lines", "page", ""), ("join", "article", ""), ("values", "article", "")], "curator"),
    **dict.fromkeys([("issue", "issue", ""), ("move", "place", ""), ("confirm", "page", "")], "curator"),
    ("apart", "person", ""): "curator",
    ("state", "article", ""): "editor",
    ("words", "wordlist", ""): "editor",
    ("import", "exchange", ""): "editor",
    ("rollback", "ingest", ""): "editor",
}


@pytest.mark.parametrize(("kind", "model", "holds"), UNDONE)
def test_who_undoes(
    by_role: dict[str, Client], monkeypatch: pytest.MonkeyPatch, kind: str, model: str, holds: str
) -> None:
    data = {holds: 1} if holds else {}
    made = models.Decision.objects.create(kind=kind, subject_type=model, subject_id=1, label="甲", data=data)
    undone: list[int] = []
    monkeypatch.setattr(deciding, "undo", lambda pk, user: (undone.append(user), (made, []))[1])
    url, least = reverse("admin:undo-decision", args=[made.pk]), UNDONE[kind, model, holds]
    assert [client.post(url).status_code for client in by_role.values()] == from_role(least, 302)
    assert len(undone) == len(ROLES) - ROLES.index(least)
    offered = [url in client.get(reverse("admin:decisions")).text for client in by_role.values()]
    assert offered == [role in ROLES[ROLES.index(least) :] for role in ROLES]


def test_every_way_back_has_its_line() -> None:
    assert {kind for kind, _, _ in UNDONE} == {str(kind) for kind in deciding._UNDO}


def test_every_room_has_its_line() -> None:
    assert set(ENTRIES) == {room.name for room in ROOMS}


def test_nothing_else_has_an_address() -> None:
    own = {each.name for each in admin.site.get_urls() if isinstance(each, URLPattern)} - {room.name for room in ROOMS}
    stock = {each.name for each in AdminSite("stock").get_urls() if isinstance(each, URLPattern)}
    assert own == stock | {"app_list"}


def test_the_first_page_offers_what_opens(by_role: dict[str, Client]) -> None:
    assert opened(by_role, reverse("admin:index")) == from_role("curator", 200)
    for role in ROLES[2:]:
        offered = {room.name for room in by_role[role].get(reverse("admin:index")).context["rooms"]}
        mine = ROLES.index(role)
        labelled = {room.name for room in ROOMS if room.label}
        assert offered == {name for name in labelled if ROLES.index(ENTRIES[name].least) <= mine}


def test_the_measures_are_set_anew_by_migrate(db: None) -> None:
    group = Group.objects.get(name=roles.CURATORS)
    group.permissions.clear()
    call_command("migrate", verbosity=0)
    held = set(group.permissions.values_list("codename", flat=True))
    assert {"change_article", "change_person", "view_decision"} <= held
    assert not {"publish_article", "delete_person", "change_user"} & held

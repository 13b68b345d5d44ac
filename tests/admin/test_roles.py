"""Each role opens and does what it is for, and nothing above it."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client

from archive import models
from archive.models import roles
from tests.admin.conftest import address
from tests.admin.rows import MAKERS

CURATED = (models.Article, models.Person, models.Organization, models.Place, models.Event, models.Mention, models.Page)
MACHINE = (models.Ingest, models.IndexChange, models.Sighting)


def clients() -> Iterator[tuple[str, Client]]:
    for name in ("", roles.CURATORS, roles.EDITORS, roles.ADMINISTRATORS):
        user = User.objects.create(username=name or "reader", is_staff=bool(name))
        user.groups.set(Group.objects.filter(name=name))
        client = Client()
        client.force_login(user)
        yield name, client


@pytest.fixture
def by_role(db: None) -> dict[str, Client]:
    return dict(clients())


def opened(by_role: dict[str, Client], url: str) -> list[int]:
    return [client.get(url).status_code for client in by_role.values()]


@pytest.mark.parametrize("model", CURATED, ids=lambda model: model.__name__)
def test_records_are_edited_by_all_at_the_desk(by_role: dict[str, Client], model: type) -> None:
    record = MAKERS[model](0)
    assert opened(by_role, address(model, "changelist")) == [302, 200, 200, 200]
    assert opened(by_role, address(model, "change", record.pk)) == [302, 200, 200, 200]


@pytest.mark.parametrize("model", MACHINE, ids=lambda model: model.__name__)
def test_what_the_machine_writes_is_seen(by_role: dict[str, Client], model: type) -> None:
    assert opened(by_role, address(model, "changelist")) == [302, 200, 200, 200]
    assert opened(by_role, address(model, "add")) == [302, 403, 403, 403]


def test_people_are_deleted_by_editors(by_role: dict[str, Client]) -> None:
    url = address(models.Person, "delete", MAKERS[models.Person](0).pk)
    assert opened(by_role, url) == [302, 403, 200, 200]


@pytest.mark.parametrize("model", [User, Group], ids=["users", "groups"])
def test_accounts_are_the_administrators(by_role: dict[str, Client], model: type) -> None:
    assert opened(by_role, address(model, "changelist")) == [302, 403, 403, 200]


def test_the_measures_are_set_anew_by_migrate(db: None) -> None:
    group = Group.objects.get(name=roles.CURATORS)
    group.permissions.clear()
    call_command("migrate", verbosity=0)
    held = set(group.permissions.values_list("codename", flat=True))
    assert {"change_article", "change_person", "view_decision"} <= held
    assert not {"publish_article", "delete_person", "change_user"} & held

"""Curators and ingest take turns: whatever a curator saves is read after ingest's last issue was written."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from archive.models import Mention
from tests.admin.conftest import address, form_data
from tests.admin.rows import mention

pytestmark = pytest.mark.another_database
postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time anyhow")


def turn_comes_first(queries: CaptureQueriesContext) -> bool:
    """Whether the turn is asked for before anything of the archive's is read."""
    told = [each["sql"] for each in queries if "advisory" in each["sql"] or '"archive_' in each["sql"]]
    return "advisory" in told[0]


@postgres
def test_saving_waits_for_a_turn(desk: Client) -> None:
    record = mention()
    url = address(Mention, "change", record.pk)
    data = {name: value for name, value in form_data(desk.get(url).context).items() if value is not None}
    with CaptureQueriesContext(connection) as queries:
        desk.post(url, {**data, "status": "rejected"})
    record.refresh_from_db()
    assert (record.status, turn_comes_first(queries)) == ("rejected", True)


@postgres
def test_actions_wait_for_a_turn(act: Callable[..., Any]) -> None:
    record = mention()
    with CaptureQueriesContext(connection) as queries:
        act("reject", record)
    assert turn_comes_first(queries)


@postgres
def test_reading_waits_for_nobody(desk: Client) -> None:
    record = mention()
    with CaptureQueriesContext(connection) as queries:
        desk.get(address(Mention, "change", record.pk))
        desk.get(address(Mention, "changelist"))
    assert not any("advisory" in each["sql"] for each in queries)

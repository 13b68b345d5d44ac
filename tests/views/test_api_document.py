"""The API keeps to its document, whatever is asked: schemathesis makes up requests from it and judges the answers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, settings
from schemathesis import Case
from schemathesis.config import GenerationConfig, ProjectConfig, ProjectsConfig, SchemathesisConfig
from schemathesis.openapi import from_wsgi

from archive.models import Event, Organization, Person, Place
from archive.views.search_form import MOST_CHOSEN
from archive.wsgi import application
from tests.views.scene import Scene
from tests.views.test_queries import add_more

MOMENT = re.compile(r"[0-9]{10,17},")
EXAMPLES = 10  # Made up for each address, beside those that reach every bound of each parameter.
RECORDS = {"api-person": Person, "api-organization": Organization, "api-place": Place, "api-event": Event}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Requests leave the database open, as those of Django's own client do: the test's transaction is in it."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(
    scene: Scene, index_now: Callable[[], None], one_connection: None, request: pytest.FixtureRequest
) -> Any:
    """The document, read from the archive that is asked, which holds something of everything."""
    # What schemathesis 4.32 calls the test for each address by; since 9.2 pytest has no such name.
    request.node._nodeid = request.node.nodeid
    add_more(scene, 3)
    index_now()
    made_up = ProjectConfig(generation=GenerationConfig(max_examples=EXAMPLES, deterministic=True, database="none"))
    schema = from_wsgi(
        "/api/openapi.json", application, config=SchemathesisConfig(projects=ProjectsConfig(default=made_up))
    )
    schema.hook(map_path_parameters)
    return schema


def map_path_parameters(context: Any, path_parameters: dict[str, Any]) -> dict[str, Any]:
    """Ask for records that there are, too."""
    model = RECORDS.get(context.operation.definition.raw["operationId"])
    pk = (path_parameters or {}).get("pk")
    if model and isinstance(pk, int) and pk > 0 and pk % 3:
        known = list(model.objects.values_list("pk", flat=True))
        return {"pk": known[pk % len(known)]}
    return path_parameters


def is_beyond_words(case: Case) -> bool:
    """Whether it asks for what no schema can forbid: a range that ends before it begins, a row of another order,
    more values than anybody chooses, or one value where a list is said: in an address that is a list of one."""
    asked = case.query or {}
    first, last = asked.get("from"), asked.get("to")
    backward = isinstance(first, str) and isinstance(last, str) and first > last
    # Where `after` is written depends on the order.
    after = asked.get("after")
    moved = isinstance(after, str) and bool(asked.get("updated_since")) is not bool(MOMENT.match(after))
    crowded = sum(len(each) for each in asked.values() if isinstance(each, list)) > MOST_CHOSEN
    return backward or moved or crowded or reads_as_allowed(case)


def reads_as_allowed(case: Case) -> bool:
    """Whether it was meant to be refused, but reads, once it stands in an address, as what is allowed: one value where
    a list is said is a list of one, and what is blank is not asked."""
    if case.meta is None or not case.meta.generation.mode.is_negative:
        return False
    asked = case.query or {}
    several = {each.name for each in case.operation.query if each.definition["schema"].get("type") == "array"}
    return any(not isinstance(asked[name], list) for name in several & asked.keys()) or any(
        isinstance(value, str) and not value.strip() for value in asked.values()
    )


schema = schemathesis.pytest.from_fixture("described")


@pytest.mark.dear
@pytest.mark.one_database
@schema.parametrize()
@settings(suppress_health_check=list(HealthCheck), deadline=None)
def test_the_api_keeps_to_its_document(case: Case) -> None:
    if not is_beyond_words(case):
        case.call_and_validate()

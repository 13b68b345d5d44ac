"""A decision is noted once, and undone once, by the module that knows its kind."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from django.contrib.auth.models import User

from archive.curating import deciding
from archive.models import Decision, FormerRecord
from archive.models.acting import acting
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator() -> Iterator[User]:
    user = User.objects.create(username="bai")
    with acting(user.pk, "同一人"):
        yield user


def test_a_decision_tells_who_when_why_and_of_what(curator: User) -> None:
    person = factories.PersonFactory(name="陆明远")
    made = deciding.note(Decision.Kind.ALIAS, person, {"name": "远叔"}, touched=3)
    assert (made.made_by, made.reason, made.label, made.touched) == (curator, "同一人", "陆明远", 3)
    assert list(Decision.objects.about(person).standing()) == [made]


def test_a_form_sent_twice_is_one_decision(curator: User) -> None:
    key = uuid4()
    assert deciding.already(key) is None
    made = deciding.note(Decision.Kind.ALIAS, factories.PersonFactory(), {}, key=key)
    assert deciding.already(key) == made
    assert deciding.already(None) is None


def test_undone_once(curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(deciding._UNDO, Decision.Kind.ALIAS, lambda decision: [decision.data["name"]])
    made = deciding.note(Decision.Kind.ALIAS, factories.PersonFactory(), {"name": "远叔"})
    assert deciding.undoable(made)
    undone, left = deciding.undo(made.pk, curator.pk)
    assert left == ["远叔"]
    assert undone.undone_by == curator
    assert undone.undone_at
    assert not deciding.undoable(undone)
    with pytest.raises(deciding.Refused, match="已经撤销"):
        deciding.undo(made.pk, curator.pk)


def test_what_no_module_undoes_is_refused(curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(deciding._UNDO, Decision.Kind.ALIAS, raising=False)
    made = deciding.note(Decision.Kind.ALIAS, factories.PersonFactory(), {})
    with pytest.raises(deciding.Refused, match="不能自动撤销"):
        deciding.undo(made.pk, curator.pk)
    made.refresh_from_db()
    assert made.undone_at is None


def test_an_undoing_that_fails_changes_nothing(curator: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(decision: Decision) -> list[str]:
        factories.PersonFactory(name="半途")
        raise deciding.Refused("不能")

    monkeypatch.setitem(deciding._UNDO, Decision.Kind.ALIAS, fail)
    person = factories.PersonFactory()
    made = deciding.note(Decision.Kind.ALIAS, person, {})
    with pytest.raises(deciding.Refused):
        deciding.undo(made.pk, curator.pk)
    assert not type(person).objects.filter(name="半途").exists()


def test_addresses_of_former_records_lead_to_what_stands() -> None:
    formers = FormerRecord.objects
    formers.lead("person", [2, 3], 1)
    formers.lead("person", [1], 9)
    formers.lead("place", [2], 5)
    assert [formers.successor("person", pk) for pk in (1, 2, 3, 9)] == [9, 9, 9, None]
    assert formers.successor("place", 2) == 5

"""The room of recent decisions, and the desk's own rooms."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from archive import admin
from archive.curating import deciding
from archive.models import Decision
from archive.models.acting import acting
from tests import factories


@pytest.fixture
def alias(desk: Client, monkeypatch: pytest.MonkeyPatch) -> Decision:
    monkeypatch.setitem(deciding._UNDO, Decision.Kind.ALIAS, lambda decision: ["另有一处没有动"])
    with acting(User.objects.get().pk, "<b>讣告所称</b>"):
        return deciding.note(Decision.Kind.ALIAS, factories.PersonFactory(name="陆明远"), {}, touched=7)


def test_decisions_are_listed_and_undone(desk: Client, alias: Decision) -> None:
    html = desk.get(reverse("admin:decisions")).text
    assert "陆明远" in html
    assert "&lt;b&gt;讣告所称" in html
    answer = desk.post(reverse("admin:undo-decision", args=[alias.pk]), follow=True)
    assert "已撤销：别名 陆明远" in answer.text
    assert "另有一处没有动" in answer.text
    alias.refresh_from_db()
    assert alias.undone_by == User.objects.get()
    assert "已经撤销过了" in desk.post(reverse("admin:undo-decision", args=[alias.pk]), follow=True).text


def test_decisions_of_one_kind(desk: Client, alias: Decision) -> None:
    assert desk.get(reverse("admin:decisions"), {"kind": "merge"}).context["decisions"] == []
    assert len(desk.get(reverse("admin:decisions"), {"kind": "alias"}).context["decisions"]) == 1
    assert len(desk.get(reverse("admin:decisions"), {"kind": "nonsense"}).context["decisions"]) == 1


def test_undoing_asks_for_a_post(desk: Client, alias: Decision) -> None:
    assert desk.get(reverse("admin:undo-decision", args=[alias.pk])).status_code == 405


def test_rooms_are_offered_to_whom_they_are_open(desk: Client) -> None:
    html = desk.get(reverse("admin:index")).text
    offered = [room for room in admin.ROOMS if room.label]
    assert offered
    for room in offered:
        assert reverse(f"admin:{room.name}") in html


def test_rooms_are_closed_to_others(staff: Callable[..., Client], client: Client) -> None:
    assert staff("view_article").get(reverse("admin:decisions")).status_code == 403
    assert staff("view_decision").get(reverse("admin:decisions")).status_code == 200
    assert client.get(reverse("admin:decisions")).status_code == 302

"""Reports: what readers can say is wrong, how often, and what curators see of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from archive.models import Attempt, Report
from archive.models.attempts import Measure
from archive.views import reports
from tests.views.page import document
from tests.views.scene import SECRET, Scene, conceal

KINDS = ("article", "person", "organization", "place", "event")


@pytest.mark.parametrize("kind", KINDS)
def test_every_record_can_be_reported_from_its_page(client: Client, scene: Scene, kind: str) -> None:
    record = getattr(scene, kind)
    page = document(client.get(record.get_absolute_url()))
    [address] = [address for text, address in page.links() if text == "报告错误"]
    assert address == f"/reports/new/?{kind}={record.pk}"
    page = document(client.get(address))
    assert (str(record), record.get_absolute_url()) in page.links()
    data = {"kind": "other", "message": "名字里第二个字不对。", "email": "gu@example.org"}
    page = document(client.post(address, data, follow=True))
    assert page.all("li", class_="notice") == ["谢谢，报告已经收到，编辑会核对。"]
    made = Report.objects.get()
    assert getattr(made, kind) == record
    assert [name for name in KINDS if getattr(made, f"{name}_id")] == [kind]
    assert (made.state, made.language, made.address) == ("open", "zh-hans", record.get_absolute_url())
    assert (made.message, made.email) == (data["message"], data["email"])


@pytest.mark.parametrize(
    "address",
    ["", "?person=0", "?person=x", "?person=-1", f"?person={'9' * 30}", "?person=1&event=1", "?page=1", "?person="],
)
def test_a_report_is_about_one_record_that_there_is(client: Client, db: None, address: str) -> None:
    assert client.get(f"/reports/new/{address}").status_code == 404
    assert client.post(f"/reports/new/{address}").status_code == 404


@pytest.mark.parametrize("state", ["draft", "withheld", "removed"])
def test_the_unpublished_can_not_be_reported(client: Client, scene: Scene, state: str) -> None:
    concealed = conceal(scene, state)
    for kind in KINDS:
        number = concealed[kind].rstrip("/").rpartition("/")[2]
        answer = client.get(f"/reports/new/?{kind}={number}")
        assert answer.status_code == 404, kind
        assert SECRET not in answer.text


@pytest.mark.parametrize(
    "wrong",
    [{"message": ""}, {"message": "长" * 2001}, {"kind": ""}, {"kind": "x"}, {"email": "x"}],
)
def test_what_is_malformed_is_said(client: Client, scene: Scene, wrong: dict[str, str]) -> None:
    data = {"kind": "other", "message": "<script>alert(1)</script>", "email": "", **wrong}
    answer = client.post(f"/reports/new/?person={scene.person.pk}", data)
    assert len(document(answer).all("p", class_="problem")) == 1
    assert "<script>alert" not in answer.text
    assert Report.objects.count() == Attempt.objects.count() == 0


def test_a_token_is_asked_for(scene: Scene) -> None:
    strict = Client(enforce_csrf_checks=True)
    data = {"kind": "other", "message": "不对"}
    assert strict.post(f"/reports/new/?person={scene.person.pk}", data).status_code == 403


@pytest.fixture
def post(client: Client, scene: Scene) -> Callable[..., int]:
    """Report from an address: `post("192.0.2.1")` gives the status."""

    def send(sender: str, **headers: Any) -> int:
        data = {"kind": "other", "message": "不对"}
        address = f"/reports/new/?person={scene.person.pk}"
        return client.post(address, data, REMOTE_ADDR=sender, **headers).status_code

    return send


def test_nobody_reports_without_end(post: Callable[..., int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reports, "MEASURE", Measure("report", each=2, together=5))
    assert [post("192.0.2.1") for _ in range(4)] == [302, 302, 429, 429]
    assert [post("192.0.2.2") for _ in range(3)] == [302, 302, 429]
    # A household has one measure, however many addresses of IPv6; all together have theirs.
    assert [post("2001:db8:1:2::9"), post("2001:db8:1:2::a"), post("192.0.2.4")] == [302, 429, 429]
    assert Report.objects.count() == 5
    Attempt.objects.update(at=timezone.now() - timedelta(hours=1, minutes=1))
    assert [post("2001:db8:1:2::9"), post("2001:db8:1:2::a"), post("2001:db8:1:2::b")] == [302, 302, 429]
    Attempt.objects.update(at=timezone.now() - timedelta(days=2))
    assert post("::ffff:192.0.2.1") == post("192.0.2.1") == 302
    assert post("192.0.2.1") == 429
    assert Attempt.objects.count() == 2


def test_a_refused_report_keeps_what_was_written(
    client: Client, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "MEASURE", Measure("report", each=0, together=9))
    answer = client.post(f"/reports/new/?event={scene.event.pk}", {"kind": "date", "message": "应为3月5日"})
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "3600"
    page = document(answer)
    assert page.all("textarea") == ["应为3月5日"]
    assert "太多" in page.all("p", class_="notice")[0]


@pytest.mark.parametrize(("behind", "statuses"), [(True, [302, 302]), (False, [302, 429])])
def test_only_a_proxy_of_ours_tells_who_asks(
    post: Callable[..., int], settings: Settings, monkeypatch: pytest.MonkeyPatch, behind: bool, statuses: list[int]
) -> None:
    settings.BEHIND_PROXY = behind
    monkeypatch.setattr(reports, "MEASURE", Measure("report", each=1, together=9))
    told = ("8.8.8.8, 192.0.2.1", "8.8.8.8, 192.0.2.2")
    assert [post("127.0.0.1", headers={"X-Forwarded-For": each}) for each in told] == statuses


def test_a_report_is_about_no_two_records(scene: Scene) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Report.objects.create(
            kind="other", message="x", address="/", language="en", person=scene.person, event=scene.event
        )


def test_a_report_outlives_its_record(client: Client, scene: Scene) -> None:
    made = Report.objects.create(
        kind="other", message="x", address=scene.event.get_absolute_url(), language="en", event=scene.event
    )
    scene.event.delete()
    made.refresh_from_db()
    assert made.event is None and made.address.startswith("/events/")

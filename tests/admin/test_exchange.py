"""The room for tables: what goes out, what would come of a table, and that only those do it who may."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from archive import liveness
from archive.curating.exchange import carrying
from archive.curating.exchange.kinds import KINDS
from archive.models import Decision, Exchange, IndexChange, Person
from tests.factories import PersonFactory, PlaceFactory

ROOM = reverse("admin:exchange")


@pytest.fixture(autouse=True)
def own_folder(settings: Settings, tmp_path: Path) -> None:
    """Tables are kept in a folder of the test's own."""
    settings.VAR = tmp_path / "var"


def send(client: Client, text: str, kind: str = "people", **more: Any) -> Any:
    file = SimpleUploadedFile("表.csv", text.encode())
    return client.post(ROOM, {"key": uuid4(), "kind": kind, "file": file, **more}, follow=True)


def test_from_the_form_to_the_undoing(desk: Client) -> None:
    person = PersonFactory(note="旧")
    text = f"编号,姓名,区别说明\n{person.pk},陆明远,新\n,白云起,\n,,\n{person.pk + 9},赵一,\n"
    page = send(desk, text).text
    for shown in ("旧", "新", "白云起", "导入 2 行", "有误 1", "没有编号为"):
        assert shown in page
    assert Person.objects.get().note == "旧"
    exchange = Exchange.objects.get()
    for _ in range(2):
        desk.post(reverse("admin:confirm-exchange", args=[exchange.pk]), {"digest": exchange.digest})
    assert Person.objects.get(pk=person.pk).note == "新"
    assert Person.objects.filter(name="白云起").count() == 1
    assert "撤销这次导入" in desk.get(exchange.get_absolute_url()).text
    desk.post(reverse("admin:undo-decision", args=[Decision.objects.get().pk]))
    assert Person.objects.get().note == "旧"
    assert "已撤销" in desk.get(exchange.get_absolute_url()).text


def test_looking_changes_nothing(desk: Client) -> None:
    send(desk, "姓名\n白云起\n")
    exchange = Exchange.objects.get()
    before = (exchange.state, IndexChange.objects.count())
    for name in ("exchange-table", "confirm-exchange", "discard-exchange"):
        desk.get(reverse(f"admin:{name}", args=[exchange.pk]))
    desk.get(exchange.get_absolute_url(), {"fate": "create", "page": 9})
    exchange.refresh_from_db()
    assert (exchange.state, IndexChange.objects.count()) == before
    assert not Person.objects.exists()


def test_a_stale_preview_is_shown_anew(desk: Client) -> None:
    person = PersonFactory(note="旧")
    send(desk, f"编号,姓名,区别说明\n{person.pk},陆明远,新\n")
    exchange = Exchange.objects.get()
    person.note = "更新"
    person.save()
    address = reverse("admin:confirm-exchange", args=[exchange.pk])
    page = desk.post(address, {"digest": exchange.digest}, follow=True).text
    assert "请再看一遍" in page
    assert "更新" in page
    assert Person.objects.get().note == "更新"


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The tables for which a process would be started; the test does the work itself."""
    started: list[int] = []
    monkeypatch.setattr(carrying, "start", lambda exchange: started.append(exchange.pk))
    return started


def ask(desk: Client, exchange: Exchange, **more: Any) -> str:
    sent = {"digest": exchange.digest, **more}
    return str(desk.post(reverse("admin:confirm-exchange", args=[exchange.pk]), sent, follow=True).text)


def test_it_is_carried_out_once_by_a_process_that_tells_how_far_it_is(desk: Client, begun: list[int]) -> None:
    send(desk, "姓名\n白云起\n")
    exchange = Exchange.objects.get()
    for _ in range(2):
        page = ask(desk, exchange)
        assert "data-follow" in page
        assert "等候写入" in page
        assert ">导入 1 行<" not in page
    assert begun == [exchange.pk]
    assert not Person.objects.exists()
    (exchange.folder / carrying.PROGRESS).write_text('{"step": "writing", "done": 500, "rows": 9000}')
    assert "500，共 9000 行" in desk.get(exchange.get_absolute_url()).text
    for _ in range(2):
        call_command("process_exchange", str(exchange.pk), "--language", "en")
    assert Person.objects.get().name == "白云起"
    page = desk.get(exchange.get_absolute_url()).text
    assert "已导入" in page
    assert "data-follow" not in page
    assert Decision.objects.get().made_by.username == "chief"
    assert carrying.progress(exchange).step == "noting"


def test_a_killed_process_is_not_waited_for(desk: Client, begun: list[int]) -> None:
    send(desk, "姓名\n白云起\n")
    exchange = Exchange.objects.get()
    ask(desk, exchange)
    Exchange.objects.update(process={**liveness.here(), "lock": "/nowhere"})
    page = desk.get(exchange.get_absolute_url()).text
    assert "什么也没有写入" in page
    assert "再试一次" in page
    assert "data-follow" in ask(desk, exchange)
    assert begun == [exchange.pk] * 2
    call_command("process_exchange", str(exchange.pk))
    assert Person.objects.count() == 1


def test_what_goes_wrong_in_the_process_is_told(
    desk: Client, begun: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    person = PersonFactory(note="旧")
    send(desk, f"编号,姓名,区别说明\n{person.pk},陆明远,新\n")
    exchange = Exchange.objects.get()
    ask(desk, exchange)
    person.note = "更新"
    person.save()
    call_command("process_exchange", str(exchange.pk))
    page = desk.get(exchange.get_absolute_url()).text
    assert "请再看一遍" in page
    assert "更新" in page
    exchange.refresh_from_db()
    assert exchange.state == Exchange.State.TRIED

    def fail(*_: Any) -> None:
        raise OSError("No space left on device")

    ask(desk, exchange)
    monkeypatch.setattr("archive.curating.exchange.importing._carry_out", fail)
    with pytest.raises(OSError, match="No space"):
        call_command("process_exchange", str(exchange.pk))
    assert "No space left" in desk.get(exchange.get_absolute_url()).text
    assert Person.objects.get().note == "更新"
    with pytest.raises(CommandError, match="no table"):
        call_command("process_exchange", "999")


def test_left(desk: Client) -> None:
    send(desk, "姓名\n白云起\n")
    exchange = Exchange.objects.get()
    desk.post(reverse("admin:discard-exchange", args=[exchange.pk]))
    page = desk.post(reverse("admin:confirm-exchange", args=[exchange.pk]), {"digest": exchange.digest}, follow=True)
    assert "已经放弃" in page.text
    assert not Person.objects.exists()


def test_what_cannot_be_read_and_what_is_too_much(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "认得的列名" in send(desk, "甲,乙\n1,2\n").text
    monkeypatch.setattr("archive.curating.exchange.importing.MOST_ROWS", 1)
    assert "import_records" in send(desk, "姓名\n甲\n乙\n").context["form"].errors["file"][0]
    assert not Exchange.objects.exists()


def test_hostile_cells_are_text(desk: Client) -> None:
    assert "<script>alert" not in send(desk, "姓名\n<script>alert(1)</script>\n").text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", ["csv", "json"])
def test_out_for_those_who_may(staff: Callable[..., Client], kind: str, ending: str) -> None:
    PersonFactory()
    PlaceFactory()
    address = reverse("admin:exchange-out", args=[kind, ending])
    name = KINDS[kind].model._meta.model_name
    answer = staff(f"view_{name}").get(address)
    assert answer.status_code == 200
    assert answer.getvalue().decode().startswith("\ufeff编号" if ending == "csv" else "{")
    assert "attachment" in answer["Content-Disposition"]
    assert staff("view_article", f"change_{name}").get(address).status_code == 403


def test_in_for_those_who_may(desk: Client, staff: Callable[..., Client]) -> None:
    send(desk, "姓名\n白云起\n")
    exchange = Exchange.objects.get()
    addresses = [reverse(f"admin:{name}", args=[exchange.pk]) for name in ("confirm-exchange", "discard-exchange")]
    outsider, half, viewer = staff("view_article"), staff("change_person"), staff("view_person")
    assert outsider.get(ROOM).status_code == half.get(ROOM).status_code == 403
    assert viewer.get(ROOM).context["form"] is None
    for client in (outsider, half, viewer, staff("add_place", "change_place")):
        send(client, "姓名\n甲\n")
        assert client.get(exchange.get_absolute_url()).status_code == 403
        assert {client.post(address).status_code for address in addresses} == {403}
    may = staff("add_exchange", "add_person", "change_person")
    assert may.post(addresses[0], {"digest": exchange.digest}, follow=True).status_code == 200
    assert Person.objects.filter(name="白云起").exists()
    assert Exchange.objects.count() == 1


@pytest.mark.parametrize("address", ["people.xls", "cats.csv"])
def test_nothing_else_goes_out(desk: Client, address: str) -> None:
    assert desk.get(f"{ROOM}{address}").status_code == 404


def test_commands(desk: Client, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    person = PersonFactory(note="=1")
    call_command("export_records", "people")
    assert "'=1" in capsys.readouterr().out
    for name in ("people.csv", "people.json"):
        file = tmp_path / name
        call_command("export_records", "people", str(file))
        text = file.read_text("utf-8")
        assert text.startswith("{" if name.endswith("json") else "\ufeff")
        file.write_text(text.replace(person.note, f"={name}"), "utf-8")
        call_command("import_records", "people", str(file), "--dry-run")
        assert "dry run: created 0, changed 1" in capsys.readouterr().out
        call_command("import_records", "people", str(file), "--user", "chief")
        person.refresh_from_db()
        assert person.note == f"={name}"
        assert re.search(r"~ \d 陆明远 区别说明: .* → =people", capsys.readouterr().out)
    bad = tmp_path / "bad.csv"
    bad.write_text("姓名,x\n,\n白云起,\n甲,乙,丙\n", "utf-8")
    with pytest.raises(SystemExit):
        call_command("import_records", "people", str(bad))
    told = capsys.readouterr()
    assert "! 4 格子比列名多" in told.out
    assert "unknown columns, left: x" in told.err
    assert Person.objects.filter(name="白云起").exists()


@pytest.mark.parametrize(
    ("file", "user", "told"), [("no.csv", "chief", "No such file"), ("a.csv", "nobody", "no user nobody")]
)
def test_commands_refusals(desk: Client, tmp_path: Path, file: str, user: str, told: str) -> None:
    (tmp_path / "a.csv").write_text("姓名\n甲\n")
    with pytest.raises(CommandError, match=told):
        call_command("import_records", "people", str(tmp_path / file), "--user", user)

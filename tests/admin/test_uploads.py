"""Handing in files: taken, parsed for a look, ingested once told to; a killed process is not waited for."""

from collections.abc import Callable, Iterator
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

from archive.curating import uploads
from archive.models import Article, Upload

TEXT = """云溪区植树活动举行
本报讯（记者 白小川）三月五日上午，云溪区在石门镇举行植树活动，区长陆明远出席并讲话。
活动现场，干部群众挥锹培土，共栽下五百株树苗，为山坡添了新绿。
""".encode()
ROOM = reverse("admin:uploads")
State = Upload.State


@pytest.fixture
def begun(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The uploads for which a process would be started; the test does the work itself."""
    settings.VAR = tmp_path
    started: list[int] = []
    monkeypatch.setattr(uploads, "begin", lambda upload: started.append(upload.pk))
    yield started


def send(desk: Client, *names: str, **more: Any) -> Any:
    files = [SimpleUploadedFile(name, TEXT) for name in names]
    return desk.post(ROOM, {"key": uuid4(), "files": files, **more}, follow=True)


def work() -> Upload:
    call_command("process_upload", str(Upload.objects.get().pk))
    return Upload.objects.get()


def test_from_the_form_into_the_archive(desk: Client, begun: list[int]) -> None:
    answer = send(desk, "1.txt", "notes.doc", newspaper="青岚日报", date="2023-03-06", area="山岚省/青岚市")
    upload = Upload.objects.get()
    assert begun == [upload.pk]
    assert "解析中" in answer.text
    assert "notes.doc" in answer.text
    assert work().state == State.PARSED
    page = desk.get(upload.get_absolute_url())
    assert "云溪区植树活动举行" in page.text
    assert "2023-03-06" in page.text
    assert not Article.objects.exists()
    for _ in range(2):
        desk.post(reverse("admin:confirm-upload", args=[upload.pk]))
    assert begun == [upload.pk] * 2
    done = work()
    assert (done.state, done.ingest.created) == (State.DONE, 1)
    assert Article.objects.get().headline == "云溪区植树活动举行"
    assert "新增 1 篇" in desk.get(upload.get_absolute_url()).text


def test_a_form_sent_twice_is_one_upload(desk: Client, begun: list[int]) -> None:
    key = uuid4()
    assert send(desk, "1.txt", key=key).redirect_chain == send(desk, "1.txt", key=key).redirect_chain
    assert len(begun) == 1


@pytest.mark.parametrize(("names", "more"), [(["a.doc"], {}), ([], {}), (["1.txt"], {"date": "2023-02-30"})])
def test_what_cannot_be_taken_is_told(desk: Client, begun: list[int], names: list[str], more: dict[str, str]) -> None:
    assert send(desk, *names, **more).context["form"].errors
    assert not Upload.objects.exists()
    assert begun == []


def test_left_alone(desk: Client, begun: list[int]) -> None:
    send(desk, "1.txt")
    upload = work()
    desk.post(reverse("admin:discard-upload", args=[upload.pk]))
    desk.post(reverse("admin:confirm-upload", args=[upload.pk]))
    upload.refresh_from_db()
    assert (upload.state, len(begun)) == (State.DISCARDED, 1)
    assert (upload.folder / "1.txt").read_bytes() == TEXT


def test_a_killed_process_is_not_waited_for(desk: Client, begun: list[int]) -> None:
    send(desk, "1.txt")
    work()
    dead = {**Upload.objects.get().process, "lock": "/nowhere"}
    Upload.objects.update(state=State.INGESTING, process=dead)
    upload = Upload.objects.get()
    assert "再试一次" in desk.get(upload.get_absolute_url()).text
    desk.post(reverse("admin:retry-upload", args=[upload.pk]))
    assert len(begun) == 2
    assert Upload.objects.get().is_working


def test_what_fails_is_told(desk: Client, begun: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    send(desk, "1.txt")

    def fail(*_: Any) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(uploads, "load_gazetteer", fail)
    with pytest.raises(OSError, match="No space"):
        work()
    assert "No space left" in desk.get(Upload.objects.get().get_absolute_url()).text


def test_too_large_a_request_is_refused_unread(desk: Client, begun: list[int], settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 1000
    files = [SimpleUploadedFile("1.txt", b"a" * 200_000)]
    assert desk.post(ROOM, {"key": uuid4(), "files": files}).status_code in (400, 413)
    assert not Upload.objects.exists()


def test_only_for_those_who_may(staff: Callable[..., Client], begun: list[int]) -> None:
    assert staff("view_article").get(ROOM).status_code == 403
    assert staff("add_ingest").get(ROOM).status_code == 200


def test_an_upload_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match="no upload 7"):
        call_command("process_upload", "7")


def test_what_could_not_be_taken_leaves_nothing(desk: Client, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    def full(_self: Any, _files: Any) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("archive.curating.uploads.Receiver.take", full)
    with pytest.raises(OSError, match="no space left"):
        send(desk, "1.txt")
    monkeypatch.undo()
    assert not Upload.objects.exists()
    assert list((settings.VAR / "uploads").iterdir()) == []

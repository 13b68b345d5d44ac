"""Files from a browser: taken within limits, each refused one with its reason, nothing outside its own folder."""

import io
import stat
import warnings
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from archive.curating import receiving
from archive.curating.receiving import Receiver
from archive.models import Upload

PAGE = "云溪区植树活动举行\n本报讯 三月五日，云溪区在石门镇举行植树活动。\n".encode()


@pytest.fixture
def receiver(settings: Settings, tmp_path: Path) -> Receiver:
    settings.VAR = tmp_path
    return Receiver(Upload())


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> SimpleUploadedFile:
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # two entries of one name: that is what is tested
        for name, data in entries:
            archive.writestr(name, data)
    return SimpleUploadedFile("papers.zip", made.getvalue())


def taken(receiver: Receiver) -> list[str]:
    return [str(path.relative_to(receiver.folder)) for path in sorted(receiver.folder.rglob("*")) if path.is_file()]


def test_single_files_and_archives(receiver: Receiver) -> None:
    archive = zipped(("青岚日报/2023-03-05/1.txt", PAGE), ("青岚日报/manifest.csv", b"path\n"), ("readme.exe", b"MZ"))
    receiver.take([SimpleUploadedFile("0305-1.txt", PAGE), archive])
    assert taken(receiver) == ["0305-1.txt", "青岚日报/2023-03-05/1.txt", "青岚日报/manifest.csv"]
    assert [name for name, _ in receiver.refused] == ["readme.exe"]
    assert (receiver.count, receiver.size) == (3, 2 * len(PAGE) + 5)


@pytest.mark.parametrize(
    "name", ["../evil.txt", "a/../../evil.txt", "/etc/evil.txt", "..\\evil.txt", "C:\\evil.txt", "a/.."]
)
def test_names_that_lead_elsewhere(receiver: Receiver, name: str) -> None:
    receiver.take([zipped((name, PAGE), ("good.txt", PAGE))])
    assert taken(receiver) == ["good.txt"]
    assert len(receiver.refused) == 1
    assert sorted(path.name for path in receiver.folder.parent.iterdir()) == ["files"]


def test_links_locks_and_damage(receiver: Receiver) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    broken = zipped(("whole.txt", PAGE), ("broken.txt", PAGE * 50))
    data = bytearray(broken.read())
    at = data.rindex(b"broken.txt", 0, data.index(b"PK\x01\x02")) + len(b"broken.txt")
    data[at + 5 : at + 15] = b"\xff" * 10
    receiver.take([zipped((link, b"/etc/passwd")), SimpleUploadedFile("b.zip", bytes(data))])
    assert taken(receiver) == ["whole.txt"]
    assert [name for name, _ in receiver.refused] == ["link.txt", "broken.txt"]


def test_a_locked_entry_is_refused(receiver: Receiver) -> None:
    data = bytearray(zipped(("secret.txt", PAGE)).read())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    receiver.take([SimpleUploadedFile("a.zip", bytes(data))])
    assert [(name, "密码" in reason) for name, reason in receiver.refused] == [("secret.txt", True)]


def test_what_is_no_archive(receiver: Receiver) -> None:
    receiver.take([SimpleUploadedFile("a.zip", b"PK not really"), SimpleUploadedFile("b.zip", b"")])
    assert ["zip" in reason for _, reason in receiver.refused] == [True, True]


def test_a_bomb_stops_at_the_limit(receiver: Receiver, settings: Settings) -> None:
    settings.MAX_UPLOAD_BYTES = 100_000
    bomb = zipped(("1.txt", b"a" * 900_000), ("2.txt", b"a" * 50_000_000), ("3.txt", PAGE))
    assert bomb.size is not None
    assert bomb.size < settings.MAX_UPLOAD_BYTES
    receiver.take([bomb])
    assert taken(receiver) == ["1.txt"]
    assert "太大" in receiver.refused[-1][1]


def test_too_many_files(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_FILES", 3)
    receiver.take([zipped(*((f"{n}.txt", PAGE) for n in range(9)))])
    assert taken(receiver) == ["0.txt", "1.txt", "2.txt"]
    assert "最多 3 个" in receiver.refused[-1][1]


def test_names_from_chinese_windows(receiver: Receiver) -> None:
    entry = zipfile.ZipInfo("x" * len("青岚日报.txt".encode("gbk")))
    data = zipped((entry, PAGE)).read().replace(entry.filename.encode(), "青岚日报.txt".encode("gbk"))
    receiver.take([SimpleUploadedFile("a.zip", data)])
    assert taken(receiver) == ["青岚日报.txt"]


@pytest.mark.parametrize(
    "name", ["a" * 300 + ".txt", "/".join("abcdefghij") + ".txt", ".hidden.txt", "__MACOSX/a.txt"]
)
def test_odd_names(receiver: Receiver, name: str) -> None:
    receiver.take([zipped((name, PAGE), (name, PAGE), ("b.txt", PAGE), ("b.txt", PAGE))])
    assert taken(receiver) == ["b.txt"]
    assert len(receiver.refused) == 3


def test_what_was_packed_by_lzma_and_is_spoilt_is_refused_by_name(receiver: Receiver) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", "云溪区的渠水通了。" * 500)
    spoilt = bytearray(packed.getvalue())
    begin = spoilt.find(b"a.txt") + len(b"a.txt")
    for at in range(begin + 12, begin + 40):
        spoilt[at] ^= 0x5A
    receiver.take([SimpleUploadedFile("a.zip", bytes(spoilt))])
    assert (receiver.count, [name for name, _reason in receiver.refused]) == (0, ["a.txt"])

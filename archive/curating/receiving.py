"""Taking files from a browser: single ones or zip archives, within limits, each refused one with its reason.

A zip archive is read as a stream and stopped at the limit, whatever sizes it claims. A name that leads elsewhere than
below the upload's own folder is refused.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable
from lzma import LZMAError
from pathlib import Path, PurePosixPath
from typing import IO, Any
from zlib import error as zlib_error

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext

from archive.ingest.dump import COMPANIONS, PAGE_SUFFIX, RECORD_SUFFIXES
from archive.local import private_folder
from archive.models import Upload

MOST_FILES = 2_000
# How much larger than the largest upload its files may become when they are unpacked.
UNPACKED = 10
CHUNK = 1 << 20
LONGEST_NAME = 200  # bytes: file systems take 255, and a copy of the same name gets a number
TAKEN = (PAGE_SUFFIX, *RECORD_SUFFIXES, *COMPANIONS)

Offered = tuple[str, IO[bytes]]
Refusal = tuple[str, str]


class TooMuch(Exception):
    """More than is taken at once; what came before it is kept."""


class Receiver:
    """Writes what is offered into an upload's folder; tells what it took and what it refused."""

    def __init__(self, upload: Upload) -> None:
        self.folder = upload.folder
        self.count = 0
        self.size = 0
        self.refused: list[Refusal] = []
        private_folder(self.folder.parent.parent)
        self.folder.mkdir(mode=0o700, parents=True)

    def take(self, files: Iterable[UploadedFile[Any]]) -> None:
        """Take single files and what is in zip archives."""
        try:
            for file in files:
                name = str(file.name)
                if name.lower().endswith(".zip"):
                    self._take_archive(name, file)
                else:
                    self._take_one(name, file)
        except TooMuch as stopped:
            self.refused.append(("", str(stopped)))

    def _take_archive(self, name: str, file: UploadedFile[Any]) -> None:
        try:
            with zipfile.ZipFile(file) as archive:
                for entry in archive.infolist():
                    if not entry.is_dir():
                        self._take_entry(archive, entry)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, OSError, ValueError) as error:
            self.refused.append((name, gettext("不是完好的 zip 文件：%s") % error))

    def _take_entry(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        name = _name_of(entry)
        if stat.S_ISLNK(entry.external_attr >> 16):
            self.refused.append((name, gettext("是链接，不是文件")))
        elif entry.flag_bits & 0x1:
            self.refused.append((name, gettext("加了密码")))
        else:
            try:
                with archive.open(entry) as stream:
                    self._take_one(name, stream)
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib_error, LZMAError) as error:
                self.refused.append((name, gettext("在 zip 里已损坏：%s") % error))

    def _take_one(self, name: str, stream: IO[bytes] | UploadedFile[Any]) -> None:
        reason, path = self._place_of(name)
        if path is None:
            self.refused.append((name, reason))
            return
        if self.count >= MOST_FILES:
            raise TooMuch(gettext("一次最多 %d 个文件，其余的没有收下。") % MOST_FILES)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with path.open("xb") as target:
                for chunk in iter(lambda: stream.read(CHUNK), b""):
                    self.size += len(chunk)
                    if self.size > settings.MAX_UPLOAD_BYTES * UNPACKED:
                        raise TooMuch(gettext("解压后太大，到“%s”为止的收下了。") % name)
                    target.write(chunk)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self.count += 1

    def _place_of(self, name: str) -> tuple[str, Path | None]:
        """Where a file of that name goes; without a place, why it has none."""
        parts = PurePosixPath(name.replace("\\", "/")).parts
        if any(part == ".." or part.startswith("/") or ":" in part or "\0" in part for part in parts) or not parts:
            return gettext("文件名指向别处"), None
        if any(part.startswith((".", "__MACOSX")) for part in parts):
            return gettext("隐藏文件"), None
        if any(len(part.encode()) > LONGEST_NAME for part in parts) or len(parts) > 8:
            return gettext("文件名太长"), None
        if not parts[-1].lower().endswith(TAKEN):
            return gettext("不是版面文本（.txt），也不是 JSON Lines（.jsonl、.jsonl.xz、.jsonl.gz）"), None
        path = self.folder.joinpath(*parts)
        if path.exists():
            return gettext("同名文件已经收下一个"), None
        return "", path


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The entry's name; Chinese Windows writes it in GBK without saying so, which zipfile takes for cp437."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gbk"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename

"""An upload's way: taken, parsed for a look, then ingested or left; the work is done by a process of its own.

`manage.py process_upload` does the work, started by the web process and outliving it. A process that was killed is
found by its number and start, and the upload can be tried again: ingest repeats nothing.
"""

from __future__ import annotations

import io
import itertools
import json
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.text import Truncator
from django.utils.translation import gettext

from archive import liveness
from archive.curating import working
from archive.curating.deciding import Refused
from archive.curating.receiving import Receiver
from archive.ingest import Progress, Run, given_from, load_gazetteer, parsed
from archive.ingest.dump import Refused as RefusedFile
from archive.ingest.records import BadLine
from archive.ingest.stream import Note
from archive.models import Ingest, Upload, WordList
from archive.parsing import Given, Item, ParsedPage

# The preview is for a look: of a year's pages the first few tell whether they are read rightly.
PREVIEWED = 200
BEGINNING = 80  # characters of each article's text in the preview
State = Upload.State
Found = ParsedPage | RefusedFile | BadLine | Note


def receive(files: Iterable[UploadedFile[Any]], given: dict[str, Any], user: int, key: UUID) -> Upload:
    """Take the files of a form and begin to parse them; a form sent twice is one upload.

    Raises `Refused` where none of the files could be taken; what was wrong with each stands in its message.
    """
    try:
        with transaction.atomic():
            upload = Upload.objects.create(key=key, made_by_id=user, **given)
    except IntegrityError:
        return Upload.objects.get(key=key)
    receiver = Receiver(upload)
    try:
        receiver.take(files)
    except BaseException:
        _forget(upload)
        raise
    if not receiver.count:
        _forget(upload)
        raise Refused("；".join(": ".join(filter(None, each)) for each in receiver.refused) or gettext("没有文件。"))
    upload.file_count, upload.size, upload.refused = receiver.count, receiver.size, receiver.refused
    upload.save()
    begin(upload)
    return upload


def _forget(upload: Upload) -> None:
    """Leave nothing that seems to be at work."""
    shutil.rmtree(upload.folder.parent, ignore_errors=True)
    upload.delete()


def begin(upload: Upload) -> None:
    """Start the process that does what the upload's state says."""
    mark = working.start(upload.folder.parent / "log.txt", "process_upload", str(upload.pk))
    Upload.objects.filter(pk=upload.pk).update(process=mark)


def confirm(upload: Upload) -> None:
    """Ingest it; asked twice, it is ingested once."""
    if Upload.objects.filter(pk=upload.pk, state=State.PARSED).update(state=State.INGESTING, error=""):
        begin(upload)


def discard(upload: Upload) -> None:
    """Leave it; its files are kept."""
    Upload.objects.filter(pk=upload.pk, state__in=(State.PARSED, State.FAILED)).update(state=State.DISCARDED)


def retry(upload: Upload) -> None:
    """Do again what failed."""
    again = State.INGESTING if upload.ingest_id else State.PARSING
    if Upload.objects.filter(pk=upload.pk, state=State.FAILED).update(state=again, error=""):
        upload.state = again
        begin(upload)


def look_after(upload: Upload) -> None:
    """Note it where the process at work is gone without a word."""
    if upload.is_working and liveness.is_dead(upload.process):
        upload.refresh_from_db()
        if upload.is_working:
            error = gettext("处理中断了（进程已不在）。可以再试一次，已导入的不会重复。")
            Upload.objects.filter(pk=upload.pk, state=upload.state).update(state=State.FAILED, error=error)
            upload.refresh_from_db()


def process(upload: Upload) -> None:
    """Do what the upload's state says, and note what came of it; called in the process of its own."""
    Upload.objects.filter(pk=upload.pk).update(process=liveness.here())
    try:
        if upload.state == State.PARSING:
            _parse(upload)
        elif upload.state == State.INGESTING:
            _ingest(upload)
    except Exception as error:
        Upload.objects.filter(pk=upload.pk).update(state=State.FAILED, error=f"{type(error).__name__}: {error}")
        raise


def previewed(upload: Upload) -> list[dict[str, Any]]:
    """What parsing found so far."""
    try:
        lines = upload.preview.read_text("utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines if line.endswith("\n")]


def _given(upload: Upload) -> Given:
    return given_from(upload.newspaper, upload.date.isoformat() if upload.date else "", upload.area)


def _parse(upload: Upload) -> None:
    WordList.objects.enforce()
    paths = [str(upload.folder)]
    gazetteer, _files = load_gazetteer(paths)
    found = parsed(paths, _given(upload), gazetteer, settings.MAX_PAGE_BYTES)
    with upload.preview.open("w", encoding="utf-8") as stream:
        for count, each in enumerate(itertools.islice(found, PREVIEWED), 1):
            stream.write(json.dumps(_shown(each, upload.folder), ensure_ascii=False) + "\n")
            stream.flush()
            Upload.objects.filter(pk=upload.pk).update(parsed=count)
    Upload.objects.filter(pk=upload.pk, state=State.PARSING).update(state=State.PARSED)


def _shown(found: Found, folder: Path) -> dict[str, Any]:
    """A page, or what was no page, as the preview shows it."""
    path = found.path.removeprefix(f"{folder}/")
    if isinstance(found, ParsedPage):
        when = found.issue_date
        return {
            "path": path,
            "newspaper": found.newspaper,
            "date": when.date.isoformat() if when else None,
            "origin": when.origin if when else None,
            "number": found.number,
            "area": "/".join(found.area),
            "items": [_item(each) for each in found.items],
            "aside": len(found.unassigned),
            "problems": len(found.problems),
        }
    reason = found.text if isinstance(found, Note) else found.reason
    return {"path": path, "line": found.line if isinstance(found, BadLine) else None, "reason": reason}


def _item(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "headline": item.headline,
        "beginning": Truncator(item.text or item.captions).chars(BEGINNING),
        "lines": [min(item.lines), max(item.lines)] if item.lines else [],
        "characters": len(item.text) + len(item.captions),
        "confidence": round(100 * item.confidence),
        "people": [each.name for each in item.people][:8],
    }


def _ingest(upload: Upload) -> None:
    def tie(ingest: Ingest) -> None:
        Upload.objects.filter(pk=upload.pk).update(ingest=ingest)

    run = Run([str(upload.folder)], _given(upload), Progress(io.StringIO(), quiet=True), started=tie)
    run.execute()
    Upload.objects.filter(pk=upload.pk).update(state=State.DONE)

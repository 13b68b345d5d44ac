"""Hostile files through parse and ingest, hostile archives through the desk's upload.

Nothing may raise. Each file is stored, or set aside with a reason under its own name; what is right beside what is
wrong comes in; nothing is written outside; to ingest everything again changes nothing.
"""

from __future__ import annotations

import contextlib
import io
import itertools
import os
import resource
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from archive.models import Ingest, IngestFile, Upload
from tests.fuzz import ground, made, pages

GENERATED = 10_000
AT_ONCE = 1_000
LARGE = 100_000_000  # bytes
SLOWEST = 60.0  # seconds of processor time that the large files may take together
PEAK = 1_500  # MB of memory for everything, the interpreter and its dictionaries included


def run(command: str, *arguments: str) -> tuple[str, str, float]:
    """What it prints, what it complains of, and the seconds of processor time it takes; it raises only to end."""
    printed, complaints, began = io.StringIO(), io.StringIO(), time.process_time()
    with contextlib.redirect_stderr(complaints), contextlib.redirect_stdout(printed):
        try:
            call_command(command, *arguments, stdout=printed, stderr=complaints)
        except (CommandError, SystemExit) as ended:
            complaints.write(str(ended))
    return printed.getvalue().strip(), complaints.getvalue(), time.process_time() - began


def write(folder: Path, files: Iterator[made.Made]) -> int:
    """Write the files; return how many."""
    number = 0
    for number, (name, data) in enumerate(files, 1):  # noqa: B007 - it is the count
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return number


def ingested(folder: Path) -> tuple[list[str], str, float]:
    """Ingest a folder; what is wrong with how its files were dealt with, what was told last, and the time."""
    printed, complaints, spent = run("ingest", str(folder), "--jobs", "1")
    wrong = [f"{folder.name}: {complaints[-1_500:]}"] if "Traceback" in complaints else []
    if not printed:
        return [*wrong, f"{folder.name}: ended without a word: {complaints[-300:]}"], "", spent
    wrong += told(
        folder, dict(IngestFile.objects.filter(ingest=Ingest.objects.latest("pk")).values_list("path", "reason"))
    )
    return wrong, printed.splitlines()[-1], spent


def told(folder: Path, reasons: dict[str, str]) -> Iterator[str]:
    """The files of a folder of which the run tells nothing, or no reason where they are set aside."""
    aside = set(IngestFile.objects.filter(outcome=IngestFile.Outcome.QUARANTINED).values_list("path", flat=True))
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != "manifest.csv":
            name = str(path)
            if name not in reasons:
                yield f"nothing is told of {path.name!r}"
            elif name in aside and not reasons[name]:
                yield f"{path.name!r} is set aside without a reason"


def by_hand(folder: Path, every: int = 1) -> list[str]:
    """Each one in `every` of the hand-made files, twice."""
    count = write(folder, itertools.islice(made.files(), 0, None, every))
    (folder / "loop.txt").symlink_to(folder / "loop.txt")
    os.mkfifo(folder / "pipe.txt")
    wrong, last, spent = ingested(folder)
    print(f"{count} files by hand: {last}; {spent:.0f} s of processor time", flush=True)
    _wrong, again, _spent = ingested(folder)
    if "created 0, updated 0" not in again:
        wrong.append(f"ingested again: {again}")
    _printed, complaints, _spent = run("parse", str(folder))
    return [*wrong, *(["parse: " + complaints[-1_500:]] if "Traceback" in complaints else [])]


def by_size(folder: Path, size: int = LARGE) -> list[str]:
    """Large files, and packed ones that become large."""
    write(folder, made.large(size))
    before = peak()
    wrong, last, spent = ingested(folder)
    print(f"files of {size / 1e6:.0f} MB: {last}; {spent:.0f} s, memory {before} to {peak()} MB", flush=True)
    return wrong + ([f"large files took {spent:.0f} s"] if spent > SLOWEST else [])


def generated(folder: Path, seed: int, count: int) -> list[str]:
    """Spoilt pages."""
    others, wrong, seconds = pages.real_pages(), [], 0.0
    lasts: Counter[str] = Counter()
    for start in range(0, count, AT_ONCE):
        part, numbers = folder / str(start), range(start, min(start + AT_ONCE, count))
        write(part, ((f"{n}.txt", pages.spoilt(others, Random(f"{seed} {n}"))) for n in numbers))
        found, last, spent = ingested(part)
        wrong, seconds = wrong + found, seconds + spent
        for name, number in (each.rsplit(" ", 1) for each in last.split(", ") if " " in each):
            lasts[name] += int(number) if number.isdigit() else 0
    print(f"{count:,} spoilt pages: {dict(lasts)}; {seconds:.0f} s of processor time", flush=True)
    return wrong


def uploaded(chief: User, outside: Path, names: tuple[str, ...] = tuple(made.ARCHIVES)) -> list[str]:
    """Hand-made archives at the desk, then ingested."""
    desk = ground.signed_in(chief)
    desk.raise_request_exception = True
    wrong = []
    for name in names:
        try:
            problem = _uploaded(desk, name)
        except Exception as error:  # Whatever it is, the archive that brought it about is what counts.
            problem = f"{type(error).__name__}: {str(error)[:200]}"
        wrong += [f"{name}.zip: {problem}"] if problem else []
    # What is called so may only lie in the folder of an upload.
    own = outside / "uploads"
    out = {path for path in outside.rglob("*out.txt") if own not in path.parents}
    out |= {*own.glob("*out.txt"), *own.glob("*/*out.txt")}
    out |= {path for path in (Path("/etc/out.txt"), Path("/out.txt")) if path.exists()}
    wrong += [f"written outside: {path}" for path in sorted(out)]
    return wrong


def _uploaded(desk: object, name: str) -> str:
    file = SimpleUploadedFile(f"{name}.zip", made.ARCHIVES[name](), "application/zip")
    key = uuid4()
    answer = desk.post(reverse("admin:uploads"), {"files": [file], "key": key}, follow=True)  # type: ignore[attr-defined]
    upload = Upload.objects.filter(key=key).first()
    if name in made.WITHOUT_ANY:
        return "" if upload is None and answer.context["form"].errors else "not refused, or without a reason"
    if upload is None:
        return f"what is right in it was not taken: {answer.context['form'].errors}"
    # (Of very many files the page shows the first.)
    if upload.state != Upload.State.PARSED or ("good.txt" not in answer.text and name != "many"):
        return f"{upload.state} {upload.error}"
    if (not upload.refused and name not in made.TAKEN) or not all(reason for _name, reason in upload.refused):
        return f"what is wrong in it is not named: {upload.refused}"
    desk.post(reverse("admin:confirm-upload", args=[upload.pk]))  # type: ignore[attr-defined]
    upload.refresh_from_db()
    return "" if upload.state == Upload.State.DONE else f"{upload.state} {upload.error}"


def peak() -> int:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

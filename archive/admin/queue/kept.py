"""The questions of the costly kinds are found by a process of its own and kept: to look for those of a large archive
takes longer than a page may. What is kept may be some minutes old, which the page tells; every card is looked at anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from archive.admin.queue.cards import Question, Source
from archive.curating import working
from archive.models import KeptQuestions

MOST = 200  # Questions of a kind that are ordered at a time; answered ones make room for others.
FRESH = timedelta(minutes=5)  # What is older is looked for anew, as soon as somebody looks at it.
GIVEN_UP = timedelta(minutes=5)  # Who has not found any in this time is not at it any more.


def kept(kinds: Collection[str]) -> tuple[dict[str, list[Question]], datetime | None]:
    """The kept questions by kind, and when the oldest of them were found; None where some never were.

    Where they are old, somebody is sent to look for them anew.
    """
    rows = {row.kind: row for row in KeptQuestions.objects.filter(kind__in=kinds)}
    found = {kind: [Question(kind, *each) for each in rows[kind].found] if kind in rows else [] for kind in kinds}
    ages = [rows[kind].found_at if kind in rows else None for kind in kinds]
    known = [age for age in ages if age]
    oldest = min(known) if known and len(known) == len(ages) else None
    if kinds and (oldest is None or oldest < timezone.now() - FRESH):
        look(kinds, FRESH)
    return found, oldest


def look(kinds: Collection[str], fresh: timedelta) -> None:
    """Send somebody to look for the questions of these kinds that are older than `fresh`, unless somebody is at it."""
    now = timezone.now()
    KeptQuestions.objects.bulk_create([KeptQuestions(kind=kind) for kind in kinds], ignore_conflicts=True)
    idle = Q(begun_at=None) | Q(begun_at__lt=now - GIVEN_UP)
    old = Q(found_at=None) | Q(found_at__lt=now - fresh)
    if KeptQuestions.objects.filter(idle, old, kind__in=kinds).update(begun_at=now):
        start()


def start() -> None:
    """Start the process that finds what was asked for."""
    working.start(Path(settings.VAR) / "find-questions.log", "find_questions")


def find(sources: Iterable[Source]) -> list[str]:
    """Find the questions that somebody waits for, and keep them; return their kinds."""
    waiting = set(KeptQuestions.objects.exclude(begun_at=None).values_list("kind", flat=True))
    chosen = [each for each in sources if each.kind in waiting]
    for source in chosen:
        keep(source)
    return [each.kind for each in chosen]


def keep(source: Source) -> None:
    """Find the questions of a kind and keep them."""
    told = [[each.about, str(each.title), each.weight] for each in source.questions(MOST)]
    values = {"found": told, "found_at": timezone.now(), "begun_at": None}
    KeptQuestions.objects.update_or_create(kind=source.kind, defaults=values)


def drop(questions: Collection[Question]) -> None:
    """Leave out what is no longer open."""
    by_kind = {each.kind for each in questions}
    gone = {(each.kind, each.about) for each in questions}
    for row in KeptQuestions.objects.filter(kind__in=by_kind):
        left = [each for each in row.found if (row.kind, each[0]) not in gone]
        # Whoever found them anew meanwhile is not overwritten.
        KeptQuestions.objects.filter(pk=row.pk, found_at=row.found_at).update(found=left)

"""Send the digests that are due, each at most once, whoever else is sending at the same time and whatever fails.

Nobody can both lose no mail and send none twice: between the mail server's taking a message and our writing that down
a process may die. Readers bear a digest that is missing, since the search itself shows what was in it; one that comes
twice they report as spam. So a search is marked as told *before* the mail is sent, and the mark is taken back only
where it is certain that the server did not take the mail:

1. What is new is read from the arrivals after `seen` (`archive.models.arrivals`), and the mail is made.
2. One statement moves `seen` on and sets `claimed_at`, provided both are as they were read. Of several processes one
   changes the row; the others leave the search alone. It is committed before anything is sent.
3. The mail is sent. Refused (the server answered with an error code, for the recipient or the message): `seen` goes
   back where it was, and the next run tells the same articles with whatever is new by then. No answer (the connection
   broke, time ran out): in doubt, it counts as told, and the run says so.
4. A process that is killed between 2 and 3 leaves `claimed_at`. After an hour the next run takes it away and names the
   search as in doubt. Nothing is sent again.

While the mail server cannot be reached at all nothing is claimed, and everything waits for the next run.
"""

from __future__ import annotations

import smtplib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F
from django.utils import timezone

from archive.alerts.digest import News, mail, news
from archive.models import Arrival, SavedSearch
from archive.models.readers import SavedSearchQuerySet

LONGEST_CLAIM = timedelta(hours=1)  # A mail takes a minute at the most; who needs longer was killed.
AT_ONCE = 200  # Searches read at once.
# What tells that the server has not taken the mail: it said so, or the mail could not be written.
REFUSED = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, smtplib.SMTPNotSupportedError, ValueError)

Say = Callable[[str], None]


class ServerAway(Exception):
    """The mail server cannot be reached: nothing was sent."""


@dataclass(slots=True)
class Tally:
    """What a run did, in searches."""

    sent: int = 0
    nothing_new: int = 0
    failed: int = 0
    in_doubt: int = 0

    def __str__(self) -> str:
        return f"sent {self.sent}, nothing new {self.nothing_new}, failed {self.failed}, in doubt {self.in_doubt}"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: its day, the last arrival it looks at, whom it tells of each digest and of each that failed."""

    today: date
    last: int
    connection: BaseEmailBackend
    tally: Tally
    say: Say
    complain: Say


def send_due(today: date, say: Say, complain: Say, *, dry_run: bool = False) -> Tally:
    """Send what is due on a day, and say so. A dry run says what would be sent, and marks nothing.

    Raises IndexNotReady while there is no index, and ServerAway; what was sent before stays sent.
    """
    run = Run(today, Arrival.objects.note(), get_connection(), Tally(), say, complain)
    if not dry_run:
        _release(run)
    try:
        for saved in _due(today):
            found = news(saved, run.last)
            if not found.count:
                run.tally.nothing_new += int(dry_run or _claim(saved, run))
            elif dry_run:
                run.tally.sent += 1
                say(f"would send {_named(saved)}: {found.count} new")
            else:
                _send(saved, found, run)
    finally:
        _hang_up(run.connection)
    return run.tally


def _due(today: date) -> Iterator[SavedSearch]:
    """The searches that are due, read some at a time: each is written before the next ones are read."""
    after = 0
    due = SavedSearch.objects.due(today).select_related("owner").order_by("pk")
    while rows := list(due.filter(pk__gt=after)[:AT_ONCE]):
        yield from rows
        after = rows[-1].pk


def _send(saved: SavedSearch, found: News, run: Run) -> None:
    message = mail(saved, found)
    try:
        run.connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise ServerAway(f"the mail server cannot be reached: {error}") from error
    before = (saved.seen, saved.checked_on)
    if not _claim(saved, run, sending=True):
        return
    try:
        if not run.connection.send_messages([message]):
            raise ValueError("the mail backend sent nothing")
    except REFUSED as error:
        run.tally.failed += 1
        run.complain(f"refused {_named(saved)}: {error}")
        seen, checked_on = before
        refused = {"failures": F("failures") + 1, "error": str(error)}
        _on_its_way(saved).update(seen=seen, checked_on=checked_on, claimed_at=None, **refused)
    except Exception as error:  # Whatever else a mail backend raises does not tell what the server did.
        _doubt(saved, run, repr(error))
        _hang_up(run.connection)
    else:
        run.tally.sent += 1
        _on_its_way(saved).update(claimed_at=None, sent_at=timezone.now(), failures=0, error="")
        run.say(f"sent {_named(saved)}: {found.count} new")


def _claim(saved: SavedSearch, run: Run, *, sending: bool = False) -> bool:
    """Mark the search as told up to the run's last arrival, if nobody else has touched it since it was read."""
    claimed_at = timezone.now() if sending else None
    as_read = SavedSearch.objects.filter(
        pk=saved.pk, seen=saved.seen, checked_on=saved.checked_on, often=saved.often, claimed_at=None
    )
    saved.claimed_at = claimed_at
    return bool(as_read.update(seen=run.last, checked_on=run.today, claimed_at=claimed_at))


def _on_its_way(saved: SavedSearch) -> SavedSearchQuerySet:
    """The search's row while it has our claim."""
    return SavedSearch.objects.filter(pk=saved.pk, claimed_at=saved.claimed_at)


def _doubt(saved: SavedSearch, run: Run, reason: str) -> None:
    """Leave the search as told, and say that its digest may not have come."""
    if _on_its_way(saved).update(claimed_at=None, failures=F("failures") + 1, error=reason):
        run.tally.in_doubt += 1
        run.complain(f"in doubt {_named(saved)}: {reason}")


def _release(run: Run) -> None:
    """Take away the claims of processes that were killed."""
    for saved in SavedSearch.objects.filter(claimed_at__lt=timezone.now() - LONGEST_CLAIM).select_related("owner"):
        _doubt(saved, run, "the process ended while it was sending")


def _hang_up(connection: BaseEmailBackend) -> None:
    with suppress(OSError, smtplib.SMTPException):
        connection.close()


def _named(saved: SavedSearch) -> str:
    return f"search {saved.pk} ({saved.often}) to {saved.owner.get_username()} <{saved.owner.email}>"

"""The clock jumps: a year forwards, a day or a year and a day back, while the archive is read, changed and indexed.

All programs and this one read a clock that is that much off (`shifted`); what measures time goes on evenly, as the
kernel sees to. A curator publishes and withdraws all along: each must be seen soon, whichever way the clock went;
the queue is never behind by less than nothing, and who had signed in is signed in still, or is asked to sign in anew.
"""

from __future__ import annotations

import json
import os
import random
import struct
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore

from tests.faults.desk import Desk
from tests.faults.grounds import Where
from tests.faults.placed import look
from tests.faults.programs import Program, Site, finish, wait_for
from tests.faults.readers import Readers, get
from tests.faults.report import Report
from tests.faults.scene import Press, settle

DAY, YEAR = 86_400.0, 365 * 86_400.0
JUMPS = {"a year forwards": YEAR, "a day back": -DAY, "a year and a day back": -YEAR - DAY}
FARTHEST = 3 * YEAR  # From the machine's own clock.
CHANGES = 2  # Changes that are to be seen after each jump.
SEEN = 90  # seconds
MOST_BEHIND = 60  # seconds


def play(where: Where, seed: int, times: int) -> Report:
    """Do it all."""
    report, press, pick = Report("clock", seed), Press(where.files, "clock"), random.Random(seed)
    files = [press.file(20)]
    finish(where.logs, "ingest", str(files[0]))
    finish(where.logs, "index")
    site, writer = Site(where.logs, workers=2), Program(where.logs, "index_worker")
    readers, desk = Readers(site.address, seed, 2, pause=0.1), Desk(site.address, seed, lambda: report.done.total())
    off = 0.0
    try:
        site.wait()
        for each in (writer, readers, desk):
            each.start()
        for number in range(times):
            cookie = _session(f"{press.name}{number}")
            _signed_in(report, site, cookie, {200})
            seen = len(desk.seen)
            jump = pick.choice([name for name, by in JUMPS.items() if abs(off + by) < FARTHEST])
            off += JUMPS[jump]
            _set(off)
            report.done[jump] += 1
            if not wait_for(lambda: len(desk.seen) >= seen + CHANGES or desk.lost, SEEN):  # noqa: B023 - waited for here
                report.wrong.append(f"{jump}: changes were not seen within {SEEN} s")
            # A session ends when its time has come; before, it lasts.
            _signed_in(report, site, cookie, {302} if JUMPS[jump] > 0 else {200})
            _not_behind(report, site)
            look(report)
            if report.wrong or desk.lost:
                break
    finally:
        for each in (desk, readers, writer, site):
            each.stop()
    _set(0.0)
    report.wrong += [*desk.lost, *readers.bad]
    report.wrong += [f"the index writer ended: {dict(writer.ends)}"] if writer.ends.keys() - {0} else []
    slowest = max(change.seconds for change in desk.seen)
    report.figures.append(f"{len(desk.seen)} changes were seen, the slowest after {slowest:.1f} s")
    report.seen.update({f"{status}" if status else "cut off": n for status, n in readers.statuses.items()})
    settle(report, where.logs, files, press)
    return report


def _set(off: float) -> None:
    """Set every clock so many seconds off the machine's."""
    with Path(os.environ["CLOCK"]).open("r+b") as clock:  # in one piece: programs look at any moment
        clock.write(struct.pack("d", off))


def _session(name: str) -> str:
    """Sign somebody in, and return the cookie."""
    user = get_user_model().objects.create_user(name)
    session = SessionStore()
    session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def _signed_in(report: Report, site: Site, cookie: str, wanted: set[int]) -> None:
    connection = HTTPConnection(site.address, timeout=60)
    connection.request("GET", "/account/", headers={"Cookie": cookie})
    status = connection.getresponse().status
    connection.close()
    report.verified["sessions as they should be"] += status in wanted
    if status not in wanted:
        report.wrong.append(f"/account/ answered {status} rather than {wanted}")


def _not_behind(report: Report, site: Site) -> None:
    _status, answer = get(site.address, "/readyz")
    lag = json.loads(answer).get("index", {}).get("lag_seconds")
    if lag is None or not 0 <= lag < MOST_BEHIND:
        report.wrong.append(f"/readyz says that the index is {lag} s behind")
    report.verified["lags as they should be"] += lag is not None and 0 <= lag < MOST_BEHIND

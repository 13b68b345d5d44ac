"""A table is carried out by a process of its own: ten thousand rows take longer than a request may.

`manage.py process_exchange` does it, in one transaction: one that is killed leaves nothing behind, and can be asked
for again. How far it is stands in a file beside the table, since others see nothing of a transaction before its end.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from django.utils.translation import get_language, gettext

from archive import liveness
from archive.curating import working
from archive.curating.deciding import Refused
from archive.curating.exchange import importing
from archive.curating.exchange.importing import Changed, Step
from archive.models import Exchange
from archive.models.acting import acting

State = Exchange.State
PROGRESS, LOG = "progress.json", "log.txt"


@dataclass(frozen=True)
class Progress:
    """What is done now, and of how many rows how many are behind it."""

    step: str
    done: int = 0
    rows: int = 0

    @property
    def label(self) -> str:
        """The step in words."""
        return str(Step(self.step).label)


def begin(pk: int, digest: str, user: int, *, overwrite: bool = False) -> None:
    """Start carrying out what was shown, as this user; asked twice, it is done once.

    `digest` is the mark of what was shown. Raises Changed where that is no longer what the page shows, Refused where
    the table was left.
    """
    chosen = Exchange.objects.filter(pk=pk, state__in=(State.TRIED, State.FAILED), digest=digest)
    # Until the process tells its own, this one answers for it.
    asked = {"confirmed_by": user, "overwrite": overwrite, "error": "", "process": liveness.here()}
    exchange = Exchange.objects.get(pk=pk)
    if chosen.update(state=State.WORKING, **asked):
        (exchange.folder / PROGRESS).unlink(missing_ok=True)
        start(exchange)
    elif exchange.state == State.DISCARDED:
        raise Refused(importing.left())
    elif exchange.state in (State.TRIED, State.FAILED):
        raise Changed(importing.other())


def start(exchange: Exchange) -> None:
    """Start the process."""
    told = ("process_exchange", str(exchange.pk), "--language", get_language() or "")
    mark = working.start(exchange.folder / LOG, *told)
    Exchange.objects.filter(pk=exchange.pk, state=State.WORKING).update(process=mark)


def process(exchange: Exchange) -> None:
    """Carry it out and note what came of it; called in the process of its own."""
    if exchange.state != State.WORKING:
        return
    mine = Exchange.objects.filter(pk=exchange.pk, state=State.WORKING)
    mine.update(process=liveness.here())

    def tell(step: Step, done: int, rows: int) -> None:
        fresh = exchange.folder / f"{PROGRESS}.new"
        fresh.write_text(json.dumps(asdict(Progress(step.value, done, rows))), "utf-8")
        fresh.replace(exchange.folder / PROGRESS)

    try:
        with acting(exchange.confirmed_by_id):
            importing.confirm(exchange.pk, exchange.digest, overwrite=exchange.overwrite, tell=tell)
    except Changed as changed:
        Exchange.objects.filter(pk=exchange.pk).update(error=str(changed))
    except Refused as refused:
        mine.update(state=State.FAILED, error=str(refused))
    except BaseException as error:
        mine.update(state=State.FAILED, error=f"{type(error).__name__}: {error}")
        raise


def progress(exchange: Exchange) -> Progress:
    """How far it is."""
    try:
        return Progress(**json.loads((exchange.folder / PROGRESS).read_text("utf-8")))
    except FileNotFoundError:
        return Progress(Step.WAITING.value)


def look_after(exchange: Exchange) -> None:
    """Note it where the process at work is gone without a word."""
    if exchange.state == State.WORKING and liveness.is_dead(exchange.process):
        error = gettext("处理中断了（进程已不在），什么也没有写入。可以再试一次。")
        working_on = Exchange.objects.filter(pk=exchange.pk, state=State.WORKING, process=exchange.process)
        working_on.update(state=State.FAILED, error=error)
        exchange.refresh_from_db()

"""Work done in several processes, each result handed back as a promise.

The workers are forked from this process after it has done one task itself: what the work needs (dictionaries, the
gazetteer) is loaded once and shared. They touch no database.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from typing import Any, Generic, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")

# Tasks done ahead of the one that is awaited, for each worker: enough to keep all busy, few enough to hold.
AHEAD = 6
ORPHAN_CHECK = 2.0  # seconds


def cores() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Workers(Generic[Task, Result]):
    """Does `work` in `jobs` processes, or in this one alone. The first task is done here in any case."""

    def __init__(self, work: Callable[[Task], Result], jobs: int) -> None:
        """No process is started before there is a second task."""
        self._work = work
        self._jobs = jobs if hasattr(os, "fork") else 1
        self._pool: ProcessPoolExecutor | None = None
        self._begun = False

    def __enter__(self) -> Workers[Task, Result]:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(wait=kind is None, cancel_futures=True)

    @property
    def ahead(self) -> int:
        """How many tasks may wait to be done, or for what was done to be taken."""
        return AHEAD * self._jobs if self._jobs > 1 else 0

    def do(self, task: Task) -> Future[Result]:
        """Promise the task's result; what the work raises is raised where the promise is kept."""
        if self._jobs <= 1 or not self._begun:
            self._begun = True
            return _done(self._work, task)
        if self._pool is None:
            _shared[:] = [self._work]
            self._pool = ProcessPoolExecutor(
                self._jobs, multiprocessing.get_context("fork"), initializer=_begin, initargs=(os.getpid(),)
            )
        return self._pool.submit(_do_shared, task)


# A forked worker finds the work here, with all that is bound to it: it would take seconds to send.
_shared: list[Callable[[Any], Any]] = []


def _do_shared(task: Any) -> Any:
    return _shared[0](task)


def _done(work: Callable[[Task], Result], task: Task) -> Future[Result]:
    promise: Future[Result] = Future()
    promise.set_result(work(task))
    return promise


def _begin(parent: int) -> None:
    """In a worker: leave Ctrl-C to the parent, and end when the parent is gone, even killed.

    The pool's workers would otherwise wait for ever (CPython issue 111873).
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=partial(_end_with, parent), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(ORPHAN_CHECK)
    os._exit(1)

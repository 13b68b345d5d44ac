"""How gunicorn serves the archive, on one machine and in production alike.

Several processes and no threads: searching is bound by Python, and every process keeps one open searcher.
"""

import ctypes
import gc
import os
from contextlib import suppress
from typing import Any

wsgi_app = "archive.wsgi:application"
bind = "127.0.0.1:8000"
workers = int(os.environ.get("WEB_CONCURRENCY") or 3)
if workers < 1:
    raise SystemExit("WEB_CONCURRENCY is not a whole number of 1 or more")
# How words are read is the index writer's business: 50 MB that a web process, which reads characters, goes without.
raw_env = ["PYPINYIN_NO_PHRASES=1", "PYPINYIN_NO_DICT_COPY=1"]
preload_app = True
timeout = 90  # A file of 10,000 rows takes 5 seconds, on a machine that is busy 30.
max_requests = 5000  # A process that grew is replaced now and then.
max_requests_jitter = 500
limit_request_line = 8190  # The most it takes: a passage pasted as a query has nine bytes a character.
graceful_timeout = 30  # A worker that is to end answers first what it has begun.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # Its sign of life waits for no disk.
control_socket_disable = True  # Nobody steers it through a socket, so none is opened in the home folder.

HOLDS = 10  # Requests whose pages of the index a process keeps to itself: some 50 MB, and 1 ms to find them again.
TRIMS = 5 * HOLDS  # Requests whose holes in its memory a process keeps: 10 to 30 MB, and 4 ms to give them back.


def when_ready(_server: Any) -> None:
    """Load what reading a query takes before the processes fork, so that they share its 100 MB.

    What is there now stays: the collector, which would look through all of it again and again, and by that make each
    process a copy of its own, leaves it alone.
    """
    from archive.search import warm  # only now: the application is loaded

    warm.load()
    gc.collect()
    gc.freeze()


def post_request(worker: Any, _request: Any, _environ: Any, _response: Any) -> None:
    """Let go now and then of the index, and of what a file of ten thousand rows took."""
    from archive.search.kept import keeper

    if worker.nr % HOLDS == 0:
        keeper.let_go()
    if worker.nr % TRIMS == 0:
        trim()


def trim() -> None:
    """Give the system what is free between what is held, as malloc_trim(3) does; only glibc has it."""
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).malloc_trim(0)

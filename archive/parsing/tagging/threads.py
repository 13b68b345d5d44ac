"""NumPy's matrix library held at one thread while the network runs.

Its matrices are small: shared among threads they take up to fifty times as long, and the archive's processes already
use every core. The limit is set for the length of a call and taken back, so that what else uses NumPy in the process
keeps its own; a forked worker sets its own likewise.
"""

from __future__ import annotations

import functools
from contextlib import AbstractContextManager

from threadpoolctl import ThreadpoolController


@functools.cache
def _libraries() -> ThreadpoolController:
    """The libraries that NumPy has loaded; looking for them takes some milliseconds."""
    return ThreadpoolController()


def one_thread() -> AbstractContextManager[object]:
    """Hold them at one thread inside the `with`."""
    limited: AbstractContextManager[object] = _libraries().limit(limits=1, user_api="blas")
    return limited

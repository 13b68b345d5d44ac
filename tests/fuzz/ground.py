"""An archive of its own for a part of the fuzzing, and a server before it."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import django
from django.test import Client


@contextlib.contextmanager
def prepared() -> Iterator[Path]:
    """An empty archive with SQLite, for this process; the settings must not have been read."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        os.environ.pop("DATABASE_URL", None)
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "archive.settings",
            "FANGZHI_VAR": folder,
            "FANGZHI_TAGGER": "jieba",
            "ALLOWED_HOSTS": "testserver,127.0.0.1",
            # Playwright's loop runs in this thread; Django would take every query there for a mistake.
            "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        }
        django.setup()
        from django.core.management import call_command
        from django.test.utils import setup_test_environment

        setup_test_environment()  # An answer tells what its page was made of.
        call_command("migrate", verbosity=0)
        logging.disable(logging.ERROR)  # What is refused is no news here.
        from archive import liveness
        from archive.curating import working

        def at_once(_log: Path, command: str, *arguments: str) -> liveness.Mark:
            call_command(command, *arguments)
            return liveness.here()

        working.start = at_once  # What the desk lets another process do is done here, where it can be seen to fail.
        yield Path(folder)


def hostile_archive(payloads: Sequence[str]) -> Any:
    """Fill it with hostile texts, indexed; return the user who may see all of it."""
    from archive.search import worker
    from tests.fuzz import hostile

    chief = hostile.build(payloads)
    worker.drain(worker.index_home())
    return chief


def signed_in(chief: Any) -> Client:
    """The desk, as a browser asks it; what a view raises comes back as the page that a visitor would get."""
    client = Client(raise_request_exception=False)
    client.force_login(chief)
    return client


@contextlib.contextmanager
def served() -> Iterator[str]:
    """The archive at an address of this machine."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
    from django.core.wsgi import get_wsgi_application

    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()

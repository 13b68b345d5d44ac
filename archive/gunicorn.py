"""How gunicorn serves the archive, on one machine and in production alike.

Several processes and no threads: searching is bound by Python, and every process keeps one open searcher.
"""

from typing import Any

wsgi_app = "archive.wsgi:application"
bind = "127.0.0.1:8000"
workers = 3
preload_app = True
timeout = 30
max_requests = 5000  # A process that grew is replaced now and then.
max_requests_jitter = 500
control_socket_disable = True  # Nobody steers it through a socket, so none is opened in the home folder.


def when_ready(_server: Any) -> None:
    """Load what reading a query takes before the processes fork, so that they share its 150 MB."""
    from archive.search import warm  # only now: the application is loaded

    warm.load()


def post_worker_init(_worker: Any) -> None:
    """Read what the index knows by ear before somebody types."""
    from archive.search import spoken

    spoken.ear.listen_beside()

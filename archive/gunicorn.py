"""How gunicorn serves the archive, on one machine and in production alike.

Several processes and no threads: searching is bound by Python, and every process keeps one open searcher.
"""

from typing import Any

from archive import words

wsgi_app = "archive.wsgi:application"
bind = "127.0.0.1:8000"
workers = 3
preload_app = True
timeout = 30
max_requests = 5000  # A process that grew is replaced now and then.
max_requests_jitter = 500
control_socket_disable = True  # Nobody steers it through a socket, so none is opened in the home folder.


def when_ready(_server: Any) -> None:
    """Load jieba's dictionary before the processes fork, so that they share its 80 MB."""
    words.tokenizer()

"""How the log is written: one line an entry, with the id of the request that it belongs to.

In production a line is a JSON object in ASCII alone, so that nothing a visitor sends can begin a line of its own, or
steer the terminal on which it is read. Elsewhere it is text, with control characters written out.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

# The request that this process, or thread, is answering; "" outside of any.
request_id: ContextVar[str] = ContextVar("request_id", default="")

# What mails lead to is as good as a password; /account/reset/sent/ is not.
_KEYS = re.compile(r"(/alerts/|/account/reset/)(?!sent/?(?:\s|$))[^/\s]\S*")

LONGEST = 20_000  # characters of a message or a traceback; the end of a traceback is what says most


class JsonFormatter(logging.Formatter):
    """An entry as a JSON object: time, level, logger, message, request_id, what `extra={"fields": …}` adds, error."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object in one line."""
        entry: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": keyless(record.getMessage())[:LONGEST],
            "process": record.process,
        }
        if request_id.get():
            entry["request_id"] = request_id.get()
        entry.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0]:
            entry["error"] = {
                "type": record.exc_info[0].__name__,
                "text": keyless(str(record.exc_info[1]))[:LONGEST],
                "traceback": keyless(self.formatException(record.exc_info))[-LONGEST:],
            }
        return json.dumps(entry, default=str)


class LineFormatter(logging.Formatter):
    """An entry as text; only a traceback takes lines of its own, and these are indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Return time, level, logger, request and message."""
        asked = f" [{request_id.get()}]" if request_id.get() else ""
        when = self.formatTime(record)
        text = f"{when} {record.levelname}{asked} {record.name}: {visible(keyless(record.getMessage()))}"
        if record.exc_info and record.exc_info[0]:
            told = keyless(self.formatException(record.exc_info))
            text += "".join(f"\n    {visible(line)}" for line in told.splitlines())
        return text


def keyless(text: str) -> str:
    """The text without the keys of the addresses in it: Django's own entries name addresses too."""
    return _KEYS.sub(r"\1…", text)


def visible(text: str) -> str:
    """The text with whatever does not print (line breaks, escapes, direction marks) written out."""
    return "".join(each if _prints(each) else each.encode("unicode_escape").decode("ascii") for each in text)


def _prints(character: str) -> bool:
    # To Python the space between Chinese words (U+3000) is none that prints.
    return character.isprintable() or character == "\u3000"


def configuration(level: str, form: str, requests: str) -> dict[str, Any]:
    """What `logging.config.dictConfig` takes: the level of all, json or text, and the level of `archive.requests`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {"()": "archive.logs.JsonFormatter"},
            "text": {"()": "archive.logs.LineFormatter"},
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": form}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "archive.requests": {"level": requests},
            # gunicorn gives its loggers handlers of their own unless it is told otherwise.
            "gunicorn.error": {"level": "INFO", "handlers": [], "propagate": True},
        },
    }

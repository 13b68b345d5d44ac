"""Whether the environment's values can be used: everything that is wrong with them, told at once.

The settings, and gunicorn's, read the same variables; a test holds that each of them has its rule here.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

Rule = Callable[[str], str]  # A value, to what is wrong with it; "" where nothing is.

REQUIRED = {
    "SECRET_KEY": "a long random text; `python -c 'import secrets; print(secrets.token_urlsafe(50))'` makes one",
    "ALLOWED_HOSTS": "the names under which readers reach the archive, comma-separated",
    "DATABASE_URL": "postgres://user:password@host/name, or sqlite:////path/to/file",
    "FANGZHI_SITE": "the archive's address, https://…, with which links in mails begin",
}
# What a minute holds for one address: a newsroom may sit behind one.
LIMITS = {"search": 240, "suggest": 900, "export": 60, "login": 30}
SHORTEST_KEY = 50  # As Django's own check has it (security.W009).
_BOOLEANS = {"true", "on", "ok", "y", "yes", "1", "false", "off", "n", "no", "0", ""}
_HOST = re.compile(r"\*?\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")
_DATABASES = {"sqlite", "postgres", "postgresql", "pgsql", "psql"}
_MAIL = {"smtp", "smtp+tls", "smtps", "smtp+ssl", "consolemail", "filemail", "dummymail", "memorymail"}


def problems(given: Mapping[str, str]) -> list[str]:
    """What is missing or malformed, a line for each variable; never with its value, which may be a secret."""
    missing = [f"{name} is missing: {what}" for name, what in REQUIRED.items() if not given.get(name, "").strip()]
    malformed = [
        f"{name} {wrong}"
        for name, rule in RULES.items()
        if given.get(name, "").strip() and (wrong := rule(given[name]))
    ]
    return missing + malformed


def _one_of(*values: str) -> Rule:
    return lambda value: "" if value in values else f"can be {', '.join(values)}"


def _boolean(value: str) -> str:
    return "" if value.strip().lower() in _BOOLEANS else "is neither true nor false"


def _number(least: int) -> Rule:
    def rule(value: str) -> str:
        if re.fullmatch(r"\s*\d{1,18}\s*", value, re.ASCII) and int(value) >= least:
            return ""
        return f"is not a whole number of {least} or more"

    return rule


def _key(value: str) -> str:
    if len(value) < SHORTEST_KEY or len(set(value)) < 5 or value.startswith("django-insecure-"):
        return f"is too easily guessed: it takes {SHORTEST_KEY} random characters"
    return ""


def _hosts(value: str) -> str:
    names = [name.strip() for name in value.split(",") if name.strip()]
    if "*" in names:
        return "allows any host: links in mails could be made to lead anywhere"
    return "" if all(map(_HOST.fullmatch, names)) else "has what is no host name (no scheme, no port, no path)"


def _database(value: str) -> str:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return "is no address of a database"
    if parts.scheme not in _DATABASES:
        return "begins with neither postgres:// nor sqlite:///"
    return "" if parts.path.strip("/") else "names no database"


def _mail(value: str) -> str:
    try:
        parts = urlsplit(value)
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return "is no address of a mail server"
    return "" if parts.scheme in _MAIL else "does not begin with smtp://, smtp+tls:// or smtp+ssl://"


def _origin(value: str) -> str:
    try:
        parts = urlsplit(value.strip())
        whole = parts.scheme in ("http", "https") and parts.hostname and not parts.query and not parts.fragment
    except ValueError:
        whole = None
    return "" if whole else "is no address that begins with https://"


def _origins(value: str) -> str:
    return next(filter(None, map(_origin, filter(str.strip, value.split(",")))), "")


def _folder(value: str) -> str:
    path = Path(value)
    if not path.is_absolute():
        return "is no absolute path"
    return "is no folder" if path.exists() and not path.is_dir() else ""


def _files(value: str) -> str:
    absent = [name for name in value.split(",") if name.strip() and not Path(name.strip()).is_file()]
    return "names a file that is not there" if absent else ""


def limits(value: str) -> dict[str, int]:
    """`search=240, login=0`: how often a minute each kind is allowed, 0 for without end. Raises ValueError."""
    found = {}
    for part in filter(str.strip, value.split(",")):
        name, _equals, number = (each.strip() for each in part.partition("="))
        if name not in LIMITS or not re.fullmatch(r"\d{1,9}", number, re.ASCII):
            raise ValueError(f"{part.strip()!r} is none of {', '.join(f'{each}=<number>' for each in LIMITS)}")
        found[name] = int(number)
    return found


def _limits(value: str) -> str:
    try:
        limits(value)
    except ValueError as error:
        return str(error)
    return ""


def _time_zone(value: str) -> str:
    return "" if value in available_timezones() else "is no time zone (Asia/Shanghai)"


RULES: Mapping[str, Rule] = {
    "SECRET_KEY": _key,
    "ALLOWED_HOSTS": _hosts,
    "DATABASE_URL": _database,
    "CSRF_TRUSTED_ORIGINS": _origins,
    "FANGZHI_SITE": _origin,
    "EMAIL_URL": _mail,
    "DEFAULT_FROM_EMAIL": lambda value: "" if "@" in value and value.isprintable() else "is no address",
    "FANGZHI_VAR": _folder,
    "FANGZHI_BACKUPS": _folder,
    "STATIC_ROOT": _folder,
    "FANGZHI_GAZETTEERS": _files,
    "FANGZHI_TAGGER": _one_of("lac", "jieba"),
    "FANGZHI_MAX_PAGE_BYTES": _number(1),
    "FANGZHI_MAX_UPLOAD_BYTES": _number(1),
    "FANGZHI_LIMITS": _limits,
    "FANGZHI_MIN_FREE_BYTES": _number(0),
    "FANGZHI_SLOW_MS": _number(1),
    "SECURE_HSTS_SECONDS": _number(0),
    "LOG_LEVEL": _one_of(*logging.getLevelNamesMapping()),
    "LOG_FORMAT": _one_of("json", "text"),
    "TIME_ZONE": _time_zone,
    "WEB_CONCURRENCY": _number(1),
    **dict.fromkeys(
        (
            "FANGZHI_PRODUCTION",
            "FANGZHI_PUBLISH",
            "FANGZHI_SIGN_UP",
            "BEHIND_PROXY",
            "SECURE_SSL_REDIRECT",
            "DEBUG",
        ),
        _boolean,
    ),
}

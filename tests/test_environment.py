"""Production starts with an environment that does, and else says all that is wrong with it at once."""

from __future__ import annotations

import pytest

from archive.environment import REQUIRED, RULES, problems
from tests.test_house import settings_read

GOOD = {
    "SECRET_KEY": "nGHy2kq0Zr5vXw8uTb1LpMd4Ss6Jf9Ea-7cYoQiKtRzUeWxBvN3",
    "ALLOWED_HOSTS": "fangzhi.example, .local.example,10.0.0.1,[::1]",
    "DATABASE_URL": "postgres://fangzhi:p%40ss@database:5432/fangzhi",
    "CSRF_TRUSTED_ORIGINS": "https://fangzhi.example,https://*.local.example",
    "FANGZHI_SITE": "https://fangzhi.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "方志 <archive@fangzhi.example>",
    "FANGZHI_VAR": "/var/lib/fangzhi",
    "FANGZHI_MAX_PAGE_BYTES": "5000000",
    "FANGZHI_PUBLISH": "True",
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "text",
    "TIME_ZONE": "Asia/Shanghai",
    "WEB_CONCURRENCY": "4",
}


def test_every_setting_has_its_rule() -> None:
    assert settings_read() | {"WEB_CONCURRENCY"} == set(RULES)


def test_a_good_environment() -> None:
    assert problems(GOOD) == []
    # Compose hands on what is not set as an empty text.
    assert problems({**dict.fromkeys(RULES, ""), **{name: GOOD[name] for name in REQUIRED}}) == []


def test_everything_is_told_at_once() -> None:
    found = problems({"ALLOWED_HOSTS": "https://fangzhi.example", "TIME_ZONE": "Moon", "FANGZHI_PUBLISH": "perhaps"})
    assert [line.split()[0] for line in found] == [
        "SECRET_KEY",
        "DATABASE_URL",
        "FANGZHI_SITE",
        "ALLOWED_HOSTS",
        "TIME_ZONE",
        "FANGZHI_PUBLISH",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WEB_CONCURRENCY", "abc"),
        ("WEB_CONCURRENCY", "0"),
        ("SECRET_KEY", "short"),
        ("SECRET_KEY", "a" * 60),
        ("SECRET_KEY", "django-insecure-nGHy2kq0Zr5vXw8uTb1LpMd4Ss6Jf9Ea-7cYoQiKtRz"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "fangzhi.example,*"),
        ("ALLOWED_HOSTS", "fangzhi.example:8000"),
        ("ALLOWED_HOSTS", "fangzhi.example/path"),
        ("DATABASE_URL", "mysql://localhost/fangzhi"),
        ("DATABASE_URL", "postgres://localhost"),
        ("DATABASE_URL", "postgres://localhost:port/fangzhi"),
        ("DATABASE_URL", "postgres://[localhost/fangzhi"),
        ("CSRF_TRUSTED_ORIGINS", "fangzhi.example"),
        ("FANGZHI_SITE", "fangzhi.example"),
        ("EMAIL_URL", "mail.example:25"),
        ("DEFAULT_FROM_EMAIL", "archive"),
        ("DEFAULT_FROM_EMAIL", "archive@fangzhi.example\nBcc: other@example"),
        ("FANGZHI_VAR", "var"),
        ("FANGZHI_VAR", "/dev/null"),
        ("FANGZHI_GAZETTEERS", "/nowhere/gazetteer.tsv"),
        ("FANGZHI_TAGGER", "other"),
        ("FANGZHI_MAX_PAGE_BYTES", "5 MB"),
        ("FANGZHI_MAX_PAGE_BYTES", "0"),
        ("FANGZHI_MAX_PAGE_BYTES", "٣"),
        ("FANGZHI_SLOW_MS", "-1"),
        ("SECURE_HSTS_SECONDS", "a year"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
        ("TIME_ZONE", "Beijing"),
        ("BEHIND_PROXY", "nginx"),
    ],
)
def test_what_is_malformed_is_named_but_not_shown(name: str, value: str) -> None:
    [line] = problems({**GOOD, name: value})
    assert line.startswith(f"{name} ")
    assert len(value) < 4 or value not in line

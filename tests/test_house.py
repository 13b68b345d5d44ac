"""The house keeps its own rules: the README names what exists, production is safe, nothing foreign slipped in."""

import ast
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from django.core.management import call_command, get_commands
from django.urls import get_resolver

from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def settings_read() -> set[str]:
    """The environment variables that settings.py reads, from its syntax tree."""
    tree = ast.parse((ROOT / "archive" / "settings.py").read_text("utf-8"))
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute))
    reads = (call for call in calls if isinstance(call.func.value, ast.Name) and call.func.value.id == "env")
    return {call.args[0].value for call in reads if isinstance(call.args[0], ast.Constant)}


def test_settings_are_found() -> None:
    assert {"DATABASE_URL", "SECRET_KEY", "FANGZHI_VAR"} <= settings_read()


@pytest.mark.parametrize("name", sorted(settings_read()))
def test_every_setting_stands_in_the_readme(name: str) -> None:
    assert f"`{name}`" in README


@pytest.mark.parametrize("name", sorted(name for name, app in get_commands().items() if app == "archive"))
def test_every_command_stands_in_the_readme(name: str) -> None:
    assert re.search(rf"`[^`\n]*\b{name}\b[^`\n]*`", README)


def test_every_address_stands_in_the_readme() -> None:
    own = [pattern for pattern in get_resolver().url_patterns if getattr(pattern, "name", None)]
    assert len(own) > 10
    absent = [str(pattern.pattern) for pattern in own if f"`/{pattern.pattern}`" not in README]
    assert not absent


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
def test_every_make_target_stands_in_the_readme(target: str) -> None:
    assert f"`make {target}" in README


@pytest.mark.parametrize(
    "requirement", re.findall(r"^([A-Za-z0-9-]+)==", (ROOT / "requirements.txt").read_text("utf-8"), re.M)
)
def test_every_dependency_has_a_reason_in_the_readme(requirement: str) -> None:
    assert re.search(rf"^\| {re.escape(requirement)} \|", README, re.M | re.I)


CHECK = ("check", "--deploy", "--fail-level", "INFO")


def production(*command: str, **values: str) -> subprocess.CompletedProcess[str]:
    """A command, else `check --deploy`, in a process of its own, with production's environment."""
    # The browser tests set DJANGO_ALLOW_ASYNC_UNSAFE for themselves.
    ours = settings_read() | {"DJANGO_ALLOW_ASYNC_UNSAFE"}
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "manage.py", *(command or CHECK)],
        cwd=ROOT,
        env={**environment, "FANGZHI_PRODUCTION": "1", **values},
        capture_output=True,
        text=True,
        check=False,
    )


KEY = "nGHy2kq0Zr5vXw8uTb1LpMd4Ss6Jf9Ea-7cYoQiKtRzUeWxBvN3"


def test_production_names_what_is_missing_and_malformed(tmp_path: Path) -> None:
    done = production(FANGZHI_VAR=str(tmp_path), ALLOWED_HOSTS="fangzhi.example", SECURE_HSTS_SECONDS="a year")
    assert done.returncode != 0
    told = done.stderr.partition("FANGZHI_PRODUCTION is set, but the environment does not do:\n")[2]
    assert [line.split()[0] for line in told.splitlines()] == [
        "SECRET_KEY",
        "DATABASE_URL",
        "FANGZHI_SITE",
        "SECURE_HSTS_SECONDS",
    ]
    assert not (tmp_path / "secret-key").exists()


def test_production_settings_pass_the_deployment_check(tmp_path: Path) -> None:
    done = production(
        FANGZHI_VAR=str(tmp_path),
        ALLOWED_HOSTS="fangzhi.example",
        DATABASE_URL=f"sqlite:///{tmp_path}/db.sqlite3",
        FANGZHI_SITE="https://fangzhi.example",
        SECRET_KEY=KEY,
    )
    assert done.returncode == 0, done.stderr
    assert (done.stdout, done.stderr) == ("System check identified no issues (0 silenced).\n", "")
    assert not (tmp_path / "secret-key").exists()


HELD = """
from django.conf import settings as s
assert not s.DEBUG and s.SESSION_COOKIE_AGE == 12 * 3600
assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY and s.SECURE_SSL_REDIRECT
assert s.AUTHENTICATION_BACKENDS[0] == "axes.backends.AxesStandaloneBackend"
assert "axes.middleware.AxesMiddleware" in s.MIDDLEWARE and "django_otp.middleware.OTPMiddleware" in s.MIDDLEWARE
assert s.AXES_FAILURE_LIMIT == 5 and getattr(s, "AXES_ENABLED", True) and s.AXES_COOLOFF_TIME.total_seconds() == 900
assert "django_otp.plugins.otp_totp" in s.INSTALLED_APPS and len(s.AUTH_PASSWORD_VALIDATORS) == 4
assert "Argon2" in s.PASSWORD_HASHERS[0] or "PBKDF2" in s.PASSWORD_HASHERS[0]
assert s.STORAGES["staticfiles"]["BACKEND"] == "whitenoise.storage.CompressedManifestStaticFilesStorage"
assert s.LOGGING["handlers"]["console"]["formatter"] == "json"
assert s.MIDDLEWARE[:2] == ["archive.requests.RequestMiddleware", "archive.probes.ProbesMiddleware"]
print("held")
"""


def test_production_holds_what_guards_accounts(tmp_path: Path) -> None:
    values = {"FANGZHI_VAR": str(tmp_path), "ALLOWED_HOSTS": "fangzhi.example", "SECRET_KEY": KEY}
    values["FANGZHI_SITE"] = "https://fangzhi.example"
    values = {**dict.fromkeys(settings_read() - {"FANGZHI_PRODUCTION"}, ""), **values}  # As compose hands them on.
    values["DATABASE_URL"] = f"sqlite:///{tmp_path}/db.sqlite3"
    done = production("shell", "--no-imports", "-c", HELD, **values)
    assert done.stdout == "held\n", done.stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
def test_root_does_not_write_into_another_users_folder(tmp_path: Path) -> None:
    values = {"DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "FANGZHI_SITE": "https://fangzhi.example"}
    values |= {"FANGZHI_VAR": str(tmp_path), "ALLOWED_HOSTS": "fangzhi.example", "SECRET_KEY": KEY}
    os.chown(tmp_path, 10001, 10001)
    done = production("index", **values)
    assert done.returncode == 1
    assert f"{tmp_path} belongs to user 10001: run this as that user, not as root." in done.stderr


@pytest.mark.django_db
def test_models_and_migrations_agree() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


TEXT = {".py", ".md", ".html", ".css", ".toml", ".txt", ".po", ".tsv", ".json", ".jsonl", ".csv", ".yaml"}
RUN = 14  # characters in a row that two texts hardly share by chance


@pytest.fixture(scope="module")
def project_texts() -> dict[str, str]:
    """Every text file that belongs to the project, by its name."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout")
    names = [name for name in listed.stdout.split("\0") if Path(name).suffix in TEXT and (ROOT / name).is_file()]
    assert any(name.startswith("tests/samples/") and "日报" in name for name in names)
    return {name: (ROOT / name).read_text("utf-8", "ignore") for name in names}


def runs(text: str) -> set[str]:
    """Every run of RUN Chinese characters in the text."""
    stretches = re.findall(rf"[\u4e00-\u9fff]{{{RUN},}}", text)
    return {stretch[i : i + RUN] for stretch in stretches for i in range(len(stretch) - RUN + 1)}


def test_no_machine_path_in_the_project(project_texts: dict[str, str]) -> None:
    foreign = re.compile(r"/(?:work|root|home)/\w")
    assert [name for name, text in project_texts.items() if foreign.search(text)] == []


def test_no_text_of_a_real_page_in_the_project(project_texts: dict[str, str], shared: Path) -> None:
    pages = [path.read_text("utf-8", "replace") for path in sorted(shared.glob("pages*/*.txt"))]
    seen = Counter(run for page in pages for run in runs(page))
    # What stands on several pages is a formula, the name of a congress or a doctrine; so is this body's name.
    formulas = "中国人民政治协商会议全国委员会"
    own = {run for run, count in seen.items() if count <= 2 and run not in formulas}
    copied = {name: found for name, text in project_texts.items() if (found := runs(text) & own)}
    assert copied == {}


@pytest.mark.parametrize("sheet", sorted((ROOT / "static").rglob("*.css")), ids=lambda path: path.name)
def test_style_sheets_close_what_they_open(sheet: Path) -> None:
    """A media query left open swallows all rules after it without a word."""
    depth = 0
    for number, line in enumerate(re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S).splitlines(), 1):
        if line.lstrip().startswith("@media"):
            assert depth == 0, f"{sheet.name}: a media query within another rule, before line {number}"
        depth += line.count("{") - line.count("}")
    assert depth == 0

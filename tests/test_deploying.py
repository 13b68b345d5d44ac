"""What runs the archive in production: image, compose file, systemd units, proxy. Docker itself is not asked here."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import get_commands

from archive.environment import REQUIRED, RULES, problems
from tests.conftest import ROOT
from tests.test_environment import GOOD

UNITS = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
TIMERS = sorted((ROOT / "deploy" / "systemd").glob("*.timer"))
# What belongs to others: PostgreSQL's image and driver, the port.
FOREIGN = {"POSTGRES_PASSWORD", "PGCONNECT_TIMEOUT", "PORT", "PAGES"}
FOREIGN |= {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PATH"}

# Units and image have their own folders; nobody debugs there.
FIXED = {"FANGZHI_PRODUCTION", "FANGZHI_VAR", "FANGZHI_BACKUPS", "STATIC_ROOT", "DEBUG"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """compose.yaml, anchors resolved."""
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def dockerfile() -> list[tuple[str, str]]:
    """The Dockerfile as instructions and what they are given."""
    text = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.M))
    return [tuple(line.split(None, 1)) for line in text.splitlines() if line.strip()]  # type: ignore[misc]


def unit(path: Path) -> configparser.RawConfigParser:
    """A unit; of what stands several times the last counts."""
    parser = configparser.RawConfigParser(strict=False, delimiters=("=",))
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, "utf-8")
    return parser


def test_the_archives_services_can_write_two_folders_and_nothing_else(compose: dict[str, Any]) -> None:
    for name in ("prepare", "web", "worker"):
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["user"] not in ("", "root", "0", "0:0")
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert [volume.partition(":")[0] for volume in service["volumes"][:2]] == ["archive", "backups"]
        assert all(volume.endswith(":ro") for volume in service["volumes"][2:])
        assert service["tmpfs"][0].startswith("/tmp:")


def test_only_the_web_server_is_reached_and_only_from_this_machine(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert [name for name, service in services.items() if "ports" in service] == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in services["web"]["ports"])
    assert services["database"]["networks"] == ["inside"]
    assert compose["networks"]["inside"]["internal"] is True


def test_nothing_starts_before_what_it_needs(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["database"]["healthcheck"]["test"][1].startswith("pg_isready")
    assert services["prepare"]["depends_on"]["database"]["condition"] == "service_healthy"
    for name in ("web", "worker"):
        assert services[name]["depends_on"]["prepare"]["condition"] == "service_completed_successfully"
    assert "/healthz" in services["web"]["healthcheck"]["test"][-1]


def test_there_is_one_index_writer(compose: dict[str, Any]) -> None:
    writers = [name for name, service in compose["services"].items() if "index_worker" in service.get("command", [])]
    assert writers == ["worker"]
    assert "deploy" not in compose["services"]["worker"] and "scale" not in compose["services"]["worker"]


def test_all_volumes_and_networks_are_declared(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        named = {volume.partition(":")[0] for volume in service["volumes"] if volume[0] not in "./$"}
        assert named <= set(compose["volumes"])
        assert set(service["networks"]) <= set(compose["networks"])


def test_values_come_from_the_environment_and_those_required_are_asked_for(compose: dict[str, Any]) -> None:
    given = compose["services"]["web"]["environment"]
    assert set(RULES) - FIXED <= set(given) <= set(RULES) | FOREIGN
    worker = compose["services"]["worker"]["environment"]
    assert {name: given[name] for name in worker} == worker and set(given) - set(worker) == {"WEB_CONCURRENCY"}
    for name in set(given) - set(REQUIRED) - FOREIGN:
        assert given[name].startswith(f"${{{name}:-"), f"{name} cannot be set"
    for name in ("SECRET_KEY", "ALLOWED_HOSTS", "FANGZHI_SITE"):
        assert given[name].startswith(f"${{{name}:?"), f"{name} has a value, or may be missing"
    assert "${POSTGRES_PASSWORD:?" in given["DATABASE_URL"]
    assert "${POSTGRES_PASSWORD:?" in compose["services"]["database"]["environment"]["POSTGRES_PASSWORD"]


def test_the_image_runs_as_nobody_else_and_holds_no_secret(dockerfile: list[tuple[str, str]]) -> None:
    last = max(number for number, (word, _) in enumerate(dockerfile) if word == "FROM")
    users = [value for word, value in dockerfile[last:] if word == "USER"]
    assert users and re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])
    assert not [value for word, value in dockerfile if word in ("ENV", "ARG") and re.search("SECRET|PASSWORD", value)]
    bases = [value.split()[0] for word, value in dockerfile if word == "FROM"]
    assert all(re.search(r":\d", base) for base in bases), "a base image without a version"
    assert dockerfile[-1][0] == "CMD" and dockerfile[-1][1].startswith('["gunicorn"'), "the process that gets signals"
    for word, value in dockerfile:
        assert word in {"FROM", "ENV", "WORKDIR", "RUN", "COPY", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "CMD"}
        if word == "RUN" and "apt-get install" in value:
            assert "--no-install-recommends" in value and "rm -rf /var/lib/apt/lists/*" in value
    assert any("collectstatic" in value for word, value in dockerfile if word == "RUN")


def test_only_what_is_needed_goes_into_the_image(dockerfile: list[tuple[str, str]]) -> None:
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    lines = [line for line in ignored if line and not line.startswith("#")]
    assert lines[0] == "*"
    allowed = {line[1:] for line in lines if line.startswith("!")}
    assert {"archive", "static", "templates", "manage.py", "requirements.txt"} <= allowed
    assert not allowed & {"var", "tests", ".git", ".env", "deploy"}
    assert all((ROOT / name).exists() for name in allowed)


def commands() -> list[tuple[str, str]]:
    """The commands of manage.py that production runs, and where they stand."""
    found = []
    for path in [*UNITS, ROOT / "Dockerfile", ROOT / "compose.yaml"]:
        text = path.read_text("utf-8")
        found += [(path.name, name) for name in re.findall(r"manage\.py(?:,)? +([a-z_]+)", text)]
    return found


def test_commands_exist() -> None:
    assert {"migrate", "collectstatic", "index_worker", "send_alerts", "selfcheck"} <= {name for _, name in commands()}
    assert [each for each in commands() if each[1] not in get_commands()] == []


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_are_shut_in(path: Path) -> None:
    service = unit(path)["Service"]
    assert service["User"] == "fangzhi"
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == service["PrivateTmp"] == service["ProtectHome"] == "yes"
    assert service["CapabilityBoundingSet"] == ""
    assert service["EnvironmentFile"] == "/etc/fangzhi/environment"
    assert service["ReadWritePaths"].split() == ["/var/lib/fangzhi", "-/var/backups/fangzhi"]
    assert not re.search("SECRET|PASSWORD|DATABASE_URL", path.read_text("utf-8"))
    # Of several lines the first says whether calls are allowed or forbidden, each further one adds or takes away.
    filters = re.findall(r"^SystemCallFilter=(.*)$", path.read_text("utf-8"), re.M)
    assert filters == ["@system-service", "~@privileged @resources", "setpriority"], "what the desk begins is `nice`"


def test_a_command_is_run_as_the_services_are(tmp_path: Path) -> None:
    (tmp_path / "systemd-run").write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    (tmp_path / "systemd-run").chmod(0o755)
    told = subprocess.run(
        [ROOT / "deploy" / "fangzhi", "ingest", "/srv/my pages", "--newspaper", "云溪日报"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    end = told.index("--")
    options, program = told[:end], told[end + 1 :]
    text = (ROOT / "deploy" / "systemd" / "fangzhi-worker.service").read_text("utf-8")
    service = unit(ROOT / "deploy" / "systemd" / "fangzhi-worker.service")["Service"]
    assert program == [*service["ExecStart"].split()[:2], "ingest", "/srv/my pages", "--newspaper", "云溪日报"]
    assert f"--uid={service['User']}" in options and f"--gid={service['Group']}" in options
    assert f"--working-directory={service['WorkingDirectory']}" in options
    for name in ("EnvironmentFile", "UMask", "StateDirectory", "StateDirectoryMode"):
        assert f"--property={name}={service[name]}" in options
    given = {value for line in re.findall(r"^Environment=(.*)$", text, re.M) for value in line.split()}
    assert {option.removeprefix("--setenv=") for option in options if option.startswith("--setenv=")} == given


def test_every_service_has_the_same_environment() -> None:
    lines = {path.name: re.findall(r"^Environment=.*$", path.read_text("utf-8"), re.M) for path in UNITS}
    assert len({tuple(each) for each in lines.values()}) == 1 and all(lines.values())


def test_every_timer_has_its_service() -> None:
    assert {path.stem for path in TIMERS} == {"fangzhi-alerts", "fangzhi-backup", "fangzhi-selfcheck"}
    for path in TIMERS:
        assert path.with_suffix(".service") in UNITS
        assert unit(path)["Timer"]["Persistent"] == "true", "what was missed while the machine was off is made up for"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("python", "gunicorn"):
        shutil.copy("/bin/true", programs / name)
    for path in [*UNITS, *TIMERS]:
        (tmp_path / path.name).write_text(path.read_text("utf-8").replace("/srv/fangzhi/.venv/bin", str(programs)))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / path.name) for path in [*UNITS, *TIMERS])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert [line for line in done.stderr.splitlines() if "fangzhi" in line] == []
    assert done.returncode == 0, done.stderr


def test_the_example_names_everything_and_nothing_secret() -> None:
    lines = (ROOT / "deploy" / "environment.example").read_text("utf-8").splitlines()
    values = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    offered = dict(line[2:].split("=", 1) for line in lines if re.match(r"# [A-Z_]+=", line))
    assert set(REQUIRED) <= set(values) and not set(values) & set(offered)
    assert set(RULES) - FIXED <= set(values) | set(offered) <= set(RULES) | FOREIGN
    assert {name: value for name, value in values.items() if value} == {"BEHIND_PROXY": "true"}
    # The gazetteer is somebody's own file.
    assert problems({**GOOD, **{name: value for name, value in offered.items() if name != "FANGZHI_GAZETTEERS"}}) == []


def test_the_proxy_tells_who_asks_and_hides_readiness() -> None:
    text = (ROOT / "deploy" / "nginx.conf").read_text("utf-8")
    for name, value in {"Host": "$host", "X-Forwarded-For": "$remote_addr", "X-Forwarded-Proto": "$scheme"}.items():
        assert f"proxy_set_header {name} {value};" in text
    assert "proxy_set_header X-Request-ID $request_id;" in text
    assert "deny all;" in text.partition("/readyz")[2].partition("}")[0]
    assert text.count("{") == text.count("}")

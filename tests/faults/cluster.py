"""A PostgreSQL server of a scenario's own, which can be stopped."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

from tests.faults.report import Skipped


class Cluster:
    """A server in a folder, on a port of this machine. For root it runs as the user postgres."""

    def __init__(self, folder: Path, port: int) -> None:
        self._data, self._port = folder / "data", port
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
        self._programs = found[-1] if found else Path(shutil.which("initdb") or "none").parent

    @classmethod
    def make(cls, folder: Path) -> Cluster:
        """Make an empty one and start it."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            cluster = cls(folder, free.getsockname()[1])
        if not (cluster._programs / "initdb").exists():
            raise Skipped("there is no PostgreSQL server here (initdb)")
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        cluster._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8")
        cluster.start()
        return cluster

    @classmethod
    def of(cls, url: str, folder: Path) -> Cluster:
        """The one with a database at the address."""
        return cls(folder / "cluster", int(url.rpartition(":")[2].partition("/")[0]))

    def create(self, name: str, copied: str = "template1") -> str:
        """Make a database, a copy of one to which nobody is connected; its address."""
        server = ["-h", "127.0.0.1", "-p", str(self._port), "-U", "postgres"]
        subprocess.run([self._programs / "createdb", *server, "-T", copied, name], check=True)
        return f"postgres://postgres@127.0.0.1:{self._port}/{name}"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"-p {self._port} -k {self._data.parent} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-w", "-l", str(self._data.parent / "log"), "-o", options, "start")

    def stop(self, mode: str) -> None:
        """Stop it: smart, fast or immediate."""
        self._run("pg_ctl", "-w", "-m", mode, "stop")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self._programs / program, "-D", self._data, *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self._data.parent,
            user="postgres" if os.geteuid() == 0 else None,
            group="postgres" if os.geteuid() == 0 else None,
            extra_groups=[] if os.geteuid() == 0 else None,
        )

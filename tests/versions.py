"""Two versions of the parser side by side: the one in this folder, and the one of a commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT

# What reads pages; the tests that measure it are always those of this folder.
PARSER = ("archive", "manage.py")


class NoBase(Exception):
    """There is no other version to compare with; the message says why."""


@contextmanager
def base_version(commit: str) -> Iterator[Path]:
    """A temporary folder with the parser of `commit`; NoBase where there is no such commit or no git."""
    folder = Path(tempfile.mkdtemp(prefix="base-"))
    try:
        archive = subprocess.run(
            ["git", "archive", "--format=tar", commit, "--", *PARSER], cwd=ROOT, capture_output=True, check=False
        )
        if archive.returncode:
            raise NoBase(archive.stderr.decode("utf-8", "replace").strip().split("\n")[-1])
        subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
        yield folder
    except FileNotFoundError as error:
        raise NoBase(f"{error.filename} is not installed") from error
    finally:
        shutil.rmtree(folder)


def python(version: Path, *arguments: str | Path) -> str:
    """What `python ARGUMENTS` prints with the parser in the folder `version`."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "0"}
    environment.setdefault("FANGZHI_VAR", str(ROOT / "var"))
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(command, cwd=version, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout

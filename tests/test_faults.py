"""A short run of tests.kills, which kills more and longer."""

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT


@pytest.mark.skipif(not os.path.isdir("/proc/self/task"), reason="finds web workers in /proc")  # noqa: PTH112
def test_a_few_kills_lose_nothing_and_no_reader_sees_an_error(migrated):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment["FANGZHI_TAGGER"] = "jieba"  # The network would be loaded anew by each ingest that is killed.
    # Two readers with a pause leave the programs the time to start: what is killed then has begun.
    short = ["--kills", "5", "--seed", "7", "--articles", "60", "--readers", "2", "--pause", "0.1"]
    short += ["--begin-with", str(migrated)]
    done = subprocess.run(
        [sys.executable, "-m", "tests.kills", *short],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert "seed 7: 5 kills" in done.stdout

"""Components that some tests need and not every machine has."""

import os

import pytest


def require(component: str, present: bool) -> None:
    """Skip the test, naming the component, where it is missing; with FANGZHI_TEST_ALL set, fail instead."""
    if present:
        return
    if os.environ.get("FANGZHI_TEST_ALL"):
        pytest.fail(f"missing: {component}", pytrace=False)
    pytest.skip(f"missing: {component}")

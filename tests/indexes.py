"""Whether an installation failed for want of packages, which is no fault of what is installed."""

import pytest

UNREACHABLE = ("No matching distribution", "ConnectionError")


def skip_without_packages(said: str) -> None:
    """Skip a test if the index did not give what was asked for; any other failure is one."""
    if any(words in said for words in UNREACHABLE):
        pytest.skip("skipped, because pip cannot get what it needs")

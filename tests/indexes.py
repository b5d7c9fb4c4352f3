"""How tests install packages, and whether that failed for want of them, which is nobody's fault."""

import pytest

UNREACHABLE = ("No matching distribution", "ConnectionError")
# Most of what is installed is never imported: only that is compiled, once. pip wants "no" for
# "yes, no compiling", whatever its option is called.
COMPILE_LATER = {"PIP_NO_COMPILE": "no", "PYTHONDONTWRITEBYTECODE": ""}


def skip_without_packages(said: str) -> None:
    """Skip a test if the index did not give what was asked for; any other failure is one."""
    if any(words in said for words in UNREACHABLE):
        pytest.skip("skipped, because pip cannot get what it needs")

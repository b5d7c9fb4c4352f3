"""Folders as values: path → text, and the difference of two of them."""

import difflib
from collections.abc import Mapping
from pathlib import Path


def read_tree(folder: Path) -> dict[str, str]:
    """Return the text of every file below a folder."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): p.read_text(encoding="utf-8") for p in files}


def differences(expected: Mapping[str, str], actual: Mapping[str, str]) -> str:
    """Return a unified diff of two trees, "" if they are the same."""
    return "".join(
        line
        for path in sorted(expected.keys() | actual.keys())
        for line in difflib.unified_diff(
            expected.get(path, "").splitlines(keepends=True),
            actual.get(path, "").splitlines(keepends=True),
            f"expected/{path}",
            f"actual/{path}",
        )
    )

"""Files as they are + files as they would be generated → one unified diff, as `patch` takes it."""

from collections.abc import Mapping
from difflib import unified_diff
from pathlib import Path


def differences(root: Path, files: Mapping[str, str]) -> str:
    """Show how a folder's files differ from those that would be generated; "" if not at all."""
    return "".join(_difference(root / name, name, text) for name, text in sorted(files.items()))


def _difference(path: Path, name: str, text: str) -> str:
    if path.is_dir():
        return f"{name} is a folder.\n"
    is_there = path.exists()
    found = path.read_text(encoding="utf-8", errors="replace") if is_there else ""
    before, after = (each.splitlines(keepends=True) for each in (found, text))
    lines = unified_diff(before, after, f"a/{name}" if is_there else "/dev/null", f"b/{name}")
    return "".join(_ended(line) for line in lines)


def _ended(line: str) -> str:
    """End a line; one that had no end says so, as diff does."""
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

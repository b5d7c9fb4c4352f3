"""A project and what a step depends on → whether it is still as good as it was: `.cache/ship`."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlship import __version__

# Conversions carry it over, and neither git nor images see it.
FOLDER = Path(".cache/ship")


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Record = the project's folder, and of each good step what it depended on and gave."""

    root: Path
    steps: dict[str, dict[str, str]] = field(default_factory=dict)

    def is_good(self, step: str, key: str) -> bool:
        """Tell whether a step was good, and nothing that it depends on has changed."""
        return self.steps.get(step, {}).get("key") == key

    def remember(self, step: str, key: str, given: Mapping[str, str]) -> None:
        """Write down that a step is good, at once: whatever comes next may be killed."""
        self.steps[step] = {"key": key, **given}
        self._write()

    def forget(self, *steps: str) -> None:
        """Take back that steps were good."""
        for step in steps:
            self.steps.pop(step, None)
        self._write()

    def log(self, step: str) -> Path:
        """Name the file that what a step says at length goes to."""
        return self.root / FOLDER / f"{step}.log"

    def _write(self) -> None:
        """Write it whole; where the project is not there yet, there is nothing to remember."""
        if not self.root.is_dir():
            return
        (self.root / FOLDER).mkdir(parents=True, exist_ok=True)
        partial = self.root / FOLDER / "steps.partial"
        partial.write_text(json.dumps(self.steps, indent=2), encoding="utf-8")
        partial.replace(self.root / FOLDER / "steps.json")


def read_record(folder: Path) -> Record:
    """Read what is known of a project; nothing of one that was never shipped."""
    root = Path(os.path.realpath(folder))
    try:
        steps = json.loads((root / FOLDER / "steps.json").read_bytes())
    except (OSError, ValueError):
        steps = {}
    return Record(root=root, steps=steps if isinstance(steps, dict) else {})


def fingerprint(root: Path, patterns: Iterable[str], *more: object) -> str:
    """Compute one checksum of the files that patterns name, and of what else matters."""
    content = hashlib.sha256(repr((__version__, more)).encode())
    for path in _files(root, patterns):
        content.update(f"{path.relative_to(root)}\0".encode())
        content.update(hashlib.sha256(path.read_bytes()).digest())
    return content.hexdigest()


def states(files: Iterable[Path]) -> list[tuple[str, int, int]]:
    """Describe files that may be large by size and time; those of a folder one by one."""
    return [
        (str(path), path.stat().st_size, path.stat().st_mtime_ns)
        for given in files
        for path in (sorted(given.rglob("*")) if given.is_dir() else [given])
        if path.is_file()
    ]


def _files(root: Path, patterns: Iterable[str]) -> Iterator[Path]:
    for pattern in patterns:
        found = sorted(root.glob(pattern))
        yield from (path for path in found if path.is_file() and "__pycache__" not in path.parts)

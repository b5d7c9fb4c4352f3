"""Python files in memory → the same files mended by ruff, and what it still finds."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from mlship.formatting.ruleset import ruff_config
from mlship.process import Finished, capture, ruff_binary

Files = Mapping[str, str]

# Linux has it; elsewhere the temporary folder of the system is taken.
MEMORY = Path("/dev/shm")  # noqa: S108 - only as the parent of a folder with a random name


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Finding:
    """Finding = file, the row that a noqa comment must stand on (from 1), code."""

    file: str
    row: int
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Linted:
    """Linted = the files after mending, and the findings that stay."""

    files: Files
    findings: tuple[Finding, ...]


class Workbench:
    """A temporary folder in which ruff sees the files as they will lie in the project."""

    def __init__(self, folder: Path, packages: Sequence[str]) -> None:
        self.folder = folder.resolve()
        self.written: dict[str, str] = {}
        self.config = self.folder / "ruff.toml"
        self.config.write_text(ruff_config(packages), encoding="utf-8")

    def tidy(self, files: Files) -> dict[str, str]:
        """Mend what can be mended and lay the code out."""
        self._put(files)
        self._ruff("check", "--fix", "--exit-zero", "--quiet")
        self._ruff("format", "--quiet")
        return self._get()

    def lint(self, files: Files, *, extra: tuple[str, ...] = ()) -> Linted:
        """Mend what can be mended and list what is left."""
        self._put(files)
        also = [f"--extend-select={','.join(extra)}"] if extra else []
        done = self._ruff("check", "--fix", "--exit-zero", "--output-format=json", *also)
        if not done.out.strip():
            raise RuntimeError(f"ruff said nothing: {done.err}")
        rows: list[dict[str, object]] = json.loads(done.out)
        return Linted(files=self._get(), findings=tuple(sorted({*map(self._finding, rows)})))

    def _put(self, files: Files) -> None:
        for name, text in files.items():
            if self.written.get(name) != text:
                path = self.folder / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(text.encode())
        self.written = dict(files)

    def _get(self) -> dict[str, str]:
        self.written = {name: (self.folder / name).read_bytes().decode() for name in self.written}
        return dict(self.written)

    def _ruff(self, command: str, *options: str) -> Finished:
        return capture(
            [ruff_binary(), command, "--config", self.config, "--no-cache", *options, "."],
            cwd=self.folder,
        )

    def _finding(self, row: Mapping[str, object]) -> Finding:
        file = Path(str(row["filename"])).relative_to(self.folder).as_posix()
        code = row["code"]
        if not isinstance(code, str) or code == "invalid-syntax":
            raise SyntaxError(f"generated file {file} does not parse: {row['message']}")
        return Finding(file=file, row=int(str(row["noqa_row"])), code=code)


@contextmanager
def workbench(packages: Sequence[str]) -> Iterator[Workbench]:
    """Set a workbench up for a project with these packages, and clear it away afterwards."""
    with TemporaryDirectory(prefix="mlship-", dir=_memory()) as folder:
        yield Workbench(Path(folder), packages)


def _memory() -> Path | None:
    """Prefer a file system in memory: files that live for milliseconds need no disk."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None

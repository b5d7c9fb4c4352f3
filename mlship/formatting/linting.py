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
    """Linted = the files of a project after mending, and the findings that stay."""

    files: Files
    findings: tuple[Finding, ...]


class Workbench:
    """A temporary folder in which ruff sees the files as they will lie in their projects.

    Each project has a folder there, called by its place, with rules that name its packages.
    """

    def __init__(self, folder: Path, packages: Sequence[Sequence[str]]) -> None:
        self.folder = folder.resolve()
        self.written: dict[int, Files] = {}
        for place, names in enumerate(packages):
            (self.folder / str(place)).mkdir()
            config = self.folder / str(place) / "ruff.toml"
            config.write_text(ruff_config(names), encoding="utf-8")

    def tidy(self, shelf: Mapping[int, Files]) -> dict[int, Files]:
        """Mend what can be mended and lay the code out."""
        self._put(shelf)
        if shelf:
            self._ruff("check", "--fix", "--exit-zero", "--quiet")
            self._ruff("format", "--quiet")
        return self._get()

    def lay_out(self, place: int, files: Files) -> Files:
        """Lay the code of one project out, and mend nothing."""
        self._put({place: files})
        self._ruff("format", "--quiet")
        return self._get()[place]

    def lint(self, shelf: Mapping[int, Files], *, extra: tuple[str, ...] = ()) -> dict[int, Linted]:
        """Mend what can be mended and list what is left."""
        self._put(shelf)
        found = self._findings(extra) if shelf else ()
        return {
            place: Linted(files=files, findings=tuple(each for own, each in found if own == place))
            for place, files in self._get().items()
        }

    def _findings(self, extra: tuple[str, ...]) -> Sequence[tuple[int, Finding]]:
        also = [f"--extend-select={','.join(extra)}"] if extra else []
        done = self._ruff("check", "--fix", "--exit-zero", "--output-format=json", *also)
        if not done.out.strip():
            raise RuntimeError(f"ruff said nothing: {done.err}")
        rows: list[dict[str, object]] = json.loads(done.out)
        return sorted({*map(self._finding, rows)})

    def _put(self, shelf: Mapping[int, Files]) -> None:
        """Write what is new; projects that are left out stay where they are, unseen."""
        for place, files in shelf.items():
            before = self.written.get(place, {})
            for name, text in files.items():
                if before.get(name) != text:
                    path = self.folder / str(place) / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(text.encode())
        self.written = dict(shelf)

    def _get(self) -> dict[int, Files]:
        self.written = {
            place: {n: (self.folder / str(place) / n).read_bytes().decode() for n in files}
            for place, files in self.written.items()
        }
        return dict(self.written)

    def _ruff(self, command: str, *options: str) -> Finished:
        folders = map(str, self.written)
        return capture([ruff_binary(), command, "--no-cache", *options, *folders], cwd=self.folder)

    def _finding(self, row: Mapping[str, object]) -> tuple[int, Finding]:
        place, *parts = Path(str(row["filename"])).relative_to(self.folder).parts
        file, code = "/".join(parts), row["code"]
        if not isinstance(code, str) or code == "invalid-syntax":
            raise SyntaxError(f"generated file {file} does not parse: {row['message']}")
        return int(place), Finding(file=file, row=int(str(row["noqa_row"])), code=code)


@contextmanager
def workbench(packages: Sequence[Sequence[str]]) -> Iterator[Workbench]:
    """Set a workbench up for projects with these packages, and clear it away afterwards."""
    with TemporaryDirectory(prefix="mlship-", dir=_memory()) as folder:
        yield Workbench(Path(folder), packages)


def _memory() -> Path | None:
    """Prefer a file system in memory: files that live for milliseconds need no disk."""
    return MEMORY if os.access(MEMORY, os.W_OK) else None

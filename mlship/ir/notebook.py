"""The notebook as it was read: cells and the text of their saved outputs."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

CellKind = Literal["code", "markdown", "raw"]
OutputKind = Literal["stream", "result", "display", "error"]
# How the names of mended copies end.
MENDED = ".repaired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Output = kind, text (plain text, cut at a limit), mime types it came in."""

    kind: OutputKind
    text: str
    mimes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """Cell = index among all cells (from 1), kind, source (LF line ends), count, outputs, tags."""

    index: int
    kind: CellKind
    source: str
    execution_count: int | None = None
    outputs: tuple[Output, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """Script = a file that a cell runs (`%run`): its path as written, its source."""

    path: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """Notebook = path, cells, kernel's language and name, sha256 of the file, scripts it runs.

    `language` is lower case ("python"); `cells` keep the order of the document.
    """

    path: Path
    cells: tuple[Cell, ...]
    language: str = "python"
    kernel: str = ""
    sha256: str = ""
    scripts: tuple[Script, ...] = ()

    @property
    def name(self) -> str:
        """The file's name without its end; a mended copy is called as what it was made of."""
        return self.path.stem.removesuffix(MENDED)


def copy_of(path: Path) -> Path:
    """Give the path of the mended copy of a notebook: beside it, where its data are found."""
    return path.with_name(f"{path.stem}{MENDED}{path.suffix}")

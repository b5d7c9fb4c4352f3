"""An exception of the pipeline → one clean message: where it happened, in code and notebook."""

import contextlib
import json
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from .configuration import ParameterError, find_paths
from .schedule import MACHINERY

_SOURCE = Path(__file__).parents[1]
FAILED, WRONG_USAGE, LACKING = 1, 2, 4


@dataclass(frozen=True)
class Failure:
    """Failure = message, exit code, stage, function, cells of the notebook, file and line."""

    message: str
    exit_code: int = FAILED
    stage: str = ""
    function: str = ""
    cells: tuple[int, ...] = ()
    location: str = ""

    def __str__(self) -> str:
        """Say it all, one fact a line."""
        cells = ", ".join(map(str, self.cells))
        facts = {
            "stage": f"{self.stage}.{self.function}" if self.stage else "",
            "notebook": f"cell {cells}" if cells else "",
            "at": self.location,
        }
        return "\n".join([self.message, *(f"  {k:<9} {v}" for k, v in facts.items() if v)])


def explain(error: Exception, params: Path, overrides: Mapping[str, str]) -> Failure:
    """Say what went wrong, and where in the stage's code."""
    frame = _find_frame(error)
    message, exit_code = _judge(error, params, overrides)
    if frame is None:
        return Failure(message, exit_code)
    path = Path(frame.filename)
    return Failure(
        message=message,
        exit_code=exit_code,
        stage=path.stem,
        function=frame.name,
        cells=_find_cells(path, frame.lineno or 0, params.parent),
        location=f"{_shorten(path)}:{frame.lineno}",
    )


def _shorten(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _judge(error: Exception, params: Path, overrides: Mapping[str, str]) -> tuple[str, int]:
    match error:
        case ParameterError():
            return str(error), WRONG_USAGE
        case ModuleNotFoundError(name=str(name)):
            install = f"{sys.executable} -m pip install --editable ."
            return f"The package {name} is missing. Install what is needed: {install}", LACKING
        case FileNotFoundError():
            return name_missing(error, {**find_paths(params), **overrides}), LACKING
    return f"{type(error).__name__}: {error}", FAILED


def name_missing(error: FileNotFoundError, paths: Mapping[str, str]) -> str:
    """Say which parameter names the file that is not there."""
    missing = str(error.filename or error)
    for key, path in paths.items():
        if error.filename and Path(path).name == Path(missing).name:
            return f"The data file {missing} is missing. Set it with --set {key}=PATH"
    return f"The file {missing} is missing."


def _find_frame(error: Exception) -> traceback.FrameSummary | None:
    """Find the innermost line of the pipeline's own code."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [
        frame
        for frame in frames
        if Path(frame.filename).parent == _SOURCE and Path(frame.filename).stem not in MACHINERY
    ]
    return own[-1] if own else None


def _find_cells(path: Path, line: int, root: Path) -> tuple[int, ...]:
    """Look up the notebook's cells that a line was made of: the nearest row above it."""
    rows = _read_provenance(root)
    above = [row for row in rows if Path(row[2]).name == path.name and row[3] <= line]
    nearest = max((row[3] for row in above), default=0)
    return tuple(sorted({row[0] for row in above if row[3] == nearest}))


def _read_provenance(root: Path) -> list[tuple[int, int, str, int]]:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        rows = json.loads((root / ".mlship" / "provenance.json").read_text(encoding="utf-8"))
        return [(row["cell"], row["line"], row["file"], row["file_line"]) for row in rows]
    return []

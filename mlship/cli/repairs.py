"""A notebook and an interpreter → its mended copy, and what there is to say of it."""

import difflib
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mlship.cli.console import Console
from mlship.ir.notebook import Notebook
from mlship.ir.repair import Repair, Repaired
from mlship.mending import repair_notebook
from mlship.reader import read
from mlship.running import find_python
from mlship.settings import Settings
from mlship.writing import write_copy


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Wish = notebook, where its copy goes (None: nowhere), the interpreter to mend it for."""

    notebook: Path
    target: Path | None
    python: Path | None = None
    force: bool = False
    settings: Settings = field(default_factory=Settings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mended:
    """Mended = the notebook's path, what was mended, the diff, the copy (None: none written)."""

    notebook: Path
    repaired: Repaired
    diff: str
    copy: Path | None


def mend(wish: Wish) -> Mended:
    """Mend it, and write the copy if there is something to write."""
    python = find_python(wish.python) if wish.python else Path(sys.executable)
    repaired = repair_notebook(wish.notebook, python, wish.settings)
    diff = "\n".join(_differences(read(wish.notebook), repaired.notebook))
    copy = wish.target if repaired.repairs else None
    if copy is not None:
        write_copy(repaired.notebook, copy, force=wish.force)
    return Mended(notebook=wish.notebook, repaired=repaired, diff=diff, copy=copy)


def show(mended: Mended, console: Console) -> None:
    """Say what was mended and why, and what was not."""
    repaired = mended.repaired
    for each in repaired.repairs:
        console.say(f"cell {each.cell}, line {each.line}: {_what(each)}\n  {each.reason}")
    for left in repaired.unrepaired:
        first = left.source.partition("\n")[0]
        console.say(f"cell {left.cell}, line {left.line}: not mended: {first}\n  {left.reason}")
    if mended.diff:
        console.say(f"\n{mended.diff}\n")
    same = sum(not each.change for each in repaired.repairs)
    told = f"{same} with the same meaning, {len(repaired.repairs) - same} that change results"
    console.say(f"{len(repaired.repairs)} repairs: {told}; {len(repaired.unrepaired)} open")
    if mended.copy is not None:
        console.say(f"{mended.notebook} → {mended.copy}")


def as_document(mended: Mended) -> dict[str, object]:
    """Give the outcome as JSON."""
    return {
        "notebook": str(mended.notebook),
        "output": "" if mended.copy is None else str(mended.copy),
        "repairs": [_row(each) for each in mended.repaired.repairs],
        "unrepaired": [asdict(each) for each in mended.repaired.unrepaired],
        "diff": mended.diff,
    }


def _what(repair: Repair) -> str:
    meaning = f"changes results: {repair.change}" if repair.change else "same meaning"
    return f"{repair.rule} ({meaning})"


def _differences(before: Notebook, after: Notebook) -> Iterator[str]:
    """Yield a unified diff of each cell that changed."""
    sources = {cell.index: cell.source for cell in before.cells}
    for cell in after.cells:
        yield from difflib.unified_diff(
            sources[cell.index].split("\n"),
            cell.source.split("\n"),
            f"cell {cell.index}",
            f"cell {cell.index}, repaired",
            lineterm="",
            n=1,
        )


def _row(repair: Repair) -> dict[str, object]:
    row: dict[str, object] = asdict(repair)
    return {**row, "same_meaning": not repair.change}

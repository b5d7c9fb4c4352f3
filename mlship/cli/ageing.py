"""A notebook that has aged, or does not run → whether `mlship repair` mends it, in one line."""

import shlex
from collections.abc import Iterable
from pathlib import Path

from mlship.errors import MlshipError
from mlship.ir.diagnostic import Diagnostic

# What these rules find, newer packages no longer know; each has a repair.
AGED = frozenset({"MS406", "MS407", "MS408"})


def has_aged(findings: Iterable[Diagnostic]) -> bool:
    """Tell whether the findings say that a notebook was written for older packages."""
    return any(each.code in AGED for each in findings)


def advise_repair(notebook: Path, python: Path) -> str:
    """Say what repairing a notebook for an interpreter would mend.

    Nothing ("") where that is unknown, or where packages are missing that it cannot do without.
    """
    from mlship.mending import repair_notebook
    from mlship.settings import Settings

    try:
        repaired = repair_notebook(notebook, python, Settings())
    except MlshipError:
        return ""
    lacks = any(each.rule == "missing-package" for each in repaired.unrepaired)
    count = 0 if lacks else len(repaired.repairs)
    places = f"{count} aged place{'s' if count > 1 else ''}"
    return f"`{repair_command(notebook)}` mends {places} in a copy: take that" if count else ""


def repair_command(notebook: Path) -> str:
    """Give the command that repairs a notebook, as a person here would type it."""
    here = Path.cwd()
    near = notebook.relative_to(here) if notebook.is_relative_to(here) else notebook
    return f"mlship repair {shlex.quote(str(near))}"

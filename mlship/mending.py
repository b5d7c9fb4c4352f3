"""An aged notebook and an interpreter → the notebook mended for it: rounds until all is quiet."""

from pathlib import Path

from mlship import analysis, knowledge, parsing, planning, reader, repairing
from mlship.ir.dataflow import Dataflow
from mlship.ir.notebook import Notebook
from mlship.ir.repair import Installed, Repair, Repaired
from mlship.knowledge.ageing import load_rules
from mlship.running import probe
from mlship.settings import Settings

# Each round settles what the one before uncovered; real notebooks need three or four.
ROUNDS = 12


def repair_notebook(path: Path, python: Path, settings: Settings) -> Repaired:
    """Mend a notebook for the packages of an interpreter; runs none of its code."""
    done = repairing.mend_syntax(reader.read(path))
    notebook = done.notebook
    installed: Installed | None = None
    repairs: list[Repair] = [*done.repairs]
    for _ in range(ROUNDS):
        flow = _flow(notebook, settings)
        installed = _look_up(python, flow, installed)
        done = repairing.mend(flow, load_rules(), installed, lambda text: _find(text, path))
        repairs += done.repairs
        notebook = done.notebook
        if not done.repairs:
            break
    return Repaired(notebook=notebook, repairs=tuple(repairs), unrepaired=done.unrepaired)


def _flow(notebook: Notebook, settings: Settings) -> Dataflow:
    return analysis.analyse(parsing.parse(notebook), knowledge.load(settings.knowledge))


def _look_up(python: Path, flow: Dataflow, known: Installed | None) -> Installed:
    """Ask the interpreter, once for each name."""
    wanted = repairing.names_of_interest(flow, load_rules())
    new = wanted if known is None else wanted - known.names.keys()
    if known is not None and not new:
        return known
    found = probe(python, new)
    if known is None:
        return found
    return Installed(
        versions=found.versions,
        names={**known.names, **found.names},
        signatures={**known.signatures, **found.signatures},
    )


def _find(text: str, notebook: Path) -> Path | None:
    return planning.locate_data(text, notebook.resolve().parent)

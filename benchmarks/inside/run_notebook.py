"""One notebook → its outputs as JSON, run unedited in the interpreter that runs this script.

    <environment>/bin/python run_notebook.py NOTEBOOK --out RESULT.json [--timeout 240]

The kernel works in the notebook's folder; execution stops at the first error. The time-out is for
the whole notebook. RESULT.json holds status (ok, error, timeout), error, cell (index among all
cells), seconds, outputs (texts of each code cell) and the interpreter's version.
"""

import argparse
import json
import sys
import time
from pathlib import Path
from typing import TypedDict

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

STARTUP_S = 120


class Ending(TypedDict):
    """How the notebook ended."""

    status: str
    error: str


def main() -> None:
    """Run the notebook of the command line."""
    options = parse_arguments()
    notebook = read_emptied(options.notebook)
    start = time.monotonic()
    ending = execute(notebook, options.notebook.resolve().parent, options.timeout)
    outputs = [outputs_of(index, cell) for index, cell in enumerate(notebook.cells)]
    result = {
        **ending,
        "seconds": round(time.monotonic() - start, 2),
        "cell": next((at["cell"] for at in outputs if at["error"]), None),
        "outputs": [at for at in outputs if at["texts"] or at["error"]],
        "python": sys.version.split()[0],
    }
    options.out.write_text(json.dumps(result), encoding="utf-8")


def parse_arguments() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--timeout", type=float, default=240)
    return parser.parse_args()


def read_emptied(path: Path) -> nbformat.NotebookNode:
    """Read a notebook without its saved outputs, for the kernel of this interpreter."""
    text = path.read_text(encoding="utf-8")
    notebook: nbformat.NotebookNode = nbformat.reads(text, as_version=4)  # type: ignore[no-untyped-call]
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "", "language": "python"}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def execute(notebook: nbformat.NotebookNode, folder: Path, timeout: float) -> Ending:
    """Run all cells until the first error."""
    deadline = time.monotonic() + timeout
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        timeout_func=lambda _cell: max(1, int(deadline - time.monotonic())),
        startup_timeout=STARTUP_S,
    )
    try:
        client.execute()
    except (CellTimeoutError, TimeoutError):
        return Ending(status="timeout", error=f"over {timeout} s")
    except CellExecutionError as error:
        return Ending(status="error", error=f"{error.ename}: {error.evalue}"[:500])
    except DeadKernelError as error:
        return Ending(status="error", error=f"dead kernel: {error}"[:500])
    return Ending(status="ok", error="")


class Outputs(TypedDict):
    """What one cell said."""

    cell: int
    texts: list[str]
    error: str


def outputs_of(index: int, cell: nbformat.NotebookNode) -> Outputs:
    """Give the texts of a cell's outputs."""
    said = Outputs(cell=index, texts=[], error="")
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            said["error"] = f"{output.ename}: {output.evalue}"[:500]
        elif output.output_type == "stream":
            said["texts"].append(output.text)
        else:
            said["texts"].append(output.data.get("text/plain", ""))
    return said


if __name__ == "__main__":
    main()

"""How fast is converting: a median notebook, one ten times as long, a whole corpus, the command.

    python benchmarks/speed.py [--corpus DIR] [--out FILE]

The median notebook is made here (22 code cells, 111 lines), with other names each time; converting
is measured in this process, warm, from its path to the formatted project in memory. With --corpus,
every notebook of DIR/static is converted by one call of `mlship convert`, all cores; the processor
time beside it does not depend on what else the machine does. `mlship --help` alternates with a
process that only imports typer.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from measuring.results import ROOT
from measuring.synthetic import code_cells, notebook
from measuring.tables import table

TIMES = 10  # more blocks than the median notebook has: one
GOALS = {
    "median notebook": "≤ 150 ms",
    f"{TIMES} times the cells": "≤ 12 times as long",
    "whole corpus": "≥ 8 notebooks a second",
    "mlship --help": "≤ 2.5 times the bare process",
}


def main() -> int:
    """Measure, print the table, write the results."""
    options = parse_arguments()
    with tempfile.TemporaryDirectory() as folder:
        measured = {**converting(Path(folder), options), **starting(options.repeat)}
        if options.corpus:
            measured |= whole_corpus(options.corpus / "static", Path(folder) / "projects")
    heads = ["measure", "result", "goal"]
    print(table(heads, [(name, said, GOALS.get(name, "")) for name, said in measured.items()]))
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(json.dumps(measured, indent=1), encoding="utf-8")
    return 0


def parse_arguments() -> Namespace:
    """Read the options."""
    made = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    made.add_argument("--corpus", type=Path, help="what corpus/build.py made")
    made.add_argument("--repeat", type=int, default=9, help="how often; medians are given")
    made.add_argument("--out", type=Path, help="results, as JSON")
    return made.parse_args()


def converting(folder: Path, options: Namespace) -> dict[str, str]:
    """Time converting one notebook, and one ten times as long, in this process."""
    compile_one(write(folder, 1, "_first"))  # loads the libraries
    short = median_of([write(folder, 1, f"_{turn}") for turn in range(options.repeat)])
    long = median_of([write(folder, TIMES, f"_{turn}") for turn in range(options.repeat // 3 or 1)])
    cells = code_cells(1)
    lines = sum(cell.count("\n") + 1 for cell in cells)
    return {
        "median notebook": f"{short * 1000:.0f} ms ({len(cells)} code cells, {lines} lines)",
        f"{TIMES} times the cells": f"{long / short:.1f} times as long ({long * 1000:.0f} ms)",
    }


def write(folder: Path, blocks: int, variant: str) -> Path:
    """Write a notebook of so many blocks."""
    path = folder / f"machines{blocks}{variant}.ipynb"
    path.write_text(notebook(blocks, variant), encoding="utf-8")
    return path


def compile_one(path: Path) -> object:
    """Convert one notebook in memory."""
    from mlship.compiler import compile_notebook
    from mlship.settings import Settings

    return compile_notebook(path, Settings())


def starting(repeat: int) -> dict[str, str]:
    """Time the command's help, in turns with a process that only imports typer."""
    ours, bare = [], []
    for _ in range(repeat):
        ours.append(timed(lambda: python("-m", "mlship", "--help")))
        bare.append(timed(lambda: python("-c", "import typer")))
    help_s, bare_s = statistics.median(ours), statistics.median(bare)
    return {
        "mlship --help": f"{help_s / bare_s:.2f} times the bare process"
        f" ({help_s * 1000:.0f} ms, {bare_s * 1000:.0f} ms)"
    }


def whole_corpus(notebooks: Path, out: Path) -> dict[str, str]:
    """Time one call that converts every notebook of a folder."""
    count = sum(1 for _ in notebooks.rglob("*.ipynb"))
    before = processor_time()
    seconds = timed(lambda: python("-m", "mlship", "convert", str(notebooks), "-o", str(out)))
    used = processor_time() - before
    written = sum(1 for _ in out.rglob("pyproject.toml"))
    return {
        "whole corpus": f"{count / seconds:.1f} notebooks a second"
        f" ({written} of {count} converted in {seconds:.0f} s, {used:.0f} s of processor time)"
    }


def processor_time() -> float:
    """Give the processor time of the processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def python(*arguments: str) -> int:
    """Run this interpreter on the checkout; what it says is not looked at."""
    command = [sys.executable, *arguments]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, env=env, capture_output=True, check=False).returncode


def median_of(notebooks: Sequence[Path]) -> float:
    """Give the median time of converting a notebook."""
    return statistics.median(timed(partial(compile_one, path)) for path in notebooks)


def timed(action: Callable[[], object]) -> float:
    """Give the time that an action takes."""
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    sys.exit(main())

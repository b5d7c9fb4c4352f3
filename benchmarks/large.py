"""A notebook that holds gigabytes of frames → what verifying it costs in time and memory.

    python benchmarks/large.py [--gigabytes 2] [--out FILE]

The notebook makes four frames of equal size and trains a model on some of their rows. Its own
time and memory are those of its cells run as one script. Verifying runs it twice, and the pipeline
once: the goals are 1.3 times the time of these runs, and twice the memory of the notebook.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat

COLUMNS = 10
BYTES = 8
FRAMES = 4
CELLS = """\
import numpy as np
import pandas as pd
from sklearn.linear_model import LinearRegression
#
rng = np.random.default_rng(0)
calls = pd.DataFrame(rng.standard_normal((ROWS, 10)), columns=list("abcdefghij"))
#
doubled = calls * 2 + 1
clipped = calls.clip(-1, 1)
rest = doubled - clipped
#
model = LinearRegression().fit(rest.iloc[:1000], calls["a"].iloc[:1000])
print("r2", model.score(rest.iloc[1000:2000], calls["a"].iloc[1000:2000]))
"""


def main() -> int:
    """Measure, print the table, write the results."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--gigabytes", type=float, default=2.0, help="of all frames together")
    parser.add_argument("--out", type=Path, default=Path("build/measured/large.json"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), options.gigabytes)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(found, indent=2), encoding="utf-8")
    print("| measure | value |\n|---|---|")
    print("\n".join(f"| {name} | {value} |" for name, value in found.items()))
    return 0 if found["verdict"] == "equal" else 1


def measure(folder: Path, gigabytes: float) -> dict[str, float | str]:
    """Run the cells as a script, then verify the project that is made of them."""
    rows = int(gigabytes * 1e9 / FRAMES / COLUMNS / BYTES)
    cells = CELLS.replace("ROWS", str(rows)).split("#\n")
    (folder / "large.py").write_text("".join(cells), encoding="utf-8")
    nbformat.write(  # type: ignore[no-untyped-call]  # it has no types
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c.strip()) for c in cells]),  # type: ignore[no-untyped-call]  # nor these
        folder / "large.ipynb",
    )
    started = time.perf_counter()
    run("large.py", folder=folder)
    script_s = time.perf_counter() - started
    script_bytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    run("-m", "mlship", "convert", "large.ipynb", "-o", "project", folder=folder)
    document = json.loads(run("-m", "mlship", "verify", "project", "--json", folder=folder))
    total, peak = sum(document["seconds"].values()), max(document["memory"].values())
    return {
        "verdict": document["overall"],
        "gigabytes of frames": round(rows * FRAMES * COLUMNS * BYTES / 1e9, 2),
        "the cells as a script, s": round(script_s, 1),
        "all runs, s": round(total, 1),
        "over the same runs without recording": round(total / (total - document["recording"]), 2),
        "the cells as a script, GB": round(script_bytes / 1e9, 2),
        "the largest run, GB": round(peak / 1e9, 2),
        "over the script": round(peak / script_bytes, 2),
    }


def run(*words: str, folder: Path) -> str:
    """Run Python in a folder; give back what it says."""
    command = [sys.executable, *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


if __name__ == "__main__":
    sys.exit(main())

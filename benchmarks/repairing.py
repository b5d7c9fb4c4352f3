"""Notebooks that no longer run → how many do after `mlship repair`, and why the others do not.

    python benchmarks/repairing.py --corpus DIR --envs DIR [--only TEXT] [--limit N] [--out FILE]

DIR holds a folder `aged` of notebooks (.ipynb or .py as nbconvert writes it), each in a folder of
its own or of its data set, and what they read where they expect it. Each runs as it is in the
interpreter envs/current; those that fail are repaired for it and run again. Nothing is edited in
place: runs happen in the notebook's folder, with no network, so use a copy of the corpus.
"""

import sys
from argparse import Namespace
from collections import Counter
from pathlib import Path

from measuring.options import parser, work_folder
from measuring.results import Results, Row
from measuring.running import Ended, environment, run
from measuring.tables import share, table

REPAIR_S, RUN_S = 120.0, 90.0
EXPLAINED = 130  # characters of an error that the table shows
CONVERT = (
    "import sys, nbformat, pathlib; nb = nbformat.read(sys.argv[1], as_version=4);"
    "pathlib.Path(sys.argv[2]).write_text('\\n\\n'.join(c.source for c in nb.cells"
    " if c.cell_type == 'code'))"
)


def main() -> int:
    """Measure, print the tables, write the results."""
    options = parser(__doc__, "build/measured/repairing.json").parse_args()
    python = (options.envs / "current/bin/python").absolute()
    results = Results(options.out, fresh=options.fresh)
    notebooks = aged(options)
    for name, path in notebooks.items():
        if name not in results:
            results.add(name, measure(path, python, work_folder(options)))
    rows = [results.rows[name] for name in notebooks]
    results.save({"notebooks": len(rows)})
    print(report(rows))
    return 0


def aged(options: Namespace) -> dict[str, Path]:
    """Give the notebooks by their path below the folder."""
    folder = (options.corpus / "aged").resolve()
    found = sorted([*folder.rglob("*.ipynb"), *folder.rglob("*.py")])
    found = [path for path in found if ".repaired" not in path.suffixes]
    named = {str(path.relative_to(folder)): path for path in found}
    chosen = [name for name in named if options.only in name][: options.limit]
    return {name: named[name] for name in chosen}


def measure(path: Path, python: Path, work: Path) -> Row:
    """Run it; if it fails, mend it and run it again."""
    work.mkdir(parents=True, exist_ok=True)
    log = work / f"{path.parent.name}-{path.stem}.log"
    before = execute(path, python, log)
    if before.ok:
        return {"ending": "runs", "error": ""}
    if before.code is None:
        return {"ending": "time-out", "error": ""}
    copy = path.with_name(f"{path.stem}.repaired{path.suffix}")
    copy.unlink(missing_ok=True)
    command = [sys.executable, "-m", "mlship", "repair", path, "--python", python, "-o", copy]
    mended = run(
        command,
        cwd=path.parent,
        env=environment(Path(sys.executable), Path(__file__).parents[1]),
        timeout_s=REPAIR_S,
        log=log.with_suffix(".repair.log"),
    )
    first = last_line(before)
    if not copy.is_file():
        ending = "nothing to mend" if mended.code in {0, 1} else "repair failed"
        return {"ending": ending, "error": first, "before": first}
    after = execute(copy, python, log.with_suffix(".after.log"))
    ending = "runs after repair" if after.ok else "fails after repair"
    ending = "time-out after repair" if after.code is None else ending
    return {"ending": ending, "error": "" if after.ok else last_line(after), "before": first}


def execute(path: Path, python: Path, log: Path) -> Ended:
    """Run the code cells in order, as IPython does."""
    env = environment(python)
    script = path
    if path.suffix == ".ipynb":
        script = path.with_suffix(".run.ipy")
        run([python, "-c", CONVERT, path, script], cwd=path.parent, env=env, timeout_s=60, log=log)
    command = [python, "-m", "IPython", "--no-banner", "--colors=NoColor", script]
    return run(command, cwd=path.parent, env=env, timeout_s=RUN_S, log=log)


def last_line(ended: Ended) -> str:
    """Give the error at the end of a log."""
    lines = [line for line in ended.tail.splitlines() if "Error" in line.partition(":")[0]]
    return (lines or ["?"])[-1][:EXPLAINED]


def report(rows: list[Row]) -> str:
    """Say how many runs there were of each kind, and why runs fail."""
    endings = Counter(str(row["ending"]) for row in rows)
    broken = len(rows) - endings["runs"] - endings["time-out"]
    told = [(ending, share(count, len(rows))) for ending, count in endings.most_common()]
    told.append(
        ("of those that failed, run after repair", share(endings["runs after repair"], broken))
    )
    errors = Counter(str(row["error"]) for row in rows if row["error"])
    first = table(("ending", "notebooks (95 % interval)"), told)
    return f"{first}\n\n{table(('times', 'left'), [(n, e) for e, n in errors.most_common(40)])}"


if __name__ == "__main__":
    raise SystemExit(main())

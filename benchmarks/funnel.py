"""Notebooks as they were found → how many run, agree with themselves, and are proven equal.

    python benchmarks/funnel.py --corpus DIR --envs DIR [--only TEXT] [--out FILE]

The sets `runnable` and `runnable-failed` of the corpus, each notebook as a person would take it:
`mlship convert NOTEBOOK --verify`; if the notebook does not run, `mlship repair` and the same with
the mended copy. Notebooks that ran when the corpus was made do so in the environment of then, the
others in `current`. The funnel counts sampled → runs → converted → agrees with itself → pipeline
runs → equal, and at which rung of the ladder.
"""

import json
import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from measuring.failing import BEYOND_REPAIR, kind_of
from measuring.manifest import Entry, of_sets
from measuring.notebook_runs import Bench
from measuring.options import parser, work_folder
from measuring.results import ROOT, Results, Row
from measuring.running import Ended, environment, run
from measuring.tables import share, table

SETS = ("runnable", "runnable-failed")
ELSEWHERE = "current"
REPAIR_S, VERIFY_S = 120.0, 1800.0
DOES_NOT_RUN = "The notebook does not run"
AS_IT_IS, MENDED, NO = "as it is", "after repair", "no"
EXPLAINED = 110  # characters of a reason that the table shows


def main() -> int:
    """Measure, print the funnel, write the results."""
    arguments = parser(__doc__, "build/measured/funnel.json")
    arguments.add_argument("--set", dest="sets", choices=SETS, nargs="+", default=SETS)
    options = arguments.parse_args()
    bench = Bench(
        corpus=options.corpus.resolve(),
        environments=options.envs.absolute(),
        work=work_folder(options),
    )
    entries = of_sets(bench.corpus, options.sets, options.limit, options.only)
    results = Results(options.out, fresh=options.fresh)
    for entry in entries:
        if entry.id not in results:
            results.add(entry.id, {"id": entry.id, "set": entry.kind, **measure(bench, entry)})
            row = results.rows[entry.id]
            print(f"{entry.id}: {row['runs']}, {row['overall']} {row['rung']}", file=sys.stderr)
    rows = [results.rows[entry.id] for entry in entries]
    results.save(dict(funnel(rows)))
    print(report(rows))
    return 0


def measure(bench: Bench, entry: Entry) -> Row:
    """Convert and verify a notebook; if it does not run, mend it first."""
    python = bench.environments / (entry.environment or ELSEWHERE) / "bin/python"
    notebook = bench.fresh_copy(entry, "source")
    row = read_answer(convert(bench, entry, notebook, python))
    if row["runs"] != NO:
        return {**row, "runs": AS_IT_IS}
    copy = notebook.with_name("mended.ipynb")
    arguments = ("repair", notebook, "--python", python, "-o", copy, "--json")
    mended = document_of(mlship(bench, entry, "repair", *arguments)) or {}
    rules = {each["rule"] for each in mended.get("unrepaired", ())}
    if copy.is_file():
        row = read_answer(convert(bench, entry, copy, python))
    if row["runs"] != NO:
        return {**row, "runs": MENDED}
    error = "" if "out of time" in str(row["reason"]) else str(row["reason"])
    return {**row, "kind": kind_of(error, rules)}


def convert(bench: Bench, entry: Entry, notebook: Path, python: Path) -> Ended:
    """Convert and verify, down the ladder if need be."""
    project = bench.folder(entry) / "project"
    shutil.rmtree(project, ignore_errors=True)
    told = ("convert", notebook, "-o", project, "--verify", "--python", python, "--json")
    return mlship(bench, entry, f"convert-{notebook.stem}", *told)


def mlship(bench: Bench, entry: Entry, log: str, *arguments: str | Path) -> Ended:
    """Run a command of ours; what it writes goes to a file."""
    return run(
        [sys.executable, "-m", "mlship", *arguments],
        cwd=bench.folder(entry),
        env=environment(Path(sys.executable), ROOT),
        timeout_s=REPAIR_S if arguments[0] == "repair" else VERIFY_S,
        log=bench.folder(entry) / f"{log}.log",
    )


def document_of(ended: Ended) -> dict[str, Any] | None:
    """Find the document at the end of what a command wrote."""
    _, found, text = f"\n{ended.text}".rpartition("\n{\n")
    try:
        document: dict[str, Any] = json.loads(f"{{\n{text}") if found else {}
    except ValueError:
        return None
    return document or None


def read_answer(ended: Ended) -> Row:
    """Say how far a notebook came."""
    document = document_of(ended)
    nowhere: Row = {"runs": NO, "overall": "", "rung": "", "reason": ""}
    if document is None:
        return {**nowhere, "overall": "no answer", "reason": ended.tail[-EXPLAINED:]}
    if "error" in document:
        message = str(document["error"]["message"])
        runs = NO if message.startswith(DOES_NOT_RUN) else AS_IT_IS
        return {**nowhere, "runs": runs, "overall": f"exit {ended.code}", "reason": message}
    found = document["verification"]
    stopped = any("the pipeline stopped" in value["detail"] for value in found["values"])
    overall = "stops" if stopped else found["overall"]
    told = {"overall": overall, "rung": found["rung"], "reason": found["reason"]}
    return {"runs": AS_IT_IS, **told, "counts": found["counts"], "seconds": found["seconds"]}


def funnel(rows: list[Row]) -> list[tuple[str, str]]:
    """Count each step, and its share of the one before."""
    running = [row for row in rows if row["runs"] != NO]
    verified = [row for row in running if "counts" in row]
    steady = [row for row in verified if row["overall"] != "undecided"]
    piped = [row for row in steady if row["overall"] != "stops"]
    equal = [row for row in piped if row["overall"] == "equal"]
    rungs = Counter(str(row["rung"]) for row in equal)
    tried = [row for row in rows if row["runs"] != AS_IT_IS]
    mended = sum(row["runs"] == MENDED for row in tried)
    mendable = [r for r in tried if r["runs"] == MENDED or r.get("kind") not in BEYOND_REPAIR]
    return [
        ("sampled", str(len(rows))),
        ("runs", share(len(running), len(rows))),
        ("… as it is", str(len(running) - mended)),
        ("… after repair, of those that an edit can mend", share(mended, len(mendable))),
        ("converted, of those that run", share(len(verified), len(running))),
        ("agrees with itself, of those", share(len(steady), len(verified))),
        ("pipeline runs, of those", share(len(piped), len(steady))),
        ("equal, of those that agree with themselves", share(len(equal), len(steady))),
        *((f"… at the rung `{rung}`", share(n, len(steady))) for rung, n in rungs.most_common()),
    ]


def report(rows: list[Row]) -> str:
    """Write the funnel, then a line a notebook."""
    lines = [
        [
            *(row["id"], row["runs"], row["overall"], row["rung"]),
            *(row.get("kind", ""), str(row["reason"])[:EXPLAINED]),
        ]
        for row in rows
    ]
    head = ["notebook", "runs", "overall", "rung", "kind", "why"]
    return "\n\n".join([table(["step", "notebooks"], funnel(rows)), table(head, lines)])


if __name__ == "__main__":
    sys.exit(main())

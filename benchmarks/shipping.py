"""Notebooks that run → how far `mlship ship` takes each of them, step by step.

    python benchmarks/shipping.py --corpus DIR --envs DIR [--only TEXT] [--out FILE]

The set `runnable` of the corpus, each in a fresh copy of its folder and with its own environment:
`mlship ship NOTEBOOK --skip build`. The funnel counts converted → lint clean → runs → equal to the
notebook, and at which rung of the ladder → own tests pass → the service answers a record of the
training data. What serves models is the same for all, and once beside their environments:

    pip install --target ENVS/serving msgspec uvicorn httptools prometheus-client
"""

import sys
from collections import Counter

from funnel import document_of
from measuring.manifest import Entry, runnable
from measuring.notebook_runs import Bench
from measuring.options import parser, work_folder
from measuring.results import ROOT, Results, Row
from measuring.running import environment, run
from measuring.tables import share, table

SHIP_S, RUN_S = 1800.0, 600.0
STEPS = {
    "convert": "converted",
    "lint": "lint clean as it comes",
    "run": "the pipeline runs",
    "verify": "equal to its notebook",
    "test": "its own tests pass",
    "smoke": "the service answers a record of the training data",
}
EXPLAINED = 110  # characters of a reason that the table shows


def main() -> int:
    """Measure, print the funnel, write the results."""
    options = parser(__doc__, "build/measured/shipping.json").parse_args()
    bench = Bench(
        corpus=options.corpus.resolve(),
        environments=options.envs.absolute(),
        work=work_folder(options),
    )
    entries = runnable(bench.corpus, options.limit, options.only)
    results = Results(options.out, fresh=options.fresh)
    for entry in entries:
        if entry.id not in results:
            results.add(entry.id, {"id": entry.id, **shipped(bench, entry)})
            row = results.rows[entry.id]
            print(f"{entry.id}: {row['last']} {row['state']} {row['why']}", file=sys.stderr)
    rows = [results.rows[entry.id] for entry in entries if entry.id in results]
    results.save(dict(funnel(rows)))
    print(report(rows))
    return 0


def shipped(bench: Bench, entry: Entry) -> Row:
    """Ship a notebook, and say how each step ended."""
    notebook = bench.fresh_copy(entry, "source")
    ended = run(
        [
            *(sys.executable, "-m", "mlship", "ship", notebook, "-o", notebook.parent / "shipped"),
            *("--python", bench.python(entry), "--timeout", str(RUN_S)),
            *("--skip", "build", "--fresh", "--json"),
        ],
        cwd=bench.folder(entry),
        env=environment(bench.python(entry), ROOT, bench.environments / "serving"),
        timeout_s=SHIP_S,
        log=bench.folder(entry) / "ship.log",
    )
    document = document_of(ended)
    if document is None or "steps" not in document:
        why = "out of time" if ended.code is None else ended.tail[-EXPLAINED:]
        return {"steps": {}, "last": "none", "state": "failed", "why": why, "rung": ""}
    steps = {step["step"]: step for step in document["steps"]}
    last = document["steps"][-1]
    return {
        "steps": {name: step["state"] for name, step in steps.items()},
        "last": last["step"],
        "state": last["state"],
        "why": last["told"][:EXPLAINED],
        "rung": steps.get("verify", {}).get("given", {}).get("rung", ""),
        "seconds": ended.seconds,
    }


def funnel(rows: list[Row]) -> list[tuple[str, str]]:
    """Count how many came through each step, of all; those without a model have no service."""
    lines = [("notebooks", str(len(rows)))]
    for name, told in STEPS.items():
        through = [row for row in rows if row["steps"].get(name) in {"done", "unchanged"}]
        lines.append((told, share(len(through), len(rows))))
        if name == "verify":
            rungs = Counter(str(row["rung"]) for row in through)
            lines += [(f"… at the rung `{rung}`", str(n)) for rung, n in rungs.most_common()]
    served_nothing = sum(row["why"] == "no model to serve" for row in rows)
    ships = sum(row["steps"].get("smoke") == "done" for row in rows) + served_nothing
    return [
        *lines,
        ("… nothing to serve: no model", str(served_nothing)),
        ("ships: every step that there is", share(ships, len(rows))),
    ]


def report(rows: list[Row]) -> str:
    """Write the funnel, then a line a notebook."""
    lines = [
        [row["id"], row["last"], row["state"], row["rung"], row.get("seconds", ""), row["why"]]
        for row in rows
    ]
    head = ["notebook", "last step", "", "rung", "s", "why"]
    return "\n\n".join([table(["step", "notebooks"], funnel(rows)), table(head, lines)])


if __name__ == "__main__":
    sys.exit(main())

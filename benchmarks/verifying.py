"""Notebooks that run → what `mlship verify` says of their projects, and what it costs.

    python benchmarks/verifying.py --corpus DIR --envs DIR [--only TEXT] [--out FILE]

Each notebook is converted and verified with the interpreter that it runs in, as a person would do
it. The funnel: runs, agrees with itself, pipeline runs, equal. The cost: the time of all runs
over that of the same runs without writing down values.
"""

import json
import shutil
import sys
from argparse import Namespace
from collections import Counter
from pathlib import Path

from measuring.manifest import Entry, runnable
from measuring.notebook_runs import Bench
from measuring.options import parser, work_folder
from measuring.results import ROOT, Results, Row
from measuring.running import Ended, environment, run
from measuring.tables import share, spread, table

CONVERT_S, VERIFY_S = 120.0, 1200.0
EXPLAINED = 110  # characters of a reason that the table shows


def main() -> int:
    """Measure, print the tables, write the results."""
    options = parser(__doc__, "build/measured/verifying.json").parse_args()
    entries = chosen(options)
    bench = Bench(
        corpus=options.corpus.resolve(),
        environments=options.envs.absolute(),
        work=work_folder(options),
    )
    results = Results(options.out, fresh=options.fresh)
    for entry in entries:
        if entry.id not in results:
            results.add(entry.id, measure(bench, entry))
            print(f"{entry.id}: {results.rows[entry.id]['overall']}", file=sys.stderr)
    rows = [results.rows[entry.id] for entry in entries]
    results.save(summary(rows))
    print(report(rows))
    return 0


def chosen(options: Namespace) -> list[Entry]:
    """Choose the notebooks, those with little data first."""
    entries = runnable(options.corpus.resolve(), None, options.only)
    sizes = {entry.id: size_of(options.corpus / "runnable" / entry.id) for entry in entries}
    return sorted(entries, key=lambda entry: sizes[entry.id])[: options.limit]


def size_of(folder: Path) -> int:
    """Add up the bytes in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def measure(bench: Bench, entry: Entry) -> Row:
    """Convert and verify one notebook."""
    project = bench.folder(entry) / "project"
    shutil.rmtree(project, ignore_errors=True)
    converted = mlship(bench, entry, "convert", bench.fresh_copy(entry, "source"), "-o", project)
    if not converted.ok:
        return {"id": entry.id, "overall": "not converted", "reason": converted.tail[-EXPLAINED:]}
    python = bench.python(entry)
    ended = mlship(bench, entry, "verify", project, "--python", python, "--json")
    return {"id": entry.id, "seconds": ended.seconds, **read_answer(bench, entry, ended)}


def mlship(bench: Bench, entry: Entry, command: str, *arguments: str | Path) -> Ended:
    """Run a command of ours; its document goes to a file."""
    timeout_s = VERIFY_S if command == "verify" else CONVERT_S
    return run(
        [sys.executable, "-m", "mlship", command, *arguments],
        cwd=bench.folder(entry),
        env=environment(Path(sys.executable), ROOT),
        timeout_s=timeout_s,
        log=bench.folder(entry) / f"{command}.log",
    )


def read_answer(bench: Bench, entry: Entry, ended: Ended) -> Row:
    """Read the document of a verification."""
    text = (bench.folder(entry) / "verify.log").read_text(encoding="utf-8", errors="replace")
    try:
        document = json.loads(text[text.index("{\n") :])
    except ValueError:
        return {"overall": "no answer", "reason": ended.tail[-EXPLAINED:]}
    if "error" in document:
        return {"overall": f"exit {ended.code}", "reason": document["error"]["message"]}
    kinds = Counter(f"{value['kind']} {value['verdict']}" for value in document["values"])
    return {
        "overall": document["overall"],
        "reason": document["reason"],
        "counts": document["counts"],
        "kinds": dict(kinds),
        "times": document["seconds"],
        "recording": document["recording"],
        "memory": document["memory"],
    }


def summary(rows: list[Row]) -> dict[str, str]:
    """Count, with 95 % intervals."""
    overall = Counter(str(row["overall"]) for row in rows)
    decided = overall["equal"] + overall["different"]
    return {
        "notebooks": str(len(rows)),
        "do not run": str(overall["exit 3"]),
        "undecided": str(overall["undecided"]),
        "equal, of those that agree with themselves": share(overall["equal"], decided),
        "values": counted(rows),
        "time with recording over time without": spread(list(map(overhead, done(rows)))),
        "seconds of all three runs": spread([total(row) for row in done(rows)]),
    }


def done(rows: list[Row]) -> list[Row]:
    """Choose the rows with a verdict."""
    return [row for row in rows if "times" in row]


def total(row: Row) -> float:
    """Add up the seconds of the runs."""
    times = row["times"]
    assert isinstance(times, dict)  # noqa: S101 - rows come back from JSON
    return round(sum(times.values()), 1)


def overhead(row: Row) -> float:
    """Divide the time of the runs by what it would have been without writing down values."""
    return round(total(row) / max(total(row) - float(str(row["recording"])), 0.1), 2)


def counted(rows: list[Row]) -> str:
    """Add up the verdicts of all values."""
    counts: Counter[str] = Counter()
    for row in rows:
        found = row.get("counts")
        counts.update(found if isinstance(found, dict) else {})
    return ", ".join(f"{count} {verdict}" for verdict, count in counts.items())


def report(rows: list[Row]) -> str:
    """Write the summary, then a line a notebook."""
    lines = [
        [row["id"], row["overall"], row.get("seconds", ""), str(row.get("reason", ""))[:EXPLAINED]]
        for row in rows
    ]
    head = ["notebook", "overall", "seconds", "why"]
    return "\n\n".join([table(["measure", "result"], summary(rows).items()), table(head, lines)])


if __name__ == "__main__":
    sys.exit(main())

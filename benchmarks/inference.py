"""Notebooks that train a model → does a raw record get the notebook's answer, and if not, why?

    python benchmarks/inference.py --corpus DIR --envs DIR [--static] [--only TEXT] [--out FILE]

Each runnable notebook is converted and its generated replay test run in the notebook's own
environment: records alone, in shuffled batches and at once, against the pipeline's features and
predictions. With --static the notebooks of DIR/static are only planned: where would serving start?
"""

import re
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from measuring.manifest import Entry, runnable, static
from measuring.notebook_runs import Bench
from measuring.options import parser, work_folder
from measuring.pipeline_runs import convert
from measuring.results import Results, Row
from measuring.running import Ended, environment, run
from measuring.tables import share, table

from mlship.compiler import plan_notebook
from mlship.errors import MlshipError
from mlship.ir.plan import Plan
from mlship.settings import Settings

REPLAY_S = 400.0
SHOWN = 110  # characters of a reason that the table shows


def main() -> int:
    """Measure, print the tables, write the results."""
    made = parser(__doc__, "build/measured/inference.json")
    made.add_argument("--static", action="store_true", help="plan the static notebooks instead")
    options = made.parse_args()
    results = Results(options.out, fresh=options.fresh)
    names = list(measure_all(options, results))
    rows = [results.rows[name] for name in names]
    results.save(summary(rows))
    print(report(rows))
    return 0


def measure_all(options: Namespace, results: Results) -> Iterable[str]:
    """Measure what has no result yet; give the names of all."""
    if options.static:
        for path in static(options.corpus, options.limit, options.only):
            if str(path) not in results:
                results.add(str(path), planned(options.corpus / "static" / path))
            yield str(path)
        return
    bench = Bench(
        corpus=options.corpus.resolve(),
        environments=options.envs.absolute(),
        work=work_folder(options),
    )
    for entry in runnable(bench.corpus, options.limit, options.only):
        if entry.id not in results:
            results.add(entry.id, replayed(bench, entry))
            row = results.rows[entry.id]
            print(f"{entry.id}: {row['level']} {row['replay']} {row['why']}", file=sys.stderr)
        yield entry.id


def planned(notebook: Path) -> Row:
    """Say where serving starts."""
    try:
        plan = plan_notebook(notebook, Settings()).plan
    except MlshipError as error:
        return {"id": str(notebook), "level": "not converted", "reason": str(error), "replay": ""}
    return {"id": str(notebook), "replay": "", "why": "", **level_of(plan)}


def level_of(plan: Plan) -> Row:
    """Say where serving starts, and why not earlier."""
    found = plan.inference
    if not plan.model:
        return {"level": "no model", "reason": ""}
    partly = found.level == "features" and found.prepare.body
    level = "midway" if partly else found.level
    return {"level": level, "reason": found.reason}


def replayed(bench: Bench, entry: Entry) -> Row:
    """Convert a notebook, and run its replay test."""
    row = planned(bench.corpus / "runnable" / entry.id / entry.path)
    project = bench.folder(entry) / "project"
    if row["level"] not in {"records", "midway", "features"}:
        return {**row, "id": entry.id, "why": ""}
    converted = convert(bench, entry, project)
    if not converted.ok:
        return {**row, "id": entry.id, "replay": "not converted", "why": converted.tail[-200:]}
    ended = replay(bench, entry, project)
    verdict = "equal" if ended.ok else "out of time" if ended.code is None else "differs"
    skipped = re.search(r"\d+ skipped", ended.tail) is not None
    why = "" if ended.ok else first_error(ended)
    return {**row, "id": entry.id, "replay": "skipped" if skipped else verdict, "why": why}


def replay(bench: Bench, entry: Entry, project: Path) -> Ended:
    """Run the replay test with the notebook's own interpreter."""
    python = bench.python(entry)
    test = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_replay.py"]
    return run(
        test,
        cwd=project,
        env=environment(python, project / "src"),
        timeout_s=REPLAY_S,
        log=bench.folder(entry) / "replay.log",
    )


def first_error(ended: Ended) -> str:
    """Give the first error that pytest shows."""
    lines = [line[1:].strip() for line in ended.tail.splitlines() if line.startswith("E  ")]
    return next(iter([*lines, *reversed(ended.tail.strip().splitlines())]), "nothing was printed")


def summary(rows: list[Row]) -> dict[str, str]:
    """Count, with 95 % intervals."""
    trains = [row for row in rows if row["level"] not in {"no model", "not converted"}]
    levels = Counter(str(row["level"]) for row in trains)
    raw = [row for row in trains if row["level"] == "records"]
    equal = sum(row["replay"] == "equal" for row in raw)
    counted = {
        f"starts at: {level}": share(number, len(trains)) for level, number in levels.items()
    }
    return counted | {"raw records replay equal, of all with a model": share(equal, len(trains))}


def report(rows: list[Row]) -> str:
    """Write the summary, the reasons by frequency, then a line a notebook."""
    reasons = Counter(re.sub("`[^`]*`", "`…`", str(row["reason"])) for row in rows if row["reason"])
    lines = [
        [row["id"], row["level"], row["replay"], f"{row['reason']} {row.get('why', '')}"[:SHOWN]]
        for row in rows
        if row["level"] != "no model"
    ]
    return "\n\n".join(
        [
            table(["measure", "result (95 % interval)"], summary(rows).items()),
            table(["why not from the raw record", "notebooks"], reasons.most_common(25)),
            table(["notebook", "starts at", "replay", "why"], lines),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())

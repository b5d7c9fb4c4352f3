"""Notebooks that run → do their pipelines run, pass their own tests, give the same numbers?

    python benchmarks/runnable.py --corpus DIR --envs DIR [--jobs N] [--out FILE]

Each notebook runs once, unedited, in its own environment, and its generated project in the same
one: `python -m PACKAGE train --no-cache`, then its tests. Both start from the same seeds. Metrics
that the notebook prints or displays are written down at full precision while it runs; each must be
found in the project's metrics.json, equal to nine digits (a rounded one: to the digits shown).
"""

import re
import sys
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypedDict

from measuring.comparing import Noted, calls_equal, match, shown_arrays, shown_scalars
from measuring.manifest import Entry, runnable
from measuring.notebook_runs import Bench, NotebookRun, run_notebook
from measuring.options import parser, work_folder
from measuring.pipeline_runs import PipelineRun, run_pipeline
from measuring.results import Results, Row
from measuring.running import Ended
from measuring.tables import share, table

EXPLAINED = 160  # characters of an error that the table shows


def main() -> int:
    """Measure, print the tables, write the results."""
    options = parse_arguments()
    bench = Bench(
        corpus=options.corpus.resolve(),
        environments=options.envs.absolute(),
        work=work_folder(options),
    )
    entries = runnable(bench.corpus, options.limit, options.only)
    results = Results(options.out, fresh=options.fresh)
    measure_all(bench, entries, results, options)
    rows = [results.rows[entry.id] for entry in entries]
    results.save(summary(rows))
    print(report(rows))
    return 0


def parse_arguments() -> Namespace:
    """Read the options."""
    made = parser(__doc__, "build/measured/runnable.json")
    made.add_argument("--fresh-notebooks", action="store_true", help="run the notebooks again too")
    return made.parse_args()


def measure_all(
    bench: Bench, entries: Iterable[Entry], results: Results, options: Namespace
) -> None:
    """Measure what has no result yet."""

    def measured(entry: Entry) -> None:
        results.add(entry.id, measure(bench, entry, fresh=options.fresh_notebooks))
        print(f"{entry.id}: {results.rows[entry.id]['verdict']}", file=sys.stderr)

    with ThreadPoolExecutor(options.jobs) as pool:
        list(pool.map(measured, [entry for entry in entries if entry.id not in results]))


def measure(bench: Bench, entry: Entry, *, fresh: bool) -> Row:
    """Run a notebook and its pipeline, and compare them."""
    notebook = run_notebook(bench, entry, fresh=fresh)
    pipeline = run_pipeline(bench, entry)
    return {
        "id": entry.id,
        "environment": entry.environment,
        "notebook": notebook.status,
        "converted": pipeline.convert.ok,
        "runs": ended_well(pipeline.train),
        "tests": tests_of(pipeline.test),
        "test_line": last_line(pipeline.test),
        "seconds": pipeline.train.seconds if pipeline.train else None,
        **compared(notebook, pipeline),
        "error": error_of(notebook, pipeline),
    }


def ended_well(ended: Ended | None) -> bool:
    """Tell whether a step was reached and ended with 0."""
    return ended is not None and ended.ok


def tests_of(ended: Ended | None) -> str:
    """Say how the tests ended; where more are skipped than pass, nothing is shown to work."""
    if ended is None or not ended.ok:
        return "not reached" if ended is None else "fail"
    counts = {word: int(n) for n, word in re.findall(r"(\d+) (passed|skipped)", last_line(ended))}
    return "pass" if counts.get("passed", 0) > counts.get("skipped", 0) else "skips"


def last_line(ended: Ended | None) -> str:
    """Give the last line that a step wrote."""
    lines = ended.tail.strip().splitlines() if ended else []
    return lines[-1] if lines else ""


class Comparison(TypedDict):
    """The shown values by fate, and the two other comparisons."""

    shown: int
    equal: int
    rounded: int
    missing: list[tuple[str, float]]
    arrays: int
    arrays_equal: int
    calls: str
    verdict: str


def compared(notebook: NotebookRun, pipeline: PipelineRun) -> Comparison:
    """Compare what the notebook showed with what the pipeline left."""
    scalars = shown_scalars(notebook.log)
    fates = [match(noted.values[0], pipeline.numbers) for noted in scalars]
    arrays = [is_in(noted, pipeline.numbers) for noted in shown_arrays(notebook.log)]
    missing = [
        (noted.name, noted.values[0])
        for noted, fate in zip(scalars, fates, strict=True)
        if fate == "missing"
    ]
    counts = Counter(fates)
    return Comparison(
        shown=len(scalars),
        equal=counts["equal"],
        rounded=counts["rounded"],
        missing=missing,
        arrays=len(arrays),
        arrays_equal=sum(arrays),
        calls=calls_equal(notebook.log, pipeline.log),
        verdict=verdict(pipeline, shown=len(scalars), missing=len(missing)),
    )


def is_in(array: Noted, numbers: tuple[float, ...]) -> bool:
    """Tell whether every element of a shown array is among the pipeline's numbers."""
    return all(match(value, numbers) == "equal" for value in array.values)


def verdict(pipeline: PipelineRun, *, shown: int, missing: int) -> str:
    """Sum up: equal, differs, shows none, fails, not converted."""
    if not pipeline.convert.ok:
        return "not converted"
    if not ended_well(pipeline.train):
        return "fails"
    if not shown:
        return "shows none"
    return "differs" if missing else "equal"


def error_of(notebook: NotebookRun, pipeline: PipelineRun) -> str:
    """Say what went wrong first."""
    if notebook.status != "ok":
        return f"notebook: {notebook.error}"
    for step in (pipeline.convert, pipeline.train, pipeline.test):
        if step is not None and not step.ok:
            return "out of time" if step.code is None else last_line(step)
    return ""


def summary(rows: list[Row]) -> dict[str, str]:
    """Count, with 95 % intervals."""
    everything, showing = len(rows), [row for row in rows if row["shown"]]
    same_calls = [row for row in rows if row["calls"] != "differs" and row["runs"]]
    return {
        "converted": share(sum(row["converted"] is True for row in rows), everything),
        "runs to the end": share(sum(row["runs"] is True for row in rows), everything),
        "own tests pass": share(count(rows, "tests", "pass"), everything),
        "shown metrics all equal, of those that show any": share(
            count(showing, "verdict", "equal"), len(showing)
        ),
        "runs, and no shown metric missing, of all": share(
            count(rows, "verdict", "equal") + count(rows, "verdict", "shows none"), everything
        ),
        "shown metric values found": share(total(rows, "equal", "rounded"), total(rows, "shown")),
        "of them rounded in the notebook": str(total(rows, "rounded")),
        "shown arrays found": share(total(rows, "arrays_equal"), total(rows, "arrays")),
        "every metric call of the notebook made with the same value": share(
            len(same_calls), everything
        ),
    }


def count(rows: list[Row], column: str, value: str) -> int:
    """Count the rows with a value."""
    return sum(row[column] == value for row in rows)


def total(rows: list[Row], *columns: str) -> int:
    """Add numbers up."""
    values = [row[column] for row in rows for column in columns]
    return sum(value for value in values if isinstance(value, int))


def report(rows: list[Row]) -> str:
    """Write the summary, then a line a notebook."""
    columns = ("id", "environment", "verdict", "runs", "tests", "shown", "calls")
    lines = [
        [*(row[column] for column in columns), missing_of(row), str(row["error"])[:EXPLAINED]]
        for row in rows
    ]
    return "\n\n".join(
        [
            table(["measure", "result (95 % interval)"], summary(rows).items()),
            table([*columns, "missing", "error"], lines),
        ]
    )


def missing_of(row: Row) -> str:
    """Name the first missing values of a notebook."""
    missing = row["missing"]
    assert isinstance(missing, list)  # noqa: S101 - rows come back from JSON
    first = "; ".join(f"{name} = {value:.6g}" for name, value in missing[:2])
    return f"{len(missing)}: {first}" if missing else ""


if __name__ == "__main__":
    sys.exit(main())

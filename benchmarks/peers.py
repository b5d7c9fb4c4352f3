"""The same notebooks through other converters → accepted, runs, same metrics, by one measure.

    python benchmarks/peers.py --corpus DIR --envs DIR [--peers DIR] [--out FILE]

The other tools live in an environment of their own: `python -m venv DIR/peers` and
`DIR/peers/bin/pip install soorgeon ploomber notebook-to-pipeline`. What cannot be installed is said
to be missing. Every pipeline runs in the notebook's own environment, from the same seeds. For
mlship the notebook's shown metrics must be in metrics.json; for the others it is enough that the
run computed, printed or returned them.
"""

import sys
from argparse import Namespace
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from measuring.comparing import match, shown_scalars
from measuring.manifest import Entry, runnable
from measuring.notebook_runs import Bench, run_notebook
from measuring.options import parser, work_folder
from measuring.peer_tools import TOOLS, Attempt
from measuring.results import Results, Row
from measuring.tables import share, table


def main() -> int:
    """Measure, print the table, write the results."""
    options = parse_arguments()
    bench = Bench(
        corpus=options.corpus.resolve(),
        environments=options.envs.absolute(),
        work=work_folder(options),
    )
    entries = runnable(bench.corpus, options.limit, options.only)
    tools = [tool for tool in TOOLS if is_installed(options.peers, tool)]
    results = Results(options.out, fresh=options.fresh)
    measure_all(bench, [(entry, tool) for entry in entries for tool in tools], results, options)
    lines = [line(tool, entries, results) for tool in TOOLS]
    results.save({tool: dict(zip(HEADS[1:], said, strict=True)) for tool, *said in lines})
    print(table(HEADS, lines))
    return 0


HEADS = ("converter", "accepted", "runs to the end", "shown metrics equal, of those that show any")


def parse_arguments() -> Namespace:
    """Read the options."""
    made = parser(__doc__, "build/measured/peers.json")
    made.add_argument("--peers", type=Path, help="environment of the others (ENVS/peers)")
    options = made.parse_args()
    options.peers = (options.peers or options.envs / "peers").absolute()
    return options


def is_installed(peers: Path, tool: str) -> bool:
    """Tell whether a tool's command is there."""
    command, _ = TOOLS[tool]
    return tool == "mlship" or (peers / "bin" / command).is_file()


def measure_all(
    bench: Bench, pairs: Iterable[tuple[Entry, str]], results: Results, options: Namespace
) -> None:
    """Measure what has no result yet."""

    def measured(pair: tuple[Entry, str]) -> None:
        entry, tool = pair
        results.add(f"{entry.id} {tool}", measure(bench, entry, tool, options.peers))
        print(f"{entry.id} {tool}", file=sys.stderr)

    with ThreadPoolExecutor(options.jobs) as pool:
        todo = [(entry, tool) for entry, tool in pairs if f"{entry.id} {tool}" not in results]
        list(pool.map(measured, todo))


def measure(bench: Bench, entry: Entry, tool: str, peers: Path) -> Row:
    """Convert and run one notebook with one tool, and compare."""
    shown = shown_scalars(run_notebook(bench, entry, fresh=False).log)
    attempt = TOOLS[tool][1](bench, entry, peers / "bin" / "python")
    missing = [
        (noted.name, noted.values[0])
        for noted in shown
        if match(noted.values[0], attempt.numbers) == "missing"
    ]
    return {
        "accepted": attempt.accepted.ok,
        "runs": attempt.ran is not None and attempt.ran.ok,
        "shown": len(shown),
        "missing": missing,
        "said": last_words(attempt),
    }


def last_words(attempt: Attempt) -> str:
    """Give the end of what the last step wrote, where it failed."""
    last = attempt.ran or attempt.accepted
    return "" if last.ok else last.tail[-300:]


def line(tool: str, entries: list[Entry], results: Results) -> tuple[str, ...]:
    """Sum one tool up."""
    names = [f"{entry.id} {tool}" for entry in entries]
    rows = [results.rows[name] for name in names if name in results]
    if not rows:
        return (tool, "cannot be installed here", "", "")
    showing = [row for row in rows if row["shown"]]
    return (
        tool,
        share(sum(row["accepted"] is True for row in rows), len(rows)),
        share(sum(row["runs"] is True for row in rows), len(rows)),
        share(sum(row["runs"] is True and not row["missing"] for row in showing), len(showing)),
    )


if __name__ == "__main__":
    sys.exit(main())

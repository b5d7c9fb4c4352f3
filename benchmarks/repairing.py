"""Notebooks that no longer run → how many do after `mlship repair`, and why the others do not.

    python benchmarks/repairing.py --corpus DIR --envs DIR [--only TEXT] [--limit N] [--out FILE]

DIR holds a folder `aged` of notebooks (.ipynb or .py as nbconvert writes it), each in a folder of
its own or of its data set, and what they read where they expect it. Each runs as it is in the
interpreter envs/current; those that fail are repaired for it and run again. Nothing is edited in
place: runs happen in the notebook's folder, with no network, so use a copy of the corpus. The first
run of each is kept; `--fresh` repeats it.

What no edit can mend (a package that is needed and not installed, data that is nowhere, the
network, time) is counted apart: by the error that is left after repair, and by what `mlship
repair` has left open.
"""

import json
import sys
from argparse import Namespace
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from measuring.failing import BEYOND_REPAIR, kind_of
from measuring.options import parser, work_folder
from measuring.results import Results, Row
from measuring.running import Ended, environment, run
from measuring.tables import share, table

REPAIR_S, RUN_S = 120.0, 90.0
RUNS, SLOW, MENDED, FAILS = "runs", "time-out", "runs after repair", "fails after repair"
UNMENDED, BROKEN, SLOW_AFTER = "nothing to mend", "repair failed", "time-out after repair"
EXPLAINED = 130  # characters of an error that the table shows


def main() -> int:
    """Measure, print the tables, write the results."""
    options = parser(__doc__, "build/measured/repairing.json").parse_args()
    python = (options.envs / "current/bin/python").absolute()
    results = Results(options.out, fresh=options.fresh)
    notebooks = aged(options)
    for name, path in notebooks.items():
        if name not in results:
            results.add(name, measure(path, python, work_folder(options), fresh=options.fresh))
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


def measure(path: Path, python: Path, work: Path, *, fresh: bool) -> Row:
    """Run it; if it fails, mend it and run it again."""
    work.mkdir(parents=True, exist_ok=True)
    log = work / f"{path.parent.name}-{path.stem}.log"
    before = as_it_is(path, python, log, fresh=fresh)
    if before.ok:
        return {"ending": RUNS, "kind": "", "error": ""}
    if before.code is None:
        return {"ending": SLOW, "kind": kind_of(""), "error": ""}
    copy = path.with_name(f"{path.stem}.repaired{path.suffix}")
    copy.unlink(missing_ok=True)
    command = [
        *(sys.executable, "-m", "mlship", "repair", path),
        *("--python", python, "-o", copy, "--json"),
    ]
    mended = run(
        command,
        cwd=path.parent,
        env=environment(Path(sys.executable), Path(__file__).parents[1]),
        timeout_s=REPAIR_S,
        log=log.with_suffix(".repair.log"),
    )
    first, rules = last_line(before), read_rules(log.with_suffix(".repair.log"))
    if not copy.is_file():
        ending = UNMENDED if mended.code in {0, 1} else BROKEN
        return {"ending": ending, "kind": kind_of(first, rules), "error": first, "before": first}
    after = execute(copy, python, log.with_suffix(".after.log"))
    if after.ok:
        return {"ending": MENDED, "kind": kind_of(first), "error": "", "before": first}
    left = "" if after.code is None else last_line(after)
    ending = SLOW_AFTER if after.code is None else FAILS
    return {"ending": ending, "kind": kind_of(left, rules), "error": left, "before": first}


def as_it_is(path: Path, python: Path, log: Path, *, fresh: bool) -> Ended:
    """Run it unmended; no change of ours makes another run of it necessary."""
    kept = log.with_suffix(".ended.json")
    if kept.is_file() and not fresh:
        return Ended(**json.loads(kept.read_text(encoding="utf-8")))
    ended = execute(path, python, log)
    kept.write_text(json.dumps({**asdict(ended), "log": None}), encoding="utf-8")
    return ended


def read_rules(log: Path) -> set[str]:
    """Read by which rules something was left open."""
    text = log.read_text(encoding="utf-8", errors="replace")
    try:
        document = json.loads(text[text.index("{\n") :])
    except ValueError:
        return set()
    return {each["rule"] for each in document.get("unrepaired", ())}


def execute(path: Path, python: Path, log: Path) -> Ended:
    """Run the code cells in order, as IPython does."""
    env = environment(python)
    command = [python, "-m", "IPython", "--no-banner", "--colors=NoColor", path]
    return run(command, cwd=path.parent, env=env, timeout_s=RUN_S, log=log)


def last_line(ended: Ended) -> str:
    """Give the error at the end of a log."""
    lines = [line for line in ended.tail.splitlines() if "Error" in line.partition(":")[0]]
    return (lines or ["?"])[-1][:EXPLAINED]


def report(rows: list[Row]) -> str:
    """Say how many runs there were of each kind, and why runs fail."""
    endings = Counter(str(row["ending"]) for row in rows)
    failed = [row for row in rows if row["ending"] not in {RUNS, SLOW}]
    mendable = [r for r in failed if r["ending"] == MENDED or r["kind"] not in BEYOND_REPAIR]
    told = [(ending, share(count, len(rows))) for ending, count in endings.most_common()]
    told += [
        ("of all that failed, run after repair", share(endings[MENDED], len(failed))),
        ("of those that an edit can mend, run after repair", share(endings[MENDED], len(mendable))),
    ]
    kinds = Counter((str(row["kind"]), str(row["ending"])) for row in failed)
    errors = Counter(str(row["error"]) for row in rows if row["error"])
    first = table(("ending", "notebooks (95 % interval)"), told)
    second = table(
        ("why it fails", "ending", "notebooks"), [(*k, n) for k, n in sorted(kinds.items())]
    )
    third = table(("times", "left"), [(n, e) for e, n in errors.most_common(40)])
    return f"{first}\n\n{second}\n\n{third}"


if __name__ == "__main__":
    raise SystemExit(main())

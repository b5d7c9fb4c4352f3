"""The example's service, and that of a bare estimator → broken in every way; what held, as a table.

Bad input, fuzzing from the service's own OpenAPI document, SIGTERM and kill -9 under load, ten
times the load that it can take, slow clients, bodies of 50 MB, and swaps of the model under load.
"""

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

from breaking.crowds import check_overload, check_slow_clients
from breaking.fuzzing import fuzz
from breaking.inputs import check_big_body, check_inputs
from breaking.lives import check_kill, check_sigterm, check_start, check_swaps
from breaking.subjects import Finding, Subject, make_bare, make_demo
from measuring.tables import table

MAKERS = {"demo": make_demo, "bare": make_bare}
Check = Callable[[Subject], Iterator[Finding]]


def main() -> int:
    """Try all of it; 0 if everything held."""
    options = _parse()
    checks = _checks(options)
    results = {}
    for name in options.subjects.split(","):
        with tempfile.TemporaryDirectory() as folder:
            subject = MAKERS[name](Path(folder))
            results[subject.name] = _try_all(subject, checks)
    options.out.write_text(json.dumps(results, indent=1, ensure_ascii=False), encoding="utf-8")
    return 0 if all(row["held"] for rows in results.values() for row in rows) else 1


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("--subjects", default="demo,bare", help="what is served: demo, bare or both")
    add("--only", default="", help="some of the checks, with commas between")
    add("--schemathesis", default=shutil.which("schemathesis") or "", help="its program")
    add("--examples", type=int, default=1_000, help="of schemathesis, for each route")
    add("--out", type=Path, default=Path("faults.json"), help="everything, as JSON")
    return parser.parse_args()


def _checks(options: argparse.Namespace) -> dict[str, Check]:
    checks: dict[str, Check] = {
        "inputs": lambda subject: _serving(subject, check_inputs),
        "big": lambda subject: _serving(subject, check_big_body),
        "fuzz": lambda subject: _serving(
            subject, lambda service: fuzz(service, options.schemathesis, options.examples)
        ),
        "slow": lambda subject: _serving(subject, check_slow_clients),
        "overload": lambda subject: _serving(subject, check_overload),
        "start": check_start,
        "sigterm": lambda subject: check_sigterm(subject, 1),
        "sigterm2": lambda subject: check_sigterm(subject, 2),
        "kill": check_kill,
        "swap": lambda subject: check_swaps(subject, 1),
        "swap2": lambda subject: check_swaps(subject, 2),
    }
    if not options.schemathesis:
        print("schemathesis is not there: pip install schemathesis", file=sys.stderr)
        del checks["fuzz"]
    wanted = options.only.split(",") if options.only else list(checks)
    return {name: checks[name] for name in wanted}


def _serving(subject: Subject, check: Callable) -> Iterator[Finding]:
    with subject.serve() as service:
        yield from check(service)


def _try_all(subject: Subject, checks: dict[str, Check]) -> list[dict[str, object]]:
    """Try everything; many findings of one check are one row, if they all held."""
    print(f"\n## {subject.name}\n", flush=True)
    rows, lines = [], []
    for name, check in checks.items():
        found = list(check(subject))
        rows += [{"check": name, **asdict(each)} for each in found]
        lines += _lines(name, found)
        print(f"{name}: {sum(each.held for each in found)} of {len(found)}", file=sys.stderr)
    print(table(["check", "tried", "wanted", "result", "held"], lines), flush=True)
    return rows


def _lines(name: str, found: list[Finding]) -> list[list[str]]:
    failed = [each for each in found if not each.held]
    shown = found if name != "inputs" else failed
    lines = [
        [name, each.tried, each.wanted, each.result, "yes" if each.held else "NO"] for each in shown
    ]
    if name == "inputs":
        held = f"{len(found) - len(failed)} of {len(found)}"
        lines.insert(0, [name, f"{len(found)} bad inputs", "2xx or 4xx, as described", held, ""])
    return lines


if __name__ == "__main__":
    sys.exit(main())

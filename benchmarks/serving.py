"""A benchmark kit prepared with peers → our server beside theirs, in one run: table, ratios, JSON.

The kit's `setup.sh WORKDIR` installs the peers, each in an environment of its own, and trains the
models. Every server is started once, with one worker, and loaded in turn; what counts is the number
of good answers a CPU-second of a server's whole process tree.
"""

import argparse
import json
import shlex
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KIT = ROOT.parent / "shared" / "bench-serving"
# The case, and what our number divided by the best peer's should be.
GOALS = {"c64": 3.0, "batch": 1.0}


def main() -> int:
    """Run the kit with our server as the one under test."""
    options = _parse()
    command = [sys.executable, str(options.kit / "bench.py"), *_arguments(options)]
    code = subprocess.run(command, cwd=ROOT, check=False).returncode
    if code == 0:
        print(judge(json.loads(options.out.read_text(encoding="utf-8"))))
    return code


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    add = parser.add_argument
    add("workdir", type=Path, help="folder that the kit's setup.sh has prepared")
    add("--kit", type=Path, default=KIT, help="folder of the kit")
    add("--model", default="lr", choices=["lr", "rf", "hgb"])
    add("--only", default="", help="some of the peers, with commas between")
    add("--rounds", type=int, default=3)
    add("--seconds", type=int, default=4, help="of each measurement")
    add("--out", type=Path, default=Path("serving.json"), help="everything, as JSON")
    options = parser.parse_args()
    options.workdir, options.out = options.workdir.resolve(), options.out.resolve()
    return options


def _arguments(options: argparse.Namespace) -> list[str]:
    models, payloads = options.workdir / "models", options.workdir / "payloads"
    ours = [sys.executable, "-m", "mlship", "serve", str(models / f"{options.model}.joblib")]
    ours += ["--data", str(models / "sample.csv"), "--port", "{port}"]
    url = "http://127.0.0.1:{port}/predict"
    return [
        *("--workdir", str(options.workdir), "--model", options.model),
        *("--mine", shlex.join(ours), "--mine-url", url, "--mine-batch-url", url),
        *("--mine-payload", str(payloads / "row_single.jsonl")),
        *("--mine-batch-payload", str(payloads / "list_batch.json")),
        *("--rounds", str(options.rounds), "--dur", str(options.seconds)),
        *("--json", str(options.out)),
        *(["--only", options.only] if options.only else []),
    ]


def judge(measured: dict[str, dict[str, dict[str, dict[str, float]]]]) -> str:
    """Compare our ratios with the goals."""
    lines = ["", "## Goals", ""]
    for case, goal in GOALS.items():
        ratio = measured["ratios"].get(case, {}).get("per_cpu_s", {}).get("ratio", 0.0)
        verdict = "reached" if ratio >= goal else "missed"
        lines.append(f"- {case}: {ratio:.2f} times the best peer, goal {goal:g}: {verdict}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())

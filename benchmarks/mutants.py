"""Verified projects, made wrong in one place each → does `mlship verify` flag every one of them?

    python benchmarks/mutants.py PROJECT... [--python PATH] [--each N] [--seed N] [--out FILE]

The notebook is run twice, as verify does; each mutant's pipeline is run by verify, in a copy of a
process that has loaded its libraries, and, if it is called equal, by the project's own `train`,
whose model, metrics and files say whether the change matters. What matters and is called equal is a
false *equal*: there must be none. Saved pictures are no goals; where only they change, that is
counted by itself.
"""

import argparse
import random
import re
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from measuring.mutating import Mutant, mutants, parameters
from measuring.results import ROOT, Results, Row
from measuring.running import environment
from measuring.tables import table
from measuring.warm_runs import Warm, warm

from mlship.ir.notebook import Notebook
from mlship.reader import read
from mlship.running import open_project
from mlship.verification.items import IMAGES
from mlship.verification.outputs import record_files
from mlship.verification.prints import record_prints
from mlship.verification.records import Record
from mlship.verification.reports import make_report
from mlship.verification.runs import Asked, Bench, Run, run_notebook, run_pipeline
from mlship.verification.subject import open_subject
from mlship.verification.workspace import Isolation, Limits, find_isolation

TIMEOUT_S = 120.0
FALSE = "FALSE EQUAL"
PICTURE = "a saved picture is another one, equal"
FATES = {"crash": "crashes, flagged", "equal": "without effect, equal"}
PARAMETERS = Path("params.yaml")
# What decides nothing that the notebook has: machinery, which is the same in all projects, serving
# (replay proves it), and looks.
OURS = frozenset(path.name for path in (ROOT / "templates/project/src").glob("*/*.py"))
LEFT_OUT = OURS | {
    "params.py", "service.py", "inference.py", "explore.py", "__init__.py", "__main__.py",
}  # fmt: skip
# What a run leaves, line by line: two are equal if model, metrics and files are. The model is there
# twice: by the digest that verify uses, and by all that its pickle holds, which sees what this may
# not.
TRUTH = """
import hashlib, joblib, json, pickle, pickletools, sys
from pathlib import Path
sys.path.append(sys.argv[2])
from inside.digests import digest
folder = Path(sys.argv[1])
current = folder / "artifacts" / (folder / "artifacts/current").read_text().strip()
# Forests that predict in several threads add up in any order: the last digits say nothing.
written = (current / "metrics.json").read_text()
metrics = json.loads(written, parse_float=lambda text: f"{float(text):.9e}")
print(json.dumps(metrics, sort_keys=True))  # in which order they came says nothing
saved = current / "model.joblib"
# Of what is served, the notebook has the model; the rest is for replay to prove.
model = joblib.load(saved) if saved.exists() else None
model = getattr(model, "model_", model)
print(digest(model).text)
told = pickletools.genops(pickle.dumps(model, protocol=2))
held = sorted(repr(a) for op, a, _ in told if a is not None and op.name[-3:] not in {"PUT", "GET"})
print(hashlib.sha256("".join(held).encode()).hexdigest())
for path in sorted((folder / "outputs").glob("**/*")):
    print(path.name, joblib.hash(path.read_bytes()) if path.is_file() else "")
"""


def main() -> int:
    """Measure each project's mutants, and print what became of them."""
    options = parse_arguments()
    results = Results(options.out)
    for project in options.projects:
        measure(project.absolute(), options, results)
    rows = list(results.rows.values())
    results.save(dict(Counter(str(row["fate"]) for row in rows)))
    print(report(rows))
    return 1 if any(row["fate"] == FALSE for row in rows) else 0


def parse_arguments() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("projects", type=Path, nargs="+")
    parser.add_argument("--python", type=Path, default=Path(sys.executable))
    parser.add_argument("--each", type=int, default=25, help="mutants of each project")
    parser.add_argument("--seed", type=int, default=0, help="which of them")
    parser.add_argument("--out", type=Path, default=Path("build/measured/mutants.json"))
    return parser.parse_args()


def measure(project: Path, options: argparse.Namespace, results: Results) -> None:
    """Measure the mutants of one project that have no result yet."""
    chosen = list(choose(project, options.each, options.seed))
    left = [(key, path, mutant) for key, path, mutant in chosen if key not in results]
    if not left:
        return
    room = Path(tempfile.mkdtemp(prefix="mlship-mutants-"))
    copy = room / project.name
    shutil.copytree(project, copy, ignore=shutil.ignore_patterns("artifacts", ".cache", "outputs"))
    (copy / PARAMETERS).write_text(read_parameters(project), encoding="utf-8")
    originals = {path: (copy / path).read_text(encoding="utf-8") for _, path, _ in left}
    try:
        bench, notebook = prepare(copy, room, options.python)
        first = run_notebook(bench, notebook, "notebook", Asked(), lambda *_: None)
        if not first.record.ended:
            raise SystemExit(f"{project.name}: the notebook does not run: {first.record.failed}")
        everything = Asked(wanted=frozenset(first.record.values))
        again = run_notebook(bench, notebook, "notebook again", everything, lambda *_: None)
        both = first, again
        for run in both:
            record_prints(bench.subject, run.record)
        with warm(copy, options.python, TIMEOUT_S) as process:
            nothing = Isolation(apart=False, overlays=False, network=True)
            bench = replace(bench, isolation=nothing, run=process.run)
            if verdict_of(bench, both) != "equal":
                raise SystemExit(f"{project.name}: it is not equal as it is")
            truth = [truth_of(copy, options.python, process) for _ in range(2)]
            if not truth[0]:
                raise SystemExit(f"{project.name}: nobody can tell what its own run leaves")
            for key, path, mutant in left:
                row = try_one(bench, both, mutant, copy / path)
                if row["verdict"] == "equal":
                    now = truth_of(copy, options.python, process)
                    row["fate"] = judge(str(row["fate"]), find_others(now, *truth))
                (copy / path).write_text(originals[path], encoding="utf-8")
                results.add(key, {"file": str(path), **row})
                print(f"{key}: {row['fate']}", file=sys.stderr)
    finally:
        shutil.rmtree(room, ignore_errors=True)


def try_one(bench: Bench, both: tuple[Run, Run], mutant: Mutant, place: Path) -> Row:
    """Make the project wrong, and verify it; it stays wrong."""
    place.write_text(mutant.text, encoding="utf-8")
    verdict = verdict_of(bench, both)
    row: Row = {"line": mutant.line, "change": mutant.change, "verdict": verdict}
    return {**row, "fate": FATES.get(verdict, f"flagged as {verdict}")}


def choose(project: Path, count: int, seed: int) -> Iterator[tuple[str, Path, Mutant]]:
    """Choose mutants of all kinds in turn, the same ones for the same seed."""
    kinds: dict[str, list[tuple[Path, Mutant]]] = {}
    for path in sorted((project / "src").glob("*/*.py")):
        if path.name not in LEFT_OUT:
            for mutant in mutants(path.read_text(encoding="utf-8")):
                kind = mutant.change.split()[0] if "→" not in mutant.change else "model"
                kinds.setdefault(kind, []).append((path.relative_to(project), mutant))
    for mutant in parameters(read_parameters(project)):
        kinds.setdefault(mutant.change.split()[0], []).append((PARAMETERS, mutant))
    for found in kinds.values():
        random.Random(seed).shuffle(found)  # noqa: S311 - a choice, no secret
    queue = [each for round_ in zip_all(list(kinds.values())) for each in round_][:count]
    for number, (path, mutant) in enumerate(queue):
        yield f"{project.name}-{number:03d}", path, mutant


def read_parameters(project: Path) -> str:
    """Read the parameters of a project, with absolute paths: its copy stands elsewhere."""
    text = (project / PARAMETERS).read_text(encoding="utf-8")
    return re.sub(r"""(: ["']?)\.\./""", rf"\1{project.parent}/", text)


def zip_all(lists: list[list[tuple[Path, Mutant]]]) -> Iterator[list[tuple[Path, Mutant]]]:
    """Yield the first of each list, then the second, and so on."""
    for position in range(max(map(len, lists), default=0)):
        yield [each[position] for each in lists if position < len(each)]


def prepare(copy: Path, room: Path, python: Path) -> tuple[Bench, Notebook]:
    """Open the copy of a project, and its notebook."""
    opened = open_project(copy, python)
    subject = open_subject(opened.root, opened.package, opened.python)
    isolation = find_isolation(room, network=False)
    bench = Bench(
        subject=subject, room=room, isolation=isolation, limits=Limits(timeout_s=TIMEOUT_S)
    )
    return bench, read(subject.notebook)


def verdict_of(bench: Bench, both: tuple[Run, Run]) -> str:
    """Run the pipeline and compare it with the notebook's two runs."""
    for name in ("pipeline", "comparing", "reading"):
        shutil.rmtree(bench.room / name, ignore_errors=True)
    first, again = (replace(run, record=copied(run.record)) for run in both)
    digests = {key: value.digest for key, value in first.record.values.items()}
    pipeline = run_pipeline(bench, Asked(expected=digests), lambda *_: None)
    if not pipeline.record.ended:
        return "crash"
    record_prints(bench.subject, pipeline.record)
    runs = {"notebook": first, "pipeline": pipeline, "notebook again": again}
    record_files(bench, runs)
    return make_report(bench, runs).overall


def copied(record: Record) -> Record:
    """Copy a record: the files of the runs are noted in it."""
    return replace(record, values=dict(record.values))


def find_others(now: list[str], one: list[str], again: list[str]) -> list[str]:
    """List what a run leaves otherwise than two runs that leave the same."""
    if len(now) != len(one):
        return ["another number of files"]
    lines = zip(now, one, again, strict=True)
    return [new for new, old, same in lines if old == same and new != old]


def judge(fate: str, others: list[str]) -> str:
    """Say what becomes of a mutant that is called equal: pictures decide nothing, by definition."""
    if not others:
        return fate
    names = [line.rpartition(" ")[0] for line in others]
    return PICTURE if all(name.lower().endswith(IMAGES) for name in names) else FALSE


def truth_of(project: Path, python: Path, process: Warm) -> list[str]:
    """Train with the project's own command; return what it leaves, line by line."""
    for folder in ("artifacts", "outputs"):
        shutil.rmtree(project / folder, ignore_errors=True)
    package = next((project / "src").glob("*/pipeline.py")).parent.name
    seed = ["--set", "seed=0"] if "\nseed:" in (project / "params.yaml").read_text() else []
    env = environment(python, project / "src")
    arguments = [package, "train", "--no-cache", *seed]
    return process.train(project, arguments, TRUTH, env).strip().splitlines()


def report(rows: list[Row]) -> str:
    """Write the counts, then what was not flagged though it should have been."""
    counts = Counter(str(row["fate"]) for row in rows)
    wrong = [row for row in rows if row["fate"] == FALSE]
    lines = [[row["file"], row["line"], row["change"]] for row in wrong]
    parts = [table(["fate", "mutants"], counts.most_common())]
    return "\n\n".join([*parts, *([table(["file", "line", "change"], lines)] if lines else [])])


if __name__ == "__main__":
    sys.exit(main())

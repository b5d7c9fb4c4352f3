"""A notebook written in a test, and its data → the served model of its project, and its replay."""

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from mlship.compiler import compile_notebook
from mlship.ir.inference import Inference
from mlship.settings import Settings

NUMBERS = count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Served = how serving was derived, the files, the model, raw records, the run, replays."""

    inference: Inference
    files: Mapping[str, str]
    model: Any
    records: Any
    results: Any
    replays: Sequence[Any]

    @property
    def differences(self) -> list[str]:
        """Say of each part what differs, or that nothing was compared, or why not raw records."""
        if self.model.reason_:
            return [self.model.reason_]
        found = [r.difference or ("" if r.rows else "no rows") for r in self.replays]
        return found if any(found) else []


def serve(folder: Path, cells: Sequence[str], tables: Mapping[str, Any]) -> Served:
    """Convert a notebook, run its pipeline here, and replay the records."""
    for name, table in tables.items():
        table.to_csv(folder / name, index=False)
    notebook = folder / "notebook.py"
    notebook.write_text("".join(f"# %%\n{cell}\n" for cell in cells), encoding="utf-8")
    package = f"served_{next(NUMBERS)}"
    compiled = compile_notebook(notebook, Settings(name=package))
    for path, text in compiled.project.files.items():
        target = folder / "project" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
    with importing(folder / "project" / "src"):
        return run(package, folder / "project", compiled.plan.inference, compiled.project.files)


def run(package: str, project: Path, found: Inference, files: Mapping[str, str]) -> Served:
    """Run the pipeline of a project that can be imported."""
    load = importlib.import_module(f"{package}.params").load_params
    params = load(project / "params.yaml", {})
    results = importlib.import_module(f"{package}.pipeline").run(params)
    inference = importlib.import_module(f"{package}.inference")
    model, parts = inference.build(params, results), inference.find_parts(results)
    replaying = importlib.import_module(f"{package}.replay")
    raw = bool(found.prepare.body) and not model.takes_features_
    as_table = importlib.import_module(f"{package}.forms").as_table
    records = as_table(results.learned.records if raw else parts[0].features)
    replays = replaying.replay(model, records, parts, 20)
    return Served(
        inference=found, files=files, model=model, records=records, results=results,
        replays=replays,
    )  # fmt: skip


@contextmanager
def importing(source: Path) -> Iterator[None]:
    """Let modules be imported from a folder for a while."""
    sys.path.insert(0, str(source))
    try:
        yield
    finally:
        sys.path.remove(str(source))

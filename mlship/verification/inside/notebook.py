"""A notebook's cells → run in IPython one after the other, with its variables written down.

Cells run as a kernel runs them: one shell, one namespace, magics, the value of the last
expression shown, figures shown and closed where a cell ends. What is recorded is taken between
the top-level statements of a cell; its code is run as it stands.
"""

import ast
import importlib.util
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .controls import seed_everything
from .effects import Effects
from .figures import is_drawing
from .leading import lead_paths, place_outputs
from .output import Ear, listening
from .recording import Recorder, make_recorder
from .shells import Screen, make_shell
from .wrapping import Guards, Metrics, Paths

MISSING = object()


@dataclass
class Observer:
    """Stands beside the shell: knows the cell, and which statement has just been run."""

    recorder: Recorder
    shell: Any
    screen: Screen
    points: dict[int, list[dict[str, Any]]]
    ear: Ear
    effects: Effects
    cell: int = -1
    done: set[int] = field(default_factory=set)
    passed: list[int] = field(default_factory=list)
    nodes: list[ast.stmt] = field(default_factory=list)
    depth: int = 0

    def begin(self, cell: int) -> None:
        """Turn to the next cell."""
        self.cell, self.done, self.passed = cell, set(), []
        self.screen.cell, self.screen.line = cell, 0
        self.recorder.event("cell", cell=cell)

    def statement_begins(self, first: int, last: int) -> None:
        """Look at what a watched statement may change."""
        passed = self.passed.count(first)
        self.effects.begin(self.cell, (first, last), passed, self.shell.user_ns)

    def statement_done(self, first: int, last: int) -> None:
        """Write down what is asked for after the statements of these lines."""
        text = self.ear.take()
        if text:
            self.recorder.printed(text, cell=self.cell, line=first, last=last)
        passed = self.passed.count(first)
        self.effects.end(self.cell, (first, last), passed, self.shell.user_ns)
        self.passed.append(first)
        for number, point in enumerate(self.points.get(self.cell, ())):
            is_here = first <= point["line"] <= last
            if is_here and number not in self.done and self.passed.count(first) > point["ordinal"]:
                self._reach(number, point)

    def cell_done(self) -> None:
        """Write down what is still asked for in this cell: a magic may have run all of it."""
        for number, point in enumerate(self.points.get(self.cell, ())):
            if number not in self.done:
                self._reach(number, point)
        self.screen.close_figures()

    def _reach(self, number: int, point: dict[str, Any]) -> None:
        self.done.add(number)
        for key, name in point["values"].items():
            value = self.shell.user_ns.get(name, MISSING)
            if value is not MISSING and not is_drawing(value):
                self.recorder.value(key, value)


def main(settings: dict[str, Any]) -> int:
    """Run the notebook that the settings describe."""
    recorder = make_recorder(settings)
    sys.path.insert(0, "")
    if importlib.util.find_spec("IPython") is None:
        recorder.event("lacks", package="ipython")
        return 1
    shell, screen = make_shell(recorder)
    seed_everything()
    paths = {**settings["paths"], **place_outputs(settings["outputs"])}
    lead_paths(paths)
    metrics = Metrics(settings["metrics"], recorder)
    shell.user_ns["__mlship_metric__"] = metrics.note
    with listening() as ear:
        effects = Effects(recorder, settings["watched"])
        observer = Observer(recorder, shell, screen, _by_cell(settings["points"]), ear, effects)
        _observe(shell, observer)
        shell.ast_transformers += [Guards(), Paths(paths), metrics]
        ended = _run_cells(settings["cells"], observer, metrics)
    recorder.event("end", ok=ended, spent=round(recorder.spent, 3))
    return 0 if ended else 1


def _by_cell(points: list[dict[str, Any]]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    for point in points:
        found.setdefault(point["cell"], []).append(point)
    return found


def _observe(shell: Any, observer: Observer) -> None:
    """Be told after each top-level statement, which the shell runs one by one."""
    run_nodes: Callable[..., Any] = shell.run_ast_nodes
    run_code: Callable[..., Any] = shell.run_code

    async def note_nodes(nodes: list[ast.stmt], *args: Any, **kwargs: Any) -> Any:
        observer.depth += 1  # a magic may run cells inside of a cell
        if observer.depth == 1:
            observer.nodes = list(nodes)
        try:
            return await run_nodes(nodes, *args, **kwargs)
        finally:
            observer.depth -= 1

    async def note_code(code: Any, *args: Any, **kwargs: Any) -> Any:
        if observer.depth > 1 or not observer.nodes:
            return await run_code(code, *args, **kwargs)
        first, last = _lines(observer.nodes.pop(0))
        observer.screen.line = first
        observer.statement_begins(first, last)
        failed = await run_code(code, *args, **kwargs)
        if not failed:
            observer.statement_done(first, last)
        return failed

    shell.run_ast_nodes, shell.run_code = note_nodes, note_code


def _lines(node: ast.stmt) -> tuple[int, int]:
    decorators = [each.lineno for each in getattr(node, "decorator_list", [])]
    return min([node.lineno, *decorators]), node.end_lineno or node.lineno


def _run_cells(cells: list[dict[str, Any]], observer: Observer, metrics: Metrics) -> bool:
    for cell in cells:
        observer.begin(cell["index"])
        metrics.begin(cell["index"], cell["source"])
        result = observer.shell.run_cell(cell["source"], store_history=True)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            observer.recorder.event("error", cell=cell["index"], **_explain(error))
            return False
        observer.cell_done()
    return True


def _explain(error: BaseException) -> dict[str, object]:
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(("<ipython-input", "<unknown>"))
        or "ipykernel_" in frame.filename
    ]
    line = lines[0] if lines else getattr(error, "lineno", 0)
    return {"name": type(error).__name__, "message": str(error)[:2000], "line": line or 0}

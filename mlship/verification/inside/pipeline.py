"""A generated package → its pipeline, run once without a cache, with its values written down.

Each stage's function is watched from outside: as its module is loaded, its returns are led
through us, together with its local variables. The files on disk stay as they are.
"""

import ast
import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from . import anatomy
from .controls import seed_everything
from .output import Ear, listening
from .recording import LONGEST_TEXT, Recorder
from .strangers import Raised, call

HOOK = "__mlship_return__"


def main(settings: dict[str, Any]) -> int:
    """Run the pipeline that the settings describe."""
    package = settings["package"]
    anatomy.OWN.add(package)
    recorder = Recorder(
        Path(settings["folder"]), settings["expected"], frozenset(settings["wanted"])
    )
    sys.path[:0] = ["", str(Path("src").absolute())]
    seed_everything()
    with listening() as ear:
        watcher = Watcher(recorder, settings["functions"], ear)
        sys.meta_path.insert(0, _Finder(package, watcher))
        ended = _run(package, recorder, watcher)
    recorder.event("end", ok=ended, spent=round(recorder.spent, 3))
    return 0 if ended else 1


def _run(package: str, recorder: Recorder, watcher: "Watcher") -> bool:
    ended = call(lambda: _run_watched(package, recorder, watcher))
    if isinstance(ended, Raised):
        recorder.event("error", **_explain(ended.error))
    return not isinstance(ended, Raised)


def _run_watched(package: str, recorder: Recorder, watcher: "Watcher") -> None:
    pipeline = importlib.import_module(f"{package}.pipeline")
    report = importlib.import_module(f"{package}.report")
    _watch_report(report, recorder)
    watcher.results(pipeline.run())
    recorder.event("metrics", metrics=report.report.metrics())


def _explain(error: BaseException) -> dict[str, Any]:
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if f"{frame.filename}".startswith(str(Path.cwd()))
    ]
    last = frames[-1] if frames else None
    return {
        "name": type(error).__name__,
        "message": str(error)[:2000],
        "file": last.filename if last else "",
        "line": last.lineno if last else 0,
        "function": last.name if last else "",
    }


class Watcher:
    """Hears of each return of a stage's function.

    `functions` says for each one which of its variables are asked for, under which keys.
    """

    def __init__(
        self, recorder: Recorder, functions: Mapping[str, Mapping[str, Any]], ear: Ear
    ) -> None:
        self.recorder = recorder
        self.functions = functions
        self.ear = ear

    def returned(self, name: str, result: Any, variables: Mapping[str, Any]) -> Any:
        """Write down what a function gives back and holds; give the result back as it is."""
        asked = self.functions[name]
        given = self._outputs(asked["outputs"], result)
        self.recorder.event("function", function=name)
        for key, variable in asked["values"].items():
            if variable in given:
                self.recorder.value(key, given[variable])
            elif variable in variables and variable not in asked["outputs"]:
                self.recorder.value(key, variables[variable])
        text = self.ear.take()
        if text:
            self.recorder.event("printed", function=name, text=text[:LONGEST_TEXT])
        return result

    def results(self, results: Any) -> None:
        """Write down what the pipeline leaves behind."""
        for name, value in vars(results).items():
            self.recorder.value(f"result:{name}", value)

    @staticmethod
    def _outputs(names: Sequence[str], result: Any) -> dict[str, Any]:
        if len(names) == 1:
            return {names[0]: result}
        fields = getattr(result, "_fields", ())
        return {name: getattr(result, name) for name in names if name in fields}


def _watch_report(report: ModuleType, recorder: Recorder) -> None:
    """Note each metric and each thing shown at full precision, before it becomes text."""
    kind = report.Report
    counts: dict[str, int] = {}
    metric, show = kind.metric, kind.show

    def note_metric(self: Any, name: str, value: Any) -> Any:
        counts[name] = counts.get(name, 0) + 1
        function = sys._getframe(1).f_code.co_name  # noqa: SLF001 - there is no other way to ask
        recorder.value(f"metric:{name}:{counts[name]}", value, function=function)
        return metric(self, name, value)

    def note_shown(self: Any, name: str, value: Any) -> None:
        counts["shown"] = counts.get("shown", 0) + 1
        recorder.value(f"shown:{counts['shown']}", value, name=name)
        show(self, name, value)

    kind.metric, kind.show = note_metric, note_shown


class _Finder(importlib.abc.MetaPathFinder):
    """Finds the package's stage modules, and loads them watched."""

    def __init__(self, package: str, watcher: Watcher) -> None:
        self.package = package
        self.watcher = watcher

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Take over what is directly inside of the package."""
        if name.rpartition(".")[0] != self.package:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or not isinstance(spec.loader, importlib.machinery.SourceFileLoader):
            return spec
        spec.loader = _Loader(spec.loader.name, spec.loader.path, self.watcher)
        return spec


class _Loader(importlib.machinery.SourceFileLoader):
    """Loads a module with the returns of its watched functions led through us."""

    def __init__(self, name: str, path: str, watcher: Watcher) -> None:
        super().__init__(name, path)
        self.watcher = watcher

    def get_code(self, _fullname: str) -> CodeType:
        """Compile the module, watched; anew, as what lies in a cache is not."""
        tree = ast.parse(self.get_data(self.path), self.path)
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in self.watcher.functions:
                _watch_function(node)
        code: CodeType = compile(
            ast.fix_missing_locations(tree), self.path, "exec", dont_inherit=True
        )
        return code

    def exec_module(self, module: ModuleType) -> None:
        """Run the module with the hook in it."""
        vars(module)[HOOK] = self.watcher.returned
        super().exec_module(module)


def _watch_function(function: ast.FunctionDef) -> None:
    returns = _Returns(function.name)
    function.body = [returns.visit(statement) for statement in function.body]
    last = function.body[-1]
    if not isinstance(last, ast.Return):
        ended = ast.Return(value=_hook(function.name, ast.Constant(None)))
        function.body.append(ast.copy_location(ended, last))


class _Returns(ast.NodeTransformer):
    """Leads the returns of one function, not those of functions inside, through the hook."""

    def __init__(self, name: str) -> None:
        self.name = name

    def visit(self, node: ast.AST) -> Any:
        """Rewrite a return; leave what is another scope."""
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            return node
        if isinstance(node, ast.Return):
            node.value = _hook(self.name, node.value or ast.Constant(None))
            return node
        return self.generic_visit(node)


def _hook(name: str, value: ast.expr) -> ast.expr:
    local = ast.Call(func=ast.Name(id="locals", ctx=ast.Load()), args=[], keywords=[])
    hook = ast.Name(id=HOOK, ctx=ast.Load())
    call = ast.Call(func=hook, args=[ast.Constant(name), value, local], keywords=[])
    return ast.copy_location(call, value)

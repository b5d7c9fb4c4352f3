"""A generated package → its pipeline, run once without a cache, with its values written down.

Each stage's function is watched from outside, and so is the report; the files on disk stay as
they are.
"""

import importlib
import importlib.util
import sys
import traceback
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from . import anatomy
from .calls import Calls, split_key
from .controls import seed_everything
from .figures import is_drawing
from .output import Ear, listening
from .recording import Recorder, is_model, make_recorder
from .reporting import Reporter
from .strangers import Raised, call
from .watching import Finder

NOTHING: Mapping[str, object] = {"outputs": (), "values": {}, "names": {}}


def main(settings: dict[str, Any]) -> int:
    """Run the pipeline that the settings describe."""
    package = settings["package"]
    anatomy.OWN.add(package)
    recorder = make_recorder(settings)
    sys.path[:0] = ["", str(Path("src").absolute())]
    forget_written(settings["written"])
    seed_everything()
    with listening() as ear:
        watcher = Watcher(recorder, settings["functions"], ear, settings["inner"])
        finder = Finder(package, watcher.calls.functions | watcher.inner, watcher.returned)
        traced, call_ = split_key(settings["trace"])
        finder.follow(traced, Tracer(recorder, settings["traced"], call_).note)
        sys.meta_path.insert(0, finder)
        ended = _run(package, recorder, watcher)
        recorder.event("end", ok=ended, spent=round(recorder.spent, 3))
        if ended and not settings["trace"]:
            _replay(package, recorder, watcher)
    return 0 if ended else 1


def forget_written(paths: Sequence[str]) -> None:
    """Remove what an earlier run of the project has written: this one must write it itself.

    We are in a copy of the project's folder, or in a layer over it.
    """
    for path in (Path(each) for each in paths if not Path(each).is_absolute()):
        path.unlink(missing_ok=True)
        for folder in list(path.parents)[:-1]:
            if not folder.is_dir() or any(folder.iterdir()):
                break
            folder.rmdir()


def _run(package: str, recorder: Recorder, watcher: "Watcher") -> bool:
    ended = call(lambda: _run_watched(package, recorder, watcher))
    watcher.reporter.finish()
    if isinstance(ended, Raised):
        recorder.event("error", **_explain(ended.error))
    return not isinstance(ended, Raised)


def _run_watched(package: str, recorder: Recorder, watcher: "Watcher") -> None:
    report = importlib.import_module(f"{package}.report")
    watcher.reporter.watch(report)
    pipeline = importlib.import_module(f"{package}.pipeline")
    watcher.outcome = pipeline.run()
    watcher.results(watcher.outcome)
    recorder.event("metrics", metrics=report.report.metrics())


def _replay(package: str, recorder: Recorder, watcher: "Watcher") -> None:
    """Say whether raw records get from the served model what they got in this run."""
    if importlib.util.find_spec(f"{package}.inference") is None:
        return
    recorder.deaf = True  # serving calls functions of the pipeline again
    ended = call(lambda: _serve(package, watcher.outcome))
    recorder.deaf = False
    failed = f"{type(ended.error).__name__}: {ended.error}" if isinstance(ended, Raised) else ended
    recorder.event("replay", reason=failed)


def _serve(package: str, outcome: object) -> str:
    params = importlib.import_module(f"{package}.params").load_params()
    model = importlib.import_module(f"{package}.inference").build(params, outcome)
    return str(getattr(model, "reason_", ""))


def _explain(error: BaseException) -> dict[str, object]:
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


class Tracer:
    """Writes down the variables that a function changes, after each of its statements.

    `names` are the notebook's variables, with what the function calls them; of several calls only
    one is followed, by its number, all of them with 0.
    """

    def __init__(self, recorder: Recorder, names: Mapping[str, str], call: int) -> None:
        self.recorder = recorder
        self.names = names
        self.call = call
        self.begun = 0

    def note(self, line: int, variables: Mapping[str, object]) -> None:
        """Write down what a variable is after a line, 0 where the function begins."""
        self.begun += line == 0
        if self.call not in {0, self.begun}:
            return
        for name, local in self.names.items():
            if local in variables and not is_drawing(variables[local]):
                self.recorder.value(f"trace:{line}:{name}", variables[local])


class Watcher:
    """Hears of each return of a stage's function.

    `functions` says for each call which of its variables are asked for, under which keys, and what
    they are called there. What functions of `inner` bind is held until the one that calls them
    returns: in the notebook it is bound there.
    """

    def __init__(
        self,
        recorder: Recorder,
        functions: Mapping[str, Mapping[str, Any]],
        ear: Ear,
        inner: Sequence[str] = (),
    ) -> None:
        self.recorder = recorder
        self.functions = functions
        self.inner = frozenset(inner)
        self.held: dict[str, Any] = {}
        self.calls = Calls(functions)
        self.reporter = Reporter(recorder, self.calls, ear)
        self.origins: dict[int, str] = {}
        self.outcome: Any = None

    def returned(self, name: str, result: object, variables: Mapping[str, object]) -> object:
        """Write down what a function gives back and holds; give the result back as it is."""
        if name in self.inner:
            self.held |= variables
            return result
        variables, self.held = {**self.held, **variables}, {}
        call = self.calls.end(name)
        asked = self.functions.get(call, NOTHING)  # more calls than there are steps
        given = self._outputs(asked, result)
        self.recorder.event("function", function=call)
        for key, variable in asked["values"].items():
            local = asked["names"][variable]
            if variable in given:
                self.origins[id(given[variable])] = key
                self.recorder.value(key, given[variable])
            elif local in variables and variable not in asked["outputs"]:
                self.recorder.value(key, variables[local])
        self.reporter.printed(call)
        return result

    def results(self, results: object) -> None:
        """Write down the models that the pipeline leaves behind, and where they come from."""
        self.recorder.event("results", names=sorted(vars(results)))
        for name, value in vars(results).items():
            if is_model(value):
                origin = self.origins.get(id(value), "")
                self.recorder.value(f"result:{name}", value, name=origin)

    @staticmethod
    def _outputs(asked: Mapping[str, Any], result: Any) -> dict[str, Any]:
        names: Sequence[str] = asked["outputs"]
        if len(names) == 1:
            return {names[0]: result}
        fields = getattr(result, "_fields", ())
        own = {name: asked["names"].get(name, name) for name in names}
        return {name: getattr(result, field) for name, field in own.items() if field in fields}

"""A generated package's report → what it is told is written down, before it becomes text.

Looks run too, each in a copy of the process, so that nothing they do can reach the pipeline: a run
leaves them out. Where one would write files, it waits until the pipeline has ended.
"""

import functools
import sys
from collections.abc import Callable, Mapping
from types import FrameType, ModuleType
from typing import Any

from .calls import Calls
from .copying import Copies
from .figures import is_drawing
from .output import Ear
from .recording import Recorder
from .strangers import Raised, call

# A look that takes longer hangs: a copy of a process may lack threads that it waits for.
LONGEST_LOOK_S = 300.0


class Reporter:
    """Hears what the report is told, and by which call of the watched functions."""

    def __init__(self, recorder: Recorder, calls: Calls, ear: Ear) -> None:
        self.recorder = recorder
        self.calls = calls
        self.ear = ear
        self.counts: dict[str, int] = {}
        self.copies = Copies(str(recorder.folder.absolute()))

    def watch(self, report: ModuleType) -> None:
        """Take the place of the report's methods and of what makes a look."""
        kind = report.Report
        metric, show, figure = kind.metric, kind.show, kind.figure

        def note_metric(
            told: object, name: str, value: object, *rest: object, **named: object
        ) -> object:
            self._note(f"metric:{name}", value)
            return metric(told, name, value, *rest, **named)

        def note_shown(
            told: object, name: str, value: object, *rest: object, **named: object
        ) -> object:
            if value is not None and not is_drawing(value):
                function = self._place()["function"]
                self._note(f"shown:{function}", value, name=name)
            return show(told, name, value, *rest, **named)

        def note_figure(
            told: object, name: str, drawn: object = None, *rest: object, **named: object
        ) -> object:
            for one in [drawn] if drawn is not None else _open_figures():
                self._note_figure(one, self._place(), name)
            return figure(told, name, drawn, *rest, **named)

        kind.metric, kind.show, kind.figure = note_metric, note_shown, note_figure
        vars(report)["look"] = self._look

    def finish(self) -> None:
        """Let the looks that wait go on."""
        self.copies.go_on(LONGEST_LOOK_S)

    def printed(self, function: str) -> None:
        """Write down what was printed since the last time."""
        text = self.ear.take()
        if text:
            self.recorder.printed(text, function=function)

    def _note(self, key: str, value: object, **facts: object) -> None:
        self.recorder.value(self._number(key), value, **self._place(), **facts)

    def _note_figure(self, figure: object, place: Mapping[str, object], name: str) -> None:
        key = self._number(f"figure:{place['function']}")
        self.recorder.figure(key, figure, **place, name=name)

    def _number(self, key: str) -> str:
        self.counts[key] = self.counts.get(key, 0) + 1
        return f"{key}:{self.counts[key]}"

    def _place(self) -> dict[str, Any]:
        """Find the innermost watched function that is running, and the line where it is."""
        frame: FrameType | None = sys._getframe(1)  # noqa: SLF001 - there is no other way to ask
        while frame is not None and frame.f_code.co_name not in self.calls.functions:
            frame = frame.f_back
        if frame is None:
            return {"function": "", "line": 0}
        return {"function": self.calls.key(frame.f_code.co_name), "line": frame.f_lineno}

    def _look(self, function: Callable[..., None]) -> Callable[..., None]:
        name = function.__name__

        @functools.wraps(function)
        def looked(*arguments: object, **named: object) -> None:
            self.printed(self._place()["function"])
            look = functools.partial(function, *arguments, **named)
            self.copies.do(lambda: self._run_look(name, look), LONGEST_LOOK_S)

        return looked

    def _run_look(self, name: str, look: Callable[[], None]) -> None:
        ended = call(look)
        if isinstance(ended, Raised):
            error = ended.error
            facts = {"name": type(error).__name__, "message": str(error)[:2000]}
            self.recorder.event("look", function=name, **facts)
        for figure in _open_figures():
            self._note_figure(figure, {"function": name, "line": 0}, name)
        self.printed(name)


def _open_figures() -> list[Any]:
    pyplot: Any = sys.modules.get("matplotlib.pyplot")
    return [pyplot.figure(number) for number in pyplot.get_fignums()] if pyplot else []

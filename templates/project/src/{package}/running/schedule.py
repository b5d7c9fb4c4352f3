"""The order of the steps in `pipeline.run`, and where a run that was told to stop stops."""

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType
from typing import Any

EXPLORE = "explore"


class PipelineStopped(Exception):
    """All steps of the stage that was asked for are done."""


@dataclass
class Schedule:
    """Schedule = functions in the order of `run`, the last of them to run."""

    order: list[str] = field(default_factory=list)
    last: int = -1
    place: int = -1

    def advance(self, function: Callable[..., Any]) -> None:
        """Move on to a step; stop if it lies behind the last one."""
        if self.last < 0:
            return
        later = [i for i, name in enumerate(self.order) if name == function.__name__]
        self.place = next((i for i in later if i > self.place), len(self.order))
        if self.place > self.last:
            raise PipelineStopped


def list_stages(pipeline: ModuleType) -> list[str]:
    """Name the stages in the order in which `run` first calls them."""
    return list(dict.fromkeys(stage for _, stage in _calls(pipeline)))


def schedule_until(pipeline: ModuleType, stage: str) -> Schedule:
    """Plan a run up to and including a stage; without one, or to explore, all of it."""
    calls = list(_calls(pipeline))
    if stage in {"", EXPLORE}:
        return Schedule()
    last = max(i for i, (_, module) in enumerate(calls) if module == stage)
    return Schedule([name for name, _ in calls], last)


def _calls(pipeline: ModuleType) -> Iterator[tuple[str, str]]:
    """Find the stage functions that `run` names, with their modules, in order of lines."""
    tree = ast.parse(inspect.getsource(pipeline.run))
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    for node in sorted(names, key=lambda node: (node.lineno, node.col_offset)):
        found = vars(pipeline).get(node.id)
        module = getattr(found, "__module__", "") or ""
        package, _, stage = module.rpartition(".")
        if inspect.isfunction(found) and package == pipeline.__package__ and stage not in MACHINERY:
            yield found.__name__, stage


MACHINERY = {"params", "pipeline", "report", "runner", "running"}

"""Steps of serving and steps of training → one body for both passes.

What both do stands once. What only training does stands under `if learned.fitting:`, what only
serving does beside it.
"""

import ast
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

Mode = Literal["both", "fit", "serve"]
ROOM = 88  # columns of a line inside of a method


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Step = lines of code, where they stand: (statement of the notebook, order within it)."""

    text: str
    place: tuple[float, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """Pass = steps in order, what they give back: features, and in training a target."""

    steps: tuple[Step, ...]
    features: str
    target: str = "None"

    @property
    def text(self) -> str:
        """The steps as code of their own."""
        lines = [step.text for step in self.steps]
        return "\n".join([*lines, f"return {self.features}, {self.target}"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Line = code, the pass that does it."""

    mode: Mode
    text: str


def merge(served: Pass, trained: Pass, learned: str) -> str:
    """Write one body for both passes."""
    lines = list(_merged(served.steps, trained.steps))
    start = next((k for k in range(len(lines), 0, -1) if lines[k - 1].mode == "both"), 0)
    fit = [line.text for line in lines[start:] if line.mode == "fit"]
    serve = [line.text for line in lines[start:] if line.mode == "serve"]
    head = [*_written(lines[:start], learned)]
    if served.features == trained.features and not fit and not serve:
        given = trained.target
        given = given if given == "None" else f"{given} if {learned}.fitting else None"
        return "\n".join([*head, *_ended([], served.features, given)])
    training = map(set_in, _ended(fit, trained.features, trained.target))
    serving = _ended(serve, served.features, "None")
    return "\n".join([*head, f"if {learned}.fitting:", *training, *serving])


def _ended(texts: Sequence[str], features: str, target: str) -> list[str]:
    """Give back features and target; at once what is assigned last."""
    last = _value_of(texts[-1], features) if texts else ""
    if last and features not in target:
        return [*texts[:-1], f"return {last}, {target}"]
    return [*texts, f"return {features}, {target}"]


def _value_of(text: str, name: str) -> str:
    """Return the value that a line assigns to a name, "" if it does anything else."""
    match ast.parse(text).body:
        case [ast.Assign(targets=[ast.Name(id=target)], value=value)] if (
            target == name and "\n" not in text and "#" not in text
        ):
            is_tuple = isinstance(value, ast.Tuple)
            return "" if is_tuple else ast.get_source_segment(text, value) or ""
    return ""


def _merged(served: Sequence[Step], trained: Sequence[Step]) -> Iterable[Line]:
    """Put the steps of both passes in one order, each with the pass that it belongs to."""
    for place in sorted({step.place for step in [*served, *trained]}):
        serve = [step.text for step in served if step.place == place]
        fit = [step.text for step in trained if step.place == place]
        yield from (Line(mode="both" if text in serve else "fit", text=text) for text in fit)
        others = [text for text in serve if text not in fit]
        yield from (Line(mode="serve", text=_without_comments(t, fit)) for t in others)


def _without_comments(text: str, said: Sequence[str]) -> str:
    """Leave out the comments above a line that stand above another one already."""
    known = {line for each in said for line in each.split("\n") if line.startswith("#")}
    return "\n".join(line for line in text.split("\n") if line not in known)


def _written(lines: Sequence[Line], learned: str) -> Iterable[str]:
    for is_both, run in groupby(lines, key=lambda line: line.mode == "both"):
        found = list(run)
        if is_both:
            yield from (line.text for line in found)
            continue
        fit = [line.text for line in found if line.mode == "fit"]
        serve = [line.text for line in found if line.mode == "serve"]
        yield from _branches(fit, serve, learned)


def _branches(fit: Sequence[str], serve: Sequence[str], learned: str) -> Iterable[str]:
    """Write what each pass does by itself."""
    if len(fit) == len(serve) == 1 and (short := _chosen(fit[0], serve[0], learned)):
        yield short
        return
    if fit:
        yield f"if {learned}.fitting:"
        yield from map(set_in, fit)
    if serve:
        yield "else:" if fit else f"if not {learned}.fitting:"
        yield from map(set_in, serve)


def _chosen(fit: str, serve: str, learned: str) -> str:
    """Write two values of one variable on a line, "" if there are no such, or no room."""
    *comments, line = fit.split("\n")
    name = line.partition(" = ")[0]
    if not name.isidentifier() or any(not c.startswith("#") for c in comments):
        return ""
    values = _value_of(line, name), _value_of(serve, name)
    text = f"{name} = {values[0]} if {learned}.fitting else {values[1]}"
    return "\n".join([*comments, text]) if all(values) and len(text) <= ROOM else ""


def set_in(text: str) -> str:
    """Set lines in by one level; what is inside of a text of several lines stays."""
    inside = {
        row
        for node in ast.walk(ast.parse(textwrap.dedent(text)))
        if isinstance(node, ast.Constant | ast.JoinedStr)
        for row in range(node.lineno + 1, (node.end_lineno or node.lineno) + 1)
    }
    rows = enumerate(text.split("\n"), start=1)
    return "\n".join(line if row in inside or not line else f"    {line}" for row, line in rows)

"""Plan → what the generated tests hold each stage function to."""

import ast
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields

from mlship.ir.plan import Plan, Stage, StageFunction
from mlship.ir.trees import names_in, parse, unparse, walk
from mlship.rendering.stage_modules import name_fields
from mlship.rendering.steadiness import why_unsteady

# What the axes and figures that a function is given are annotated with.
CANVASES = frozenset({"Any", "Axes", "Figure"})
_FIRST_NAME = re.compile(r"\W.*", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """Contract = function, names of the outputs, what holds of them, estimators fitted.

    It prints or reports something (`tells`), and writes files (`leaves`). `unsteady` says why a
    second call may give something else, "" if it may not.
    """

    function: str
    outputs: tuple[str, ...]
    adds: tuple[tuple[str, str], ...]
    drops: tuple[tuple[str, str], ...]
    filled: tuple[tuple[str, str], ...]
    complete: tuple[str, ...]
    distinct: tuple[str, ...]
    paired: tuple[tuple[str, str], ...]
    fits: tuple[str, ...]
    leaves: tuple[str, ...]
    tells: bool
    unsteady: str

    @property
    def facts(self) -> list[tuple[str, object]]:
        """Return all that there is to say besides the name, as keyword and value."""
        return [
            (field.name, getattr(self, field.name))
            for field in fields(self)
            if field.name != "function" and getattr(self, field.name)
        ]


def build_contracts(plan: Plan) -> tuple[Contract, ...]:
    """State one contract for each function of a stage that `run` calls."""
    called = {step.function: step.cached for step in plan.steps}
    methods = _own_methods(plan.helpers.source)
    return tuple(
        _contract(
            function,
            _unsteady(function, stage, plan, called),
            tells=_tells(function, plan.report_name, methods),
        )
        for stage in plan.stages
        for function in stage.functions
        if function.name in called and not stage.explore
    )


def name_direct(plan: Plan) -> list[str]:
    """Name the functions of stages that `run` calls itself, as they change files or options."""
    looks = {function.name for s in plan.stages if s.explore for function in s.functions}
    names = (step.function for step in plan.steps if not step.cached)
    return [name for name in dict.fromkeys(names) if name not in looks]


def _unsteady(function: StageFunction, stage: Stage, plan: Plan, cached: Mapping[str, bool]) -> str:
    """Say why a second call may give something else."""
    if not cached[function.name]:
        return "it changes files or options"
    return why_unsteady(function, stage, plan.helpers)


def _own_methods(source: str) -> frozenset[str]:
    """Return the methods of the notebook's own classes: what they give may be nothing to show."""
    return frozenset(
        method.name
        for each in walk(parse(source))
        if isinstance(each, ast.ClassDef)
        for method in each.body
        if isinstance(method, ast.FunctionDef)
    )


def _tells(function: StageFunction, report: str, methods: Collection[str]) -> bool:
    """Tell whether a function prints or reports something in every run."""
    tree = parse(function.body)
    if names_in(tree).isdisjoint({"print", report}):
        return False
    draws = False
    for node in tree.body:
        text = unparse(node) if isinstance(node, ast.Expr) else ""
        if text.startswith(f"{report}.figure("):
            draws = True
        elif text.startswith(("print(", f"{report}.")) and not _shows_own(node, report, methods):
            return True
    return draws and not _goes_on_drawing(function, tree.body, report)


def _goes_on_drawing(function: StageFunction, body: Sequence[ast.stmt], report: str) -> bool:
    """Tell whether all is drawn on what was given: with the cell before, that figure was closed."""
    if not all(isinstance(node, ast.Expr) for node in body):
        return False
    given = {each.name for each in function.inputs if each.annotation in CANVASES}
    roots = {_FIRST_NAME.sub("", unparse(node)) for node in body} - {report}
    return roots <= given


def _shows_own(node: ast.stmt, report: str, methods: Collection[str]) -> bool:
    """Tell whether what is shown is what an own method gives."""
    match node:
        case ast.Expr(
            value=ast.Call(func=func, args=[*_, ast.Call(func=ast.Attribute(attr=name))])
        ):
            return unparse(func) == f"{report}.show" and name in methods
    return False


def _contract(function: StageFunction, unsteady: str, *, tells: bool) -> Contract:
    several = len(function.outputs) > 1
    fields = name_fields(function.outputs) if several else function.outputs
    names = {v.name: field.name for v, field in zip(function.outputs, fields, strict=True)}
    holds = function.promises.renamed(names)
    return Contract(
        function=function.name,
        outputs=tuple(names.values()),
        adds=holds.adds,
        drops=holds.drops,
        filled=holds.filled,
        complete=holds.complete,
        distinct=holds.distinct,
        paired=holds.paired,
        fits=tuple(names[n] for n in function.fits if n in names),
        leaves=function.leaves,
        tells=tells,
        unsteady=unsteady,
    )

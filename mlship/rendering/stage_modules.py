"""Plan.stages → what the template of a stage's module prints."""

import ast
import keyword
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from mlship.ir.plan import Plan, Stage, StageFunction, Variable
from mlship.rendering import quoting
from mlship.rendering.docstrings import sentence
from mlship.rendering.imports import sort_imports
from mlship.rendering.indentation import indent
from mlship.rendering.returning import add_return

_TUPLE_METHODS = {"count", "index"}
_MOST_TOLD = 6  # fields of a sentence that is still read
# What the values of these types are called in a sentence: one, several.
_WORDS = {
    "": ("value", "values"),
    "DataFrame": ("table", "tables"), "Series": ("column", "columns"),
    "Tensor": ("tensor", "tensors"),
    "ndarray": ("array", "arrays"), "int": ("number", "numbers"), "float": ("number", "numbers"),
    "str": ("text", "texts"), "list": ("list", "lists"), "dict": ("dict", "dicts"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsType:
    """ResultsType = a NamedTuple's name, docstring, fields."""

    name: str
    text: str
    fields: tuple[Variable, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionText:
    """FunctionText = name, parameters as written, what it returns, docstring, indented body."""

    name: str
    signature: str
    returns: str
    text: str
    body: quoting.Quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class StageModule:
    """StageModule = module name, docstring, import block, NamedTuples, functions.

    `look` is what the mark of looks is called there; "" if none of the functions is one.
    """

    name: str
    text: str
    imports: str
    results: tuple[ResultsType, ...]
    functions: tuple[FunctionText, ...]
    look: str
    explore: bool
    commented: tuple[str, ...] = ()


def build_stage_modules(plan: Plan) -> tuple[StageModule, ...]:
    """Prepare the module of each stage."""
    modules = tuple(build_stage_module(stage, plan) for stage in plan.stages)
    return tuple(
        replace(module, commented=plan.commented) if module.explore else module
        for module in modules
    )


def build_stage_module(stage: Stage, plan: Plan) -> StageModule:
    """Prepare one module."""
    return StageModule(
        name=stage.name,
        text=_paragraphs(stage.summary or stage.name.capitalize(), stage.details),
        imports=sort_imports(_list_imports(stage, plan), plan.package),
        results=tuple(_results_type(f) for f in stage.functions if len(f.outputs) > 1),
        functions=tuple(_function_text(f, plan) for f in stage.functions),
        look=_name_look(stage),
        explore=stage.explore,
    )


def _name_look(stage: Stage) -> str:
    """Choose a name for the mark that no function of the stage has, and no import brings."""
    if not (stage.explore and stage.functions):
        return ""
    taken = {function.name for function in stage.functions} | _imported(stage)
    return "only_look" if "look" in taken else "look"


def _imported(stage: Stage) -> set[str]:
    """Return the names that a stage's imports of everybody else's things bind."""
    others = (line for line in stage.imports if not line.endswith(".report import look"))
    trees = (tree for line in others for tree in ast.walk(ast.parse(line)))
    return {tree.asname or tree.name for tree in trees if isinstance(tree, ast.alias)}


def _paragraphs(summary: str, details: str) -> str:
    return f"{sentence(summary)}\n\n{details}"


def _list_imports(stage: Stage, plan: Plan) -> list[str]:
    mark = f"from {plan.package}.report import look"
    own = [line for line in stage.imports if line != mark]
    return [*own, *_implied_imports(stage, plan)]


def _implied_imports(stage: Stage, plan: Plan) -> list[str]:
    functions, look = stage.functions, _name_look(stage)
    renamed = f" as {look}" if look != "look" else ""
    loosened = any(
        field.annotation == "Any" != variable.annotation
        for f in functions
        if len(f.outputs) > 1
        for field, variable in zip(name_fields(f.outputs), f.outputs, strict=True)
    )
    wanted = {
        "from typing import Any": loosened,
        "from typing import NamedTuple": any(len(f.outputs) > 1 for f in functions),
        f"from {plan.package}.params import Params": any(f.uses_params for f in functions),
        f"from {plan.package}.report import look{renamed}": bool(look),
    }
    return [line for line, needed in wanted.items() if needed]


def _results_type(function: StageFunction) -> ResultsType:
    return ResultsType(
        name=function.results,
        text=describe_results(function),
        fields=name_fields(function.outputs),
    )


def describe_results(function: StageFunction) -> str:
    """Say what the fields of a function's result are, kind by kind."""
    if len(function.outputs) > _MOST_TOLD:
        return f"The {len(function.outputs)} variables that later steps need of {function.name}."
    groups: dict[str, list[str]] = {}
    for field in name_fields(function.outputs):
        kind = field.annotation.partition("[")[0].rpartition(".")[2]
        groups.setdefault("" if kind == "Any" else kind, []).append(field.name)
    said = [_call_fields(kind, names) for kind, names in groups.items()]
    told = ", and ".join(filter(None, [", ".join(said[:-1]), said[-1]]))
    return f"{told[:1].upper()}{told[1:]}."


def _call_fields(kind: str, names: Sequence[str]) -> str:
    one, many = _WORDS.get(kind, (kind, kind))
    called = one if len(names) == 1 else many
    listed = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return f"the {called} {listed}"


def name_fields(variables: tuple[Variable, ...]) -> tuple[Variable, ...]:
    """Make fields of variables: each name once, and none that hides a type of another field."""
    names: list[str] = []
    for variable in variables:
        name = field_name(variable.name)
        while name in names or (name != variable.name and any(v.name == name for v in variables)):
            name += "_"
        names.append(name)
    return tuple(
        replace(variable, name=name, annotation=visible(variable.annotation, names))
        for variable, name in zip(variables, names, strict=True)
    )


def visible(annotation: str, names: Collection[str]) -> str:
    """Loosen a type whose name the fields of its class hide."""
    if not set(re.findall(r"[A-Za-z_]\w*", annotation)) & set(names):
        return annotation
    return "object" if "Any" in names else "Any"


def field_name(name: str) -> str:
    """Change a variable's name where a NamedTuple cannot have such a field."""
    bare = name.lstrip("_") or "value"
    taken = bare != name or bare in _TUPLE_METHODS or keyword.iskeyword(bare) or bare[0].isdigit()
    return f"{'v' if bare[0].isdigit() else ''}{bare}_" if taken else name


def _function_text(function: StageFunction, plan: Plan) -> FunctionText:
    return FunctionText(
        name=function.name,
        signature=_signature(function, plan),
        returns=_returns(function),
        text=_paragraphs(function.summary or function.name.replace("_", " "), function.details),
        body=_body(function),
    )


def _body(function: StageFunction) -> quoting.Quoted:
    """Let the body in, with what it returns, as a whole: further in it is the same code."""
    quoting.code(function.body)
    for each in filter(None, (*(variable.name for variable in function.outputs), function.results)):
        quoting.name(each)
    return quoting.Quoted(indent(add_return(function), 4))


def _signature(function: StageFunction, plan: Plan) -> str:
    typed = [f"{variable.name}: {variable.annotation}" for variable in function.inputs]
    return ", ".join([*typed, *([f"{plan.params_name}: Params"] if function.uses_params else [])])


def _returns(function: StageFunction) -> str:
    match function.outputs:
        case ():
            return "None"
        case (single,):
            return single.annotation
    return function.results

"""Pipelines of scikit-learn → the estimator that each ends with, which tells one from another."""

import ast
from collections.abc import Mapping

from mlship.ir.dataflow import Dataflow, Node


def find_last_steps(flow: Dataflow) -> Mapping[int, Mapping[str, str]]:
    """Return for statements that make pipelines: variable → class of the last step.

    Pipelines whose last step is of unknown class are left out.
    """
    kinds: dict[str, str] = {}
    found: dict[int, dict[str, str]] = {}
    for node in flow.nodes:
        match node.statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as value):
                if last := _last_step(value, node, kinds):
                    found[node.statement.index] = {name: last}
        kinds |= node.types
    return found


def _last_step(made: ast.Call, node: Node, kinds: Mapping[str, str]) -> str:
    """Return the class of a pipeline's last step, "" if it is none or not known."""
    called = {id(call.node): call.name for call in node.calls}
    name = called.get(id(made), "")
    if isinstance(made.func, ast.Attribute) and made.func.attr == "fit":
        inner = made.func.value
        return _last_step(inner, node, kinds) if isinstance(inner, ast.Call) else ""
    match name.rpartition(".")[2], _steps(made):
        case "make_pipeline", _ if made.args:
            return _kind(made.args[-1], called, kinds)
        case "Pipeline", ast.List(elts=[*_, ast.Tuple(elts=[_, last])]):
            return _kind(last, called, kinds)
    return ""


def _steps(made: ast.Call) -> ast.expr | None:
    named = (keyword.value for keyword in made.keywords if keyword.arg == "steps")
    return next(iter(made.args), None) or next(named, None)


def _kind(node: ast.expr, called: Mapping[int, str], kinds: Mapping[str, str]) -> str:
    match node:
        case ast.Call():
            return called.get(id(node), "")
        case ast.Name(id=name):
            return kinds.get(name, "")
    return ""

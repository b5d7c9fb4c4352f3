"""A body and its outputs → the body with a return statement, the way a person would write it."""

import ast
import io
import tokenize

from mlship.ir.plan import StageFunction
from mlship.ir.trees import parse


def add_return(function: StageFunction) -> str:
    """Return the function's body with its return statement, not indented yet."""
    outputs = [variable.name for variable in function.outputs]
    if not outputs:
        return function.body
    if len(outputs) > 1:
        return _join(function.body, f"return {function.results}({', '.join(outputs)})")
    return _return_last(function.body, outputs[0]) or _join(function.body, f"return {outputs[0]}")


def _join(body: str, line: str) -> str:
    return f"{body.rstrip()}\n{line}" if body.strip() else line


def _return_last(body: str, name: str) -> str:
    """Turn a last line `name = value` into `return value`; "" if there is none."""
    last = _last_statement(body)
    match last:
        case ast.Assign(targets=[ast.Name(id=target)]) if target == name:
            return _replace_target(body, last)
    return ""


def _last_statement(body: str) -> ast.stmt | None:
    statements = parse(body).body
    while statements and isinstance(statements[-1], ast.With):
        statements = statements[-1].body
    return statements[-1] if statements else None


def _replace_target(body: str, statement: ast.Assign) -> str:
    lines = body.split("\n")
    row = statement.lineno - 1
    start = len(lines[row].encode()[: statement.col_offset].decode())
    rest = "\n".join([lines[row][start:], *lines[row + 1 :]])
    tokens = tokenize.generate_tokens(io.StringIO(rest, newline="\n").readline)
    equals = next(token for token in tokens if token.string == "=")
    tail = rest.split("\n")
    first = tail[equals.end[0] - 1][equals.end[1] :].lstrip()
    changed = [lines[row][:start] + "return " + first, *tail[equals.end[0] :]]
    return "\n".join([*lines[:row], *changed]).rstrip()

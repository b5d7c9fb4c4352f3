"""Statements of a stage → columns that its frames have, or no longer have, for certain."""

import ast
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from mlship.ir.dataflow import Node


@dataclass(frozen=True, slots=True)
class _Columns:
    """What is known of the frames while walking through the statements."""

    added: dict[tuple[str, str], None] = field(default_factory=dict)
    dropped: dict[tuple[str, str], None] = field(default_factory=dict)

    def add(self, frame: str, column: str) -> None:
        self.added[frame, column] = None
        self.dropped.pop((frame, column), None)

    def drop(self, frame: str, columns: Iterable[str]) -> None:
        for column in columns:
            self.dropped[frame, column] = None
            self.added.pop((frame, column), None)

    def forget(self, frames: Collection[str]) -> None:
        for known in (self.added, self.dropped):
            for key in [key for key in known if key[0] in frames]:
                del known[key]


def track_all(nodes: Sequence[Node]) -> list[tuple[str, str]]:
    """Return every (variable, column) pair that is added, in order."""
    known = _Columns()
    for node in nodes:
        _follow(node, known)
    return list(known.added)


def _follow(node: Node, known: _Columns) -> None:
    match node.statement.node:
        case ast.Assign(
            targets=[
                ast.Subscript(value=ast.Name(id=frame), slice=ast.Constant(value=str() as column))
            ]
        ) if (node.types.get(frame, "pandas.DataFrame") == "pandas.DataFrame"):
            known.add(frame, column)
        case ast.Expr(value=ast.Call() as call) if (found := _drop(call)) and _inplace(call):
            known.drop(*found)
        case ast.Assign(targets=[ast.Name(id=frame)], value=ast.Call() as call) if (
            found := _drop(call)
        ) and found[0] == frame:
            known.drop(*found)
        case _:
            known.forget(node.writes)


def _inplace(call: ast.Call) -> bool:
    return any(
        k.arg == "inplace" and isinstance(k.value, ast.Constant) and k.value.value is True
        for k in call.keywords
    )


def _drop(call: ast.Call) -> tuple[str, list[str]] | None:
    """Return frame and columns of ``frame.drop("a", axis=1)`` and its spellings."""
    match call:
        case ast.Call(
            func=ast.Attribute(value=ast.Name(id=frame), attr="drop"), args=args, keywords=keywords
        ):
            given = {k.arg: k.value for k in keywords}
            if "columns" in given:
                return frame, _texts(given["columns"])
            axis = given.get("axis") or (args[1] if len(args) > 1 else None)
            labels = args[0] if args else given.get("labels")
            by_column = isinstance(axis, ast.Constant) and axis.value in (1, "columns")
            return (frame, _texts(labels)) if by_column and labels is not None else None
    return None


def _texts(node: ast.expr) -> list[str]:
    items = node.elts if isinstance(node, ast.List | ast.Tuple) else [node]
    return [i.value for i in items if isinstance(i, ast.Constant) and isinstance(i.value, str)]

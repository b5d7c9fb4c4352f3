"""A cell's syntax tree → the same, with metrics noted as they pass and paths led to their files."""

import ast
from collections.abc import Mapping, Sequence
from typing import Any

from .recording import Recorder


class Guards(ast.NodeTransformer):
    """Puts statements in the place of ``if __name__ == "__main__":``, as the conversion does."""

    def visit_Module(self, module: ast.Module) -> ast.Module:
        """Take the guards of a cell away: in a notebook their condition always holds."""
        module.body = [each for statement in module.body for each in _unguarded(statement)]
        return module


def _unguarded(statement: ast.stmt) -> Sequence[ast.stmt]:
    if not isinstance(statement, ast.If) or statement.orelse:
        return [statement]
    is_guard = ast.unparse(statement.test) == "__name__ == '__main__'"
    return statement.body if is_guard else [statement]


class Metrics(ast.NodeTransformer):
    """Wraps the expressions of metrics: the value is noted and given back as it is."""

    def __init__(self, wanted: Sequence[Mapping[str, Any]], recorder: Recorder) -> None:
        self.wanted = wanted
        self.recorder = recorder
        self.cell = -1
        self.anywhere = False
        self.counts: dict[str, int] = {}

    def begin(self, cell: int, source: str) -> None:
        """Turn to the next cell; below a magic, lines are counted from elsewhere."""
        self.cell = cell
        self.anywhere = source.lstrip().startswith("%%")

    def note(self, name: str, line: int, value: object) -> object:
        """Write a metric down; give it back."""
        self.counts[name] = self.counts.get(name, 0) + 1
        key = f"metric:{name}:{self.counts[name]}"
        self.recorder.value(key, value, cell=self.cell, line=line)
        return value

    def visit_Module(self, module: ast.Module) -> ast.Module:
        """Wrap what is wanted in the statements of this cell."""
        for statement in module.body:
            last = statement.end_lineno or statement.lineno
            found = {
                id(node): each["metric"]
                for each in self.wanted
                if each["cell"] == self.cell
                and (self.anywhere or statement.lineno <= each["line"] <= last)
                and (node := _find(statement, each["expression"], each["occurrence"]))
            }
            _Wrap(found).visit(statement)
        return ast.fix_missing_locations(module)


def _find(statement: ast.stmt, text: str, occurrence: int) -> ast.expr | None:
    """Find an expression by its text; of several that read alike, the one that is meant.

    A name that is bound there has no value to note yet.
    """
    nodes = (node for node in ast.walk(statement) if isinstance(node, ast.expr))
    alike = [node for node in nodes if ast.unparse(node) == text]
    found = alike[occurrence] if occurrence < len(alike) else None
    return found if isinstance(getattr(found, "ctx", ast.Load()), ast.Load) else None


class _Wrap(ast.NodeTransformer):
    """Wraps chosen expressions, given as id of the node → name of the metric."""

    def __init__(self, names: Mapping[int, str]) -> None:
        self.names = names

    def visit(self, node: ast.AST) -> object:
        """Wrap it, or look inside."""
        name = self.names.get(id(node))
        if name is None or not isinstance(node, ast.expr):
            return super().generic_visit(node)
        function = ast.Name(id="__mlship_metric__", ctx=ast.Load())
        given = [ast.Constant(name), ast.Constant(node.lineno)]
        made = ast.Call(func=function, args=[*given, node], keywords=[])
        return ast.copy_location(made, node)


class Paths(ast.NodeTransformer):
    """Leads the paths of another machine to where the files are here."""

    def __init__(self, paths: Mapping[str, str]) -> None:
        self.paths = paths

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """Replace a path."""
        if isinstance(node.value, str) and node.value in self.paths:
            return ast.copy_location(ast.Constant(self.paths[node.value]), node)
        return node

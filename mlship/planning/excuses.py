"""A body → excuses for what a type checker minds and the notebook does: each says so."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from types import FunctionType

from mlship.ir.trees import children, find, parse
from mlship.planning.bindings import Binding, Surroundings
from mlship.planning.edits import Change, Wrap
from mlship.planning.overrides import find_overrides
from mlship.planning.spelling import LIMITS

REDEFINED = "  # type: ignore[no-redef]  # the notebook defines it again"
VARIANT = "  # type: ignore[no-redef, misc]  # the notebook defines it again"
REPLACED = "  # type: ignore[assignment]  # the notebook replaces it"
# What is meant to be called, and is often assigned to.
CALLED = frozenset({"title", "xlabel", "ylabel", "xticks", "yticks", "legend", "grid", *LIMITS})
KEPT = "  # type: ignore[attr-defined]  # the notebook keeps it on the function"
NO_FUNCTION = "  # type: ignore[attr-defined]  # no function any more"
COMPUTED = "  # type: ignore[misc]  # its bases are computed"
SELFLESS = "  # type: ignore[misc]  # the notebook's method takes no self"
COMMENT = re.compile(r"\s*(#[^'\"]*)?$")


def excuse_definitions(
    body: str, found: Iterable[Binding], inputs: Collection[str]
) -> Iterator[Change]:
    """Excuse the definitions of names that have a meaning already: a checker wants one only."""
    lines = body.split("\n")
    seen = set(inputs)
    for binding in found:
        node = binding.definition
        if node is not None and binding.name in seen:
            first = min(part.lineno for part in (node, *node.decorator_list))
            # One branch may import what another one defines, with other parameters.
            is_variant = node.col_offset > 0 and isinstance(node, ast.FunctionDef)
            excuse = VARIANT if is_variant else REDEFINED
            yield Wrap(_line_end(first, lines[first - 1]), "", excuse)
        seen.add(binding.name)


def excuse_replacements(body: str, tree: ast.Module, around: Surroundings) -> Iterator[Change]:
    """Excuse ``plt.axis = "off"``: whoever writes so replaces a function of the library."""
    lines = body.split("\n")
    for node in find(tree, ast.Assign):
        match node:
            case ast.Assign(targets=[ast.Attribute(value=ast.Name(id=root), attr=attr)]) if (
                around.imports.get(root) == "matplotlib.pyplot" and attr in CALLED
            ):
                yield Wrap(_line_end(node.lineno, lines[node.lineno - 1]), "", REPLACED)


def excuse_attributes(body: str, found: Iterable[Binding]) -> Iterator[Change]:
    """Excuse what is asked of names that were functions at first: a checker holds on to that."""
    first: dict[str, Binding] = {}
    for binding in found:
        first.setdefault(binding.name, binding)
    functions = {n for n, b in first.items() if isinstance(b.definition, ast.FunctionDef)}
    lines, done = body.split("\n"), set()
    for node in _outside_functions(parse(body)) if functions else ():
        match node:
            case ast.Attribute(value=ast.Name(id=name), attr=attr) if (
                name in functions and not hasattr(FunctionType, attr) and node.lineno not in done
            ):
                done.add(node.lineno)
                why = KEPT if isinstance(node.ctx, ast.Store) else NO_FUNCTION
                yield Wrap(_line_end(node.lineno, lines[node.lineno - 1]), "", why)


def excuse_classes(body: str, tree: ast.AST, around: Surroundings) -> Iterator[Change]:
    """Excuse bases that only a run knows, methods without ``self``, those defined twice or anew."""
    lines = body.split("\n")
    for node in find(tree, ast.ClassDef):
        overrides = find_overrides(node, around.calls.classes)
        for row, why in dict((*overrides, *_faults(node))).items():
            yield Wrap(_line_end(row, lines[row - 1]), "", why)


def _faults(node: ast.ClassDef) -> Iterator[tuple[int, str]]:
    """Yield the lines of a class that a checker minds, each with its excuse."""
    if node.bases and isinstance(node.bases[-1], ast.Starred):
        yield node.lineno, COMPUTED
    seen: set[str] = set()
    for method in node.body:
        if not isinstance(method, ast.FunctionDef) or method.decorator_list:
            continue
        if _is_selfless(method):
            yield method.lineno, SELFLESS
        if method.name in seen:
            yield method.lineno, REDEFINED
        seen.add(method.name)


def _is_selfless(method: ast.FunctionDef) -> bool:
    given = method.args
    taken = given.posonlyargs or given.args or given.vararg
    return not taken


def _outside_functions(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a body, but for those inside of functions that have names."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting.extend(children(node))


def _line_end(row: int, line: str) -> ast.AST:
    """Return a stand-in for nothing at the end of a line, before its comment."""
    column = len(COMMENT.sub("", line).encode())
    return ast.Pass(lineno=row, col_offset=column, end_lineno=row, end_col_offset=column)

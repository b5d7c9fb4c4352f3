"""Import lines → one sorted block: standard library, third party, the package itself."""

import ast
import sys
from collections.abc import Iterable
from itertools import filterfalse, groupby

from mlship.ir.trees import parse
from mlship.rendering.quoting import WIDTH

_FUTURE, _STANDARD, _THIRD, _FIRST = range(4)


def sort_imports(lines: Iterable[str], package: str) -> str:
    """Merge, sort and group import statements the way isort and ruff do.

    A ``try`` around imports stays whole, below them; at last come declarations. What is noted
    behind a plain import stays there.
    """
    lines = list(lines)
    notes = {code: line for line in lines if (code := line.partition("  #")[0]) != line}
    statements = [node for line in lines for node in parse(line).body]
    rows = sorted({*_plain(statements, package), *_from(statements, package)})
    groups = (list(rows) for _, rows in groupby(rows, key=lambda row: row[0]))
    rest = dict.fromkeys(map(ast.unparse, filterfalse(_is_import, statements)))
    plain = "\n".join(line for line in rest if "\n" not in line)
    blocks = [line for line in rest if "\n" in line]
    parts = ["\n".join(notes.get(row[-1], row[-1]) for row in group) for group in groups]
    return "\n\n".join([*parts, *blocks, *([plain] if plain else [])])


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


Row = tuple[int, int, str, str, str]
STAR = ("*", "")


def _plain(statements: list[ast.stmt], package: str) -> Iterable[Row]:
    for node in statements:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield _row(0, alias.name, package, ast.unparse(ast.Import([alias])))


def _from(statements: list[ast.stmt], package: str) -> Iterable[Row]:
    taken: dict[tuple[str, bool], set[tuple[str, str]]] = {}
    for node in statements:
        if isinstance(node, ast.ImportFrom):
            for alias in node.names:
                key = "." * node.level + (node.module or ""), alias.asname is not None
                taken.setdefault(key, set()).add((alias.name, alias.asname or ""))
    for (module, renamed), names in taken.items():
        for line in _from_lines(module, names, renamed=renamed):
            yield _row(1, module, package, line)


def _from_lines(module: str, names: set[tuple[str, str]], *, renamed: bool) -> list[str]:
    if STAR in names:  # which stands alone
        others = _from_lines(module, names - {STAR}, renamed=renamed) if len(names) > 1 else []
        return [f"from {module} import *", *others]
    ordered = sorted(names, key=lambda pair: _member(pair[0]))
    if renamed:
        return [f"from {module} import {name} as {alias}" for name, alias in ordered]
    joined = ", ".join(name for name, _ in ordered)
    line = f"from {module} import {joined}"
    if len(line) <= WIDTH:
        return [line]
    inner = "".join(f"    {name},\n" for name, _ in ordered)
    return [f"from {module} import (\n{inner})"]


def _member(name: str) -> tuple[int, str]:
    """Order constants before classes before the rest, as isort does."""
    if name.isupper() and len(name) > 1:
        return 0, name
    return (1 if name[:1].isupper() else 2), name


def _row(kind: int, module: str, package: str, line: str) -> Row:
    # Modules are compared without case first, as isort's natural order does.
    return _section(module, package), kind, module.lower(), module, line


def _section(module: str, package: str) -> int:
    root = module.partition(".")[0]
    if root == "__future__":
        return _FUTURE
    if root == package or not root:
        return _FIRST
    return _STANDARD if root in sys.stdlib_module_names else _THIRD

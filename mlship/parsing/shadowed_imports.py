"""Imports that share a name with a variable come in → imports under a name of their own go out.

In a notebook ``zscore = abs(zscore(df))`` works; inside of a function the same line reads a local
variable that is not there yet. And ``from sklearn import svm`` below ``svm = SVM()`` means that
from there on `svm` is the module: imports go to the top of a module, where that is lost.
"""

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mlship.ir.program import Statement
from mlship.ir.trees import find, walk
from mlship.parsing.edits import bound_names, loads, with_replaced, with_source
from mlship.parsing.revisions import Draft, Revision

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
PLAIN = (ast.Assign, ast.AnnAssign, ast.AugAssign)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """Shadow = an imported name, the statements that import it, or mean what is imported by it."""

    name: str
    meant: tuple[int, ...]


def rename_shadowed_imports(draft: Draft) -> Revision | None:
    """Import under another name what shares its name with a variable."""
    statements = list(draft.statements)
    shadows = list(_shadows(draft.statements))
    if not shadows:
        return None
    used = set(bound_names(draft.statements))
    for shadow in shadows:
        alias = _alias(statements[shadow.meant[0]].node, shadow.name, used)
        used.add(alias)
        for position in shadow.meant:
            statements[position] = _renamed(statements[position], shadow.name, alias)
    return Revision(statements=tuple(statements))


def _shadows(statements: tuple[Statement, ...]) -> Iterator[Shadow]:
    """Find what is imported, read at the top level, and bound by a variable besides."""
    imported = _imported(statements)
    stores = _stores(statements, imported.keys())
    in_scopes = _read_in_scopes(statements) if stores else set()
    for name in (each for each in imported if each in stores and each not in in_scopes):
        imports = imported[name]
        meant = _meant(statements, name, imports, stores[name])
        if len(meant) > len(imports):
            yield Shadow(name=name, meant=meant)


def _meant(
    statements: tuple[Statement, ...], name: str, imports: Sequence[int], stores: Sequence[int]
) -> tuple[int, ...]:
    """Return the statements that import a name or mean the import by it, () if that is not sure.

    What was bound last counts: the import, or a variable, which takes the name in one go.
    """
    meant: list[int] = []
    is_import, is_sure = False, True
    for position, statement in enumerate(statements):
        binds, is_plain = position in stores, isinstance(statement.node, PLAIN)
        if position in imports:
            meant.append(position)
            is_import, is_sure = True, True
        elif is_import and _loads(statement, name):
            if not is_sure or (binds and not is_plain):
                return ()
            meant.append(position)
        if is_import and binds:
            is_import, is_sure = not is_plain, is_plain
    return tuple(meant)


def _imported(statements: tuple[Statement, ...]) -> Mapping[str, list[int]]:
    """Map names to the statements that import them, where all import the same."""
    found: dict[str, dict[int, str]] = {}
    for position, statement in enumerate(statements):
        if not isinstance(statement.node, ast.Import | ast.ImportFrom):
            continue
        module = getattr(statement.node, "module", "")
        for alias in statement.node.names:
            # `import a.b` binds `a`, which no alias can stand for.
            if alias.asname or "." not in alias.name:
                origins = found.setdefault(alias.asname or alias.name, {})
                origins[position] = f"{module}.{alias.name}"
    return {name: [*at] for name, at in found.items() if len({*at.values()}) == 1}


def _stores(statements: tuple[Statement, ...], names: Collection[str]) -> Mapping[str, list[int]]:
    """Map each of the names that is assigned somewhere to the statements that do."""
    found: dict[str, list[int]] = {}
    for position, statement in enumerate(statements):
        for node in find(statement.node, ast.Name):
            if node.id in names and not isinstance(node.ctx, ast.Load):
                found.setdefault(node.id, []).append(position)
    return found


def _read_in_scopes(statements: tuple[Statement, ...]) -> set[str]:
    """Give the names that functions read: when they are called, nobody here knows."""
    scopes = (n for each in statements for n in walk(each.node) if isinstance(n, SCOPES))
    return {name.id for scope in scopes for name in loads(scope)}


def _loads(statement: Statement, name: str) -> list[ast.Name]:
    return [node for node in loads(statement.node) if node.id == name]


def _alias(node: ast.stmt, name: str, used: set[str]) -> str:
    module = node.module if isinstance(node, ast.ImportFrom) and node.module else "imported"
    alias = f"{module.rpartition('.')[2]}_{name}"
    while alias in used:
        alias += "_"
    return alias


def _renamed(statement: Statement, name: str, alias: str) -> Statement:
    node = statement.node
    if isinstance(node, ast.Import | ast.ImportFrom):
        return _imported_as(statement, node, name, alias)
    return with_replaced(statement, ((each, alias) for each in _loads(statement, name)))


def _imported_as(
    statement: Statement, node: ast.Import | ast.ImportFrom, name: str, alias: str
) -> Statement:
    names = [
        ast.alias(each.name, alias) if (each.asname or each.name) == name else each
        for each in node.names
    ]
    if names == node.names:
        return statement
    made: ast.stmt = ast.Import(names=names)
    if isinstance(node, ast.ImportFrom):
        made = ast.ImportFrom(module=node.module, names=names, level=node.level)
    renamed = with_source(statement, ast.unparse(made))
    return replace(renamed, binds=(*statement.binds, name))

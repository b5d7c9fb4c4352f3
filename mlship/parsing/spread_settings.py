"""A dictionary of settings that functions read comes in → a variable for each setting goes out.

``CONFIG = {"path": "a.csv", "seed": 4}`` becomes ``path = "a.csv"`` and ``seed = 4``: what a
function reads of it can be handed to it, as other variables are.
"""

import ast
import builtins
import keyword
from collections.abc import Collection, Mapping
from dataclasses import replace
from functools import partial

from mlship.ir.bundled import is_changed, mentions, reads_of, settings_of
from mlship.ir.program import Statement
from mlship.ir.trees import names_in, walk
from mlship.parsing.edits import bound_names, made, with_replaced
from mlship.parsing.revisions import Draft, Revision, change_each

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
BUILTINS = frozenset(dir(builtins)) | {*keyword.kwlist}


def spread_settings(draft: Draft) -> Revision | None:
    """Spread each dictionary that only ever gives single values, some of them to functions."""
    statements, changed = draft.statements, False
    for statement in draft.statements:
        name, values = _dictionary(statement)
        if values and _can_be_spread(name, values, draft.statements):
            names = _names_for(name, values, statements)
            statements = change_each(
                statements, partial(_spread, name=name, names=names)
            ).statements
            changed = True
    return Revision(statements=statements) if changed else None


def _dictionary(statement: Statement) -> tuple[str, dict[str, ast.expr]]:
    match statement.node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            values = settings_of(statement.node)
            return (name, values) if all(map(_is_plain, values.values())) else ("", {})
    return "", {}


def _is_plain(value: ast.expr) -> bool:
    match value:
        case ast.Constant() | ast.UnaryOp(op=ast.USub(), operand=ast.Constant()):
            return True
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return all(map(_is_plain, items))
    return False


def _can_be_spread(
    name: str, values: Mapping[str, ast.expr], statements: Collection[Statement]
) -> bool:
    """Tell whether it is bound once, and each place that names it reads one of the settings."""
    trees = [s.node for s in statements if name in names_in(s.node)]
    users = [tree for tree in trees if settings_of(tree) != values]
    binders = [tree for tree in trees if name in _stored(tree)]
    if len(binders) != 1 or len(users) != len(trees) - 1:
        return False
    if not any(isinstance(tree, FUNCTIONS) for tree in users):
        return False
    return all(_only_reads(tree, name, values) for tree in users)


def _stored(tree: ast.AST) -> set[str]:
    stored = (n for n in walk(tree) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load))
    given = {n.arg for n in walk(tree) if isinstance(n, ast.arg)}
    return {name.id for name in stored} | given


def _only_reads(tree: ast.stmt, name: str, values: Mapping[str, ast.expr]) -> bool:
    if isinstance(tree, ast.ClassDef):  # it cannot be handed anything
        return False
    found = list(reads_of(tree, name, is_class=False))
    is_whole = len(found) != mentions(tree, name) or any(key not in values for _, key in found)
    return not is_whole and not any(is_changed(tree, node, values[key]) for node, key in found)


def _names_for(
    name: str, values: Mapping[str, ast.expr], statements: Collection[Statement]
) -> dict[str, str]:
    """Name the settings as they are called in it, where the notebook calls nothing else so."""
    read = frozenset[str]().union(*(names_in(s.node) for s in statements))
    taken = BUILTINS | read | bound_names(statements)
    names: dict[str, str] = {}
    for key in values:
        word = "".join(c if c.isalnum() else "_" for c in key)
        is_free = word.isidentifier() and not {word, word.upper()} & (taken | {*names.values()})
        names[key] = word if is_free else f"{name}_{word}"
    return names


def _spread(statement: Statement, *, name: str, names: Mapping[str, str]) -> Revision | None:
    tree = statement.node
    if name not in names_in(tree):
        return None
    if isinstance(tree, ast.Assign) and mentions(tree, name) and name in _stored(tree):
        return _in_single(statement, names)
    changes = [(node, names[key]) for node, key in reads_of(tree, name, is_class=False)]
    return Revision(statements=(with_replaced(statement, changes),))


def _in_single(statement: Statement, names: Mapping[str, str]) -> Revision:
    values = settings_of(statement.node)
    texts = (f"{names[key]} = {ast.unparse(value)}" for key, value in values.items())
    first, *rest = (
        replace(made(statement, text), magic=statement.magic, is_setting=True) for text in texts
    )
    return Revision(statements=(replace(first, comments=statement.comments), *rest))

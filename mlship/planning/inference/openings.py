"""A statement that opens files to read a table → what is left of it where records come in."""

import ast
from textwrap import dedent

from mlship.ir.trees import walk


def without_openings(text: str) -> str:
    """Leave out what is opened for nothing.

    ``with ZipFile("a.zip") as z: df = records`` → ``df = records``.
    """
    match ast.parse(text).body:
        case [ast.With() as tree]:
            chain = _nested(tree)
            held = [item.optional_vars for each in chain for item in each.items]
            opened = {n.id for names in filter(None, held) for n in _names(names)}
            used = {n.id for statement in chain[-1].body for n in _names(statement)}
            if all(held) and not opened & used:
                return _block(text, chain[-1])
    return text


def _nested(tree: ast.With) -> list[ast.With]:
    """Return a block, the one that alone is in it, and so on."""
    chain = [tree]
    while isinstance(inner := chain[-1].body[0], ast.With) and len(chain[-1].body) == 1:
        chain.append(inner)
    return chain


def _names(tree: ast.AST) -> list[ast.Name]:
    return [node for node in walk(tree) if isinstance(node, ast.Name)]


def _block(text: str, tree: ast.With) -> str:
    """Return the lines of a block, not indented."""
    first = tree.body[0]
    lines = text.split("\n")
    if first.lineno == tree.items[-1].context_expr.end_lineno:  # all on one line
        lines[first.lineno - 1] = lines[first.lineno - 1].encode()[first.col_offset :].decode()
        return "\n".join(lines[first.lineno - 1 :])
    return dedent("\n".join(lines[first.lineno - 1 :]))

"""Imports inside of blocks come in → those that an import above has made already go out.

They bind nothing new; inside of a stage's function they would make the name a local one.
"""

import ast
from collections.abc import Iterator

from mlship.ir.program import Statement
from mlship.ir.trees import children
from mlship.parsing.edits import bound_names, replace_nodes, with_source
from mlship.parsing.revisions import Draft, Revision, change_each
from mlship.parsing.twice_imported import single_imports

Imports = ast.Import | ast.ImportFrom
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try)


def leave_known_imports(draft: Draft) -> Revision | None:
    """Leave out the imports in blocks of what is imported at the top level above."""
    if not any(True for each in draft.statements for _ in _imports_in(each.node)):
        return None
    known: set[str] = set()

    def without_known(statement: Statement) -> Revision | None:
        node = statement.node
        if isinstance(node, Imports):
            known.update(single_imports(node))
            return None
        found = [each for each in _imports_in(node) if single_imports(each) <= known]
        changed = statement
        if found:
            source = replace_nodes(statement.source, [(each, "pass") for each in found])
            changed = with_source(statement, source)
        bound = bound_names([changed])
        known.difference_update([line for line in known if _binds(line) in bound])
        return Revision(statements=(changed,)) if found else None

    return change_each(draft.statements, without_known)


def _binds(line: str) -> str:
    """Return the name that a single import binds: ``a.b as c``, ``a.b``."""
    return line.rpartition(" as ")[2].rpartition(".")[2]


def _imports_in(tree: ast.AST) -> Iterator[Imports]:
    """Yield the imports in the blocks of a statement, those of functions left aside."""
    if not isinstance(tree, BLOCKS):
        return
    waiting = list(children(tree))
    while waiting:
        each = waiting.pop()
        if isinstance(each, Imports):
            yield each
        elif not isinstance(each, SCOPES):
            waiting += children(each)

"""Imports that magics brought along come in → one of each goes out."""

import ast

from mlship.ir.program import Statement
from mlship.parsing.revisions import Draft, Revision, change_each


def drop_repeated_imports(draft: Draft) -> Revision | None:
    """Drop the import lines that were added although the module is there already."""
    if not any(statement.magic for statement in draft.statements):
        return None
    seen: set[str] = set()

    def without_repeated(statement: Statement) -> Revision | None:
        if not isinstance(statement.node, ast.Import | ast.ImportFrom):
            return None
        lines = single_imports(statement.node)
        is_known = bool(statement.magic) and lines <= seen
        seen.update(lines)
        return Revision(comments=statement.comments) if is_known else None

    return change_each(draft.statements, without_repeated)


def single_imports(node: ast.Import | ast.ImportFrom) -> set[str]:
    """Write `from a import b, c` as the set of `a.b` and `a.c`, under the names that they get."""
    origin = f"{'.' * node.level}{node.module}." if isinstance(node, ast.ImportFrom) else ""
    return {f"{origin}{ast.unparse(alias)}" for alias in node.names}

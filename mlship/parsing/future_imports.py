"""`from __future__ import …` comes in → only what still means something goes out."""

import __future__

import ast

from mlship.ir.program import Statement
from mlship.parsing.edits import with_source
from mlship.parsing.revisions import Draft, Revision, change_each


def drop_future_imports(draft: Draft) -> Revision | None:
    """Drop the features that Python 3 always has: print_function, division and the like."""
    if not draft.mentions("__future__"):
        return None
    return change_each(draft.statements, _without_settled)


def _without_settled(statement: Statement) -> Revision | None:
    match statement.node:
        case ast.ImportFrom(module="__future__", names=names):
            kept = [alias.name for alias in names if not _is_settled(alias.name)]
        case _:
            return None
    if not kept:
        return Revision(comments=statement.comments)
    source = f"from __future__ import {', '.join(kept)}"
    return Revision(statements=(with_source(statement, source),))


def _is_settled(name: str) -> bool:
    feature = getattr(__future__, name, None)
    mandatory = feature.getMandatoryRelease() if feature is not None else None
    return mandatory is not None and mandatory <= (3, 11)

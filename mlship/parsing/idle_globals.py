"""Functions that declare global what they only read come in → functions without that go out.

``global scaler`` changes nothing in a function that never binds the name, but once the function
stands in another module, or in another function, there may be no such name to declare.
"""

import ast
import symtable
from collections.abc import Iterator

from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import replace_nodes, with_source
from mlship.parsing.revisions import Draft, Revision, change_each

Definition = ast.FunctionDef | ast.AsyncFunctionDef


def drop_idle_globals(draft: Draft) -> Revision | None:
    """Drop the declarations of functions for names that they do not bind."""
    return change_each(draft.statements, _without) if draft.mentions("global ") else None


def _without(statement: Statement) -> Revision | None:
    changes = [
        (node, _declaration(kept))
        for node, kept in _declared(statement)
        if len(kept) < len(node.names)
    ]
    if not changes:
        return None
    changed = with_source(statement, replace_nodes(statement.source, changes))
    return Revision(statements=(changed,))


def _declaration(names: list[str]) -> str:
    return f"global {', '.join(names)}" if names else "pass"


def _declared(statement: Statement) -> Iterator[tuple[ast.Global, list[str]]]:
    """Yield the declarations of functions in no other function, with the names that they bind."""
    if "global " not in statement.source:
        return
    bound = {
        (table.get_name(), table.get_lineno()): {
            name for name in table.get_identifiers() if _is_bound(table, name)
        }
        for table in _outermost(symtable.symtable(statement.source, "cell", "exec"))
    }
    for function in _functions(statement.node):
        for node in _own_declarations(function):
            binds = bound[function.name, function.lineno]
            yield node, [name for name in node.names if name in binds]


def _outermost(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    """Yield the tables of functions that no function holds."""
    for child in table.get_children():
        if child.get_type() == "function":
            yield child
        else:
            yield from _outermost(child)


def _is_bound(table: symtable.SymbolTable, name: str) -> bool:
    symbol = table.lookup(name)
    return symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()


def _functions(tree: ast.AST) -> Iterator[Definition]:
    """Yield the functions that no function holds."""
    if isinstance(tree, Definition):
        yield tree
        return
    for child in ast.iter_child_nodes(tree):
        yield from _functions(child)


def _own_declarations(function: Definition) -> Iterator[ast.Global]:
    inner = {
        id(node)
        for each in walk(function)
        if isinstance(each, Definition | ast.Lambda | ast.ClassDef) and each is not function
        for node in walk(each)
    }
    yield from (n for n in walk(function) if isinstance(n, ast.Global) and id(n) not in inner)

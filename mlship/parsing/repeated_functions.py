"""Functions that are defined again come in → one of each, every other one under its own name.

A notebook's cells are copied with the function above them. What is defined twice cannot stand in
a module of functions; what is the same is needed once, and what differs is another function.
"""

import ast
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from mlship.ir.program import Statement
from mlship.ir.trees import walk
from mlship.parsing.edits import bound_names, loads, with_replaced, with_source
from mlship.parsing.revisions import Draft, Revision, put_together

SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
# Who asks for names by their text might ask for these.
ASKING = ("globals(", "locals(", "exec(", "eval(")


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated:
    """Repeated = a function's name, the bodies that it has one after the other, by position."""

    name: str
    bodies: Mapping[int, str]

    @property
    def versions(self) -> Sequence[str]:
        """The bodies that differ, in order."""
        return list(dict.fromkeys(self.bodies.values()))

    @property
    def again(self) -> Collection[int]:
        """Where a body stands that has stood before."""
        first = {body: position for position, body in reversed(list(self.bodies.items()))}
        return self.bodies.keys() - first.values()


def part_repeated_functions(draft: Draft) -> Revision | None:
    """Drop a function that is defined again as it is; give one that differs another name."""
    statements: Sequence[Statement] = draft.statements
    if draft.mentions(*ASKING):
        return None
    found = [one for one in _repeated(statements) if _is_plain(one, statements)]
    if not found:
        return None
    used = set(bound_names(statements))
    for one in found:
        statements = list(_told_apart(one, statements, _names(one, used)))
    dropped = set().union(*(one.again for one in found))
    return put_together(
        Revision(comments=each.comments) if position in dropped else Revision(statements=(each,))
        for position, each in enumerate(statements)
    )


def _told_apart(
    one: Repeated, statements: Sequence[Statement], names: Mapping[str, str]
) -> Iterator[Statement]:
    """Yield the statements; each body, and what reads it, by a name of its own."""
    current = one.name
    for position, statement in enumerate(statements):
        if position in one.bodies:
            current = names[one.bodies[position]]
            yield _defined_as(statement, one.name, current)
        else:
            yield _reading(statement, one.name, current)


def _repeated(statements: Sequence[Statement]) -> list[Repeated]:
    """Find the functions that the top level defines several times, and nothing else binds."""
    found: dict[str, dict[int, str]] = {}
    for position, statement in enumerate(statements):
        if isinstance(statement.node, ast.FunctionDef) and not statement.node.decorator_list:
            body = ast.dump(statement.node)
            found.setdefault(statement.node.name, {})[position] = body
    return [
        Repeated(name=name, bodies=bodies)
        for name, bodies in found.items()
        if len(bodies) > 1 and not _is_bound_otherwise(name, bodies, statements)
    ]


def _is_bound_otherwise(
    name: str, bodies: Mapping[int, str], statements: Sequence[Statement]
) -> bool:
    others = (s for position, s in enumerate(statements) if position not in bodies)
    return name in bound_names(others)


def _is_plain(one: Repeated, statements: Sequence[Statement]) -> bool:
    """Tell whether it is sure which of the functions is meant wherever the name is read.

    What a function calls later depends on when that is; who is given a function may tell its name.
    """
    definitions = [statements[position].node for position in one.bodies]
    if not all(isinstance(d, ast.FunctionDef) and _has_fixed_defaults(d) for d in definitions):
        return False
    if _is_asked(one.name, statements):
        return False
    return len(one.versions) == 1 or _is_only_called(one.name, statements)


def _is_only_called(name: str, statements: Sequence[Statement]) -> bool:
    """Tell whether all that the notebook does with a function is to call it, at the top level."""
    nodes = list(_nodes(statements))
    inside = (each for each in nodes if isinstance(each, SCOPES))
    if any(read.id == name for scope in inside for read in loads(scope)):
        return False
    called = {id(each.func) for each in nodes if isinstance(each, ast.Call)}
    read = (each for statement in statements for each in loads(statement.node))
    return all(id(each) in called for each in read if each.id == name)


def _is_asked(name: str, statements: Sequence[Statement]) -> bool:
    """Tell whether a function is asked for what it carries: a counter, its own name."""
    owners = (each.value for each in _nodes(statements) if isinstance(each, ast.Attribute))
    return any(isinstance(owner, ast.Name) and owner.id == name for owner in owners)


def _nodes(statements: Sequence[Statement]) -> Iterator[ast.AST]:
    return chain.from_iterable(walk(statement.node) for statement in statements)


def _has_fixed_defaults(node: ast.FunctionDef) -> bool:
    defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
    return all(isinstance(default, ast.Constant) for default in defaults)


def _names(one: Repeated, used: set[str]) -> Mapping[str, str]:
    """Give the first its own name, the others one with a number."""
    names = {one.versions[0]: one.name}
    for number, body in enumerate(one.versions[1:], start=2):
        name = f"{one.name}_{number}"
        while name in used:
            name += "_"
        used.add(name)
        names[body] = name
    return names


def _reading(statement: Statement, name: str, other: str) -> Statement:
    """Let a statement read one name instead of another."""
    reads = [node for node in loads(statement.node) if node.id == name]
    if name == other or not reads:
        return statement
    return with_replaced(statement, ((node, other) for node in reads))


def _defined_as(statement: Statement, name: str, other: str) -> Statement:
    if name == other:
        return statement
    source = re.sub(rf"\bdef\s+{re.escape(name)}\b", f"def {other}", statement.source, count=1)
    return replace(with_source(statement, source), binds=(*statement.binds, name))

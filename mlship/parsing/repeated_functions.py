"""Functions that are defined again come in → one of each, every other one under its own name.

A notebook's cells are copied with the function above them. What is defined twice cannot stand in
a module of functions; what is the same is needed once, and what differs is another function.
"""

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

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


def part_repeated_functions(draft: Draft) -> Revision | None:
    """Drop a function that is defined again as it is; give one that differs another name."""
    statements = list(draft.statements)
    if draft.mentions(*ASKING):
        return None
    found = [one for one in _repeated(draft.statements) if _is_plain(one, statements)]
    used = set(bound_names(statements))
    dropped: set[int] = set()
    for one in found:
        names = _names(one, used)
        seen: set[str] = set()
        current = one.name
        for position, statement in enumerate(statements):
            if position in one.bodies:
                current = names[one.bodies[position]]
                dropped |= {position} if one.bodies[position] in seen else set()
                seen.add(one.bodies[position])
                statements[position] = _defined_as(statement, one.name, current)
            elif current != one.name:
                reads = [node for node in loads(statement.node) if node.id == one.name]
                changed = with_replaced(statement, ((node, current) for node in reads))
                statements[position] = changed if reads else statement
    if not found:
        return None
    return put_together(
        Revision(comments=each.comments) if position in dropped else Revision(statements=(each,))
        for position, each in enumerate(statements)
    )


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
    if len(one.versions) == 1:
        return True
    scopes = (n for each in statements for n in walk(each.node) if isinstance(n, SCOPES))
    if any(node.id == one.name for scope in scopes for node in loads(scope)):
        return False
    called = {id(n.func) for each in statements for n in walk(each.node) if isinstance(n, ast.Call)}
    read = (node for each in statements for node in loads(each.node) if node.id == one.name)
    return all(id(node) in called for node in read)


def _is_asked(name: str, statements: Sequence[Statement]) -> bool:
    """Tell whether a function is asked for what it carries: a counter, its own name."""
    return any(
        isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == name
        for each in statements
        for node in walk(each.node)
    )


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


def _defined_as(statement: Statement, name: str, other: str) -> Statement:
    if name == other:
        return statement
    source = re.sub(rf"\bdef\s+{re.escape(name)}\b", f"def {other}", statement.source, count=1)
    return replace(with_source(statement, source), binds=(*statement.binds, name))

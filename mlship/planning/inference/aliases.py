"""Steps → the same steps without names that only stand for another one: ``X_train = X``."""

import ast
from collections.abc import Sequence
from dataclasses import replace

from mlship.planning.edits import Replace, rewrite
from mlship.planning.inference.merging import Pass, Step

MOST_READ_AS = 1  # steps that read records under a name of the notebook's, which then goes


def without_aliases(given: Pass, records: str) -> Pass:
    """Let every name stand for a value of its own.

    The notebook's name of the raw table stays where more than one step reads it.
    """
    found, place = given, 0
    while place < len(found.steps):
        alias = _alias_of(found.steps[place], records)
        shorter = _forget(found, place, *alias, records) if alias else None
        found, place = (shorter, place) if shorter else (found, place + 1)
    return found


def _alias_of(step: Step, records: str) -> tuple[str, str] | None:
    """Return the names of ``a = b``, None if a step is anything else."""
    match ast.parse(step.text).body:
        case [ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=meant))]:
            # What is said of loading a table is not true of records.
            return (name, meant) if "#" not in step.text or meant == records else None
    return None


def _forget(given: Pass, place: int, name: str, meant: str, records: str) -> Pass | None:
    """Put what an alias means in its place; None if that would change anything."""
    later: list[Step] = []
    read = 0
    rest = given.steps[place + 1 :]
    for number, step in enumerate(rest):
        tree = ast.parse(step.text)
        bound = _bound(tree) & {name, meant}
        text = _renamed(step.text, tree, name, meant)
        if text is None or (bound and not _binds_last(tree, bound)):
            return None
        read += text != step.text
        later.append(replace(step, text=text))
        if bound:
            if name not in bound and _is_read(rest[number + 1 :], given, name):
                return None
            later += rest[number + 1 :]
            break
    else:
        given = _with_results(given, name, meant)
    if meant == records and read > MOST_READ_AS:
        return None
    return replace(given, steps=(*given.steps[:place], *later))


def _with_results(given: Pass, name: str, meant: str) -> Pass:
    features, target = (
        _renamed(text, ast.parse(text), name, meant) or text
        for text in (given.features, given.target)
    )
    return replace(given, features=features, target=target)


def _is_read(steps: Sequence[Step], given: Pass, name: str) -> bool:
    texts = [*(step.text for step in steps), given.features, given.target]
    nodes = (n for text in texts for n in ast.walk(ast.parse(text)))
    return any(isinstance(n, ast.Name) and n.id == name for n in nodes)


def _bound(tree: ast.Module) -> set[str]:
    names = (n for n in ast.walk(tree) if isinstance(n, ast.Name))
    arguments = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    return arguments | {n.id for n in names if not isinstance(n.ctx, ast.Load)}


def _binds_last(tree: ast.Module, names: set[str]) -> bool:
    """Tell whether a step is one assignment of names, which reads before it binds."""
    match tree.body:
        case [ast.Assign(targets=[ast.Name(id=one)])]:
            return names == {one} and not _inner_names(tree) & names
        case [ast.Assign(targets=[ast.Tuple(elts=parts)])]:
            targets = {part.id for part in parts if isinstance(part, ast.Name)}
            return names <= targets and not _inner_names(tree) & names
    return False


def _inner_names(tree: ast.Module) -> set[str]:
    """Return the names that comprehensions and lambdas bind."""
    inner = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp | ast.Lambda
    return {
        name
        for node in ast.walk(tree)
        if isinstance(node, inner)
        for name in _bound(ast.Module(body=[ast.Expr(value=node)], type_ignores=[]))
    }


def _renamed(text: str, tree: ast.Module, name: str, meant: str) -> str | None:
    """Write a name in the place of another; None if it stands inside of an f-string."""
    spots = [
        n
        for n in ast.walk(tree)
        if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Load)
    ]
    inside = {id(n) for f in ast.walk(tree) if isinstance(f, ast.JoinedStr) for n in ast.walk(f)}
    if any(id(spot) in inside for spot in spots):
        return None
    return rewrite(text, tree, [Replace(spot, meant) for spot in spots])

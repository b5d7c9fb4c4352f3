"""How values travel → what to write down in the notebook, and what in the pipeline.

A value's key is ``function:variable``: the variable as the function leaves it. The notebook has
it after the last of the function's statements that writes it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mlship.verification.subject import Statement, Step, Subject

EXPLORE = "explore"
# Before the key of a value as it is when all is done.
FINAL = "final:"
# Parts of the world that statements write like variables.
WORLD = frozenset({"figure", "options", "warnings", "cwd", "environ"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Point = a variable in the notebook after a statement, and the function that has it too.

    `index` is the statement's position, `ordinal` counts those that begin in the same line.
    """

    key: str
    name: str
    function: str
    output: bool
    fitted: bool
    index: int
    cell: int
    line: int
    ordinal: int = 0


def find_points(subject: Subject) -> list[Point]:
    """List all values that both sides have."""
    steps = [step for step in subject.steps if step.stage != EXPLORE]
    return [point for step in steps for point in _points(subject, step)]


def find_last(subject: Subject) -> list[Point]:
    """List what `run` gives back, as the notebook leaves it: something may have changed it since.

    What the notebook binds anew to the same name later is nowhere to be found at its end; what it
    changes in statements that the pipeline leaves out is another there.
    """
    given = set(subject.results.values())
    return [
        _at_the_end(subject, point)
        for point in find_points(subject)
        if point.key in given
        and not any(_loses(each, point.name) for each in subject.statements[point.index + 1 :])
    ]


def _loses(statement: Statement, name: str) -> bool:
    is_left_out = statement.module in {"", EXPLORE}
    return name in (statement.writes if is_left_out else statement.binds)


def _at_the_end(subject: Subject, point: Point) -> Point:
    index = len(subject.statements) - 1
    last = subject.statements[index]
    return replace(
        point,
        key=f"{FINAL}{point.key}",
        index=index,
        cell=last.cell,
        line=last.line,
        ordinal=ordinal(subject.statements, index),
    )


def _points(subject: Subject, step: Step) -> Iterator[Point]:
    everything, indexes = subject.statements, subject.by_function.get(step.function, [])
    for name in _names(step.outputs, [everything[i] for i in indexes]) if indexes else ():
        writers = [i for i in indexes if name in everything[i].writes] or indexes
        last = everything[writers[-1]]
        yield Point(
            key=f"{step.function}:{name}",
            name=name,
            function=step.function,
            output=name in step.outputs,
            fitted=name in step.fits,
            index=writers[-1],
            cell=last.cell,
            line=last.line,
            ordinal=ordinal(everything, writers[-1]),
        )


def _names(outputs: Iterable[str], statements: Iterable[Statement]) -> list[str]:
    written = (name for statement in statements for name in statement.writes)
    return list(dict.fromkeys([*(name for name in written if name not in WORLD), *outputs]))


def ordinal(statements: Sequence[Statement], index: int) -> int:
    """Count the statements before this one that begin in the same line."""
    place = statements[index].cell, statements[index].line
    return sum((each.cell, each.line) == place for each in statements[:index])


def find_needed(subject: Subject, index: int) -> set[int]:
    """List the statements that one directly or indirectly depends on, itself included."""
    needed: set[int] = set()
    waiting = [index]
    while waiting:
        one = waiting.pop()
        if one not in needed:
            needed.add(one)
            waiting += subject.statements[one].depends
    return needed

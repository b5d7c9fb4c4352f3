"""Subjects and records for tests: a project of two functions, and what its runs had."""

from pathlib import Path

from mlship.verification.records import Record, Recorded
from mlship.verification.subject import Export, Statement, Step, Subject


def statement(
    cell: int, line: int, function: str, writes: str = "", depends: tuple[int, ...] = ()
) -> Statement:
    return Statement(
        cell=cell,
        line=line,
        module="clean" if function else "",
        function=function,
        reason="" if function else "shows nothing",
        writes=tuple(writes.split()),
        depends=depends,
    )


def step(function: str, outputs: str, fits: str = "", stage: str = "clean") -> Step:
    names = tuple(outputs.split())
    return Step(
        stage=stage, function=function, outputs=names, targets=names, fits=tuple(fits.split())
    )


def subject(
    *statements: Statement, steps: tuple[Step, ...] = (), exports: tuple[Export, ...] = ()
) -> Subject:
    return Subject(
        root=Path("/project"),
        package="churn",
        python=Path("/python"),
        notebook=Path("/notebook.ipynb"),
        sha256="",
        statements=statements,
        steps=steps,
        measured=(),
        paths={},
        exports=exports,
        model="",
        seeded=True,
    )


def record(**digests: str) -> Record:
    """Make a record of values: key (with __ for :) and digest; "?" is a value nobody sees into."""
    made = Record(room=Path("/room"))
    for name, digest in digests.items():
        opaque = ("Handle",) if digest == "?" else ()
        made.add(
            Recorded(
                key=name.replace("__", ":"), type="int", digest=digest, text=digest, opaque=opaque
            )
        )
    return made

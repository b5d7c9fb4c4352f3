"""What a magic or shell line means: Python, requirements, files, needs — one value."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.program import DataNeed, Pin, WrittenFile

# What a shell line binds, the shell knows.
SHELL_LINE = re.compile(r"(?m)^\s*!.*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Place = where a magic stands: cell, line in it, and all code up to the cell's end."""

    cell: int
    line: int
    code: str = ""

    def binds(self, name: str) -> bool:
        """Say whether the code up to here gives `name` a value."""
        escaped = re.escape(name)
        return bool(
            re.search(
                rf"(?m)^[^#\n=]*\b{escaped}\b[^=\n(]*=(?!=)"
                rf"|\b(?:def|class|as|for|import)\b[^\n:]*\b{escaped}\b",
                SHELL_LINE.sub("", self.code),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Meaning = Python lines that take the place, modules that they need, and side results.

    Attributes:
        code: lines of Python; may be comments; empty if nothing is left.
        modules: standard modules that `code` uses.
        payload: the rest of the cell stays and is read as code.
        quiet: the rest of the cell shows nothing.
        pins, files, needs, diagnostics: what it means besides.
    """

    code: tuple[str, ...] = ()
    modules: frozenset[str] = frozenset()
    payload: bool = False
    quiet: bool = False
    pins: tuple[Pin, ...] = ()
    files: tuple[WrittenFile, ...] = ()
    needs: tuple[DataNeed, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()


NOTHING = Meaning()


def merge(meanings: Iterable[Meaning]) -> Meaning:
    """Put the meanings of several commands of one line together."""
    parts = tuple(meanings)
    return Meaning(
        code=tuple(chain.from_iterable(part.code for part in parts)),
        modules=frozenset().union(*(part.modules for part in parts)),
        pins=tuple(chain.from_iterable(part.pins for part in parts)),
        files=tuple(chain.from_iterable(part.files for part in parts)),
        needs=tuple(chain.from_iterable(part.needs for part in parts)),
        diagnostics=tuple(chain.from_iterable(part.diagnostics for part in parts)),
    )

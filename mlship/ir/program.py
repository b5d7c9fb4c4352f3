"""The notebook's code as a list of top-level statements, and its prose.

Program    = Notebook, Statement*, Prose*, Pin*, WrittenFile*, DataNeed*, BrokenCell*, Diagnostic*
Statement  = one top-level Python statement, after magics have been given their meaning
"""

import ast
from dataclasses import dataclass
from pathlib import Path

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.notebook import Notebook


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Statement = index, cell, line, comments, source, node.

    Attributes:
        index: position in the program, from 0, in document order.
        cell: index of its cell among all cells of the notebook, from 1.
        line: 1-based line in the cell where it starts.
        comments: full comment lines that stand directly above it ("# like this").
        source: its Python text, dedented, with the comments inside it and the one at the end of
            its last line, without a trailing semicolon.
        node: parsed from `source` alone, so positions are those in `source` (line 1, column 0).
        shown: IPython would display its value (the last expression of a cell, no semicolon).
        magic: the magic or shell line that it was made of, "" for plain Python.
        binds: names that it binds in the notebook, and under another name here.
        is_setting: it binds one value of a dictionary of settings.
    """

    index: int
    cell: int
    line: int
    comments: tuple[str, ...] = ()
    source: str
    node: ast.stmt
    shown: bool = False
    magic: str = ""
    binds: tuple[str, ...] = ()
    is_setting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Prose:
    """Prose = one markdown cell: its index, first heading with level (0: none), cleaned text.

    `heading` is plain text without markup; `text` is the rest, plain, paragraphs separated
    by an empty line.
    """

    cell: int
    level: int = 0
    heading: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Pin = a requirement that the notebook installs (`!pip install "x==1"`), as written."""

    requirement: str
    cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFile:
    """WrittenFile = path and content of a `%%writefile` cell."""

    path: str
    content: str
    cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DataNeed:
    """DataNeed = data that the notebook fetches by hand (wget, kaggle, drive, upload)."""

    command: str
    cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BrokenCell:
    """BrokenCell = a cell that does not parse: its source, line of the error, message."""

    cell: int
    source: str
    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalModule:
    """LocalModule = a Python file beside the notebook that the notebook imports."""

    name: str
    path: Path
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """The whole program; see the module's docstring for its grammar.

    `environment` names the variables that hold its secrets.
    """

    notebook: Notebook
    statements: tuple[Statement, ...]
    prose: tuple[Prose, ...] = ()
    pins: tuple[Pin, ...] = ()
    files: tuple[WrittenFile, ...] = ()
    needs: tuple[DataNeed, ...] = ()
    broken: tuple[BrokenCell, ...] = ()
    modules: tuple[LocalModule, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    environment: tuple[str, ...] = ()

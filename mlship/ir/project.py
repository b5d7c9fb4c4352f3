"""The generated project: files in memory, before anything is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from mlship.ir.diagnostic import Diagnostic


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """Project = package name, files (relative POSIX path → text), findings, provenance.

    `raw` names the files that are copied verbatim from templates (machinery): the formatter
    leaves them alone. `provenance` rows are (cell, line, file, line in file).
    """

    name: str
    files: Mapping[str, str]
    raw: frozenset[str] = frozenset()
    diagnostics: tuple[Diagnostic, ...] = ()
    provenance: tuple[tuple[int, int, str, int], ...] = field(default=())

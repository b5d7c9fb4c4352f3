"""Findings → what shows them beside the file: lines of text, GitHub's annotations, SARIF."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from mlship import __version__
from mlship.cli.inspect import Format
from mlship.ir.diagnostic import Diagnostic
from mlship.reader import find_lines
from mlship.rules import RULES

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "warning": "warning", "info": "note"}
COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Found = a notebook, a finding in it, the line of the file (0: it is not known)."""

    notebook: Path
    finding: Diagnostic
    line: int = 0

    @property
    def place(self) -> str:
        """Where it is, for people: cells are counted as `inspect` counts them."""
        finding = self.finding
        if finding.cell < 0:
            return "the whole notebook"
        return f"cell {finding.cell}" + (f", line {finding.line}" if finding.line else "")


def locate(notebook: Path, findings: Sequence[Diagnostic]) -> list[Found]:
    """Find the line of each finding."""
    lines = find_lines(notebook) if findings and notebook.is_file() else {}
    return [
        Found(notebook=notebook, finding=each, line=lines.get((each.cell, each.line or 1), 0))
        for each in findings
    ]


def render(found: Sequence[Found], form: Format) -> str:
    """Show findings, of any number of notebooks, in one form."""
    return RENDERERS[form](found)


def _as_text(found: Sequence[Found]) -> str:
    return "\n".join(
        f"{_path(each)}:{each.line or 1}: {each.finding.code} {each.finding.severity}: "
        f"{each.finding.message} ({each.place})"
        for each in found
    )


def _as_annotations(found: Sequence[Found]) -> str:
    """Write workflow commands: GitHub shows them in the files of a pull request."""
    return "\n".join(
        f"::{COMMANDS[each.finding.severity]} file={_escape(_path(each), ':,')},"
        f"line={each.line or 1},title={each.finding.code}::"
        + _escape(f"{each.finding.message} ({each.place}) {each.finding.hint}".rstrip())
        for each in found
    )


def _escape(text: str, more: str = "") -> str:
    return "".join(f"%{ord(c):02X}" if c in f"%\r\n{more}" else c for c in text)


def _as_sarif(found: Sequence[Found]) -> str:
    """Write one run of version 2.1.0, with the rules that something was found for."""
    codes = sorted({each.finding.code for each in found})
    driver = {"name": "mlship", "version": __version__, "rules": list(_rules(codes))}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(each, codes.index(each.finding.code)) for each in found],
    }
    document = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(document, indent=2, ensure_ascii=False)


def _rules(codes: Sequence[str]) -> Iterator[Mapping[str, object]]:
    known = {rule.code: rule for rule in RULES}
    for code in codes:
        if code not in known:  # what reading finds has no rule of its own
            yield {"id": code}
            continue
        rule = known[code]
        yield {
            "id": code,
            "name": rule.name,
            "shortDescription": {"text": rule.what},
            "fullDescription": {"text": rule.why},
            "help": {"text": rule.remedy},
            "defaultConfiguration": {"level": LEVELS[rule.severity]},
        }


def _result(found: Found, index: int) -> Mapping[str, object]:
    finding = found.finding
    text = f"{finding.message} ({found.place})"
    artifact = {"uri": _uri(found.notebook)}
    physical = {"artifactLocation": artifact, "region": {"startLine": found.line or 1}}
    return {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{text} {finding.hint}".rstrip()},
        "locations": [{"physicalLocation": physical, "logicalLocations": [{"name": found.place}]}],
    }


def _uri(path: Path) -> str:
    """Name a file relative to where we are, which in CI is the repository."""
    here, there = Path.cwd(), path.resolve()
    inside = there.is_relative_to(here)
    return quote(there.relative_to(here).as_posix()) if inside else there.as_uri()


def _path(found: Found) -> str:
    here, there = Path.cwd(), found.notebook.resolve()
    return (there.relative_to(here) if there.is_relative_to(here) else there).as_posix()


RENDERERS: Mapping[Format, Callable[[Sequence[Found]], str]] = {
    Format.TEXT: _as_text,
    Format.GITHUB: _as_annotations,
    Format.SARIF: _as_sarif,
}

"""A report → one self-contained page of HTML, figures of both sides beside each other."""

import base64
from functools import partial
from pathlib import Path

from mlship.errors import EnvironmentLacks
from mlship.ir.report import Compared, Report

FINE = frozenset({"identical", "within tolerance"})
TEMPLATE = "verification.html.jinja"


def write_page(report: Report, templates: Path, target: Path) -> None:
    """Write the page; `templates` is the folder that holds its template."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(templates),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )
    environment.filters["base64"] = lambda image: base64.b64encode(image).decode()
    environment.filters["source"] = partial(_source, Path(report.project))
    page = environment.get_template(TEMPLATE)
    text = page.render(report=report, title=Path(report.notebook).name, sections=_sections(report))
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnvironmentLacks(
            f"The report cannot be written: {error.strerror}.", location=str(target)
        ) from error


def _source(project: Path, value: Compared) -> str:
    """Give the line of the generated code that a difference is about."""
    if not value.file_line or value.verdict in FINE:
        return ""
    try:
        lines = (project / value.file).read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    line = "".join(lines[value.file_line - 1 : value.file_line]).strip()
    return "" if line.startswith("def ") else line  # where a function begins says nothing


def _sections(report: Report) -> list[tuple[str, list[Compared]]]:
    """Put first what decides, then what is not as it should be, then the rest."""
    goals = [value for value in report.values if value.goal]
    others = [value for value in report.values if not value.goal]
    return [
        ("Goals: models, metrics, exports", goals),
        ("What is not equal", [value for value in others if value.verdict not in FINE]),
        ("What is equal", [value for value in others if value.verdict in FINE]),
    ]

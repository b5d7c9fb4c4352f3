"""A report → one self-contained page of HTML, figures of both sides beside each other."""

import base64
from pathlib import Path

from mlship.errors import EnvironmentLacks
from mlship.ir.report import Compared, Report

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
    page = environment.get_template(TEMPLATE)
    text = page.render(report=report, title=Path(report.notebook).name, sections=_sections(report))
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnvironmentLacks(
            f"The report cannot be written: {error.strerror}.", location=str(target)
        ) from error


def _sections(report: Report) -> list[tuple[str, list[Compared]]]:
    """Put first what decides, then what is not as it should be, then the rest."""
    fine = {"identical", "within tolerance"}
    goals = [value for value in report.values if value.goal]
    others = [value for value in report.values if not value.goal]
    return [
        ("Goals: models, metrics, exports", goals),
        ("What is not equal", [value for value in others if value.verdict not in fine]),
        ("What is equal", [value for value in others if value.verdict in fine]),
    ]

"""The code → the pages of docs/reference that are made from it."""

import re
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path

from typer.testing import CliRunner

from mlship.cli.app import COMMANDS, make_app
from mlship.rendering.context import ProjectContext
from mlship.rendering.manifest import MANIFEST, Entry
from mlship.rules import RULES, Rule
from tests.docs.pages import DOCS, ROOT

# The width that help is wrapped to wherever it is made.
WIDTH = {"COLUMNS": "80", "TERM": "dumb"}
AREAS = {
    "1": "Reproducibility",
    "2": "Leakage and evaluation",
    "3": "Security and portability",
    "4": "Hygiene",
}
FINDING = re.compile(r'"""(?P<code>MS0\d\d): (?P<what>.*?)"""(?P<rest>.*?)\n\n\n', re.DOTALL)
SEVERITY = re.compile(r'severity="(\w+)"')
NOTE = "<!-- Made by `python -m tests.docs.rewrite`; edit {source} instead. -->\n"


def make_cli_page() -> str:
    """Show the help of every command as it is."""
    parts = [
        "# Commands\n",
        NOTE.format(source="the commands in `mlship/cli`"),
        "What `--help` says of each command. Exit codes have [a page of their own](exit-codes.md).",
        "",
        *_section("mlship", []),
    ]
    for command in COMMANDS:
        parts += _section(f"mlship {command.__name__}", [command.__name__])
    return "\n".join(parts).rstrip() + "\n"


def _section(title: str, arguments: list[str]) -> list[str]:
    runner = CliRunner(env=WIDTH)
    help_text = runner.invoke(make_app(debug=False), [*arguments, "--help"], prog_name="mlship")
    return [f"## `{title}`", "", "```text", help_text.output.rstrip(), "```", ""]


def make_rules_page() -> str:
    """Describe every rule in its own words."""
    introduction = """\
    `mlship inspect` shows what these rules find; `mlship inspect --check` exits with 1 if a warning or an error is among it.
    An **error** means that a result is wrong or does not come about, a **warning** that it may, an **info** is good to know.
    A code never changes its meaning. [How to add a rule](../adding-a-rule.md) fits on a screen.
    """  # noqa: E501
    parts = [
        "# Rules\n",
        NOTE.format(source="the classes in `mlship/rules`"),
        textwrap.dedent(introduction),
        *_table(),
        "",
        *(line for rule in RULES for line in _describe(rule)),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _table() -> Iterator[str]:
    yield "| code | name | severity | what |"
    yield "|---|---|---|---|"
    findings = (ROOT / "mlship/parsing/findings.py").read_text() + "\n\n"
    for match in FINDING.finditer(findings):
        severity = SEVERITY.search(match["rest"])
        assert severity is not None
        what = match["what"][0].upper() + match["what"][1:]
        yield f"| {match['code']} | reading | {severity[1]} | {what} |"
    rows = [
        (rule.code, f"[{rule.name}](#{anchor(rule)})", rule.severity, rule.what) for rule in RULES
    ]
    rows.append(("MS301", "secret", "error", "A key, password or token stands in the code."))
    yield from (f"| {' | '.join(row)} |" for row in sorted(rows))


def anchor(rule: Rule) -> str:
    """Give the anchor of a rule's heading."""
    return f"{rule.code.lower()}-{rule.name}"


def _describe(rule: Rule) -> list[str]:
    return [
        f"## {rule.code} {rule.name}",
        "",
        f"*{AREAS[rule.code[2]]}, {rule.severity}.* {rule.what}",
        "",
        "```text",
        textwrap.dedent(rule.example).strip(),
        "```",
        "",
        f"**Why.** {rule.why}",
        "",
        f"**Instead.** {rule.remedy}",
        "",
    ]


def make_templates_page() -> str:
    """List every template, where it goes and when, and what templates can print."""
    introduction = """\
    Generated projects come from one tree, `templates/project`, that mirrors them file for file.
    `mlship convert --templates DIR` lays a tree of yours over it: [how to use your own templates](../how-to/own-templates.md).
    Files that end in `.jinja` are rendered with [Jinja](https://jinja.palletsprojects.com), under `StrictUndefined`; the others are copied as they are.
    """  # noqa: E501
    parts = [
        "# Templates\n",
        NOTE.format(source="`mlship/rendering/manifest.py` and `context.py`"),
        textwrap.dedent(introduction),
        "| template | in the project | when |",
        "|---|---|---|",
        *(_template_row(entry) for entry in MANIFEST),
        "",
        "## What a template can print",
        "",
        "Every template is given `project`; `{stage}.py.jinja` also `stage`, once for each stage.",
        "",
        "| field of `project` | type |",
        "|---|---|",
        *(f"| `{field.name}` | `{_type_name(field.type)}` |" for field in fields(ProjectContext)),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _template_row(entry: Entry) -> str:
    when = entry.when.__name__.strip("_").replace("_", " ")
    return f"| `{entry.template}` | `{entry.target('{package}', '{stage}')}` | {when} |"


def _type_name(annotation: object) -> str:
    text = annotation.__name__ if isinstance(annotation, type) else str(annotation)
    text = str(annotation) if "[" in str(annotation) else text
    return re.sub(r"\b(?:\w+\.)+", "", text).replace("|", "\\|")


MADE: dict[Path, Callable[[], str]] = {
    DOCS / "reference/cli.md": make_cli_page,
    DOCS / "reference/rules.md": make_rules_page,
    DOCS / "reference/templates.md": make_templates_page,
}

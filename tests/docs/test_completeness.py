"""Whatever a person can type, meet or set is in the documents."""

import re
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from mlship import errors
from mlship.cli.app import COMMANDS, make_app
from mlship.cli.failures import BUG, INTERRUPTED
from mlship.rendering.manifest import MANIFEST
from tests.docs.pages import DOCS, ROOT, all_pages, find_links, name

README_LINES = 150
CODE = re.compile(r"\bMS\d{3}\b")


def read(path: str) -> str:
    return (DOCS / path).read_text(encoding="utf-8")


def options() -> set[str]:
    application = get_command(make_app(debug=False))
    commands = application.commands.values() if isinstance(application, TyperGroup) else ()
    parameters = [*application.params, *(each for command in commands for each in command.params)]
    return {option for each in parameters for option in each.opts if option.startswith("-")}


@pytest.mark.parametrize("command", [command.__name__ for command in COMMANDS])
def test_each_command_is_in_the_reference_and_in_the_readme(command: str) -> None:
    assert f"## `mlship {command}`" in read("reference/cli.md")
    assert f"mlship {command}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_each_option_is_in_the_reference() -> None:
    page = read("reference/cli.md")

    assert {option for option in options() if option not in page} == set()


def test_each_code_of_a_finding_is_in_the_reference() -> None:
    sources = (path.read_text(encoding="utf-8") for path in (ROOT / "mlship").rglob("*.py"))
    codes = {code for text in sources for code in CODE.findall(text)}

    assert codes - set(CODE.findall(read("reference/rules.md"))) == set()


def test_no_page_names_a_code_that_does_not_exist() -> None:
    pages = (page for page in all_pages() if page.name != "adding-a-rule.md")
    named = {code for page in pages for code in CODE.findall(page.read_text(encoding="utf-8"))}

    assert named - set(CODE.findall(read("reference/rules.md"))) == set()


def test_each_exit_code_is_in_the_reference() -> None:
    known = {getattr(errors, each).exit_code for each in errors.__all__} | {0, BUG, INTERRUPTED}

    rows = re.findall(r"^\| (\d+) \|", read("reference/exit-codes.md"), re.MULTILINE)
    assert {int(row) for row in rows} == known


def test_each_template_is_in_the_reference() -> None:
    page = read("reference/templates.md")

    assert [each.template for each in MANIFEST if f"| `{each.template}` |" not in page] == []


@pytest.mark.parametrize("page", all_pages(), ids=name)
def test_links_lead_somewhere(page: Path) -> None:
    targets = {target for target in find_links(page) if "://" not in target}

    assert {target for target in targets if not (page.parent / target).exists()} == set()


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = {(page.parent / each).resolve() for each in find_links(page) if "://" not in each}
        waiting += [each for each in targets - reached if each.suffix == ".md" and each.exists()]

    assert [name(page) for page in all_pages() if page not in reached] == []


def test_the_readme_is_short() -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8").count("\n") <= README_LINES

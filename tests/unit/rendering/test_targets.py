"""Every target renders whatever a project is like, and refuses the project that it cannot serve."""

import ast
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from mlship.errors import UsageError
from mlship.formatting import format_project
from mlship.ir.project import Project
from mlship.ir.target import Facts
from mlship.rendering import TARGETS, find_target, render_target
from mlship.rendering.templates_dir import templates_dir
from tests.targets import BARE, FACTS, NAMES, rendered

FOLDER = templates_dir() / "targets"


def test_there_is_a_folder_for_each_row_and_a_row_for_each_folder() -> None:
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir()}

    assert folders == {*NAMES, "shared"}


@pytest.mark.parametrize("facts", [FACTS, BARE], ids=["all", "bare"])
@pytest.mark.parametrize("target", NAMES)
def test_every_file_reads_as_what_it_is(target: str, facts: Facts) -> None:
    for name, text in rendered(target, facts).items():
        read(name, text)
        assert text.endswith("\n")
        assert not re.search(r"[ \t]$|\n\n\n\n", text, re.MULTILINE), name


def read(name: str, text: str) -> None:
    """Read a file as what its name says; files of other kinds have tests of their own."""
    match Path(name).suffix:
        case ".json":
            json.loads(text)
        case ".yaml" | ".yml":
            list(yaml.load_all(text, Tags))
        case ".py":
            ast.parse(text)


class Tags(yaml.SafeLoader):
    """Reads what CloudFormation adds to YAML: its functions are tags."""


def read_tag(loader: yaml.SafeLoader, tag: str, node: yaml.Node) -> object:
    match node:
        case yaml.ScalarNode():
            return tag, loader.construct_scalar(node)
        case yaml.SequenceNode():
            return tag, loader.construct_sequence(node, deep=True)
    return tag, None


Tags.add_multi_constructor("!", read_tag)


@pytest.mark.parametrize("target", NAMES)
def test_a_title_that_tries_to_break_out_stays_inside(target: str) -> None:
    title = 'a "b" \\ \' ${x} %{y} {{ z }}\n- c: d # e `f` <script>'

    files = rendered(target, replace(FACTS, title=title))

    for name, text in files.items():
        read(name, text)


@pytest.mark.parametrize("target", [t.name for t in TARGETS if t.serves])
@pytest.mark.parametrize(
    ("service", "message"), [("", "has no service"), ("fastapi", "one FastAPI file")]
)
def test_what_cannot_be_served_is_refused(target: str, service: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        render_target(find_target(target), replace(FACTS, service=service))

    assert refused.value.hint


@pytest.mark.parametrize("target", ["gitlab", "jenkins"])
def test_a_project_without_a_model_has_its_checks_all_the_same(target: str) -> None:
    assert "make ci" in "".join(rendered(target, replace(FACTS, service="")).values())


def test_an_unknown_target_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UsageError, match="no target mesos") as refused:
        find_target("mesos")

    assert "kubernetes" in refused.value.hint


def test_generated_python_is_as_clean_as_the_rest_of_the_project() -> None:
    files = {name: text for name, text in rendered("lambda").items() if name.endswith(".py")}

    assert files
    assert format_project(Project(name="who_leaves", files=files)).files == files


@pytest.mark.parametrize("target", NAMES)
def test_no_image_is_called_latest(target: str) -> None:
    assert ":latest" not in "".join(rendered(target).values())


@pytest.mark.parametrize("target", [t.name for t in TARGETS if t.name not in {"gitlab", "jenkins"}])
def test_a_page_says_what_people_type(target: str) -> None:
    text = rendered(target)[f"deploy/{target}/README.md"]

    assert text.startswith("# Who leaves: customers & calls on ")
    assert "```sh\n" in text
    assert text.count("```") % 2 == 0

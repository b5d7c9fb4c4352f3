"""The tree of templates and the manifest agree; a user's own are laid over it."""

from pathlib import Path

import pytest

from mlship.errors import UsageError
from mlship.rendering import render
from mlship.rendering.manifest import MANIFEST
from mlship.rendering.templates_dir import templates_dir
from mlship.settings import Settings
from tests.unit.rendering.plans import CHURN

PROJECT = templates_dir() / "project"


def test_every_template_is_in_the_manifest() -> None:
    files = (path for path in PROJECT.rglob("*") if path.is_file())
    found = {path.relative_to(PROJECT).as_posix() for path in files if path.suffix != ".pyc"}

    assert found == {entry.template for entry in MANIFEST}


@pytest.mark.parametrize("entry", MANIFEST, ids=lambda entry: entry.template)
def test_templates_are_short(entry: object) -> None:
    template = getattr(entry, "template", "")
    lines = (PROJECT / template).read_text(encoding="utf-8").count("\n")

    assert lines <= (90 if template.endswith(".jinja") else 300)


def test_an_unknown_template_is_refused_with_the_nearest(tmp_path: Path) -> None:
    (tmp_path / "Makefil.jinja").write_text("")

    with pytest.raises(UsageError) as refused:
        render(CHURN, Settings(templates=tmp_path))

    assert refused.value.hint == "Did you mean Makefile.jinja?"


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no folder"):
        render(CHURN, Settings(templates=tmp_path / "none"))

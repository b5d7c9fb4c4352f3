"""What commands say where something is wrong: once, where it is, and what helps."""

from pathlib import Path

import pytest

from mlship.cli.advice import advise
from tests.conftest import Cli, WriteNotebook

CELLS = ("import pandas as pd", "total = 3\nprint(total)")


def test_a_broken_notebook_is_named_once(cli: Cli, tmp_path: Path) -> None:
    broken = tmp_path / "broken.ipynb"
    broken.write_text("{")

    answer = cli("convert", broken)

    assert answer.code == 3
    assert answer.err.count("broken.ipynb") == 1


def test_a_file_in_the_place_of_a_project_is_said_to_be_one(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    (tmp_path / "out").write_text("mine")

    answer = cli("convert", notebook(*CELLS), "-o", tmp_path / "out")

    assert answer.code == 1
    assert "This is a file, and a project is a folder." in answer.err
    assert (tmp_path / "out").read_text() == "mine"


def test_the_cell_that_was_left_out_is_said_at_the_end(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    whole = cli("convert", notebook(*CELLS, name="whole.ipynb"), "-o", tmp_path / "whole")
    broken = cli("convert", notebook(*CELLS, "x = ("), "-o", tmp_path / "out")

    assert broken.code == 0
    assert "left out, as not valid Python: cell 3" in broken.out.splitlines()[-2]
    assert "left out" not in whole.out


@pytest.mark.parametrize("override", ["train", "=3"])
def test_an_override_without_name_or_value_is_refused_in_a_sentence(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path, override: str
) -> None:
    cli("convert", notebook(*CELLS), "-o", tmp_path / "out")

    answer = cli("run", tmp_path / "out", "--set", override)

    assert answer.code == 2
    assert f"--set wants SECTION.NAME=VALUE, not '{override}'" in answer.err
    assert "usage:" not in answer.err


def test_a_target_that_serves_starts_nothing_where_there_is_no_model(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    cli("convert", notebook(*CELLS), "-o", tmp_path / "out")
    (tmp_path / "out/artifacts").mkdir()
    (tmp_path / "out/artifacts/current").write_text("20260101T000000Z-aaaaaaaa\n")

    answer = cli("add", "kubernetes", tmp_path / "out")

    assert answer.code == 2
    assert "this project has no service" in answer.err
    assert "Starting the service" not in answer.out


def test_a_pipeline_that_stopped_is_told_with_its_place_and_what_helps() -> None:
    error = {"message": "KeyError: 'cost'", "exit_code": 1, "cells": [3]}
    document = {"error": {**error, "location": "src/prices/load.py:12"}}

    advice = advise(document, "out")

    assert advice.told == "KeyError: 'cost' (cell 3, out/src/prices/load.py:12)"
    assert advice.hint.startswith("look at cell 3, out/src/prices/load.py:12; `mlship verify out`")


def test_a_pipeline_of_an_aged_notebook_is_told_with_its_repair() -> None:
    error = {"message": "TypeError", "exit_code": 1, "cells": [3], "location": "src/a/b.py:1"}

    advice = advise({"error": error}, "out", lambda: "`mlship repair a.ipynb` mends 2 places")

    assert advice.hint == "look at cell 3, out/src/a/b.py:1; `mlship repair a.ipynb` mends 2 places"


def test_a_missing_data_file_is_told_with_the_parameter_that_names_it() -> None:
    message = "The data file a.csv is missing. Set it with --set data.prices=PATH"

    advice = advise({"error": {"message": message, "exit_code": 4}}, "out")

    assert advice.told == "The data file a.csv is missing."
    assert advice.hint == "say where it is: data.prices in out/params.yaml"

"""What cannot be read is refused in one sentence, with what to do."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.errors import NotebookError
from mlship.reader import read

WriteJson = Callable[..., Path]
WriteText = Callable[[str, str | bytes], Path]


def refusal(path: Path) -> NotebookError:
    with pytest.raises(NotebookError) as caught:
        read(path)
    assert (caught.value.exit_code, bool(caught.value.hint)) == (3, True)
    return caught.value


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a.ipynb").message.startswith("There is no such file")


def test_a_directory(tmp_path: Path) -> None:
    assert refusal(tmp_path).message.endswith("is a directory, not a notebook.")


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        ("", "The file is empty"),
        ("<!DOCTYPE html>", "It is a web page"),
        ("version https://git-lfs.github.com/spec/v1\noid 1", "It is a Git LFS pointer"),
        ('{"cells": [\n<<<<<<< HEAD\n', "It holds the marks of a merge conflict"),
        ('{"cells": [', "Open it in Jupyter"),
        ("\x00\x01\x02", "Open it in Jupyter"),
    ],
)
def test_a_file_that_is_not_json(write: WriteText, content: str, hint: str) -> None:
    error = refusal(write("a.ipynb", content))

    assert error.message == "The file is not valid JSON."
    assert error.hint.startswith(hint)


@pytest.mark.parametrize("content", ["[]", "1", "{}", '{"cells": {}}', '{"cells": 1}', "null"])
def test_json_that_is_no_notebook(write: WriteText, content: str) -> None:
    assert refusal(write("a.ipynb", content)).message == "The file is JSON, but no notebook."


def test_json_that_is_nested_without_end(write: WriteText) -> None:
    assert "nested too deeply" in refusal(write("a.ipynb", "[" * 100_000)).message


@pytest.mark.parametrize("worksheets", [1, [1], [{"cells": [{"cell_type": "code"}]}], {}])
def test_an_old_notebook_that_is_damaged(write: WriteText, worksheets: object) -> None:
    tree = {"nbformat": 3, "worksheets": worksheets}

    assert refusal(write("a.ipynb", json.dumps(tree))).location.endswith("a.ipynb")


@pytest.mark.parametrize("cells", [[], [""], ["  \n"], [{"cell_type": "markdown", "source": "a"}]])
def test_a_notebook_without_code(ipynb: WriteJson, cells: list[str]) -> None:
    assert refusal(ipynb(*cells)).message == "The notebook holds no code."


@pytest.mark.parametrize(
    ("metadata", "language"),
    [
        ({"kernelspec": {"name": "ir", "language": "R"}}, "R"),
        ({"kernelspec": {"name": "ir"}}, "R"),
        ({"kernelspec": {"name": "julia-1.6"}}, "Julia"),
        ({"language_info": {"name": "scala"}}, "Scala"),
        ({"kernelspec": {"name": ".net-csharp"}}, "C#"),
    ],
)
def test_another_language(ipynb: WriteJson, metadata: dict[str, object], language: str) -> None:
    error = refusal(ipynb("x <- 1", **metadata))

    assert error.message == f"a.ipynb is written in {language}; mlship converts Python notebooks."


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"kernelspec": {"name": "python2", "language": "python"}},
        {"kernelspec": {"name": "conda-env-ir-py"}},
        {"kernelspec": None, "language_info": {"name": "ipython"}},
        {"kernelspec": {"name": "my-kernel"}},
    ],
)
def test_python_under_any_name_is_read(ipynb: WriteJson, metadata: dict[str, object]) -> None:
    assert read(ipynb("print 1", **metadata)).language in {"python", "ipython"}


def test_a_file_of_another_kind(write: WriteText) -> None:
    assert refusal(write("a.csv", "a,b")).message == "The file is no notebook."

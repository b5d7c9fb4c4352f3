"""Modules that lie beside the notebook are found, with what they import."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.ir.notebook import Notebook
from mlship.ir.program import WrittenFile
from mlship.reader import local_modules

WriteText = Callable[[str, str | bytes], Path]


@pytest.fixture
def names(tmp_path: Path) -> Callable[..., list[str]]:
    def names_of(files: dict[str, str | bytes], *imported: str) -> list[str]:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        modules = local_modules(Notebook(path=tmp_path / "a.ipynb", cells=()), set(imported))
        return [module.name for module in modules]

    return names_of


Names = Callable[..., list[str]]


def test_a_module_beside_the_notebook_is_found(names: Names) -> None:
    assert names({"load.py": "", "other.py": ""}, "load", "pandas") == ["load"]


def test_a_module_counts_before_an_installed_one(names: Names) -> None:
    assert names({"json.py": ""}, "json") == ["json"]


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("a", {"a.py": "# %%\nimport keras"}),
        ("keras", {"keras.py": "# %%\nimport keras\nkeras.Model()"}),
        ("keras", {"keras.py": "# %%\nfrom keras.layers import Dense"}),
        ("time", {"time.py": "def now():\n    return 0"}),
    ],
    ids=["the notebook itself", "a script of that name", "a part of it", "built into Python"],
)
def test_a_file_that_is_not_what_an_import_means_is_left_out(
    tmp_path: Path, name: str, files: dict[str, str]
) -> None:
    for path, text in files.items():
        (tmp_path / path).write_text(text)

    assert local_modules(Notebook(path=tmp_path / "a.py", cells=()), {name}) == ()


def test_what_modules_import_is_followed(names: Names) -> None:
    files = {
        "a.py": "from b import f\nimport os",
        "b.py": "def g():\n    import c",
        "c.py": "import a",
    }

    assert names(files, "a") == ["a", "b", "c"]


def test_packages_bring_the_modules_that_are_imported(names: Names) -> None:
    files = {
        "p/__init__.py": "from .load import f\nfrom . import clean",
        "p/load.py": "from ..p.deep.x import g",
        "p/clean.py": "",
        "p/unused.py": "",
        "p/deep/x.py": "from .. import more",
        "p/more.py": "",
    }

    assert names(files, "p") == ["p", "p.clean", "p.deep.x", "p.load", "p.more"]


def test_folders_without_an_init_are_packages_too(names: Names) -> None:
    assert names({"src/load.py": ""}, "src.load") == ["src.load"]


def test_names_of_functions_are_no_modules(names: Names) -> None:
    assert names({"p/__init__.py": ""}, "p", "p.function") == ["p"]


@pytest.mark.parametrize(
    "source", ["x = = 1", "from . import x", b"# coding: nope\nx", b"\xff\xfe\xe9"]
)
def test_modules_that_do_not_parse_are_found_all_the_same(names: Names, source: str) -> None:
    assert names({"a.py": source}, "a") == ["a"]


def test_a_module_that_the_notebook_writes_counts_before_one_that_lies_there(
    tmp_path: Path,
) -> None:
    (tmp_path / "load.py").write_text("old = 1")
    notebook = Notebook(path=tmp_path / "a.ipynb", cells=())
    written = [WrittenFile(path="load.py", content="new = 2", cell=1)]

    found = local_modules(notebook, {"load"}, written)

    assert [(module.name, module.source) for module in found] == [("load", "new = 2")]

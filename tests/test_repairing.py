"""`mlship repair` with a real interpreter: the copy, the answer, the exit code."""

import json
from pathlib import Path

import pytest

from tests.conftest import Cli, WriteNotebook

pytestmark = pytest.mark.usefixtures("forks")
AGED = "from sklearn.cross_validation import train_test_split\nprint 'split'"


def sources(path: Path) -> list[str]:
    """Read the cells of a notebook."""
    return ["".join(cell["source"]) for cell in json.loads(path.read_text())["cells"]]


def test_the_copy_is_mended_and_the_notebook_is_not_touched(
    cli: Cli, notebook: WriteNotebook
) -> None:
    path = notebook("import numpy as np", "x = np.array([1], dtype=np.float)")
    before = path.read_bytes()

    answer = cli("repair", path)

    assert answer.code == 0
    assert sources(path.with_name("notebook.repaired.ipynb")) == [
        "import numpy as np",
        "x = np.array([1], dtype=float)",
    ]
    assert path.read_bytes() == before


def test_the_copy_is_for_those_who_may_read_the_notebook(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook("import numpy as np", "x = np.float(1)")
    path.chmod(0o640)

    cli("repair", path)

    assert path.with_name("notebook.repaired.ipynb").stat().st_mode & 0o777 == 0o640


def test_python_two_is_translated_before_anything_else(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook(AGED)

    cli("repair", path, "-o", path.with_name("new.ipynb"))

    assert sources(path.with_name("new.ipynb")) == [
        "from sklearn.model_selection import train_test_split\nprint('split')"
    ]


def test_the_document_tells_each_repair(cli: Cli, notebook: WriteNotebook) -> None:
    document = cli("repair", notebook("for i in xrange(2): pass"), "--json").document

    repairs = document["repairs"]
    assert isinstance(repairs, list)
    assert [(each["before"], each["after"], each["same_meaning"]) for each in repairs] == [
        ("xrange", "range", True)
    ]


def test_a_notebook_in_good_health_needs_no_copy(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook("x = 1")

    assert cli("repair", path).code == 0
    assert list(path.parent.iterdir()) == [path]


def test_what_cannot_be_mended_is_an_exit_code(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook("from sklearn.datasets import load_boston\nboston = load_boston()")

    answer = cli("repair", path)

    assert answer.code == 1
    assert "nothing equals them" in answer.out


def test_a_copy_of_somebody_is_not_written_over(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook("for i in xrange(2): pass")
    theirs = path.with_name("notebook.repaired.ipynb")
    theirs.write_text("mine")

    assert cli("repair", path).code == 1
    assert theirs.read_text() == "mine"


def test_a_diff_writes_nothing(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook("for i in xrange(2): pass")

    answer = cli("repair", path, "--diff")

    assert "+for i in range(2): pass" in answer.out
    assert list(path.parent.iterdir()) == [path]


def test_convert_takes_the_mended_copy(cli: Cli, notebook: WriteNotebook, tmp_path: Path) -> None:
    path = notebook("total = 0", "for i in xrange(3):\n    total = total + i", "print(total)")

    answer = cli("convert", path, "--repair", "-o", tmp_path / "project")

    assert answer.code == 0
    code = "\n".join(p.read_text() for p in (tmp_path / "project" / "src").rglob("*.py"))
    assert "in range(3)" in code
    assert "xrange" not in code


def test_the_mended_copy_goes_on_in_the_project_of_its_notebook(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    path = notebook("total = 0", "for i in xrange(3):\n    total = total + i", "print(total)")
    first = cli("convert", path, "-o", tmp_path / "project", "--json").document
    cli("repair", path)

    copy = path.with_name("notebook.repaired.ipynb")
    answer = cli("convert", copy, "-o", tmp_path / "project", "--json")

    assert answer.code == 0
    assert answer.document["package"] == first["package"]


def test_a_joined_path_that_leads_nowhere_is_said(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook("import os\nwith open(os.path.join('data', 'words.txt')) as f:\n    f.read()")

    answer = cli("repair", path)

    assert answer.code == 1
    assert "There is no file data/words.txt" in " ".join((answer.out + answer.err).split())


def test_a_joined_path_is_led_to_the_file_of_its_name(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook("import os\nopen(os.path.join('data', 'words.txt'))")
    path.with_name("words.txt").write_text("a")

    cli("repair", path)

    assert sources(path.with_name("notebook.repaired.ipynb")) == ["import os\nopen('words.txt')"]


@pytest.mark.parametrize(
    ("divided", "said"),
    [("half = len(names) / 2", "changes results"), ("half = len(names) / 2.0", "same meaning")],
)
def test_a_division_of_python_two_may_have_cut(
    cli: Cli, notebook: WriteNotebook, divided: str, said: str
) -> None:
    path = notebook("names = ['a', 'b', 'c']", f"print 'half'\n{divided}")

    assert said in cli("repair", path).out.splitlines()[0]


def test_what_was_python_two_runs_in_a_kernel_of_python_three(
    cli: Cli, notebook: WriteNotebook
) -> None:
    path = notebook("print 'a'")
    document = json.loads(path.read_text())
    document["metadata"]["kernelspec"] = {"name": "python2", "display_name": "Python 2"}
    document["metadata"]["language_info"] = {"name": "python", "version": "2.7.13"}
    path.write_text(json.dumps(document))

    cli("repair", path)

    mended = json.loads(path.with_name("notebook.repaired.ipynb").read_text())
    assert mended["metadata"]["kernelspec"]["name"] == "python3"
    assert "language_info" not in mended["metadata"]

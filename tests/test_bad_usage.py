"""Every command, called wrongly: one sentence, one document, the exit code, nothing half done."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from mlship.cli.app import COMMANDS
from tests.conftest import Answer, Cli, WriteNotebook

CODE = "import pandas as pd\ndf = pd.DataFrame({'a': [1, 2]})\nprint(df.a.sum())"
NAMES = [command.__name__ for command in COMMANDS]
# How each command that works on a project is called with a folder.
ON_PROJECTS = {
    "run": ("run", "{}"),
    "test": ("test", "{}"),
    "lint": ("lint", "{}"),
    "verify": ("verify", "{}"),
    "build": ("build", "{}"),
    "predict": ("predict", "{}", "--input", __file__, "--output", "answers.csv"),
    "models": ("models", "--project", "{}"),
    "benchmark": ("benchmark", "{}"),
    "add": ("add", "kubernetes", "{}"),
    "deploy": ("deploy", "{}", "--target", "kubernetes"),
}
ON_NOTEBOOKS = ("inspect", "repair", "convert", "ship")


def assert_told(answer: Answer, code: int) -> None:
    """Assert that it was said once to people, and once as the document."""
    error = answer.document["error"]
    assert isinstance(error, dict)
    assert (answer.code, answer.document["exit_code"]) == (code, code)
    assert error["message"]
    assert "Traceback" not in answer.err


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_option_is_told_in_the_document_too(cli: Cli, name: str) -> None:
    answer = cli(name, "--no-such-option", "--json")

    assert_told(answer, 2)
    assert answer.err.startswith("mlship: No such option: --no-such-option")


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("convert",),
        ("run", "--params", "none.yaml"),
        ("predict", "--input", "none.csv", "--output", "o.csv"),
        ("serve", "--port", "99999"),
        ("serve", "--port", "many"),
        ("serve", "--workers", "0"),
        ("build", "--engine", "oven"),
        ("verify", "--timeout", "0"),
        ("models", "use"),
        ("models", "list", "one"),
        ("models", ".", "use", "one", ".."),
        ("add", "moon"),
        ("add",),
        ("convert", "a.ipynb", "--templates", "none"),
        ("convert", "a.ipynb", "--knowledge", "none.toml"),
    ],
    ids=" ".join,
)
def test_wrong_words_are_told_in_the_document_too(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)

    assert_told(cli(*arguments, "--json"), 2)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ("convert", ""),
        ("ship", ""),
        ("repair", ""),
        ("convert", "a.ipynb", "-o", ""),
        ("run", ""),
        ("add", ""),
    ],
    ids=" ".join,
)
def test_an_empty_argument_is_not_the_current_folder(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.py").write_text("x = 1\n")

    answer = cli(*arguments, "--json")

    assert_told(answer, 2)
    assert answer.err.startswith("mlship: An argument is empty.")
    assert [path.name for path in tmp_path.iterdir()] == ["a.py"]


@pytest.mark.parametrize("name", ON_PROJECTS)
@pytest.mark.parametrize("place", ["missing", "file", "empty", "loop", "weird näme"])
def test_what_is_no_project_is_told(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("")
    (tmp_path / "empty").mkdir()
    (tmp_path / "weird näme").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    before = sorted(tmp_path.rglob("*"))

    answer = cli(*(word.format(place) for word in ON_PROJECTS[name]), "--json")

    assert_told(answer, 2)
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ON_NOTEBOOKS)
@pytest.mark.parametrize("place", ["missing.ipynb", "loop.ipynb"])
def test_what_is_no_notebook_is_told(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, place: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop.ipynb").symlink_to("loop.ipynb")

    assert_told(cli(name, place, "--json"), 3)
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("convert", "-o", "file"), 1),
        (("convert", "-o", "file/below"), 4),
        (("convert", "-o", "loop"), 4),
        (("convert", "-o", "."), 1),
        (("convert", "-o", ".."), 1),
        (("convert", "-o", "x" * 300), 4),
        (("ship", "-o", "file"), 1),
        (("ship", "-o", "loop"), 4),
        (("repair", "-o", "folder"), 1),
        (("repair", "-o", "file/below.ipynb"), 4),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, tuple) else str(value),
)
def test_an_output_that_cannot_be_is_told_and_nothing_is_written(
    cli: Cli, notebook: WriteNotebook, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], code: int,
) -> None:  # fmt: skip
    path = notebook(f"{CODE}\ndf.append(df)", name="deep/work/a.ipynb")
    folder = path.parent
    monkeypatch.chdir(folder)
    (folder / "file").write_text("mine")
    (folder / "folder").mkdir()
    (folder / "loop").symlink_to("loop")
    before = sorted(folder.parent.rglob("*"))

    answer = cli(arguments[0], "a.ipynb", *arguments[1:], "--json")

    assert_told(answer, code)
    assert sorted(folder.parent.rglob("*")) == before
    assert (folder / "file").read_text() == "mine"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of 64 kilobytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        done = subprocess.run(mount, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("skipped, because there is no mount here")
    if done.returncode:
        pytest.skip(f"skipped, because a small disk cannot be mounted here: {done.stderr.strip()}")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_and_nothing_is_left_on_it(
    cli: Cli, notebook: WriteNotebook, small_disk: Path
) -> None:
    answer = cli("convert", notebook(CODE), "-o", small_disk / "project", "--json")

    assert_told(answer, 4)
    assert "No space left on device" in answer.err
    assert list(small_disk.iterdir()) == []


def test_a_disk_that_may_only_be_read_is_told(
    cli: Cli, notebook: WriteNotebook, small_disk: Path
) -> None:
    path = notebook(f"{CODE}\ndf.append(df)")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    for command in ("convert", "repair", "ship"):
        answer = cli(command, path, "-o", small_disk / "a.ipynb", "--json")

        assert_told(answer, 4)
        assert "Read-only file system" in answer.err


def test_spaces_and_letters_of_any_language_are_names_like_others(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    path = notebook(CODE, name="späce dir/日本 'x\".ipynb")

    assert cli("convert", path, "-o", tmp_path / "o ü/p $x").code == 0
    assert cli("lint", tmp_path / "o ü/p $x").code == 0


def test_a_link_to_a_folder_is_that_folder(
    cli: Cli, notebook: WriteNotebook, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")

    assert cli("convert", notebook(CODE), "-o", tmp_path / "link").code == 0
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real/params.yaml").exists()
    assert cli("lint", tmp_path / "link").code == 0


def test_a_project_may_lie_beside_its_notebook(cli: Cli, notebook: WriteNotebook) -> None:
    path = notebook(CODE, name="work/a.ipynb")
    before = path.read_bytes()

    assert cli("convert", path, "-o", path.parent / "project").code == 0
    assert sorted(each.name for each in path.parent.iterdir()) == ["a.ipynb", "project"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [("{}",), ("list", "{}"), ("{}", "rollback"), ("use", "one", "{}"), ("{}", "use", "one")],
    ids=" ".join,
)
def test_the_folder_of_versions_may_stand_first_or_last(
    cli: Cli, tmp_path: Path, words: tuple[str, ...]
) -> None:
    answer = cli("models", *(word.format(tmp_path) for word in words))

    assert answer.err == cli("models", "--project", str(tmp_path)).err

"""What is known of a function may be wrong: converting with --verify finds it, and mends it."""

from pathlib import Path

import pytest

from tests.conftest import Cli, WriteNotebook

pytestmark = pytest.mark.usefixtures("forks")

HOUSE = """
def tidy(rows):
    rows.sort()

def shuffle(rows):
    import random
    return random.sample(rows, 2)
"""
TIDY = '[[facts]]\nof = "house"\nnames = "tidy"\nrole = "look"\nresult = "NoneType"\n'
SHUFFLE = '[[facts]]\nof = "house"\nnames = "shuffle"\nrole = "look"\nresult = "list"\n'


@pytest.mark.parametrize(
    ("lie", "cell", "rung", "why", "fact"),
    [
        (TIDY, "house.tidy(rows)", "statements kept", "it changes rows", 'mutates = "0"'),
        (
            SHUFFLE, "house.shuffle(rows)", "draws kept",
            "it draws from the generator of python", 'draws = "python"',
        ),
    ],
    ids=["changes what it is given", "draws"],
)  # fmt: skip
def test_a_lie_about_a_function_is_found_and_taken_back(
    cli: Cli,
    notebook: WriteNotebook,
    tmp_path: Path,
    lie: str,
    cell: str,
    rung: str,
    why: str,
    fact: str,
) -> None:
    (tmp_path / "house.py").write_text(HOUSE)
    (tmp_path / "lies.toml").write_text(lie)
    start = "import random\nimport house\nrandom.seed(3)\nrows = [3, 1, 2]"
    end = "first = rows[0] + random.randint(0, 99)\nopen('first.txt', 'w').write(str(first))"
    path = notebook(start, cell, "len(rows)", end)

    answer = cli(
        "convert", path, "-o", tmp_path / "p", "--verify", "--knowledge", tmp_path / "lies.toml",
        "--json",
    )  # fmt: skip

    found = answer.document["verification"]
    assert isinstance(found, dict)
    assert (answer.code, found["overall"], found["rung"]) == (0, "equal", rung)
    assert [(each["cell"], each["line"], each["why"]) for each in found["restored"]] == [
        (2, 1, why)
    ]
    assert [line.rpartition("\n")[2] for line in found["learned"]] == [fact]

"""A project's Python is mended, laid out, and each exception is explained on its line."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mlship.formatting import format_project, format_projects
from mlship.formatting.blackening import blacken
from mlship.formatting.ruleset import ruff_config
from mlship.ir.project import Project
from mlship.process import ruff_binary

HEAD = '"""Stage."""\n'


def formatted(body: str, *, file: str = "src/churn/stage.py") -> str:
    return format_project(Project(name="churn", files={file: HEAD + body})).files[file]


def body_of(text: str) -> str:
    return text.removeprefix(HEAD).strip("\n")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("import os\nimport re\nx = re.I", "import re\n\nx = re.I"),
        ("import sys, re\nx = re.I, sys", "import re\nimport sys\n\nx = re.I, sys"),
        (
            "import numpy, src.a\nfrom src import b\nx = numpy, src, b",
            "import numpy\nimport src.a\nfrom src import b\n\nx = numpy, src, b",
        ),
        ("x = dict(a=1)", 'x = {"a": 1}'),
        ("x = zip([1], [2])", "x = zip([1], [2], strict=False)"),
        ("x = not 1 in [2]", "x = 1 not in [2]"),
        ("x = '{}'.format(1)", 'x = f"{1}"'),
        ("x = 1;", "x = 1"),
        ("class A(object):\n  '''A.'''", 'class A:\n    """A."""'),
    ],
)
def test_what_cannot_change_a_result_is_mended(before: str, after: str) -> None:
    assert body_of(formatted(before)) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = y[y.a == True]", "x = y[y.a == True]  # noqa: E712, F821"),
        ("y = []\nx = y.a == None", "x = y.a == None  # noqa: E711"),
        ("y = {}\nfor k in y.keys(): print(k)", "for k in y.keys():  # noqa: SIM118"),
        ("f = lambda x: x", "f = lambda x: x  # noqa: E731"),
        ("x = '%s' % 1", 'x = "%s" % 1  # noqa: UP031'),
        ("x = [0]\nfor i, _ in enumerate(x): print(x[i])", "for i, _ in enumerate(x):"),
        ("for x in {3, 1}: print(x)", "for x in {3, 1}:  # noqa: PLC0208"),
    ],
)
def test_what_could_change_a_result_is_excused(before: str, after: str) -> None:
    assert after in formatted(before)


def test_an_excuse_says_why() -> None:
    assert body_of(formatted("l = 1")) == "l = 1  # noqa: E741  # the notebook's own name"


def test_a_comment_stays_behind_the_excuse() -> None:
    expected = "l = 1  # noqa: E741  # the notebook's own name  # one"

    assert body_of(formatted("l = 1  # one")) == expected


def test_a_long_line_has_a_short_reason() -> None:
    name = "a" * 55

    expected = f"{name} = [0] == None  # noqa: E711  # elementwise"
    assert body_of(formatted(f"{name} = [0] == None")) == expected


def test_a_comment_does_not_make_black_break_its_line() -> None:
    name = "a" * 80

    last = body_of(formatted(f"{name} = [0] == None")).splitlines()[-1]
    assert last == f"{name} = [0] == None  # noqa: E711  # elementwise  # fmt: skip"


def test_a_comment_of_the_notebook_stands_before_what_black_reads() -> None:
    name = "a" * 55

    text = formatted(f"{name} = [0] == None  ## out of stock")

    assert body_of(text).splitlines()[-1].endswith("## out of stock  # fmt: skip")
    assert blacken(text) == text


def test_an_excuse_stands_where_a_long_text_ends() -> None:
    text = formatted(f'x = """\n{"word " * 30}.\n"""')

    assert text.endswith('"""  # noqa: E501  # one long text of the notebook\'s\n')


def test_a_long_text_that_goes_on_behind_a_backslash_is_broken_at_its_spaces() -> None:
    text = formatted(f'print("{"word " * 25}\\\nand {"word " * 25}")')

    assert max(map(len, text.splitlines())) <= 100
    assert "noqa" not in text


def test_a_comment_of_one_long_word_is_excused_once_behind_it() -> None:
    word = "# " + "word," * 25

    assert f"{word}  # noqa: E501  # one long text\n" in formatted(f"{word}\nx = 1\n")
    assert f"    {word}  # noqa: E501  # one long text\n" in formatted(
        f"if x:\n    {word}\n    y = 1\n"
    )


def test_names_of_the_notebook_and_magic_numbers_are_no_findings() -> None:
    text = 'def Compute(X, a, b):\n    """Compute."""\n    return X == 42, a, b'

    assert "noqa" not in formatted(text)


def test_tests_need_no_docstrings() -> None:
    text = "def test_it():\n    assert 1\n"

    project = format_project(Project(name="churn", files={"tests/test_it.py": text}))
    assert project.files["tests/test_it.py"] == text


def test_raw_files_and_other_files_stay_as_they_are() -> None:
    files = {"src/a.py": "x=1", "README.md": "x=1"}
    project = Project(name="a", files=files, raw=frozenset({"src/a.py"}))

    assert format_project(project) == project


def test_imports_of_raw_files_stand_with_those_of_the_package() -> None:
    own = "from churn.params import Params\nfrom churn.runner import step\n"
    text = f"{HEAD}\n{own}\nprint(Params, step)\n"
    files = {"src/churn/stage.py": text, "src/churn/params.py": HEAD, "src/churn/runner.py": HEAD}
    project = Project(name="churn", files=files, raw=frozenset({"src/churn/runner.py"}))

    assert format_project(project) == project


def test_each_of_several_projects_has_packages_of_its_own() -> None:
    text = (
        f"{HEAD}\nimport churn.a\nimport pandas\nimport prices.a\n\nx = l = churn, pandas, prices"
    )
    projects = [
        Project(name=name, files={f"src/{name}/stage.py": text, "README.md": name})
        for name in ("churn", "prices")
    ]

    together = format_projects(projects)

    assert together == [format_project(each) for each in projects]
    assert "import pandas\nimport prices.a\n\nimport churn.a\n" in (
        together[0].files["src/churn/stage.py"]
    )


def test_projects_without_python_stay_as_they_are() -> None:
    project = Project(name="a", files={"README.md": "x=1"})

    assert format_projects([project, project]) == [project, project]


def test_what_is_no_python_is_named() -> None:
    with pytest.raises(SyntaxError, match=r"src/churn/stage\.py"):
        formatted("def :")


# ruff: noqa: E501 - what is too long is the point
STATEMENTS = st.sampled_from(
    [
        "import os, sys",
        "from pandas import *",
        "l = x == None",
        "for i in range(3): pass",
        "def f(a=[]): return a",
        "y = some_function('" + "long words " * 12 + "', other == True)",
        "z = aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa(bbbbbbbbbbbbbbbbbbbbbbbbbbb, c == None, d == True, e)",
        "if x == 1:\n  y = 1\nelse:\n  y = 2",
        "try:\n  import a\nexcept:\n  pass",
        "# a comment " + "that goes on " * 12,
        "x = 1  # a comment " + "that goes on " * 12,
        "print(f'{x} " + "long words " * 12 + "{y!r:>{z}}')",
        "class A:\n  def m(self): return super(A, self).m()",
        "df['a b'] = df['c'].apply(lambda r: 1 if r == True else 0 if r == None else r['x'] % 2)",
        "x = '''\n" + "word " * 30 + "  \n'''",
        "f(g(h([[aaaaaaaaaaaaa == None, bbbbbbbbbbbbbbbbbbbbbb, ccccccccccccccccccccccccccc, ddd == None]])))",
        "assert x, '" + "long words " * 12 + "'",
        "x = y if not z == None else w; q = 1",
        "aaaaaaaaaaaaaaaaaaaaaaaa, b = ccccccccccccccccccccccc(train.score, 5, a == None, dd=True, e='f', g=h)",
        "ddddddddddddddddddddddddddddddd = (aaaaaaaaaaaaaaaaaaaaaaaaaaaa == None) & (bbbbbbbbbbbbbbbb == None)",
    ]
)


def in_function(statements: list[str]) -> str:
    lines = "\n".join(statements).splitlines()
    return "def stage(x, y, z):\n    '''Do.'''\n" + "".join(f"    {line}\n" for line in lines)


@settings(max_examples=25, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=6), st.booleans())
def test_formatting_is_stable(statements: list[str], nested: bool) -> None:
    star = "from pandas import *"
    body = in_function([s for s in statements if s != star]) if nested else "\n".join(statements)
    once = format_project(Project(name="p", files={"src/p/a.py": HEAD + body + "\n"}))

    assert format_project(once) == once


@settings(max_examples=15, deadline=None)
@given(st.lists(STATEMENTS, min_size=1, max_size=6))
def test_ruff_and_black_agree(
    tmp_path_factory: pytest.TempPathFactory, statements: list[str]
) -> None:
    body = HEAD + "\n".join(statements) + "\n"
    project = format_project(Project(name="p", files={"src/p/a.py": body}))

    assert complaints(tmp_path_factory.mktemp("p"), project.files) == ""


def complaints(folder: Path, files: Mapping[str, str]) -> str:
    (folder / "ruff.toml").write_text(ruff_config())
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(text)
    black = ["-m", "black", "--check", "--diff", "-q", "-l", "100", "-t", "py311", "."]
    ruff = subprocess.run(
        [ruff_binary(), "check", "-q", "."], cwd=folder, capture_output=True, check=False
    )
    laid = subprocess.run([sys.executable, *black], cwd=folder, capture_output=True, check=False)
    return (ruff.stdout + laid.stdout + laid.stderr).decode()

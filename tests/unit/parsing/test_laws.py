"""What holds for every notebook."""

import ast
from contextlib import suppress
from pathlib import Path

from hypothesis import example, given
from hypothesis import strategies as st

from mlship.errors import NotebookError
from mlship.ir.notebook import Cell, Notebook
from mlship.ir.program import Program
from mlship.parsing import parse

LINES = st.sampled_from(
    [
        "x = 1", "y = (x", "% 2)", "if x:", "    y = 2", "    !ls {x}", "!pip install a", "%time x",
        "%%time", "x?", "x;", "# comment", "    # inner", "'''", "s = '''a", "print 'a'", "a; b",
        "\t%cd a", "@d", "def f(): pass", "class A:", "z = '!ls' # é", "x = !ls", "", "    ",
        "%%bash", "%foo", "get_ipython().system('ls')", "else:", "_", "exit()", "\\", "x = \\",
    ]
)  # fmt: skip
CELLS = st.lists(LINES, max_size=8).map("\n".join)


def program(sources: list[str]) -> Program:
    cells = (Cell(index=i, kind="code", source=text) for i, text in enumerate(["ok", *sources]))
    return parse(Notebook(path=Path("a.ipynb"), cells=tuple(cells)))


@given(st.lists(CELLS, max_size=3))
def test_each_source_parses_to_its_node(sources: list[str]) -> None:
    for statement in program(sources).statements:
        alone = ast.parse(statement.source).body

        assert [ast.dump(node, include_attributes=True) for node in alone] == [
            ast.dump(statement.node, include_attributes=True)
        ]


@given(st.lists(CELLS, max_size=3))
def test_each_cell_is_read_or_reported(sources: list[str]) -> None:
    found = program(sources)

    broken = {cell.cell for cell in found.broken}
    assert broken == {finding.cell for finding in found.diagnostics if finding.code == "MS001"}
    assert not broken & {statement.cell for statement in found.statements}


@given(CELLS)
@example("a; b # c\n# d")
@example("    # inner\n'''\n    y = 2\n'''")
def test_a_cell_of_plain_python_keeps_its_tree(source: str) -> None:
    if "get_ipython" in source or "_" in source or "exit" in source or not is_python(source):
        return
    if source.count("def f") > 1:  # which is needed once
        return

    statements = program([source]).statements[1:]

    expected = ast.parse(source).body
    assert [ast.dump(one.node) for one in statements] == [ast.dump(node) for node in expected]


def is_python(source: str) -> bool:
    try:
        compile(source, "cell", "exec")
    except (SyntaxError, ValueError):
        return False
    return True


@given(st.text(), st.sampled_from(["code", "markdown"]))
def test_any_text_gives_a_program_or_a_notebook_error(text: str, kind: str) -> None:
    cell = Cell(index=0, kind="code" if kind == "code" else "markdown", source=text)

    with suppress(NotebookError):
        assert parse(Notebook(path=Path("a.ipynb"), cells=(cell,))).notebook.cells == (cell,)

"""The return statement is the one that a person would write."""

import pytest

from mlship.ir.plan import StageFunction, Variable
from mlship.rendering.returning import add_return


def returning(body: str, *names: str) -> str:
    outputs = tuple(Variable(name=name, annotation="int") for name in names)
    results = "Results" if len(names) > 1 else ""
    function = StageFunction(name="f", summary="", outputs=outputs, results=results, body=body)
    return add_return(function)


@pytest.mark.parametrize(
    ("body", "names", "expected"),
    [
        ("f(x)", (), "f(x)"),
        ("", (), ""),
        ("", ("x",), "return x"),
        ("x = 1", ("x",), "return 1"),
        ("x = 1\n", ("y",), "x = 1\nreturn y"),
        ("x = 1  # one", ("x",), "return 1  # one"),
        ("x += 1", ("x",), "x += 1\nreturn x"),
        ("x = y = 1", ("x",), "x = y = 1\nreturn x"),
        ("x = (\n    1\n)", ("x",), "return (\n    1\n)"),
        ("x = 1; x = 2", ("x",), "x = 1; return 2"),
        ("é = 1; x = 'é'", ("x",), "é = 1; return 'é'"),
        ("x = '''a\n  = b'''", ("x",), "return '''a\n  = b'''"),
        ("with f() as g:\n    x = g.read()", ("x",), "with f() as g:\n    return g.read()"),
        ("if a:\n    x = 1", ("x",), "if a:\n    x = 1\nreturn x"),
        ("x = 1\ny = 2", ("x", "y"), "x = 1\ny = 2\nreturn Results(x, y)"),
        ("f(x)\n# done", ("x",), "f(x)\n# done\nreturn x"),
    ],
)
def test_return(body: str, names: tuple[str, ...], expected: str) -> None:
    assert returning(body, *names) == expected

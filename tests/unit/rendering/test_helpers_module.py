"""The notebook's own functions get a docstring where they have none."""

import ast

import pytest

from mlship.rendering.helpers_module import document


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("def _f(): pass", "def _f(): pass"),
        ('def f():\n    """Do."""', 'def f():\n    """Do."""'),
        ("x = 1", "x = 1"),
        (
            "def load_all(a):\n    return a",
            'def load_all(a):\n    """Load all, as the notebook defines it."""\n    return a',
        ),
        (
            "def f(a): return a",
            'def f(a):\n    """F, as the notebook defines it."""\n    return a',
        ),
        (
            "class Net:\n\n    def run(self):\n        pass",
            (
                'class Net:\n    """The notebook\'s own class Net."""\n\n    def run(self):\n'
                '        """Run, as the notebook defines it."""\n        pass'
            ),
        ),
        (
            "def f(\n    a,  # rows\n):\n    # first\n\n    # second\n    return a",
            (
                'def f(\n    a,  # rows\n):\n    """F, as the notebook defines it."""\n'
                "    # first\n\n    # second\n    return a"
            ),
        ),
        (
            "class A:\n    @property\n    def b(self): return 1",
            (
                'class A:\n    """The notebook\'s own class A."""\n    @property\n'
                '    def b(self):\n        """B, as the notebook defines it."""\n        return 1'
            ),
        ),
    ],
)
def test_document(source: str, expected: str) -> None:
    assert document(source) == expected


def test_a_string_in_the_first_statement_is_not_changed() -> None:
    source = "def f(): return '''a\n  b'''\n"
    names: dict[str, object] = {}
    exec(document(source), names)  # noqa: S102
    function = names["f"]

    assert callable(function)
    assert function() == "a\n  b"


def test_nested_functions_are_left_alone() -> None:
    documented = document("def f():\n    def g():\n        return 1\n    return g")

    assert documented.count("as the notebook defines it") == 1
    ast.parse(documented)

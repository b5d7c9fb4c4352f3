"""What a block imports again, or asks whether it is there, is known from above."""

import pytest

from tests.unit.parsing.conftest import Parsed


@pytest.mark.parametrize(
    ("source", "left"),
    [
        (
            "from a import B\nif x:\n    from a import B\n    y = B()",
            "if x:\n    pass\n    y = B()",
        ),
        ("import a as b\ntry:\n    import a as b\nexcept E:\n    y = 1", "try:\n    pass"),
        ("from a import B\nif x:\n    from c import B", "if x:\n    from c import B"),
        ("from a import B\nB = 1\nif x:\n    from a import B", "if x:\n    from a import B"),
        ("import a\ndef f():\n    import a", "def f():\n    import a"),
    ],
)
def test_a_block_imports_nothing_that_is_there_already(
    parsed: Parsed, source: str, left: str
) -> None:
    assert parsed(source).statements[-1].source.startswith(left)


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("X = 1\nif 'X' not in globals():\n    X = 2", "if False:"),
        ("X = 1\ny = X if 'X' in locals() else 2", "y = X"),
        ("if 'X' in dir():\n    X = 2", "if 'X' in dir():"),
        ("X = 1\ndel X\nif 'X' in dir():\n    X = 2", "if 'X' in dir():"),
    ],
)
def test_whether_a_name_is_bound_is_known_where_it_surely_is(
    parsed: Parsed, source: str, left: str
) -> None:
    assert parsed(source).statements[-1].source.startswith(left)

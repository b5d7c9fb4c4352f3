"""What the notebook itself says of types is held against what it does."""

import pytest

from tests.unit.planning.conftest import PlanOf, code_of

TYPES = (
    "import numpy as np\nimport numpy.typing as npt\nimport matplotlib.pyplot as plt\n"
    "from typing import Dict, Iterable, List, Optional, Tuple, Union"
)


@pytest.mark.parametrize(
    ("definition", "use", "signature"),
    [
        ("def f(x: List[float]): return sum(x)", "f(np.array([1]))", "f(x: Any)"),
        ("def f(x: List[float]): return sum(x)", "f([1, 2])", "f(x: List[float])"),
        ("def f(x: List[float]): return sum(x)", "a = [1, 2]\nf(a)", "f(x: Any)"),
        ("def f(x: List[int]): return sum(x)", "f([0.5])", "f(x: Any)"),
        ("def f(x: np.ndarray): return sum(x)", "f([1])", "f(x: Any)"),
        ("def f(x: int): return x", "f(0.5)", "f(x: float)"),
        ("def f(x: str): return x", "f(3)", "f(x: Any)"),
        ("def f(x: str): return x", "a = 3\nf(x=a)", "f(x: Any)"),
        ("def f(x: str): return x", "f(unknown)", "f(x: str)"),
        ("def f(x: bool = 0): return x", "f()", "f(x: int = 0)"),
        ("def f(x: Dict[str, int]): return max(x, key=x.get)", "f({})", "f(x: Any)"),
        ("def f(x: Iterable[int]): return x[0]", "f([1])", "f(x: Any)"),
        ("def f(x: Union[int, str]): return x", "f([1])", "f(x: Any)"),
        (
            "def f(x: Optional[List[int]] = None): return len(x) > 0 and x",
            "f()",
            "f(x: Any = None)",
        ),
        (
            "def f(x: Optional[int] = None): return x + 1 if x else 0",
            "f()",
            "f(x: Optional[int] = None)",
        ),
        ("def f(x) -> np.ndarray:\n    y = [x]\n    return y", "f(1)", "f(x) -> Any"),
        ("def f(x) -> npt.NDArray[np.int64]: return [x]", "f(1)", "f(x) -> Any"),
        ("def f(x) -> Tuple[int, int]: return x, x, x", "f(1)", "f(x) -> Any"),
        ("def f(x: list) -> float: return np.mean(x)", "f([1])", "f(x: list) -> Any"),
        ("def f(x) -> float: return np.mean(x)", "f([1])", "f(x) -> float"),
        ("def f(x) -> float: return np.sqrt(np.sum(x))", "f([1])", "f(x) -> float"),
        ("def f(x) -> int: return 1 if x else None", "f(1)", "f(x) -> Any"),
        ("def f(x: str) -> bool: return x and x.isdigit()", "f('1')", "f(x: str) -> Any"),
        ("def f(x: float) -> str: return round(x, 2)", "f(1.5)", "f(x: float) -> Any"),
        ("def f(x) -> List[int]: return map(int, x)", "f('1')", "f(x) -> Any"),
        ("def f(x) -> bool: return np.any(x)", "f([1])", "f(x) -> Any"),
        ("def f(x: List['Tree']): return x", "f([])", 'f(x: "list[Tree]")'),
    ],
)
def test_a_type_takes_what_comes_to_it(
    plan_of: PlanOf, definition: str, use: str, signature: str
) -> None:
    tree = "class Tree:\n    size = 1"

    assert (
        f"def {signature}:" in plan_of(TYPES, tree, definition, f"{use}\nprint(f)").helpers.source
    )


def test_what_may_be_none_is_anything_where_it_is_used(plan_of: PlanOf) -> None:
    find = "def find(x) -> Optional[int]:\n    return x or None"

    code = code_of(plan_of(TYPES, find, "a = find(1)\nb = find(2)\nc = [a + 1, b]"))

    assert "a: Any = find(1)" in code
    assert "b = find(2)" in code


def test_types_that_are_quoted_inside_stay_quoted(plan_of: PlanOf) -> None:
    tree = (
        "class Tree:\n    def cut(self, at: Optional['Tree']) -> List['Tree']:\n        return []"
    )

    source = plan_of(TYPES, tree, "print(Tree().cut(None))").helpers.source

    assert 'def cut(self, at: "Tree | None") -> "list[Tree]":' in source


@pytest.mark.parametrize(
    ("method", "is_excused"),
    [
        ("def grow(self, by: int) -> int: return by", False),
        ("def grow(self, by: int, more: int = 0) -> int: return by", False),
        ("def grow(self, by): return by", False),
        ("def grow(self, by: str) -> int: return 1", True),
        ("def grow(self, by: int, more: int) -> int: return by", True),
        ("def grow(self) -> int: return 1", True),
        ("def grow(self, by: int) -> float: return 0.5", True),
    ],
)
def test_a_method_that_takes_or_gives_something_else_is_excused(
    plan_of: PlanOf, method: str, *, is_excused: bool
) -> None:
    plant = "class Plant:\n    def grow(self, by: int) -> int: return by"
    tree = f"class Tree(Plant):\n    {method}"

    source = plan_of(TYPES, plant, tree, "print(Tree(), Plant())").helpers.source

    assert ("# type: ignore[override]" in source) is is_excused


def test_a_variable_of_a_class_that_becomes_something_else_is_excused(plan_of: PlanOf) -> None:
    plant = "class Plant:\n    name = None\n    size = 1"
    tree = "class Tree(Plant):\n    name = 'oak'\n    size = 2"

    source = plan_of(plant, tree, "print(Tree(), Plant())").helpers.source

    assert "name = 'oak'  # type: ignore[assignment]" in source
    assert source.endswith("size = 2")


def test_an_attribute_that_may_be_none_is_anything_where_it_is_reckoned_with(
    plan_of: PlanOf,
) -> None:
    tree = (
        "class Tree:\n"
        "    def __init__(self, size: Optional[int] = None, age: Optional[int] = None):\n"
        "        self.size = size\n"
        "        self.age = age\n"
        "    def grow(self) -> int:\n"
        "        return self.size + 1"
    )

    source = plan_of(TYPES, tree, "print(Tree().grow())").helpers.source

    assert "self.size: Any = size" in source
    assert "self.age = age" in source


def test_what_is_compared_may_be_anything(plan_of: PlanOf) -> None:
    tree = "class Tree:\n    def __eq__(self, o: 'Tree') -> bool: return o is self"

    assert "__eq__(self, o: Any) -> bool" in plan_of(tree, "print(Tree())").helpers.source

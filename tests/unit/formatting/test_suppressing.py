"""An excuse never changes what the code means."""

import ast

from mlship.formatting.linting import Finding
from mlship.formatting.suppressing import suppress

# The excuse of the first line needs a line more; that of the third would find room with a comma.
TEXT = f"""\
x = "{"a" * 80}"
y = (
    f(a, b)
)
"""


def test_a_comma_that_would_make_a_tuple_is_not_put() -> None:
    findings = [Finding(file="a.py", row=row, code="B018") for row in (1, 3)]

    excused = suppress({"a.py": TEXT}, findings)["a.py"].text

    assert ast.dump(ast.parse(excused)) == ast.dump(ast.parse(TEXT))
    assert excused.count("noqa: B018") == 2


def test_elements_are_parted_where_a_comma_changes_nothing() -> None:
    text = "y = f(\n    a, b\n)\n"

    excused = suppress({"a.py": text}, [Finding(file="a.py", row=2, code="F821")])["a.py"]

    assert (excused.text, excused.complete) == ("y = f(\n    a, b,\n)\n", False)

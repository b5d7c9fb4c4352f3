"""Black is asked about single statements, each at its depth; the others stay as ruff left them."""

from mlship.formatting.doubtful import find_doubtful

MODULE = '''\
"""Module."""

import a


@a.b
def f(x):
    if x:
        y = (a + x) * 2
    elif (x) and x**2:
        y = 2
    return y


for x in y:
    try:
        z = 1
    except (A, B):
        z = a**2
'''


def test_only_what_the_two_may_lay_out_otherwise_is_doubtful() -> None:
    rows = MODULE.split("\n")

    found = ["\n".join(rows[each.start : each.end]) for each in find_doubtful(MODULE)]

    assert found == [
        "    if x:\n        y = (a + x) * 2\n    elif (x) and x**2:\n        y = 2",
        "    try:\n        z = 1\n    except (A, B):\n        z = a**2",
    ]


def test_it_is_laid_out_at_its_depth() -> None:
    text = "if a:\n    x = a**b\n"
    (found,) = find_doubtful(text)

    wrapped = found.wrap(text.split("\n"))

    assert wrapped == "if 0:\n    x = a**b\n"
    assert found.unwrap(wrapped) == ["    x = a**b"]


def test_what_follows_a_definition_in_the_same_statement_is_doubtful() -> None:
    text = "try:\n    if a:\n\n        def f():\n            return 1\nexcept A:\n    x = 2\n"

    (found,) = find_doubtful(text)

    assert (found.start, found.end) == (0, 7)

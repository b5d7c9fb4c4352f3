"""What a notebook does only where it is the main module, which it always is."""

from tests.unit.parsing.conftest import Parsed

GUARDED = '''\
# all of it
if __name__ == "__main__":
    # first
    a = 1

    text = """one
    two"""
    print(a)  # shown
    # last
b = 2
'''


def test_statements_under_the_guard_are_statements_of_the_notebook(parsed: Parsed) -> None:
    found = parsed(GUARDED).statements

    assert [(each.line, each.comments, each.source) for each in found] == [
        (4, ("# all of it", "# first"), "a = 1"),
        (6, (), 'text = """one\n    two"""'),
        (8, (), "print(a)  # shown"),
        (10, ("# last",), "b = 2"),
    ]


def test_a_guard_of_one_line_goes_too(parsed: Parsed) -> None:
    found = parsed("if '__main__' == __name__: pass\nif __name__ == '__main__': a = 1; b = 2")

    assert [each.source for each in found.statements][1:] == ["a = 1", "b = 2"]


def test_a_guard_with_an_else_stays(parsed: Parsed) -> None:
    source = "if __name__ == '__main__':\n    a = 1\nelse:\n    a = 2"

    assert [each.source for each in parsed(source).statements] == [source]

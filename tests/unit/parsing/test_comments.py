"""Comments stay with the statement that they stand at."""

from collections.abc import Callable

from mlship.ir.program import Program

Parsed = Callable[..., Program]


def test_lines_above_a_statement_are_its_comments(parsed: Parsed) -> None:
    (statement,) = parsed("# one\n\n  # two\nx = 1").statements

    assert statement.comments == ("# one", "# two")


def test_lines_after_the_last_statement_stay_with_it(parsed: Parsed) -> None:
    first, second = parsed("# above\nx = 1\n# below", "y = 2").statements

    assert (first.comments, second.comments) == (("# above", "# below"), ())


def test_a_cell_of_comments_waits_for_the_next_statement(parsed: Parsed) -> None:
    first, second = parsed("x = 1", "# a", "# b\ny = 2").statements

    assert (first.comments, second.comments) == ((), ("# a", "# b"))


def test_cells_that_only_say_the_same_say_it_once(parsed: Parsed) -> None:
    first, second = parsed(
        "a = 1", "# task", "# your code", "# your code", "# your code\nb = 2"
    ).statements

    assert (first.comments, second.comments) == ((), ("# task", "# your code"))


def test_comments_at_the_very_end_are_kept(parsed: Parsed) -> None:
    (statement,) = parsed("x = 1", "# the end").statements

    assert statement.comments == ("# the end",)


def test_indented_comments_at_the_end_of_a_block_belong_to_it(parsed: Parsed) -> None:
    first, second = parsed("if a:\n    b\n\n    # c\n# d\nx = 1").statements

    assert first.source == "if a:\n    b\n\n    # c"
    assert second.comments == ("# d",)


def test_what_editors_write_is_no_comment(parsed: Parsed) -> None:
    (statement,) = parsed(
        "#!/usr/bin/python\n# -*- coding: utf-8 -*-\n# In[3]:\n# a\nx = 1"
    ).statements

    assert statement.comments == ("# a",)

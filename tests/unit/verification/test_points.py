"""Where the notebook has the values that the pipeline's functions give and hold."""

from dataclasses import replace

import pytest

from mlship.verification.points import Point, find_last, find_needed, find_points
from tests.unit.verification.subjects import statement, step, subject


def places(found: list[Point]) -> list[tuple[str, int, int, int]]:
    return [(point.key, point.cell, point.line, point.ordinal) for point in found]


def test_a_variable_is_there_after_its_last_writer_in_the_function() -> None:
    one = subject(
        statement(0, 1, "clean", "df"),
        statement(1, 1, "clean", "df mean"),
        statement(1, 2, "clean", "x"),
        statement(2, 1, "train", "df model"),
        steps=(step("clean", "df x"), step("train", "model", fits="model")),
    )

    assert places(find_points(one)) == [
        ("clean:df", 1, 1, 0),
        ("clean:mean", 1, 1, 0),
        ("clean:x", 1, 2, 0),
        ("train:df", 2, 1, 0),
        ("train:model", 2, 1, 0),
    ]


def test_what_a_function_passes_on_is_there_when_it_ends() -> None:
    one = subject(
        statement(0, 1, "clean", "df"), statement(3, 4, "clean"), steps=(step("clean", "kept"),)
    )

    assert places(find_points(one)) == [("clean:df", 0, 1, 0), ("clean:kept", 3, 4, 0)]


def test_statements_in_one_line_are_counted() -> None:
    one = subject(
        statement(0, 1, "clean", "a"), statement(0, 1, "clean", "a"), steps=(step("clean", "a"),)
    )

    assert places(find_points(one)) == [("clean:a", 0, 1, 1)]


def test_the_world_and_looks_are_no_variables() -> None:
    one = subject(
        statement(0, 1, "clean", "figure df"),
        statement(1, 1, "plot", "ax"),
        steps=(step("clean", "df"), step("plot", "", stage="explore")),
    )

    assert [point.name for point in find_points(one)] == ["df"]


def test_what_a_statement_needs_is_followed_to_its_end() -> None:
    one = subject(
        statement(0, 1, "a"), statement(0, 2, "a"), statement(0, 3, "a", depends=(0,)),
        statement(0, 4, "a", depends=(2,)),
    )  # fmt: skip

    assert find_needed(one, 3) == {0, 2, 3}


@pytest.mark.parametrize(
    ("function", "binds", "there"),
    [("average", "", True), ("average", "lasso", False), ("", "", False)],
    ids=["changed later", "bound anew", "changed where the pipeline does nothing"],
)
def test_what_run_gives_back_is_looked_at_when_all_is_done(
    function: str, binds: str, there: bool
) -> None:
    later = replace(statement(1, 1, function, "lasso avg"), binds=tuple(binds.split()))
    one = subject(
        statement(0, 1, "build", "lasso"),
        later,
        steps=(step("build", "lasso"), step("average", "avg")),
    )

    last = [(point.key, point.cell) for point in find_last(one) if point.name == "lasso"]

    assert last == ([("final:build:lasso", 1)] if there else [])

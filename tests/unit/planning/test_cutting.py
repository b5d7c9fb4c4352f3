"""Runs of statements are cut into pieces of a good length, where little crosses."""

from mlship.planning.cutting import FORBIDDEN, Names, cut


def test_what_fits_into_one_function_is_not_cut() -> None:
    assert cut([6, 6, 6], [0.0, 2.0, 2.0]) == [(0, 3)]


def test_a_long_run_is_cut_where_it_is_cheapest() -> None:
    assert cut([15, 15, 15, 15], [0.0, 3.0, 0.5, 3.0]) == [(0, 2), (2, 4)]


def test_no_piece_is_long_if_it_can_be_cut() -> None:
    pieces = cut([10] * 30, [9.0] * 30)

    assert max((end - start) * 10 for start, end in pieces) <= 40


def test_a_forbidden_cut_is_not_made_however_long_the_piece() -> None:
    assert cut([100, 100], [0.0, FORBIDDEN]) == [(0, 2)]


def test_a_statement_that_is_long_alone_stays_whole() -> None:
    assert cut([3, 200, 3], [0.0, 1.0, 1.0]) == [(0, 1), (1, 2), (2, 3)]


def test_nothing_gives_nothing() -> None:
    assert cut([], []) == []


def test_what_a_piece_gives_back_takes_lines_too() -> None:
    many = frozenset(f"a_rather_long_name_{n}" for n in range(20))
    made_first = [many, frozenset[str]()]

    # Needed no more at the end, they are not given back; needed there, they are.
    assert cut([20, 20], [0.0, 5.0], Names(made_first, made_first)) == [(0, 2)]
    assert cut([20, 20], [0.0, 5.0], Names(made_first, [many, many])) == [(0, 1), (1, 2)]

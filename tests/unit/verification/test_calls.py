"""One function that several steps call: which call has which values."""

from types import SimpleNamespace

from mlship.verification.inside.calls import Calls, split_key
from mlship.verification.inside.pipeline import Tracer
from mlship.verification.points import find_points
from tests.unit.verification.subjects import statement, step, subject


def test_calls_are_counted_as_they_end() -> None:
    calls = Calls({"train", "score#1", "score#2"})

    assert calls.functions == {"train", "score"}
    assert calls.key("score") == "score#1"
    assert [calls.end("score"), calls.end("train"), calls.end("score")] == [
        "score#1", "train", "score#2",
    ]  # fmt: skip
    assert calls.key("score") == "score#3"  # one that the conversion knows nothing of


def test_a_key_is_taken_apart() -> None:
    assert [split_key(key) for key in ("score", "score#12")] == [("score", 0), ("score", 12)]


def test_each_call_has_the_values_of_its_own_statements() -> None:
    one = subject(
        statement(0, 1, "score#1", "acc"),
        statement(5, 1, "score#2", "acc"),
        steps=(step("score#1", "acc"), step("score#2", "acc")),
    )

    places = [(point.key, point.cell) for point in find_points(one)]
    assert places == [("score#1:acc", 0), ("score#2:acc", 5)]


def test_of_several_calls_one_is_traced() -> None:
    noted: list[tuple[str, object]] = []
    recorder = SimpleNamespace(value=lambda key, value: noted.append((key, value)))
    tracer = Tracer(recorder, {"tree_pred": "pred"}, 2)  # type: ignore[arg-type]

    for call in (1, 2):
        for line in (0, 7):
            tracer.note(line, {"pred": 10 * call + line})

    assert noted == [("trace:0:tree_pred", 20), ("trace:7:tree_pred", 27)]

"""The verdict of one value, and of all of them."""

from dataclasses import replace

import pytest

from mlship.ir.report import Compared, Kind, Verdict
from mlship.verification.answers import ANSWERED
from mlship.verification.evidence import Evidence
from mlship.verification.items import Item
from mlship.verification.judging import find_unsteady, judge, judge_all
from mlship.verification.records import Failed, Record
from mlship.verification.reports import describe_serving
from tests.unit.verification.subjects import record, statement, subject

ITEM = Item(kind="variable", name="x", notebook="f:x", pipeline="f:x", index=1)
SUBJECT = subject(statement(0, 1, "f", "a"), statement(1, 1, "f", "x", depends=(0,)))


def verdict(first: Record, again: Record, pipeline: Record, **finding: str) -> tuple[str, str]:
    evidence = Evidence(
        subject=SUBJECT,
        first=first,
        again=again,
        pipeline=pipeline,
        findings={"f:x": finding} if finding else {},
        unsteady=find_unsteady(first, again, [replace(ITEM, notebook="f:a", index=0), ITEM]),
    )
    found = judge(evidence, ITEM)
    return found.verdict, found.detail


def test_equal_digests_are_identical() -> None:
    assert verdict(record(f__x="1"), record(f__x="1"), record(f__x="1")) == ("identical", "")


def test_other_digests_differ() -> None:
    found = verdict(record(f__x="1"), record(f__x="1"), record(f__x="2"))

    assert found == ("differs", "1 in the notebook, 2 in the pipeline")


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        (
            {".alpha": "a"},
            {".alpha": "a", ".coef_": "c"},
            "the pipeline's has coef_, the notebook's",
        ),
        ({".coef_": "c"}, {}, "the notebook's has coef_, the pipeline's not; both read Lasso()"),
        ({".coef_": "c"}, {".coef_": "d"}, "both read Lasso(); their coef_ is not the same"),
    ],
)
def test_what_reads_alike_differs_in_a_part(
    one: dict[str, str], other: dict[str, str], said: str
) -> None:
    first, pipeline = record(f__x="1"), record(f__x="2")
    for side, parts in ((first, one), (pipeline, other)):
        side.values["f:x"] = replace(side.values["f:x"], text="Lasso()", parts=parts)

    kind, detail = verdict(first, first, pipeline)

    assert kind == "differs"
    assert said in detail


@pytest.mark.parametrize("said", ["identical", "within tolerance", "differs"])
def test_comparing_in_full_has_the_last_word(said: str) -> None:
    one, other = record(f__x="1"), record(f__x="2")

    assert verdict(one, one, other, verdict=said, detail="so") == (said, "so")


def test_what_the_pipeline_lacks_is_missing() -> None:
    found = verdict(record(f__x="1"), record(f__x="1"), record())

    assert found == ("missing", "the pipeline does not have it")


def test_a_crash_is_the_reason_for_what_is_missing() -> None:
    pipeline = record()
    pipeline.failed = Failed(name="KeyError", message="'age'")

    found = verdict(record(f__x="1"), record(f__x="1"), pipeline)

    assert found == ("missing", "the pipeline stopped")


def test_what_the_notebook_disagrees_on_is_not_comparable() -> None:
    found = verdict(record(f__x="1"), record(f__x="2"), record(f__x="1"))

    assert found == ("not comparable", "the notebook's own two runs disagree on it")


def test_a_difference_that_depends_on_chance_is_not_comparable() -> None:
    found = verdict(record(f__a="1", f__x="1"), record(f__a="2", f__x="1"), record(f__x="2"))

    assert found == ("not comparable", "it depends on cell 0, line 1, which differs each time")


def test_what_nobody_can_look_into_is_not_comparable() -> None:
    found = verdict(record(f__x="?"), record(f__x="?"), record(f__x="?"))

    assert found == ("not comparable", "nobody can look into Handle")


def compared(verdict: Verdict, kind: Kind = "model", *, goal: bool = True) -> Compared:
    return Compared(kind=kind, name="m", verdict=verdict, goal=goal, detail="why")


@pytest.mark.parametrize(
    ("values", "overall"),
    [
        ([compared("identical"), compared("within tolerance")], "equal"),
        ([compared("identical"), compared("differs")], "different"),
        ([compared("identical"), compared("missing")], "different"),
        ([compared("identical"), compared("not comparable")], "undecided"),
        ([compared("not comparable"), compared("differs")], "different"),
        ([compared("identical"), compared("differs", "figure", goal=False)], "equal"),
        ([compared("differs", "variable", goal=False)], "different"),
        ([], "undecided"),
    ],
)
def test_the_goals_decide_or_else_everything(values: list[Compared], overall: str) -> None:
    assert judge_all(values)[0] == overall


def test_what_is_equal_by_its_answers_only_is_counted_in_the_verdict() -> None:
    asked = replace(compared("identical", "model"), detail=f".f: it {ANSWERED} X_test")

    reason = judge_all([compared("identical", "metric"), asked])[1]

    assert reason == "All 2 goal values are equal, 1 of them by what they answer only."


WRITTEN = {
    "verdict": "not comparable",
    "detail": ".f: it is written otherwise",
    "rest": "identical",
}


def answering(digest: str, rows: str = "r", **answers: str) -> Record:
    made = record(f__x=digest, split__X_test=rows)
    made.answers["f:x"] = {key.replace("__", ":"): text for key, text in answers.items()}
    return made


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [
        (answering("2", split__X_test="a"), "identical"),
        (answering("2", split__X_test="b"), "differs"),
        (answering("2", rows="other", split__X_test="a"), "not comparable"),
        (answering("2"), "not comparable"),
    ],
    ids=["the same", "otherwise", "for other rows", "for none"],
)
def test_a_model_with_a_function_that_is_written_otherwise_is_what_it_answers(
    pipeline: Record, expected: str
) -> None:
    one = answering("1", split__X_test="a")

    assert verdict(one, one, pipeline, **WRITTEN)[0] == expected


def test_answers_that_come_by_chance_decide_nothing() -> None:
    one, again = answering("1", split__X_test="a"), answering("1", split__X_test="b")

    found = verdict(one, again, answering("2", split__X_test="a"), **WRITTEN)

    assert found[0] == "not comparable"


def test_a_model_that_is_not_fitted_yet_is_what_it_answers_later() -> None:
    def runs(digest: str, answer: str) -> Record:
        made = record(f__x=digest, split__X_test="r", g__x=f"{digest} fitted")
        made.answers["g:x"] = {"split:X_test": answer}
        return made

    assert verdict(runs("1", "a"), runs("1", "a"), runs("2", "a"), **WRITTEN)[0] == "identical"
    assert verdict(runs("1", "a"), runs("1", "a"), runs("2", "b"), **WRITTEN)[0] == "differs"


@pytest.mark.parametrize(
    ("replay", "served", "said"),
    [
        ("", "", "raw records get from the served model what they got in the run"),
        ("", "Records are features.", "Records are features."),
        ("X: a record", "", "raw records are not served, features are: X: a record"),
        (None, "Records are features.", ""),
    ],
)
def test_what_is_served_is_called_what_it_is(replay: str | None, served: str, said: str) -> None:
    pipeline = replace(record(), replay=replay)

    assert describe_serving(replace(subject(), served=served), pipeline) == said

"""Steps of serving and of training become one body, in which names stand for something."""

import pytest

from mlship.planning.inference.aliases import without_aliases
from mlship.planning.inference.merging import Pass, Step, merge


def steps(*texts: str) -> tuple[Step, ...]:
    return tuple(Step(text=text, place=(k, 0)) for k, text in enumerate(texts))


def test_what_both_passes_do_stands_once() -> None:
    served = Pass(steps=steps("df = clean(records)", "X = df[names]"), features="X")
    trained = Pass(
        steps=(*served.steps, Step(text='y = df["left"]', place=(2, 0))), features="X", target="y"
    )

    assert merge(served, trained, "learned") == (
        "df = clean(records)\n"
        "X = df[names]\n"
        "if learned.fitting:\n"
        '    y = df["left"]\n'
        "    return X, y\n"
        "return X, None"
    )


def test_what_the_passes_do_apart_stands_side_by_side() -> None:
    served = Pass(steps=steps("df = records", "df = df[names]", "X = df.values"), features="X")
    fit = steps("df = records", "df = df[names].dropna()", "X = df.values")

    merged = merge(served, Pass(steps=fit, features="X", target="df.left"), "learned")

    assert merged == (
        "df = records\n"
        "df = df[names].dropna() if learned.fitting else df[names]\n"
        "X = df.values\n"
        "return X, df.left if learned.fitting else None"
    )


def test_what_is_assigned_last_is_given_back_at_once() -> None:
    served = Pass(steps=steps("X = sc.transform(records)"), features="X")
    trained = Pass(steps=steps("Z = sc.fit_transform(records)"), features="Z", target="None")

    assert merge(served, trained, "learned") == (
        "if learned.fitting:\n"
        "    return sc.fit_transform(records), None\n"
        "return sc.transform(records), None"
    )


def test_lines_of_a_text_are_not_set_in() -> None:
    text = 'kind = """\na\n"""'
    served = Pass(steps=(), features="records")
    trained = Pass(steps=steps(text), features="records", target="kind")

    assert '    kind = """\na\n"""' in merge(served, trained, "learned")


ALIASES = {
    "read once": (["X_train = X", "X_train = sc.fit(X_train)"], ["X_train = sc.fit(X)"]),
    "given back": (["features = X"], []),
    "changed in place": (["a = b", 'a["c"] = 1'], ['b["c"] = 1']),
    "bound anew while still read": (
        ["a = b", "b = 2", "c = a + 1"], ["a = b", "b = 2", "c = a + 1"],
    ),
    "counted up": (["a = b", "a += 1"], ["a = b", "a += 1"]),
    "maybe bound": (["a = b", "if c:\n    a = 1"], ["a = b", "if c:\n    a = 1"]),
    "inside of a text": (["a = b", 'c = f"{a}"'], ["a = b", 'c = f"{a}"']),
    "records, read once": (["df = records", "df = clean(df)"], ["df = clean(records)"]),
    "records, read often": (
        ["df = records", "c = df.a", "d = df.b"], ["df = records", "c = df.a", "d = df.b"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), ALIASES.values(), ids=ALIASES.keys())
def test_names_for_another_name_go_where_nothing_changes(
    before: list[str], after: list[str]
) -> None:
    given = Pass(steps=steps(*before), features="features")

    found = without_aliases(given, "records")

    assert [step.text for step in found.steps] == after
    assert found.features == ("X" if before == ["features = X"] else "features")

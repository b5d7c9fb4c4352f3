"""What a notebook shows becomes entries: metrics, tables, texts, figures."""

import json
from collections.abc import Callable
from types import ModuleType, SimpleNamespace

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

mpl.use("Agg")
Machinery = Callable[[str], ModuleType]


@pytest.fixture
def report(machinery: Machinery) -> ModuleType:
    plt.close("all")
    return machinery("report")


def entries(report: ModuleType, value: object) -> list[tuple[str, str]]:
    recorder = report.Report()
    recorder.show("it", value)
    return [(entry.kind, entry.suffix) for entry in recorder.entries]


def test_a_metric_says_of_which_model_it_is(report: ModuleType) -> None:
    recorder = report.Report()
    recorder.metric("accuracy", 0.5, of="forest")
    recorder.metric("accuracy", 0.25, of=SimpleNamespace())
    recorder.metric("accuracy", 0.125)

    expected = {"forest.accuracy": 0.5, "SimpleNamespace.accuracy": 0.25, "accuracy": 0.125}
    assert recorder.metrics() == expected


def test_a_table_of_scores_is_an_entry_for_each_and_a_table(report: ModuleType) -> None:
    recorder = report.Report()
    recorder.metric("scores", pd.DataFrame({"model": ["a", "b"], "f1": [0.5, 0.25]}))

    assert recorder.metrics() == {"a.f1": 0.5, "b.f1": 0.25}
    assert recorder.entries[-1].suffix == ".csv"


def test_a_class_is_shown_as_text(report: ModuleType) -> None:
    assert entries(report, pd.DataFrame) == [("text", ".txt")]


def test_a_metric_is_given_back_unchanged(report: ModuleType) -> None:
    value = np.arange(3)

    assert report.Report().metric("a", value) is value


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.1 + 0.2, 0.1 + 0.2),
        (np.float64(0.1) + 0.2, 0.1 + 0.2),
        (np.float32(0.5), 0.5),
        (np.int64(3), 3),
        (np.array([1]).any(), True),
        (float("nan"), None),
        (np.array([[1, 2]]), [[1, 2]]),
        ({1: np.float64(2.0)}, {"1": 2.0}),
        ((1, {2}), [1, [2]]),
        (pd.Series([1.5], index=["a"]), {"a": 1.5}),
        (pd.DataFrame({"a": [1]}), {"a": {"0": 1}}),
        (pd.Timestamp("2020-01-01"), "2020-01-01 00:00:00"),
        (None, None),
        ("text", "text"),
    ],
)
def test_metrics_are_json(report: ModuleType, value: object, expected: object) -> None:
    kept = report.to_json(value)

    assert kept == expected
    assert json.loads(json.dumps(kept)) == expected


def test_a_repeated_name_gets_a_number(report: ModuleType) -> None:
    recorder = report.Report()
    for name in ("a", "a", "a_2", "a"):
        recorder.metric(name, 1)

    assert list(recorder.metrics()) == ["a", "a_2", "a_2_2", "a_3"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (pd.DataFrame({"a": [1]}), [("text", ".csv")]),
        (pd.Series([1]), [("text", ".csv")]),
        (pd.DataFrame({"a": range(2000)}), [("text", ".txt")]),
        (3, [("text", ".txt")]),
        ([1, 2], [("text", ".txt")]),
        (None, []),
    ],
)
def test_what_is_shown_is_kept_by_its_kind(
    report: ModuleType, value: object, expected: list[tuple[str, str]]
) -> None:
    assert entries(report, value) == expected


@pytest.mark.parametrize(
    "make",
    [
        plt.figure,
        lambda: plt.subplots()[1],
        lambda: plt.subplots(1, 2)[1],
        lambda: list(plt.subplots(1, 2)[1]),
        lambda: plt.plot([1, 2]),
        lambda: pd.Series([1, 2]).plot(),
    ],
)
def test_what_matplotlib_makes_is_one_figure(
    report: ModuleType, make: Callable[[], object]
) -> None:
    assert entries(report, make()) == [("figure", ".png")]
    assert plt.get_fignums() == []


def test_all_open_figures_are_kept_and_closed(report: ModuleType) -> None:
    recorder = report.Report()
    plt.figure()
    plt.figure()

    recorder.figure("plot")

    assert [entry.content[:4] for entry in recorder.entries] == [b"\x89PNG"] * 2
    assert plt.get_fignums() == []


def test_without_an_open_figure_there_is_nothing_to_keep(report: ModuleType) -> None:
    recorder = report.Report()
    recorder.figure("plot")

    assert recorder.entries == []


def test_looks_do_nothing_unless_exploring(report: ModuleType) -> None:
    looked: list[int] = []
    look = report.look(looked.append)

    look(1)
    report.report.exploring = True
    look(2)
    report.report.exploring = False

    assert looked == [2]


def test_looks_leave_the_generators_as_they_were(report: ModuleType) -> None:
    report.report.exploring = True
    np.random.seed(0)  # noqa: NPY002
    report.look(np.random.rand)()
    report.report.exploring = False

    assert np.random.rand() == pytest.approx(0.5488135)  # noqa: NPY002


def test_interactive_figures_are_kept_as_html(report: ModuleType) -> None:
    made = type("Figure", (SimpleNamespace,), {"__module__": "plotly.graph_objs"})

    assert entries(report, made(to_html=lambda: "<html>")) == [("text", ".html")]


def test_a_table_that_rows_were_added_to_is_an_entry_for_each_row(report: ModuleType) -> None:
    recorder = report.Report()
    log = pd.DataFrame(columns=["model", "accuracy"])
    rows = [pd.DataFrame([[name, 0.5]], columns=log.columns) for name in ("tree", "forest")]
    recorder.metric("log", pd.concat([log.astype(object), *rows]).astype(object))

    assert recorder.metrics() == {"tree.accuracy": 0.5, "forest.accuracy": 0.5}


def test_no_row_of_a_table_is_lost_where_several_have_one_name(report: ModuleType) -> None:
    table = pd.DataFrame({"score": [0.5, 0.25]}, index=[0, 0])

    assert report.to_json(table) == {"score": {"0": 0.5, "1": 0.25}}


def test_a_look_that_may_fail_is_noted_and_the_next_one_goes_on(report: ModuleType) -> None:
    def stop() -> None:
        raise ValueError

    looked: list[int] = []
    report.report.exploring = report.report.forgiving = True
    report.look(stop)()
    report.look(looked.append)(1)
    report.report.exploring = report.report.forgiving = False

    assert list(report.report.failed) == ["stop"]
    assert looked == [1]

"""A file of records comes back with the model's own predictions: whole, or not at all."""

import json
from pathlib import Path
from typing import Any

import joblib
import pandas as pd
import pytest

from tests.unit.serving.conftest import Machinery, customers

VERSION = "20260102T000000Z-bbbbbbbb"


@pytest.fixture
def table() -> pd.DataFrame:
    return customers(seed=5, rows=25)


@pytest.fixture
def run(machinery: Machinery, project: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Answer a file in chunks of ten; `told` is called after each."""
    runs = machinery("prediction_run")
    monkeypatch.setattr(runs, "CHUNK", 10)
    named = machinery("hooks").Service(name="served")

    def call(
        source: Path,
        output: Path,
        told: Any = lambda _: None,
        service: Any = named,
        rejected: Path | None = None,
    ) -> Any:
        paths = runs.Paths(source, output, rejected)
        return runs.predict_file(paths, project / "artifacts", service, told)

    return call


@pytest.fixture
def expected(project: Path, table: pd.DataFrame) -> list[str]:
    model = joblib.load(project / "artifacts" / VERSION / "model.joblib")
    return [str(label) for label in model.predict(table)]


def test_a_csv_file_keeps_its_columns_and_gets_predictions(
    run: Any, tmp_path: Path, table: pd.DataFrame, expected: list[str]
) -> None:
    table.to_csv(tmp_path / "in.csv", index=False)

    done = run(tmp_path / "in.csv", tmp_path / "out.csv")

    made = pd.read_csv(tmp_path / "out.csv")
    assert (done.records, done.version) == (25, VERSION)
    assert made["prediction"].tolist() == expected
    assert [*made.columns] == [*table.columns, "prediction", "probability_no", "probability_yes"]
    pd.testing.assert_frame_equal(made[[*table.columns]], table)


def test_json_lines_stay_json_lines(
    run: Any, tmp_path: Path, table: pd.DataFrame, expected: list[str]
) -> None:
    table.to_json(tmp_path / "in.jsonl", orient="records", lines=True)

    run(tmp_path / "in.jsonl", tmp_path / "out.jsonl")

    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [line["prediction"] for line in lines] == expected
    assert lines[0]["probabilities"].keys() == {"no", "yes"}


def test_it_goes_on_where_it_was_ended(
    run: Any, tmp_path: Path, table: pd.DataFrame, expected: list[str]
) -> None:
    def interrupt(records: int) -> None:
        if records == 20:
            raise KeyboardInterrupt

    table.to_csv(tmp_path / "in.csv", index=False)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "in.csv", tmp_path / "out.csv", interrupt)
    assert not (tmp_path / "out.csv").exists()
    parts = tmp_path / ".out.csv.parts"
    written = {part: part.stat().st_mtime_ns for part in sorted(parts.glob("*.csv"))}
    seen = []
    run(
        tmp_path / "in.csv",
        tmp_path / "out.csv",
        lambda _: seen.append({part: part.stat().st_mtime_ns for part in written}),
    )

    assert seen == [written] * 3
    assert pd.read_csv(tmp_path / "out.csv")["prediction"].tolist() == expected
    assert not parts.exists()


def test_a_bad_value_is_named_with_its_place_and_nothing_is_written(
    run: Any, machinery: Machinery, tmp_path: Path, table: pd.DataFrame
) -> None:
    table["charges"] = table["charges"].astype(object)
    table.loc[13, "charges"] = "many"
    table.to_csv(tmp_path / "in.csv", index=False)

    with pytest.raises(machinery("tables").TableError, match="record 13, charges: it has to be a"):
        run(tmp_path / "in.csv", tmp_path / "out.csv")

    assert not (tmp_path / "out.csv").exists()


BROKEN = [
    ("in.csv", b"", "holds no records"),
    ("in.csv", b"tenure,charges\n", "holds no records"),
    ("in.csv", "tenure\né\n".encode("latin-1"), "is not UTF-8"),
    ("in.csv", b'tenure,charges\n1,"2\n', "is no CSV"),
    ("in.csv", b"tenure;charges\n1;2\n", "These columns are missing: contract, plan"),
    ("in.jsonl", b'{"tenure": 1}\n\n{"tenure":\n', "line 3 is no JSON object"),
    ("in.jsonl", b"[1, 2]\n", "line 1 is no JSON object"),
    ("in.jsonl", b'{"a": "\xff"}\n', "line 1 is no JSON object"),
    ("in.jsonl", b'{"a":' * 9_999, "line 1 is no JSON object"),
]


@pytest.mark.parametrize(("name", "content", "message"), BROKEN)
def test_a_file_that_is_broken_is_refused_and_leaves_nothing_behind(
    run: Any, machinery: Machinery, tmp_path: Path, name: str, content: bytes, message: str
) -> None:
    (tmp_path / name).write_bytes(content)

    with pytest.raises(machinery("tables").TableError, match=message):
        run(tmp_path / name, tmp_path / f"out{Path(name).suffix}")

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_record_that_the_model_cannot_answer_is_named(
    run: Any, machinery: Machinery, tmp_path: Path, table: pd.DataFrame
) -> None:
    def before(records: pd.DataFrame) -> pd.DataFrame:
        if (records["tenure"] > 1_000).any():
            raise ValueError("nobody is that old")
        return records

    service = machinery("hooks").Service(name="served", before=before)
    table.loc[17, "tenure"] = 1_001
    table.to_csv(tmp_path / "in.csv", index=False)

    with pytest.raises(
        machinery("tables").TableError,
        match=r"record 17, tenure: the model cannot answer .* it is 1001",
    ):
        run(tmp_path / "in.csv", tmp_path / "out.csv", service=service)


def test_records_that_are_answered_alone_are_answered_beside_any_others(
    run: Any, machinery: Machinery, tmp_path: Path, table: pd.DataFrame, expected: list[str]
) -> None:
    def before(records: pd.DataFrame) -> pd.DataFrame:
        if len(set(records["contract"])) > 1:
            raise ValueError("one contract at a time")
        return records

    table.to_csv(tmp_path / "in.csv", index=False)

    service = machinery("hooks").Service(name="served", before=before)
    run(tmp_path / "in.csv", tmp_path / "out.csv", service=service)

    assert pd.read_csv(tmp_path / "out.csv")["prediction"].tolist() == expected


@pytest.mark.parametrize("name", ["in.xlsx", "in"])
def test_other_files_are_refused(run: Any, machinery: Machinery, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")

    with pytest.raises(machinery("tables").TableError, match="a table is one of"):
        run(tmp_path / name, tmp_path / "out.csv")


def test_parquet_goes_through(
    run: Any, tmp_path: Path, table: pd.DataFrame, expected: list[str]
) -> None:
    pytest.importorskip("pyarrow")
    table.to_parquet(tmp_path / "in.parquet", index=False)

    run(tmp_path / "in.parquet", tmp_path / "out.parquet")

    assert pd.read_parquet(tmp_path / "out.parquet")["prediction"].tolist() == expected


def test_records_that_cannot_be_answered_go_into_a_file_of_their_own(
    run: Any, tmp_path: Path, table: pd.DataFrame, expected: list[str]
) -> None:
    spoilt = table.astype({"tenure": object})
    spoilt.loc[[3, *range(10, 20)], "tenure"] = "long"
    spoilt.to_csv(tmp_path / "in.csv", index=False)

    done = run(tmp_path / "in.csv", tmp_path / "out.csv", rejected=tmp_path / "bad.jsonl")

    lines = [json.loads(line) for line in (tmp_path / "bad.jsonl").read_text().splitlines()]
    left = [n for n in range(25) if n != 3 and not 10 <= n < 20]
    assert (done.records, done.rejected) == (14, 11)
    assert [line["record"] for line in lines] == [3, *range(10, 20)]
    assert lines[0]["problem"].startswith("tenure: ")
    assert lines[0]["values"]["tenure"] == "long"
    made = pd.read_csv(tmp_path / "out.csv")
    assert made["prediction"].tolist() == [expected[n] for n in left]


def test_a_file_of_which_no_record_can_be_answered_is_refused(
    run: Any, tmp_path: Path, table: pd.DataFrame
) -> None:
    table.assign(tenure="long").to_csv(tmp_path / "in.csv", index=False)

    with pytest.raises(ValueError, match=r"No record can be answered; .*bad.jsonl"):
        run(tmp_path / "in.csv", tmp_path / "out.csv", rejected=tmp_path / "bad.jsonl")

    assert not (tmp_path / "out.csv").exists()


@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_a_csv_file_may_have_another_separator(
    run: Any, tmp_path: Path, table: pd.DataFrame, expected: list[str], separator: str
) -> None:
    table.to_csv(tmp_path / "in.csv", index=False, sep=separator)

    run(tmp_path / "in.csv", tmp_path / "out.csv")

    assert pd.read_csv(tmp_path / "out.csv")["prediction"].tolist() == expected

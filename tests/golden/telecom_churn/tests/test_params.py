"""params.yaml, and what wins over it."""

from pathlib import Path

import pytest
from data_files import PARAMS

from telecom_churn_prediction.params import Params, load_params
from telecom_churn_prediction.running.configuration import ParameterError


def test_the_file_loads() -> None:
    assert isinstance(load_params(PARAMS), Params)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ParameterError, match="no parameter nothing.of.the.kind"):
        load_params(PARAMS, {"nothing.of.the.kind": "1"})


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParameterError, match="params.yaml"):
        load_params(tmp_path / "params.yaml")


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELECOM_CHURN_PREDICTION_FEATURES__LONG", "25")
    assert load_params(PARAMS).features.long == 25


def test_an_override_wins_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELECOM_CHURN_PREDICTION_FEATURES__LONG", "24")
    params = load_params(PARAMS, {"features.long": "25"})
    assert params.features.long == 25


def test_a_misspelt_name_gets_a_suggestion() -> None:
    with pytest.raises(ParameterError, match="Did you mean"):
        load_params(PARAMS, {"features.longx": "25"})


def test_a_value_of_the_wrong_kind_is_refused() -> None:
    with pytest.raises(ParameterError, match="features.long"):
        load_params(PARAMS, {"features.long": "[no, number]"})

"""The values of params.yaml, typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from telecom_churn_prediction.running.configuration import load_parameters


@dataclass(frozen=True)
class DataParams:
    """Data files."""

    telecom_churn: Path
    churn_model: Path


@dataclass(frozen=True)
class FeaturesParams:
    """What can be tuned in features."""

    long: int


@dataclass(frozen=True)
class SplitParams:
    """What can be tuned in split."""

    test_size: float


@dataclass(frozen=True)
class TrainParams:
    """What can be tuned in train."""

    n_estimators: int
    max_depth: int | None
    logistic_regression_C: float
    logistic_regression_max_iter: int
    k_neighbors_n_neighbors: int


@dataclass(frozen=True)
class Params:
    """All parameters, a field for each section of params.yaml."""

    seed: int | None
    data: DataParams
    features: FeaturesParams
    split: SplitParams
    train: TrainParams


def load_params(
    path: Path | str = "params.yaml", overrides: Mapping[str, str] | None = None
) -> Params:
    """Read the file; the environment wins over it, and `overrides` win over both."""
    return load_parameters(Params, Path(path), overrides or {}, prefix="TELECOM_CHURN_PREDICTION")

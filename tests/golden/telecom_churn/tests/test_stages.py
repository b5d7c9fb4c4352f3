"""Each stage's function keeps its contract, on the data that it gets in the pipeline."""

from dataclasses import dataclass
from typing import get_type_hints

import pytest
from checking import has_type, is_fitted, is_same, name_outputs
from conftest import Run
from recording import Call


@dataclass(frozen=True)
class Contract:
    """Contract = function, its outputs, what holds of them, estimators that it fits.

    Columns are there (adds), not there (drops), without gaps (filled); frames have no gaps at all
    (complete), no row twice (distinct); parts are as long as each other (paired). `unsteady` says
    why a second call may give something else.
    """

    function: str
    outputs: tuple[str, ...] = ()
    adds: tuple[tuple[str, str], ...] = ()
    drops: tuple[tuple[str, str], ...] = ()
    filled: tuple[tuple[str, str], ...] = ()
    complete: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    paired: tuple[tuple[str, str], ...] = ()
    fits: tuple[str, ...] = ()
    unsteady: str = ""


CONTRACTS: list[Contract] = [
    Contract(
        "load_data",
        outputs=("df",),
    ),
    Contract(
        "clean_data",
        outputs=("df",),
        adds=(("df", "Partner"), ("df", "TotalCharges")),
        drops=(("df", "customerID"),),
        filled=(("df", "TotalCharges"),),
        distinct=("df",),
    ),
    Contract(
        "engineer_features",
        outputs=("df",),
        drops=(("df", "Contract"), ("df", "InternetService"), ("df", "PaymentMethod")),
    ),
    Contract(
        "scale_features",
        outputs=("X_train", "X_test", "sc"),
    ),
    Contract(
        "split_data",
        outputs=("X", "X_train", "X_test", "y_train", "y_test"),
        drops=(("X", "Churn"), ("X_train", "Churn"), ("X_test", "Churn")),
        paired=(("X_train", "y_train"), ("X_test", "y_test")),
    ),
    Contract(
        "train_logistic_regression",
        outputs=("model",),
        fits=("model",),
    ),
    Contract(
        "train_k_neighbors",
        outputs=("model",),
        fits=("model",),
    ),
    Contract(
        "train_random_forest",
        outputs=("model",),
        fits=("model",),
    ),
    Contract(
        "evaluate_logistic_regression",
    ),
    Contract(
        "evaluate_k_neighbors",
    ),
    Contract(
        "evaluate_random_forest",
    ),
]


def find_calls(run: Run, contract: Contract) -> list[Call]:
    assert contract.function in run.calls, f"the pipeline does not call {contract.function}"
    return run.calls[contract.function]


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.function)
def test_gives_back_what_its_signature_says(run: Run, contract: Contract) -> None:
    for call in find_calls(run, contract):
        assert has_type(call.read_result(), get_type_hints(call.function)["return"])


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.function)
def test_keeps_its_contract(run: Run, contract: Contract) -> None:
    for call in find_calls(run, contract):
        outputs = name_outputs(call.read_result(), contract.outputs)
        assert all(value is not None for value in outputs.values() if contract.fits)
        for name, column in contract.adds:
            assert column in outputs[name].columns, f"{name} lacks {column}"
        for name, column in contract.drops:
            assert column not in outputs[name].columns, f"{name} still has {column}"
        for name, column in contract.filled:
            assert not outputs[name][column].isna().any(), f"{name} has gaps in {column}"
        for name in contract.complete:
            assert not outputs[name].isna().any(axis=None), f"{name} has gaps"
        for name in contract.distinct:
            assert not outputs[name].duplicated().any(), f"{name} has rows twice"
        for one, other in contract.paired:
            assert len(outputs[one]) == len(outputs[other]), f"{one} and {other} differ in length"
        for name in contract.fits:
            assert is_fitted(outputs[name]), f"{name} is not fitted"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.function)
def test_gives_the_same_again(run: Run, contract: Contract) -> None:
    if contract.unsteady:
        pytest.skip(contract.unsteady)
    for call in find_calls(run, contract):
        if call.given is not None:
            assert is_same(call.read_result(), call.repeat())

"""Each stage's function keeps its contract, on the data that it gets in the pipeline."""

from typing import get_type_hints

import pytest
from checking import has_type, is_same, name_outputs
from conftest import Run
from contracts import Contract, find_breaches
from recording import Call

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
        "encode_labels_and_categories",
        outputs=("df",),
        adds=(("df", "Churn"), ("df", "loyal")),
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
        tells=True,
    ),
    Contract(
        "evaluate_k_neighbors",
        tells=True,
    ),
    Contract(
        "evaluate_random_forest",
        tells=True,
    ),
    Contract(
        "save_churn_model",
        leaves=("churn_model",),
        unsteady="it changes files or options",
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
        assert find_breaches(contract, outputs) == []
        assert call.told or not contract.tells, "it neither prints nor reports anything"
        assert set(contract.leaves) <= call.left, "it does not write a file"


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.function)
def test_gives_the_same_again(run: Run, contract: Contract) -> None:
    if contract.unsteady:
        pytest.skip(contract.unsteady)
    for call in find_calls(run, contract):
        if call.given is not None:
            assert is_same(call.read_result(), call.repeat())

"""Free text becomes identifiers."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlship.planning.naming import short_model, slug, unique


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Telecom Churn: who leaves?", "telecom_churn_who_leaves"),
        ("2nd model", "n2nd_model"),
        ("Évaluation", "evaluation"),
        ("class", "class_"),
        ("***", ""),
    ],
)
def test_a_title_becomes_a_name(text: str, name: str) -> None:
    assert slug(text) == name


@given(st.text())
def test_every_text_gives_an_identifier_or_nothing(text: str) -> None:
    name = slug(text)

    assert name == "" or (name.isidentifier() and not keyword.iskeyword(name))


def test_a_name_that_is_taken_is_numbered() -> None:
    assert unique("load", {"load", "load_2"}) == "load_3"


@pytest.mark.parametrize(
    ("estimator", "name"),
    [
        ("sklearn.ensemble.RandomForestClassifier", "random_forest"),
        ("sklearn.linear_model.LogisticRegression", "logistic_regression"),
        ("xgboost.XGBClassifier", "xgb"),
        ("sklearn.svm.SVC", "svc"),
    ],
)
def test_models_go_by_their_usual_names(estimator: str, name: str) -> None:
    assert short_model(estimator) == name

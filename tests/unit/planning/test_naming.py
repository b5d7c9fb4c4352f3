"""Free text becomes identifiers."""

import keyword

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlship.planning.naming import package_name, phrase, short_model, slug, unique


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Telecom Churn: who leaves?", "telecom_churn_who_leaves"),
        ("2nd model", "n2nd_model"),
        ("Évaluation", "evaluation"),
        ("class", "class_"),
        ("***", ""),
        ("Dan's prices", "dans_prices"),
        ("It\u2019s raining", "its_raining"),
        ("S&P 500 returns", "sp_500_returns"),
        ("l'âge d\u2019un client", "l_age_d_un_client"),
    ],
)
def test_a_title_becomes_a_name(text: str, name: str) -> None:
    assert slug(text) == name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Telecom churn prediction", "telecom_churn_prediction"),
        ("Chapter 4 - Training linear models", "training_linear_models"),
        ("01 The machine learning landscape", "machine_learning_landscape"),
        ("NumPy and its friends", "numpy_and_its_friends"),
        ("Splitting data into parts", "splitting_data"),
        ("Appendix D - Autodiff", "autodiff"),
        ("3-day intensive", "n3_day_intensive"),
        ("Week 3", "week_3"),
        ("2020 elections in France", "n2020_elections"),
        ("How to", ""),
        ("***", ""),
    ],
)
def test_a_package_is_named_after_what_a_title_is_about(title: str, name: str) -> None:
    assert package_name(title) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Accuracy vs sample size for training", "accuracy_vs_sample_size_for_training"),
        ("KNN accuracy vs. the number of neighbors (k)", "knn_accuracy_vs_number_of_neighbors"),
        ("Edge length of the cube for a given volume", "edge_length_of_cube_for_a_given_volume"),
        ("A wall stands. A door does not.", "a_wall_stands"),
        (
            "A wall that stands beside an old and crooked door",
            "wall_that_stands_beside_old_and_crooked",
        ),
        ("the", ""),
        ("***", ""),
    ],
)
def test_a_phrase_does_not_break_off(text: str, name: str) -> None:
    assert phrase(text) == name


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

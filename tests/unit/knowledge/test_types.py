"""A type's name leads to its kind and to the types of its attributes."""

import pytest

from mlship.knowledge import Knowledge


@pytest.mark.parametrize(
    ("type_name", "kind"),
    [
        ("sklearn.linear_model.LogisticRegression", "estimator-classifier"),
        ("sklearn.ensemble.RandomForestRegressor", "estimator-regressor"),
        ("sklearn.svm.SVC", "estimator-classifier"),
        ("sklearn.preprocessing.StandardScaler", "transformer"),
        ("sklearn.decomposition.PCA", "transformer"),
        ("sklearn.impute.SimpleImputer", "transformer"),
        ("sklearn.feature_extraction.text.TfidfVectorizer", "transformer"),
        ("sklearn.cluster.KMeans", "cluster"),
        ("sklearn.mixture.GaussianMixture", "cluster"),
        ("sklearn.model_selection.GridSearchCV", "search"),
        ("sklearn.model_selection.KFold", "splitter"),
        ("sklearn.pipeline.Pipeline", "pipeline"),
        ("xgboost.XGBClassifier", "estimator-classifier"),
        ("lightgbm.LGBMRegressor", "estimator-regressor"),
        ("catboost.CatBoostClassifier", "estimator-classifier"),
        ("imblearn.over_sampling.SMOTE", "sampler"),
        ("category_encoders.TargetEncoder", "transformer"),
        ("statsmodels.api.OLS", "estimator-statistical"),
        ("tensorflow.keras.Sequential", "network"),
        ("keras.layers.Dense", "layer"),
        ("torch.nn.Linear", "layer"),
        ("pandas.DataFrame", "frame"),
        ("pandas.Series", "series"),
        ("numpy.ndarray", "array"),
        ("matplotlib.figure.Figure", "figure"),
        ("matplotlib.axes.Axes", "axes"),
        ("numpy", "module"),
        ("helpers.Model", ""),
    ],
)
def test_a_type_has_a_kind(knowledge: Knowledge, type_name: str, kind: str) -> None:
    assert knowledge.kind(type_name) == kind


@pytest.mark.parametrize(
    ("type_name", "attribute", "shown", "is_shared"),
    [
        ("pandas.DataFrame", "values", "numpy.ndarray", True),
        ("pandas.DataFrame", "columns", "pandas.Index", False),
        ("pandas.DataFrame", "shape", "tuple", False),
        ("pandas.DataFrame", "T", "pandas.DataFrame", True),
        ("pandas.DataFrame", "iloc", "pandas.DataFrame", True),
        ("pandas.core.series.Series", "str", "pandas.core.strings.accessor.StringMethods", True),
        ("sklearn.model_selection.GridSearchCV", "best_score_", "float", False),
        ("sklearn.model_selection.GridSearchCV", "best_params_", "dict", True),
        ("sklearn.linear_model.LinearRegression", "coef_", "numpy.ndarray", True),
        ("pandas.DataFrame", "price", "", False),
        ("", "shape", "", False),
    ],
)
def test_an_attribute_has_a_type_and_may_share_state(
    knowledge: Knowledge,
    type_name: str,
    attribute: str,
    shown: str,
    is_shared: bool,
) -> None:
    assert knowledge.attribute(type_name, attribute) == shown
    assert knowledge.shares(type_name, attribute) == is_shared


def test_a_constructor_gives_its_own_type(knowledge: Knowledge) -> None:
    fact = knowledge.fact("sklearn.svm.SVC")

    assert fact is not None
    assert (fact.role, fact.result) == ("construct", "sklearn.svm.SVC")

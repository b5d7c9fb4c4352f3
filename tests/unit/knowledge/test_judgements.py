"""Metrics, reports, parameters to tune and packages to install are told by name."""

import pytest

from mlship.knowledge import Knowledge


@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("sklearn.metrics.accuracy_score", "accuracy"),
        ("sklearn.metrics.classification.f1_score", "f1"),
        ("sklearn.metrics.mean_squared_error", "mean_squared_error"),
        ("sklearn.model_selection.cross_val_score", "cross_val_score"),
        ("sklearn.svm.SVC.score", "score"),
        (".score", "score"),
        ("sklearn.model_selection.GridSearchCV.best_score_", "best_score"),
        ("statsmodels.Results.rsquared", "r2"),
        ("tensorflow.keras.Sequential.evaluate", "evaluate"),
        ("sklearn.metrics.roc_curve", ""),
        ("numpy.mean", ""),
        ("score", ""),
        ("<notebook>.score", ""),
    ],
)
def test_metrics_have_the_names_that_people_write(
    knowledge: Knowledge, name: str, metric: str
) -> None:
    assert knowledge.metric_name(name) == metric
    assert knowledge.is_metric(name) == bool(metric)


def test_reports_are_texts_or_tables(knowledge: Knowledge) -> None:
    names = ["sklearn.metrics.classification_report", "sklearn.metrics.confusion_matrix", "len"]

    assert [knowledge.report_kind(name) for name in names] == ["text", "table", ""]
    assert [knowledge.is_text_report(name) for name in names] == [True, True, False]


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("sklearn.ensemble.RandomForestClassifier", "n_estimators"),
        ("sklearn.neighbors.KNeighborsClassifier", "n_neighbors"),
        ("sklearn.model_selection.train_test_split", "test_size"),
        ("sklearn.model_selection.train_test_split", "random_state"),
        ("tensorflow.keras.Sequential.fit", "epochs"),
        (".fit", "batch_size"),
        ("<notebook>.train", "learning_rate"),
        ("numpy.random.seed", "seed"),
    ],
)
def test_what_a_person_would_tune_is_a_hyperparameter(
    knowledge: Knowledge, name: str, parameter: str
) -> None:
    assert knowledge.hyperparameter(name, parameter)


@pytest.mark.parametrize(
    ("name", "parameter"),
    [
        ("sklearn.ensemble.RandomForestClassifier", "n_jobs"),
        ("sklearn.ensemble.RandomForestClassifier", "verbose"),
        ("pandas.DataFrame.drop", "axis"),
        ("pandas.DataFrame.drop", "columns"),
        ("pandas.DataFrame.dropna", "inplace"),
        ("matplotlib.pyplot.plot", "alpha"),
        ("seaborn.heatmap", "linewidths"),
    ],
)
def test_what_nobody_tunes_is_no_hyperparameter(
    knowledge: Knowledge, name: str, parameter: str
) -> None:
    assert not knowledge.hyperparameter(name, parameter)


@pytest.mark.parametrize(
    ("import_name", "distribution"),
    [
        ("sklearn.svm", "scikit-learn"),
        ("cv2", "opencv-python"),
        ("PIL.Image", "pillow"),
        ("bs4", "beautifulsoup4"),
        ("yaml", "PyYAML"),
        ("imblearn", "imbalanced-learn"),
        ("mpl_toolkits.mplot3d", "matplotlib"),
        ("dateutil.parser", "python-dateutil"),
        ("google.colab.drive", ""),
        ("google.cloud.storage", "google-cloud-storage"),
        ("os.path", ""),
        ("pytest", "pytest"),
        ("never_heard_of", "never_heard_of"),
    ],
)
def test_an_import_leads_to_its_package(
    knowledge: Knowledge, import_name: str, distribution: str
) -> None:
    assert knowledge.distribution(import_name) == distribution


def test_packages_have_lower_bounds(knowledge: Knowledge) -> None:
    assert (knowledge.floor("pandas"), knowledge.floor("never-heard-of")) == ("1.5", "")


def test_the_standard_library_is_known(knowledge: Knowledge) -> None:
    names = ["os.path", "json", "distutils.core", "pandas", "helpers"]

    assert [name for name in names if knowledge.is_standard_library(name)] == names[:3]

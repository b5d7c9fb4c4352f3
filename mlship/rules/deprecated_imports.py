"""Imports → those of names that newer versions of a library have elsewhere, or no more."""

import ast
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

# what is imported (or what it begins with) → where it is now
MOVED = {
    "collections.Iterable": "collections.abc",
    "collections.Mapping": "collections.abc",
    "distutils": "setuptools or the standard library",
    "imp": "importlib",
    "keras.layers.convolutional": "keras.layers",
    "keras.layers.core": "keras.layers",
    "keras.layers.merge": "keras.layers",
    "keras.layers.normalization": "keras.layers",
    "keras.layers.recurrent": "keras.layers",
    "keras.utils.np_utils": "keras.utils",
    "keras.utils.vis_utils": "keras.utils",
    "keras.wrappers.scikit_learn": "the package scikeras",
    "matplotlib.mlab": "numpy or scipy",
    "pandas.io.json.json_normalize": "pandas",
    "pandas.scatter_matrix": "pandas.plotting",
    "pandas.tools": "pandas",
    "pandas_profiling": "the package ydata-profiling",
    "plotly.plotly": "the package chart-studio",
    "scipy.interp": "numpy",
    "scipy.misc": "scipy.datasets, or the package imageio",
    "seaborn.apionly": "seaborn",
    "sklearn.cross_validation": "sklearn.model_selection",
    "sklearn.datasets.load_boston": "nowhere: the data set was withdrawn",
    "sklearn.datasets.samples_generator": "sklearn.datasets",
    "sklearn.ensemble.forest": "sklearn.ensemble",
    "sklearn.ensemble.gradient_boosting": "sklearn.ensemble",
    "sklearn.experimental.enable_hist_gradient_boosting": "no longer needed",
    "sklearn.externals": "the packages joblib and six",
    "sklearn.grid_search": "sklearn.model_selection",
    "sklearn.learning_curve": "sklearn.model_selection",
    "sklearn.linear_model.logistic": "sklearn.linear_model",
    "sklearn.metrics.classification": "sklearn.metrics",
    "sklearn.metrics.jaccard_similarity_score": "sklearn.metrics.jaccard_score",
    "sklearn.metrics.plot_confusion_matrix": "sklearn.metrics.ConfusionMatrixDisplay",
    "sklearn.metrics.plot_precision_recall_curve": "sklearn.metrics.PrecisionRecallDisplay",
    "sklearn.metrics.plot_roc_curve": "sklearn.metrics.RocCurveDisplay",
    "sklearn.metrics.scorer": "sklearn.metrics",
    "sklearn.neighbors.classification": "sklearn.neighbors",
    "sklearn.preprocessing.CategoricalEncoder": "sklearn.preprocessing.OneHotEncoder",
    "sklearn.preprocessing.Imputer": "sklearn.impute.SimpleImputer",
    "sklearn.preprocessing.data": "sklearn.preprocessing",
    "sklearn.preprocessing.imputation": "sklearn.impute",
    "sklearn.preprocessing.label": "sklearn.preprocessing",
    "sklearn.svm.classes": "sklearn.svm",
    "sklearn.tree.tree": "sklearn.tree",
    "sklearn.utils.testing": "sklearn.utils",
    "tensorflow.contrib": "tensorflow-addons and others",
    "tensorflow.examples": "tensorflow.keras.datasets",
    "tensorflow.keras.wrappers": "the package scikeras",
    "tqdm.tqdm_notebook": "tqdm.notebook",
}


class DeprecatedImport(Rule):
    """It was there once."""

    code = "MS406"
    name = "deprecated-import"
    severity = "info"
    what = "Something is imported from where newer versions of the library no longer have it."
    why = "With today's version the import fails; the notebook only runs with an old one."
    remedy = "Import it from the new place, or pin the old version."
    example = """
        from sklearn.externals import joblib
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each such import."""
        imports = (*subject.find_all(ast.Import), *subject.find_all(ast.ImportFrom))
        for node, tree in imports:
            for name in dict.fromkeys(filter(None, map(_moved, _imported(tree)))):
                yield self.at(node, f"`{name}` has moved: {MOVED[name]}.", tree)


def _imported(tree: ast.stmt) -> list[str]:
    match tree:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str() as module, names=names, level=0):
            return [f"{module}.{alias.name}" for alias in names]
        case _:
            return []


def _moved(name: str) -> str:
    """Give the longest known beginning of a name."""
    parts = name.split(".")
    beginnings = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((each for each in beginnings if each in MOVED), "")

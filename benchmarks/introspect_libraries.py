"""Installed libraries → JSON: public functions and classes, their parameters, bases and methods.

Runs under any interpreter (`make_knowledge.py collect` starts it in several), so it imports
nothing but the standard library and the libraries that it describes.

    described = library (root → version), functions (owner → name → parameters), classes (name →
                bases, parameters, methods (name → parameters), home), aliases (name → name)
"""

import importlib
import inspect
import json
import re
import sys
import types
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field

# An object that several modules expose is known under the first of them.
MODULE_NAMES = """
    builtins math cmath random time datetime calendar collections itertools functools operator
    string re json csv pickle copy io os os.path shutil sys glob pathlib tempfile zipfile tarfile
    gzip logging statistics warnings gc hashlib urllib.request urllib.parse subprocess
    textwrap heapq bisect uuid platform sqlite3 timeit pprint
    numpy numpy.random numpy.linalg numpy.fft numpy.ma
    pandas pandas.api.types pandas.plotting pandas.tseries.offsets pandas.core.groupby
    pandas.core.window.rolling pandas.core.window.expanding pandas.core.window.ewm
    pandas.core.resample pandas.core.strings.accessor pandas.core.indexes.accessors
    pandas.core.indexing pandas.io.formats.style pandas.core.arrays.categorical
    matplotlib matplotlib.figure matplotlib.axes matplotlib.axis matplotlib.colors matplotlib.ticker
    matplotlib.dates matplotlib.patches matplotlib.lines matplotlib.cm matplotlib.gridspec
    matplotlib.animation matplotlib.image matplotlib.collections matplotlib.style
    matplotlib.artist matplotlib.text matplotlib.legend matplotlib.colorbar matplotlib.container
    matplotlib.spines matplotlib.pyplot mpl_toolkits.mplot3d mpl_toolkits.mplot3d.axes3d
    mpl_toolkits.axes_grid1
    seaborn seaborn.objects
    scipy scipy.stats scipy.special scipy.linalg scipy.optimize scipy.sparse scipy.sparse.linalg
    scipy.spatial scipy.spatial.distance scipy.cluster.hierarchy scipy.signal scipy.interpolate
    scipy.io scipy.integrate scipy.ndimage scipy.fft
    sklearn sklearn.base sklearn.calibration sklearn.cluster sklearn.compose sklearn.covariance
    sklearn.cross_decomposition sklearn.datasets sklearn.decomposition sklearn.discriminant_analysis
    sklearn.dummy sklearn.ensemble sklearn.exceptions sklearn.feature_extraction
    sklearn.feature_extraction.text sklearn.feature_extraction.image sklearn.feature_selection
    sklearn.gaussian_process sklearn.gaussian_process.kernels sklearn.impute sklearn.inspection
    sklearn.isotonic sklearn.kernel_approximation sklearn.kernel_ridge sklearn.linear_model
    sklearn.manifold sklearn.metrics sklearn.metrics.pairwise sklearn.metrics.cluster
    sklearn.mixture sklearn.model_selection sklearn.multiclass sklearn.multioutput
    sklearn.naive_bayes sklearn.neighbors sklearn.neural_network sklearn.pipeline
    sklearn.preprocessing sklearn.random_projection sklearn.semi_supervised sklearn.svm sklearn.tree
    sklearn.utils
    xgboost lightgbm catboost category_encoders
    imblearn imblearn.over_sampling imblearn.under_sampling imblearn.combine imblearn.ensemble
    imblearn.pipeline imblearn.metrics imblearn.datasets
    mlxtend.plotting mlxtend.feature_selection mlxtend.frequent_patterns mlxtend.preprocessing
    mlxtend.classifier mlxtend.regressor mlxtend.cluster mlxtend.evaluate mlxtend.data
    mlxtend.feature_extraction
    statsmodels.api statsmodels.formula.api statsmodels.tsa.api statsmodels.tsa.stattools
    statsmodels.tsa.seasonal statsmodels.tsa.holtwinters statsmodels.tsa.arima.model
    statsmodels.tsa.statespace.sarimax statsmodels.graphics.tsaplots
    statsmodels.stats.outliers_influence statsmodels.stats.diagnostic statsmodels.stats.proportion
    statsmodels.stats.weightstats statsmodels.stats.multicomp statsmodels.regression.linear_model
    statsmodels.discrete.discrete_model statsmodels.tools
    nltk.stem nltk.tokenize nltk.sentiment
    plotly.express plotly.graph_objects plotly.subplots plotly.offline plotly.io
    joblib tqdm IPython.display PIL.Image wordcloud requests
"""

# These are described by their names alone: their methods are many and say nothing new.
WITHOUT_METHODS = (
    "plotly.", "pandas.tseries", "matplotlib.patches", "matplotlib.collections", "nltk.",
    "matplotlib.image", "matplotlib.ticker", "matplotlib.dates", "matplotlib.cm", "urllib.",
    "matplotlib.backend", "matplotlib.transforms", "matplotlib.offsetbox", "matplotlib.colors",
)  # fmt: skip
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType, type(len))


@dataclass(slots=True)
class Described:
    """What was found so far; filled module by module."""

    library: dict[str, str] = field(default_factory=dict)
    functions: dict[str, dict[str, str]] = field(default_factory=dict)
    classes: dict[str, dict[str, object]] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)


def main() -> None:
    """Describe every library that is installed here, as JSON on standard output."""
    warnings.simplefilter("ignore")
    described = Described()
    modules = {
        name: module for name in MODULE_NAMES.split() if (module := _import(name)) is not None
    }
    names = _class_names(modules)
    for name, module in modules.items():
        _describe_module(name, module, names, described)
    for cls, name in list(names.items()):
        _describe_class(cls, name, names, described)
    json.dump(asdict(described), sys.stdout, indent=0, sort_keys=True)


def _import(name: str) -> types.ModuleType | None:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def _public(module: types.ModuleType) -> Iterator[tuple[str, object]]:
    listed = getattr(module, "__all__", ())
    root = module.__name__.partition(".")[0]
    for name in sorted(set(listed) or dir(module)):
        member = getattr(module, name, None)
        origin = str(getattr(member, "__module__", None) or root)
        if not name.startswith("_") and (listed or _belongs(origin, root)):
            yield name, member


def _belongs(origin: str, root: str) -> bool:
    is_native = origin.partition(".")[0].lstrip("_") in {
        "builtins",
        "io",
        "collections",
        "posixpath",
    }
    return origin.partition(".")[0].lstrip("_") == root or is_native or origin == "genericpath"


def _class_names(modules: dict[str, types.ModuleType]) -> dict[type, str]:
    """Name each class by the module that it was made for, else by the first that shows it."""
    shown = [
        (member, owner, name)
        for owner, module in modules.items()
        for name, member in _public(module)
        if isinstance(member, type)
    ]
    at_home = [row for row in shown if row[0].__module__.startswith(row[1])]
    names: dict[type, str] = {}
    for member, owner, name in (*at_home, *shown):
        names.setdefault(member, _join(owner, name))
    for cls in list(names):
        for base in cls.__mro__[1:-1]:
            if _root(base.__module__) == _root(cls.__module__):
                names.setdefault(base, f"{base.__module__}.{base.__qualname__}")
    return names


def _root(module: str) -> str:
    return module.partition(".")[0]


def _join(owner: str, name: str) -> str:
    return name if owner == "builtins" else f"{owner}.{name}"


def _describe_module(
    owner: str, module: types.ModuleType, names: dict[type, str], described: Described
) -> None:
    root = sys.modules[_root(owner)]
    owner = "" if owner == "builtins" else owner
    described.library[root.__name__] = str(getattr(root, "__version__", ""))
    for name, member in _public(module):
        full = f"{owner}.{name}" if owner else name
        if isinstance(member, type) and names[member] != full:
            described.aliases[full] = names[member]
        elif not isinstance(member, type) and _is_function(member):
            described.functions.setdefault(owner, {})[name] = _parameters(member, name)


def _is_function(member: object) -> bool:
    is_instance_to_call = callable(member) and not isinstance(member, type | types.ModuleType)
    return isinstance(member, FUNCTIONS) or is_instance_to_call


def _describe_class(cls: type, name: str, names: dict[type, str], described: Described) -> None:
    bases = [names[base] for base in cls.__bases__ if base in names]
    described.classes[name] = {
        "bases": bases,
        "parameters": _parameters(cls, cls.__name__),
        "methods": {} if name.startswith(WITHOUT_METHODS) else dict(_methods(cls)),
        "home": f"{cls.__module__}.{cls.__qualname__}",
    }


def _methods(cls: type) -> Iterator[tuple[str, str]]:
    for name, member in sorted(vars(cls).items()):
        if not name.startswith("_") and _is_method(member):
            yield name, _parameters(getattr(cls, name, member), name, is_method=True)


def _is_method(member: object) -> bool:
    is_descriptor = isinstance(member, types.MethodDescriptorType | classmethod | staticmethod)
    # scikit-learn's `available_if` wraps methods in a descriptor of its own.
    return (
        inspect.isfunction(member) or is_descriptor or "available_if" in repr(type(member)).lower()
    )


def _parameters(member: object, name: str, *, is_method: bool = False) -> str:
    """Give the names of the parameters; ``*`` before variadic ones, "" where nobody says."""
    try:
        found = [_mark(parameter) for parameter in _signature(member).parameters.values()]
    except (ValueError, TypeError):
        found = _from_docstring(member, name)
    is_bound = bool(found) and is_method and found[0] in {"self", "cls"}
    return " ".join(found[1:] if is_bound else found)


def _signature(member: object) -> inspect.Signature:
    return inspect.signature(member) if callable(member) else inspect.Signature()


def _mark(parameter: inspect.Parameter) -> str:
    return {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}.get(
        parameter.kind.name, ""
    ) + parameter.name


def _from_docstring(member: object, name: str) -> list[str]:
    """Native code tells its parameters on the docstring's first line: ``rand(d0, d1, ...)``."""
    line = (inspect.getdoc(member) or "").strip().partition("\n\n")[0]
    match = re.match(rf"(?:\w+\.)?{re.escape(name)}\((.*?)\)(?:$|\s|->)", line, re.DOTALL)
    text = re.sub(r"[\[\]]", "", match[1]) if match else ""
    words = (word.partition("=")[0].partition(":")[0].strip() for word in text.split(","))
    return [word for word in words if re.fullmatch(r"\*{0,2}[A-Za-z_]\w*", word)]


if __name__ == "__main__":
    main()

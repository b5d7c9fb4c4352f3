"""Qualified type names → annotations and the imports that they need."""

from collections.abc import Collection, Mapping

from mlship.planning.kinds import is_typed

BUILTIN = {
    "int": "int", "float": "float", "str": "str", "bool": "bool", "list": "list[Any]",
    "dict": "dict[Any, Any]", "set": "set[Any]", "tuple": "tuple[Any, ...]",
    "range": "range", "bytes": "bytes", "complex": "complex",
}  # fmt: skip
# Where a library is usually imported whole, its types are written with that name.
WHOLE = {"pandas": "pd", "numpy": "np"}
ANY = "from typing import Any"
CALLABLE = "Callable[..., Any]"
# Classes that every version of their library has where they are looked for.
OF_KERAS = frozenset({"keras.Sequential", "keras.Model", "keras.callbacks.History"})
KERAS = frozenset({"keras", "tensorflow", "tf_keras"})
THROUGH_MODULES = OF_KERAS | {
    "pandas.Index", "tensorflow.Tensor", "tensorflow.Variable", "tensorflow.data.Dataset",
    "torch.Tensor",
}  # fmt: skip
# Modules whose classes are models.
OF_MODELS = frozenset({"xgboost", "lightgbm", "catboost", "statsmodels.api"})
PUBLIC = ("pandas.DataFrame", "pandas.Series", "numpy.ndarray")


def annotate(
    type_name: str, imports: Mapping[str, str], taken: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    """Return the annotation of a type and its import lines; ``Any`` where it is not known.

    `imports` are the notebook's own (name → qualified name), `taken` its variables, which an
    imported class must not hide.
    """
    if type_name in BUILTIN:
        text = BUILTIN[type_name]
        return text, ((ANY,) if "Any" in text else ())
    if type_name == "function" and "Callable" not in taken and "Callable" not in imports:
        return CALLABLE, ("from collections.abc import Callable", ANY)
    if type_name in PUBLIC:
        return _whole(type_name, imports, taken)
    source, name = _home_of(type_name, imports), type_name.rpartition(".")[2]
    if source and name not in taken:
        return name, (f"from {source} import {name}",)
    return _through_module(type_name, imports, taken) or ("Any", (ANY,))


def _home_of(type_name: str, imports: Mapping[str, str]) -> str:
    """Return the module that a class of a library is imported from, "" if it is no such."""
    module, _, name = type_name.rpartition(".")
    if not (module and name[:1].isupper()) or module.startswith("<"):
        return ""
    of_sklearn = module if module.startswith("sklearn.") and name not in imports else ""
    return _module_of(name, type_name, imports) or of_sklearn


def _module_of(name: str, type_name: str, imports: Mapping[str, str]) -> str:
    """Return the module that the notebook imports a class from; Keras has the same in several."""
    module, _, imported = imports.get(name, "").rpartition(".")
    roots = {module.partition(".")[0], type_name.partition(".")[0]}
    is_same = f"{module}.{imported}" == type_name or (imported == name and roots <= KERAS)
    return module if is_same else ""


def is_loose(type_name: str) -> bool:
    """Tell whether a type is of a library without types: a checker holds nothing against it."""
    return "." in type_name and not type_name.startswith("<") and not is_typed(type_name)


def _through_module(
    type_name: str, imports: Mapping[str, str], taken: Collection[str]
) -> tuple[str, tuple[str, ...]] | None:
    """Write a class as an attribute of a module that the notebook imports: ``tf.Tensor``.

    Where it is looked for in every version is known of some; models are where the notebook makes
    them: ``xgb.XGBClassifier``.
    """
    names = [type_name, f"tensorflow.{type_name}"] if type_name in OF_KERAS else [type_name]
    ways = (
        (f"{alias}{name.removeprefix(module)}", (_import_line(module, alias),))
        for name in names
        for alias, module in imports.items()
        if type_name in THROUGH_MODULES or type_name.rpartition(".")[0] == module in OF_MODELS
        if "." not in alias and alias not in taken and name.startswith(f"{module}.")
    )
    return next(ways, None)


def _whole(
    type_name: str, imports: Mapping[str, str], taken: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    module, _, name = type_name.rpartition(".")
    alias = next((n for n, q in imports.items() if q == module and "." not in n), WHOLE[module])
    if alias in taken:
        return "Any", (ANY,)
    return f"{alias}.{name}", (_import_line(module, alias),)


def _import_line(module: str, alias: str) -> str:
    return f"import {module}" if alias == module else f"import {module} as {alias}"

"""Qualified type names → annotations and the imports that they need."""

from collections.abc import Collection, Mapping

from mlship.planning.kinds import is_typed

BUILTIN = {
    "int": "int", "float": "float", "str": "str", "bool": "bool", "list": "list[Any]",
    "dict": "dict[Any, Any]", "set": "set[Any]", "tuple": "tuple[Any, ...]",
}  # fmt: skip
# Where a library is usually imported whole, its types are written with that name.
WHOLE = {"pandas": "pd", "numpy": "np"}
ANY = "from typing import Any"
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
    if type_name in PUBLIC:
        return _whole(type_name, imports, taken)
    module, _, name = type_name.rpartition(".")
    is_class = name[:1].isupper() and module and not module.startswith("<")
    if is_class and imports.get(name) == type_name and name not in taken:
        return name, (f"from {module} import {name}",)
    if is_class and module.startswith("sklearn.") and name not in taken and name not in imports:
        return name, (f"from {module} import {name}",)
    return "Any", (ANY,)


def is_loose(type_name: str) -> bool:
    """Tell whether a type is of a library without types: a checker holds nothing against it."""
    return "." in type_name and not type_name.startswith("<") and not is_typed(type_name)


def _whole(
    type_name: str, imports: Mapping[str, str], taken: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    module, _, name = type_name.rpartition(".")
    alias = next((n for n, q in imports.items() if q == module and "." not in n), WHOLE[module])
    if alias in taken:
        return "Any", (ANY,)
    line = f"import {module}" if alias == module else f"import {module} as {alias}"
    return f"{alias}.{name}", (line,)

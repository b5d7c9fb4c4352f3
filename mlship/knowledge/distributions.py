"""Import name → what to install for it."""

import re
import sys
from collections.abc import Mapping
from functools import cache

# Part of Python once, and still imported by old notebooks.
FORMER = frozenset({"asynchat", "asyncore", "cgi", "crypt", "distutils", "imp", "pipes", "smtpd"})


# What people call files of their own that stand beside a notebook.
LOCAL = re.compile(
    r"^(my_?\w+|(\w+_)?(utils?|helpers?|functions?|funcs?|tools|preprocess(ing)?|loaders?|common)"
    r"|(utils?|helpers?|func|functions?|unittests?|custom)_\w+|\w+_(unit)?tests|config|configs"
    r"|settings|constants|src|libs?|scripts?|models?|modules?|features|training|evaluation)$"
)


def is_standard_library(name: str) -> bool:
    """Tell whether an import comes with Python."""
    root = name.partition(".")[0]
    return root in sys.stdlib_module_names or root in FORMER or root == "builtins"


def looks_local(import_name: str, table: Mapping[str, str]) -> bool:
    """Tell whether an import is called like a file beside the notebook, and is no known package."""
    root = import_name.partition(".")[0]
    if not LOCAL.match(root) or root in table or is_standard_library(root):
        return False
    return not _is_distribution(root) and root not in _packages()


def find_distribution(import_name: str, table: Mapping[str, str]) -> str:
    """Look an import up in the table, then among what is installed, else take its own name.

    A name that looks like a file of the author's own is no package: whoever has it on an index
    is somebody else.
    """
    parts = import_name.split(".")
    prefixes = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    listed = next((table[prefix] for prefix in prefixes if prefix in table), None)
    if listed is not None:
        return listed
    if is_standard_library(parts[0]) or looks_local(import_name, table):
        return ""
    return _installed(parts[0])


def _installed(root: str) -> str:
    """A package that several distributions share (a namespace) keeps its own name."""
    if _is_distribution(root):  # looking through all that is installed takes half a second
        return root
    owners = set(_packages().get(root, ()))
    return owners.pop() if len(owners) == 1 else root


@cache
def _is_distribution(name: str) -> bool:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        distribution(name)
    except (PackageNotFoundError, ValueError):
        return False
    return True


@cache
def _packages() -> Mapping[str, list[str]]:
    from importlib.metadata import packages_distributions

    return packages_distributions()

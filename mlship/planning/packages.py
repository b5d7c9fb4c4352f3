"""A title, or the name that was asked for → a package name that hides no other package."""

import sys
from importlib.util import find_spec

from mlship.errors import UsageError
from mlship.planning.drafting import Draft
from mlship.planning.naming import is_spelled, package_name, unique
from mlship.settings import Settings

# What the project has beside its package.
FOLDERS = frozenset({"src", "tests", "test"})


def choose_package(settings: Settings, title: str, draft: Draft) -> str:
    """Return the package's name; one of another package is refused, or changed in a title.

    A title in letters that a name cannot have leaves no words: then the file gives the name.
    With a fixed table of versions it does not matter what is installed here.

    Raises:
        UsageError: the name that the user wants is taken.
    """
    stem = draft.flow.program.notebook.name
    texts = [settings.name] if settings.name else [*filter(is_spelled, (title, stem)), title]
    name = package_name(texts[0]) or "notebook_project"
    installed = settings.versions is None and _is_installed(name)
    if not installed and not _is_taken(name, draft):
        return name
    changed = unique(f"{name}_project", _imported(draft))
    if settings.name:
        raise UsageError(
            f"{name} is the name of another package, which the project could not import any more.",
            hint=f"Take another one: --name {changed}",
        )
    return changed


def _is_taken(name: str, draft: Draft) -> bool:
    """Tell whether an import of this name means something else, here or where it is installed."""
    tables = draft.knowledge.layer.tables
    known = tables["distributions"].keys() | tables["floors"].keys()
    return name in _imported(draft) | FOLDERS | set(sys.stdlib_module_names) | known


def _imported(draft: Draft) -> set[str]:
    return set(draft.names.imported) | {q.split(".")[0] for q in draft.flow.imports.values()}


def _is_installed(name: str) -> bool:
    """Tell whether this Python has such a package; a project that is being worked on is none."""
    try:
        spec = find_spec(name)
    except (ImportError, ValueError):
        return False
    return spec is not None and "site-packages" in (spec.origin or "")

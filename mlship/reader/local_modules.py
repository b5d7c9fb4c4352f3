"""A notebook and the names that it imports come in → the modules beside it go out."""

import ast
import sys
import tokenize
import warnings
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mlship.ir.notebook import Notebook
from mlship.ir.program import LocalModule, WrittenFile


def local_modules(
    notebook: Notebook, imported: set[str], written: Sequence[WrittenFile] = ()
) -> tuple[LocalModule, ...]:
    """Find `helpers.py` or `helpers/__init__.py` beside the notebook, and what they import.

    `imported` holds dotted names ("helpers", "helpers.load"); names without a file beside the
    notebook are someone else's packages and left out. Files that the notebook itself has `written`
    come before those that lie there.
    """
    itself = notebook.path.resolve()
    root = itself.parent
    texts = {root / file.path: file.content for file in written}
    found: dict[str, LocalModule] = {}
    waiting = sorted(imported)
    while waiting:
        fresh = [name for name in _prefixes(waiting.pop()) if name not in found]
        loaded = (_load(root, name, texts) for name in fresh)
        for module in (m for m in loaded if m and m.path != itself and not _means_another(m)):
            found[module.name] = module
            waiting += sorted(_imports(module))
    return tuple(found[name] for name in sorted(found))


def _prefixes(dotted: str) -> list[str]:
    """Importing a.b.c runs a and a.b as well."""
    parts = dotted.split(".")
    return [".".join(parts[: end + 1]) for end in range(len(parts))]


def _means_another(module: LocalModule) -> bool:
    """Tell whether an import of this name means something else than the file.

    A script `keras.py` that imports keras is no module of that name, and Python has the modules
    that are built into it before it looks for files.
    """
    if module.name in sys.builtin_module_names:
        return True
    if module.path.name == "__init__.py":
        return False
    return any(f"{name}.".startswith(f"{module.name}.") for name in _imports(module))


def _load(root: Path, name: str, texts: Mapping[Path, str]) -> LocalModule | None:
    place = root.joinpath(*name.split("."))
    for path in (place / "__init__.py", place.with_name(place.name + ".py")):
        if path in texts:
            return LocalModule(name=name, path=path, source=texts[path])
        if path.is_file():
            return LocalModule(name=name, path=path, source=_source(path))
    return None


def _source(path: Path) -> str:
    try:
        with tokenize.open(path) as stream:
            return stream.read()
    except (SyntaxError, UnicodeDecodeError):
        return path.read_text(encoding="latin-1")


def _imports(module: LocalModule) -> set[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(module.source)
        except (SyntaxError, ValueError):
            return set()
    return {name for node in ast.walk(tree) for name in _imported_by(node, module)}


def _imported_by(node: ast.AST, module: LocalModule) -> Iterator[str]:
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=origin, names=names, level=level):
            base = [part for part in (_package(module, level), origin) if part]
            yield from filter(None, [".".join(base)])
            yield from (".".join([*base, alias.name]) for alias in names if alias.name != "*")


def _package(module: LocalModule, level: int) -> str:
    """Give the package that a relative import starts from, "" for an absolute one."""
    if level == 0:
        return ""
    parts = module.name.split(".")
    up = level - 1 if module.path.name == "__init__.py" else level
    return ".".join(parts[: len(parts) - up])

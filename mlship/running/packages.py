"""A project's folder → the packages that its code imports and its interpreter lacks."""

import ast
import json
import shlex
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from mlship.errors import EnvironmentLacks
from mlship.process import capture
from mlship.running.folder import ProjectFolder

PROBE = """
import importlib.util, json, sys
print(json.dumps([name for name in sys.argv[1:] if importlib.util.find_spec(name) is None]))
"""

# Extra of a project → the packages that it brings, and nothing else does.
EXTRAS: Mapping[str, Sequence[str]] = {
    "dev": ("pytest",),
    "serve": ("msgspec", "uvicorn", "httptools", "prometheus_client"),
}

# Parts of the package that training and its tests do without: they serve the model.
SERVING = frozenset({"serving", "service.py"})


def require_packages(project: ProjectFolder, *more: str) -> None:
    """Raise if the interpreter lacks a package that the project (or `more`) needs."""
    needed = sorted({*third_party_imports(project), *more})
    probe = capture([project.python, "-c", PROBE, *needed], env=project.environment)
    if probe.code:
        raise EnvironmentLacks(
            "This Python does not start.",
            hint=probe.err.strip().rpartition("\n")[2],
            location=str(project.python),
        )
    if missing := json.loads(probe.out):
        raise _lacking(project, missing)


def third_party_imports(project: ProjectFolder) -> set[str]:
    """List the top-level packages that importing the modules of the pipeline imports."""
    sources = list((project.root / "src").rglob("*.py"))
    ours = {path.stem for path in sources} | {path.parent.name for path in sources}
    trains = [path for path in sources if SERVING.isdisjoint(path.parts)]
    names = {name for path in trains for name in _imports(path)}
    return names - ours - sys.stdlib_module_names


def _imports(path: Path) -> Iterator[str]:
    """Yield what stands at the top of a module; imports inside functions may never happen."""
    try:
        body = ast.parse(path.read_bytes()).body
    except SyntaxError:  # running it will say so, better than we could
        return
    for statement in body:
        if isinstance(statement, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module.partition(".")[0]


def _lacking(project: ProjectFolder, missing: Iterable[str]) -> EnvironmentLacks:
    lacks = set(missing)
    extras = ",".join(name for name, packages in EXTRAS.items() if lacks.intersection(packages))
    target = shlex.quote(f"{project.root}[{extras}]" if extras else str(project.root))
    return EnvironmentLacks(
        f"This Python lacks what the project imports: {', '.join(missing)}.",
        hint=f"{shlex.quote(str(project.python))} -m pip install -e {target}",
        location=str(project.python),
    )

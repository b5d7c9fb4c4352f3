"""The machine → what each command needs, whether it is there, and what brings it."""

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

# command → (distributions of which it needs each one)
PACKAGES: dict[str, Sequence[str]] = {
    "convert": ("black", "ruff", "jinja2", "nbformat", "jupytext"),
    "verify": ("ipython",),
    "run": ("joblib", "pyyaml", "pandas", "scikit-learn", "matplotlib"),
    "test": ("pytest",),
    "lint": ("black", "ruff"),
    "serve": ("msgspec", "uvicorn", "httptools", "uvloop", "prometheus-client"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Need = command, what it needs, the version or path that is here ("" none), the remedy."""

    command: str
    need: str
    found: str
    remedy: str = ""

    def as_row(self) -> dict[str, str]:
        """The need as JSON."""
        return {
            "command": self.command,
            "need": self.need,
            "found": self.found,
            "remedy": self.remedy,
        }


def examine() -> list[Need]:
    """Look at this interpreter, and ask the programs whether they answer."""
    python = Need(command="all", need="python >= 3.11", found=platform.python_version())
    packages = [_package(command, name) for command, names in PACKAGES.items() for name in names]
    return [python, *packages, _engine(), *_tools()]


def _package(command: str, name: str) -> Need:
    try:
        found = version(name)
    except PackageNotFoundError:
        return Need(command=command, need=name, found="", remedy=f"python -m pip install {name}")
    return Need(command=command, need=name, found=found)


def _engine() -> Need:
    """Look for what builds images; one that is installed and does not answer is told."""
    from mlship.building import ENGINES, find_engines

    there, reasons = find_engines()
    silent = [reason for reason in reasons if "not installed" not in reason]
    remedy = "; ".join(silent if there else [*reasons, "mlship build --engine wheel needs none"])
    need = " or ".join(engine.name for engine in ENGINES)
    found = ", ".join(engine.name for engine in there)
    return Need(command="build", need=need, found=found, remedy=remedy)


def _tools() -> Iterator[Need]:
    """Look for what deploys, one row a kind of tool."""
    from mlship.deploying import PLACES, find_tool

    for place in {each.tools: each for each in PLACES}.values():
        need = " or ".join(" ".join(tool) for tool in place.tools)
        found = " ".join(find_tool(place))
        remedy = "" if found else place.remedy
        yield Need(command="deploy", need=need, found=found, remedy=remedy)

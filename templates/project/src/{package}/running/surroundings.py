"""Where a run took place: versions of Python and of the libraries, the commit of the project."""

import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

LIBRARIES = (
    "catboost", "jax", "joblib", "keras", "lightgbm", "numpy", "pandas", "scipy", "sklearn",
    "statsmodels", "tensorflow", "torch", "xgboost",
)  # fmt: skip


def describe_surroundings(folder: Path) -> dict[str, Any]:
    """State the versions that the run used, and the commit if the folder is under git."""
    return {
        "python": platform.python_version(),
        "versions": list_versions(),
        "commit": _find_commit(folder),
    }


def list_versions() -> dict[str, str]:
    """Name the versions of the libraries that are loaded."""
    loaded = {name: sys.modules[name] for name in LIBRARIES if name in sys.modules}
    return {name: str(getattr(module, "__version__", "")) for name, module in loaded.items()}


def _find_commit(folder: Path) -> str | None:
    command = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()

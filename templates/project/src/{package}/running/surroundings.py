"""Where a run took place: versions of Python and of the libraries, the commit, the memory."""

import importlib
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
    """State the versions and the memory that the run used; the commit if there is one."""
    return {
        "python": platform.python_version(),
        "versions": list_versions(),
        "commit": _find_commit(folder),
        "memory_mb": measure_memory_mb(),
    }


def list_versions() -> dict[str, str]:
    """Name the versions of the libraries that are loaded."""
    loaded = {name: sys.modules[name] for name in LIBRARIES if name in sys.modules}
    return {name: str(getattr(module, "__version__", "")) for name, module in loaded.items()}


def measure_memory_mb() -> int | None:
    """Say how much memory this process has had at most; None where nobody counts it."""
    if sys.platform == "win32":
        return None
    resource = importlib.import_module("resource")
    peak: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # Kilobytes, but for macOS, which counts bytes.
    return -(-peak // (1024 * 1024 if sys.platform == "darwin" else 1024))


def _find_commit(folder: Path) -> str | None:
    command = ["git", "-C", str(folder), "rev-parse", "HEAD"]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip()

"""Where the tests find the data, rows of it where the data is not here, and what is written."""

from collections.abc import Mapping
from pathlib import Path
from urllib.error import URLError

import pytest

from telecom_churn_prediction.params import load_params

ROOT = Path(__file__).parents[1]
PARAMS = ROOT / "params.yaml"
# The data files that the pipeline reads, and those that it writes.
READ: list[str] = ["telecom_churn"]
WRITTEN: list[str] = ["churn_model"]


def find_samples() -> dict[str, Path]:
    """Choose rows from tests/data for the data files that are not here; skip if there are none."""
    samples = {}
    for name in READ:
        path, rows = find_path(name), list((ROOT / "tests" / "data").glob(f"{name}.*"))
        if not path.exists():
            if not rows:
                pytest.skip(f"{path} is missing: set data.{name} in params.yaml")
            samples[name] = rows[0]
    return samples


def skip_missing_data(error: Exception) -> None:
    """Skip if data cannot be fetched, or is missing where params.yaml says that it is."""
    if isinstance(error, URLError):
        pytest.skip(f"data cannot be fetched: {error}")
    if not isinstance(error, FileNotFoundError):
        return
    named = str(error.filename or error)
    if any(str(find_path(name)) in named for name in READ):
        pytest.skip(f"data is missing: {error}")
    error.add_note("No data parameter in params.yaml names it, so that it is no missing data.")


def place_written(folder: Path) -> dict[str, Path]:
    """Give each file that the pipeline writes a place in a folder."""
    return {name: folder / name / find_path(name).name for name in WRITTEN}


def note_states(files: Mapping[str, Path]) -> dict[str, tuple[int, int]]:
    """Note size and time of the files that hold something; a library may lengthen their names."""
    found = [(n, part.stat()) for n, path in files.items() for part in path.parent.rglob("*")]
    return {name: (s.st_size, s.st_mtime_ns) for name, s in found if s.st_size}


def find_path(name: str) -> Path:
    """Give the path of a data file."""
    return Path(getattr(load_params(PARAMS).data, name))  # type: ignore[attr-defined,unused-ignore]

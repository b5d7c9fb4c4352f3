"""Files that the runs wrote → what is in them, recorded like any other value."""

import importlib
import json
import pickle
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from . import anatomy
from .parts import Opaque
from .recording import Recorder
from .strangers import Raised, call


def main(settings: Mapping[str, Any]) -> int:
    """Read the files of each run that the settings name."""
    _know_classes(settings["package"], settings["source"])
    for run, files in settings["files"].items():
        room = Path(settings["folder"]) / run
        room.mkdir()
        recorder = Recorder(room, wanted=frozenset(files))
        for key, path in files.items():
            recorder.value(key, read(Path(path)))
    return 0


def read(path: Path) -> Any:
    """Read a file by its ending; a text that breaks its format is bytes, else it stays closed."""
    kind = path.suffix.lower()
    value = call(partial(READERS.get(kind, _read_pickle), path))
    if not isinstance(value, Raised):
        return value
    return path.read_bytes() if kind in TEXTS else Opaque(f"{path.suffix} file")


def _know_classes(package: str, source: str) -> None:
    """Let what was pickled in the notebook find its own classes: the project has them too."""
    anatomy.OWN.add(package)
    sys.path.append(source)
    helpers = call(lambda: importlib.import_module(f"{package}.helpers"))
    if not isinstance(helpers, Raised):
        vars(sys.modules["__main__"]).update(
            {name: value for name, value in vars(helpers).items() if not name.startswith("__")}
        )


def _read_pickle(path: Path) -> object:
    loaded = call(lambda: importlib.import_module("joblib").load(path))
    if not isinstance(loaded, Raised):
        return loaded
    with path.open("rb") as stream:
        return pickle.load(stream)  # noqa: S301 - the notebook wrote it, in this very sandbox


def _read_lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _with_pandas(function: str) -> Callable[[Path], object]:
    def read_table(path: Path) -> object:
        return getattr(importlib.import_module("pandas"), function)(path)

    return read_table


def _read_csv(path: Path) -> Any:
    """Read a table, and beside it the words that stand for missing values in it."""
    pandas: Any = importlib.import_module("pandas")
    table = pandas.read_csv(path)
    words = pandas.read_csv(path, dtype=str, keep_default_na=False, index_col=False)
    if words.shape != table.shape:
        return table, _read_lines(path)
    return table, words.to_numpy()[table.isna().to_numpy()].tolist()


def _read_sheets(path: Path) -> object:
    return importlib.import_module("pandas").read_excel(path, sheet_name=None)


def _read_arrays(path: Path) -> object:
    loaded = importlib.import_module("numpy").load(path, allow_pickle=True)
    return {name: loaded[name] for name in loaded.files} if hasattr(loaded, "files") else loaded


def _read_picture(path: Path) -> object:
    """Read the pixels."""
    picture = importlib.import_module("PIL.Image").open(path).convert("RGBA")
    return importlib.import_module("numpy").asarray(picture)


TEXTS = frozenset({".csv", ".tsv", ".txt", ".md", ".html", ".json"})

READERS: dict[str, Callable[[Path], object]] = {
    ".csv": _read_csv,
    ".tsv": _read_lines,
    ".txt": _read_lines,
    ".md": _read_lines,
    ".html": _read_lines,
    ".json": lambda path: json.loads(path.read_text(encoding="utf-8")),
    ".parquet": _with_pandas("read_parquet"),
    ".feather": _with_pandas("read_feather"),
    ".xlsx": _read_sheets,
    ".xls": _read_sheets,
    ".npy": _read_arrays,
    ".npz": _read_arrays,
    ".png": _read_picture,
    ".jpg": _read_picture,
    ".jpeg": _read_picture,
    ".gif": _read_picture,
}

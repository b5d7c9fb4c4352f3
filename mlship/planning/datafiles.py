"""Paths in code → data parameters, and where the files are on this machine."""

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath

from mlship.ir.dataflow import Call, Dataflow
from mlship.ir.plan import DataFile
from mlship.planning.literals import NotLiteral, text_value
from mlship.planning.naming import slug, unique

EXTENSIONS = re.compile(
    r"\.(csv|tsv|txt|xlsx?|json|jsonl|parquet|feather|pkl|pickle|joblib|h5|hdf5|npy|npz|dat|data|zip|gz|arff|db|sqlite|png|jpe?g|model|sav|names|xml|html|pdf|svg)$",
    re.IGNORECASE,
)
TAKES_PATH = (
    "pandas.",
    "joblib.",
    "open",
    "io.open",
    "pathlib.",
    "numpy.load",
    "numpy.save",
    "numpy.loadtxt",
    "numpy.genfromtxt",
)
DEPTH = 3
OUTPUTS = "outputs"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathUse:
    """PathUse = an expression that names a file, in which statement, the file's parameter."""

    index: int
    node: ast.expr
    parameter: str
    as_text: bool
    written: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFiles:
    """DataFiles = the files, and every expression that names one."""

    files: tuple[DataFile, ...]
    uses: tuple[PathUse, ...]


def find_data_files(flow: Dataflow, constants: Mapping[str, str], folder: Path) -> DataFiles:
    """Find the files that the notebook reads and writes by literal paths.

    What is written never goes to a file that is there already: a path that is first read and
    then written becomes two parameters, and is read from the second from then on.
    """
    places = _index(folder)
    files: dict[str, DataFile] = {}
    latest: dict[str, str] = {}
    uses: list[PathUse] = []
    for index, call, node, written in _path_arguments(flow):
        try:
            text = text_value(node, constants)
        except NotLiteral:
            continue
        if _is_remote(text) or not text.strip():
            continue
        before = files.get(latest.get(_key(text), ""))
        file = _after_use(before, text, files, written=written, found=_locate(text, places, folder))
        files[file.name], latest[_key(text)] = file, file.name
        as_text = not call.name.startswith(TAKES_PATH)
        uses.append(
            PathUse(index=index, node=node, parameter=file.name, as_text=as_text, written=written)
        )
    return DataFiles(files=tuple(files.values()), uses=tuple(uses))


def _after_use(
    before: DataFile | None,
    text: str,
    files: Mapping[str, DataFile],
    *,
    written: bool,
    found: Path | None,
) -> DataFile:
    """Give the file that a use of a path means, after what came before."""
    if before is None:
        name = _free_name(text, files)
        return DataFile(
            name=name, written_as=text, found=None if written else found, written=written
        )
    if not written or before.written:
        return replace(before, written_as=text)
    if before.found is None:
        return replace(before, written_as=text, written=True)
    return DataFile(name=_free_name(text, files, "_out"), written_as=text, written=True)


def _free_name(text: str, files: Mapping[str, DataFile], ending: str = "") -> str:
    stem = EXTENSIONS.sub("", file_name(text))
    return unique(slug(stem, fallback="file") + ending, set(files))


def _path_arguments(flow: Dataflow) -> Iterable[tuple[int, Call, ast.expr, bool]]:
    for node in flow.nodes:
        for call in node.calls:
            if call.fact is None:
                continue
            for where, written in ((call.fact.reads_file, False), (call.fact.writes_file, True)):
                argument = _argument(call.node, where)
                if argument is not None:
                    writes = written or _opens_for_writing(call)
                    yield node.statement.index, call, argument, writes
                    break


def _argument(call: ast.Call, where: str) -> ast.expr | None:
    """Return the argument at a position ("0") or of a name, which may also be the first."""
    if not where:
        return None
    by_name = next((k.value for k in call.keywords if k.arg == where), None)
    if by_name is not None:
        return by_name
    position = int(where) if where.isdigit() else 0
    named = not where.isdigit() and where.startswith(
        ("filepath", "path", "io", "file", "fname", "name", "value", "filename")
    )
    usable = position < len(call.args) and (where.isdigit() or named)
    return (
        call.args[position] if usable and not isinstance(call.args[position], ast.Starred) else None
    )


def _opens_for_writing(call: Call) -> bool:
    if call.name not in {"open", "io.open"}:
        return False
    mode = next((k.value for k in call.node.keywords if k.arg == "mode"), None)
    mode = mode or (call.node.args[1] if len(call.node.args) > 1 else None)
    return isinstance(mode, ast.Constant) and any(c in str(mode.value) for c in "wax")


def _is_remote(text: str) -> bool:
    return re.match(r"(https?|s3|gs|ftp|hdfs|abfss?|sqlite|mysql|postgresql)://", text) is not None


def _key(text: str) -> str:
    return text.replace("\\", "/").removeprefix("./")


def file_name(text: str) -> str:
    """Return the last part of a path of any system."""
    return PureWindowsPath(text).name


def _locate(text: str, places: Mapping[str, list[Path]], folder: Path) -> Path | None:
    try:
        for direct in (folder / text, folder / _key(text)):
            if direct.exists():
                return direct.resolve()
    except OSError:
        return None
    same_name = places.get(file_name(text).lower(), [])
    parts = [p.lower() for p in PureWindowsPath(text).parts]
    best = sorted(same_name, key=lambda p: (-_common_tail(p, parts), len(p.parts), str(p)))
    return best[0].resolve() if best else None


def _common_tail(path: Path, parts: list[str]) -> int:
    mine = [p.lower() for p in path.parts]
    count = 0
    while count < min(len(mine), len(parts)) and mine[-1 - count] == parts[-1 - count]:
        count += 1
    return count


def _index(folder: Path) -> dict[str, list[Path]]:
    """Return the files beside the notebook, a few folders deep, by lower-case name."""
    found: dict[str, list[Path]] = {}
    level = [folder]
    for _ in range(DEPTH):
        entries = [entry for place in level for entry in _entries(place)]
        for entry in entries:
            found.setdefault(file_name(entry.name).lower(), []).append(entry)
        level = [entry for entry in entries if entry.is_dir()]
    return found


def _entries(place: Path) -> list[Path]:
    try:
        return [p for p in sorted(place.iterdir()) if not p.name.startswith(".")][:2000]
    except OSError:
        return []


def locate_data(text: str, folder: Path) -> Path | None:
    """Find the file that a notebook in `folder` means by a path, by its name if need be."""
    return _locate(text, _index(folder), folder)

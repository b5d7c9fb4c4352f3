"""Paths in code → data parameters, and where the files are on this machine."""

import ast
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from mlship.ir.dataflow import Call, Dataflow
from mlship.ir.plan import DataFile
from mlship.planning.literals import NotLiteral, text_value
from mlship.planning.locating import Located, file_name, index_files, locate, path_key
from mlship.planning.naming import slug, unique
from mlship.planning.starts import find_start, handed_paths, held_paths
from mlship.planning.texts import Texts

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
# From where data is fetched, and other things that are no paths.
ADDRESS = re.compile(r"(https?|s3|gs|ftp|hdfs|abfss?)://")
REMOTE = re.compile(rf"{ADDRESS.pattern}|(sqlite|mysql|postgresql)://")
# Of files that are looked for, the folder and what their names are like.
PATTERN = re.compile(r"""(?P<folder>[^*?]*?)/?(?P<names>[^/*?"\\{}]*[*?][^"\\{}]*)""")
# What is put into a folder later is named by a path of its own: both must mean the same one.
MAKE_FOLDERS = frozenset({"os.makedirs", "os.mkdir"})
# Where the folder is not, the notebook's own stands for it: files are found by their own paths.
CHANGE_FOLDER = "os.chdir"
PATH = "pathlib.Path"


@dataclass(frozen=True, slots=True, kw_only=True)
class PathUse:
    """PathUse = an expression that names a file, in which statement, the file's parameter.

    `form` is what stands in its place, around the parameter: ``{}``, ``str({})``.
    """

    index: int
    node: ast.expr
    parameter: str
    form: str
    written: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFiles:
    """DataFiles = the files, the addresses that data is fetched from, all that names one.

    `addresses` maps the name of each one's parameter to it.
    """

    files: tuple[DataFile, ...]
    uses: tuple[PathUse, ...]
    addresses: Mapping[str, str] = field(default_factory=dict)


def find_data_files(flow: Dataflow, texts: Texts, folder: Path) -> DataFiles:
    """Find the files that the notebook reads and writes by paths that can be read off the code.

    What is written never goes to a file that is there already: a path that is first read and
    then written becomes two parameters, and is read from the second from then on. Of paths that
    only a run completes, the folder at their beginning is found.
    """
    found = _Found(folder, made=frozenset(_made_folders(flow, texts)))
    found.assumed = dict.fromkeys(_changed_to(flow, texts), folder.resolve())
    for index, call, node, written in _path_arguments(flow):
        constants = texts.at(flow.nodes[index])
        try:
            text = text_value(node, constants)
        except NotLiteral:
            if not written:
                _use_beginning(found, index, node, constants)
            continue
        if call.name == CHANGE_FOLDER:
            found.use(index, node, text, form="{}")
        elif written or path_key(text) not in found.made or found.is_folder(text):
            text, form = _form_of(call, text)
            found.use(index, node, text, form=form, written=written)
    more = (handed_paths(flow, texts.always), _defaults_of_settings(flow), held_paths(flow))
    known = {id(use.node) for use in found.uses}
    for index, node, text in chain.from_iterable(more):
        if id(node) not in known and found.is_there(text):
            found.use(index, node, text, form="str({})")
    return found.data_files()


def _use_beginning(
    found: "_Found", index: int, node: ast.expr, constants: Mapping[str, str]
) -> None:
    """Use the folder that a path begins with which only a run completes."""
    start = find_start(node, constants)
    if start is not None and found.is_folder(start.text):
        found.use(index, start.node, start.text, form=start.form)


def _form_of(call: Call, text: str) -> tuple[str, str]:
    """Return the path of which a file is, and how a call takes it; of a pattern, the folder."""
    pattern = None if ADDRESS.match(text) else PATTERN.fullmatch(text)
    if pattern:
        return pattern["folder"] or ".", f'f"{{{{}}}}/{pattern["names"]}"'
    return text, "{}" if call.name.startswith(TAKES_PATH) else "str({})"


def _defaults_of_settings(flow: Dataflow) -> Iterator[tuple[int, ast.expr, str]]:
    """Yield what stands in for a variable of the environment: ``os.getenv("DATA", "d.csv")``."""
    for node in flow.nodes:
        for call in node.calls:
            match call.name, call.node.args:
                case "os.environ.get" | "os.getenv", [_, ast.Constant(value=str(text)) as default]:
                    yield node.statement.index, default, text


def _changed_to(flow: Dataflow, texts: Texts) -> Iterator[str]:
    """Yield the folders that the notebook changes to, also where it asks first for one."""
    for index, call, node, _ in _path_arguments(flow):
        if call.name == CHANGE_FOLDER:
            with suppress(NotLiteral):
                yield path_key(text_value(node, texts.at(flow.nodes[index])))


def find_folders(
    flow: Dataflow, constants: Mapping[str, str], data: DataFiles, folder: Path
) -> DataFiles:
    """Add the folders beside the notebook that variables name, and the files of own functions."""
    found = _Found(folder, data)
    inside = {name for function in flow.functions for name in function.reads}
    known = {id(use.node) for use in data.uses}
    for node in flow.nodes:
        match node.statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name in constants:
                is_file = name in inside and found.is_there(constants[name])
                if id(value) not in known and (is_file or found.is_folder(constants[name])):
                    form = "{}" if node.types.get(name) == PATH else "str({})"
                    found.use(node.statement.index, value, constants[name], form=form)
    return found.data_files()


def add_files(
    data: DataFiles, index: int, texts: Iterable[ast.Constant], folder: Path
) -> tuple[DataFiles, list[tuple[ast.Constant, str]]]:
    """Add the texts that name data files beside the notebook, each with the file's parameter."""
    found, named = _Found(folder, data), []
    for node in texts:
        if found.is_there(str(node.value)) or (index < 0 and found.is_folder(str(node.value))):
            found.use(index, node, str(node.value), form="str({})")
            named.append((node, found.uses[-1].parameter))
    return found.data_files(), named


class _Found:
    """The files found so far, and the expressions that name them."""

    def __init__(
        self, folder: Path, data: DataFiles | None = None, made: frozenset[str] = frozenset()
    ) -> None:
        self.folder = folder
        self.made = made
        self.places = index_files(folder)
        # What stands for a path where nothing of its name is.
        self.assumed: dict[str, Path] = {}
        self.files = {file.name: file for file in data.files} if data else {}
        self.uses = list(data.uses) if data else []
        self.addresses = dict(data.addresses) if data else {}
        self.latest = {path_key(file.written_as): file.name for file in self.files.values()}

    def use(
        self, index: int, node: ast.expr, text: str, *, form: str, written: bool = False
    ) -> None:
        """Take in an expression that names a file, or from where one is fetched."""
        if ADDRESS.match(text) and not written:
            name = self._name_address(text)
            self.uses.append(PathUse(index=index, node=node, parameter=name, form="{}"))
            return
        if REMOTE.match(text) or not text.strip():
            return
        before = self.files.get(self.latest.get(path_key(text), ""))
        located = locate(text, self.places, self.folder)
        if path_key(text) in self.assumed and located.path is None:
            located = Located(path=self.assumed[path_key(text)])
        taken = {**self.files, **self.addresses}
        file = _after_use(before, text, taken, written=written, located=located)
        if before is None:
            file = replace(file, index=index, made=self._is_made(text))
        self.files[file.name], self.latest[path_key(text)] = file, file.name
        self.uses.append(
            PathUse(index=index, node=node, parameter=file.name, form=form, written=written)
        )

    def _name_address(self, text: str) -> str:
        """Return the parameter of an address: it is called after the file that is fetched."""
        known = next((name for name, each in self.addresses.items() if each == text), "")
        parts = PurePosixPath(unquote(urlsplit(text).path)).parts
        named = next((part for part in reversed(parts) if EXTENSIONS.search(part)), "")
        stem = slug(EXTENSIONS.sub("", named), fallback="address")
        name = known or unique(stem, {*self.files, *self.addresses})
        self.addresses[name] = text
        return name

    def data_files(self) -> DataFiles:
        """Return what was found so far."""
        return DataFiles(
            files=tuple(self.files.values()), uses=tuple(self.uses), addresses=self.addresses
        )

    def _is_made(self, text: str) -> bool:
        """Tell whether a path is in a folder that the notebook makes."""
        return any(f"{path_key(text)}/".startswith(f"{folder}/") for folder in self.made)

    def is_folder(self, text: str) -> bool:
        """Tell whether a path names a folder: not the notebook's own, nor the whole disk."""
        try:
            place = (self.folder / text).resolve()
            return place.is_dir() and place not in {self.folder.resolve(), Path(place.anchor)}
        except (OSError, ValueError):
            return False

    def is_there(self, text: str) -> bool:
        """Tell whether a text is the path of a data file or of a folder beside the notebook."""
        try:
            is_data = EXTENSIONS.search(text) is not None and (self.folder / text).is_file()
        except (OSError, ValueError):
            return False
        return is_data or ("/" in text and self.is_folder(text))


def _after_use(
    before: DataFile | None,
    text: str,
    taken: Collection[str],
    *,
    written: bool,
    located: Located,
) -> DataFile:
    """Give the file that a use of a path means, after what came before."""
    if before is None:
        name = _free_name(text, taken)
        if written:
            return DataFile(name=name, written_as=text, written=True)
        return DataFile(
            name=name, written_as=text, found=located.path, candidates=located.candidates
        )
    if not written or before.written:
        return replace(before, written_as=text)
    if before.found is None:
        return replace(before, written_as=text, written=True)
    return DataFile(name=_free_name(text, taken, "_out"), written_as=text, written=True)


def _free_name(text: str, taken: Collection[str], ending: str = "") -> str:
    stem = EXTENSIONS.sub("", file_name(text))
    fallback = "file" if text.strip("./\\") else "folder"
    return unique(slug(stem, fallback=fallback) + ending, set(taken))


def _path_arguments(flow: Dataflow) -> Iterable[tuple[int, Call, ast.expr, bool]]:
    for node in flow.nodes:
        for call in node.calls:
            if call.name == CHANGE_FOLDER and call.node.args:
                yield node.statement.index, call, call.node.args[0], False
            if call.fact is None or call.name in MAKE_FOLDERS:
                continue
            if (read := _argument(call.node, call.fact.reads_file)) is not None:
                yield node.statement.index, call, read, _opens_for_writing(call)
            elif (written := _argument(call.node, call.fact.writes_file)) is not None:
                yield node.statement.index, call, written, True


def _made_folders(flow: Dataflow, texts: Texts) -> Iterable[str]:
    """Yield the folders that the notebook makes, as far as their paths can be read off."""
    for node in flow.nodes:
        for call in node.calls:
            match call.node:
                case ast.Call(func=ast.Attribute(attr="mkdir", value=made)) if call.receiver:
                    pass
                case ast.Call(args=[made, *_]) if call.name in MAKE_FOLDERS:
                    pass
                case _:
                    continue
            with suppress(NotLiteral):
                yield path_key(text_value(made, texts.at(node)))


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

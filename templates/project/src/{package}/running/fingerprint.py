"""Values, code and files → short texts that are the same exactly if these are the same."""

import ast
import contextlib
import functools
import hashlib
import inspect
import io
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

PACKAGE = __name__.partition(".")[0]
_SOURCE = Path(__file__).parents[2]
_MACHINERY = tuple(f"{PACKAGE}.{name}" for name in ("params", "report", "runner", "running"))
_ATOMS = {str, bytes, int, float, bool, complex, type(None)}
# Objects of these libraries are the same after they were written and read again.
_SETTLED = {*sys.stdlib_module_names, "numpy", "pandas", "scipy", "torch"}


class Unhashable(ValueError):
    """A value has no fingerprint: it is of a kind that cannot be taken apart."""


def digest(value: object) -> str:
    """Compute the fingerprint of a value's content, however it lies in memory."""
    try:
        return _pickle(value, fast=True)
    except ValueError:  # something refers to itself
        return _pickle(value, fast=False)


def _pickle(value: object, *, fast: bool, settled: bool = False) -> str:
    stream = _HashingStream()
    pickler = _Canonical(stream, protocol=4)
    pickler.settled = settled
    # Without a memo, whether two equal texts are one object makes no difference.
    pickler.fast = fast
    try:
        pickler.dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError, OSError) as error:
        raise Unhashable(str(error)) from error
    return stream.hash.hexdigest()


class _HashingStream(io.RawIOBase):
    def __init__(self) -> None:
        self.hash = hashlib.blake2b(digest_size=16)

    def write(self, data: Any) -> int:
        self.hash.update(data)
        return len(data)


class _Canonical(pickle.Pickler):
    """Replaces what can lie in memory in several ways by the same description of all of them."""

    settled = False

    def persistent_id(self, obj: Any) -> Any:
        kind = type(obj)
        if kind in _ATOMS:
            return None
        describe = _DESCRIBED.get(f"{kind.__module__.partition('.')[0]}.{kind.__name__}")
        if describe is not None:
            return describe(obj)
        if isinstance(obj, type | FunctionType):
            return ("code", describe_code(obj), _captured(obj)) if is_own(obj) else None
        if not self.settled and kind.__module__.partition(".")[0] not in _SETTLED:
            return ("object", _pickle(_settle(obj), fast=self.fast, settled=True))
        return None


def _captured(code: Any) -> list[Any]:
    """List what local functions hold of the ones around them, themselves and classes apart."""
    if "<locals>" not in code.__qualname__:
        return []
    functions = [code] if isinstance(code, FunctionType) else vars(code).values()
    cells = [c for f in functions if isinstance(f, FunctionType) for c in f.__closure__ or ()]
    with contextlib.suppress(ValueError):  # a cell that is still empty
        held = [cell.cell_contents for cell in cells]
        return [value for value in held if value is not code and not isinstance(value, type)]
    return []


def _settle(value: Any) -> Any:
    """Write and read a value: a fitted estimator may hold things that only last until then."""
    return pickle.loads(pickle.dumps(value))


def _describe_array(array: Any) -> Any:
    if array.dtype.hasobject:
        return ("objects", array.shape, array.dtype, array.ravel().tolist())
    order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    flat = array.ravel(order)
    content = hashlib.blake2b(flat.view("u1") if flat.nbytes else b"", digest_size=16)
    return ("array", array.shape, array.dtype, order, content.hexdigest())


def _describe_compressed(matrix: Any) -> Any:
    # Whether the indices are sorted is noted in the matrix when somebody asks.
    return ("sparse", type(matrix), matrix.shape, matrix.data, matrix.indices, matrix.indptr)


def _describe_tensor(tensor: Any) -> Any:
    return ("tensor", str(tensor.device), tensor.requires_grad, tensor.detach().cpu().numpy())


def _describe_masked(array: Any) -> Any:
    # What lies under the mask, and the value to fill it with, come and go.
    return ("masked", array.shape, array.dtype, array.tolist())


def _describe_bunch(bunch: Any) -> Any:
    return ("bunch", dict(bunch))


def _describe_frame(frame: Any) -> Any:
    # How columns lie together in blocks changes when they are read.
    columns = [frame.iloc[:, place].array for place in range(frame.shape[1])]
    return ("frame", type(frame), frame.columns, frame.index, columns, frame.attrs)


def _describe_series(series: Any) -> Any:
    return ("series", type(series), series.name, series.index, series.array, series.attrs)


def _describe_set(items: Any) -> Any:
    return ("set", type(items), sorted(digest(item) for item in items))


_DESCRIBED: dict[str, Callable[[Any], Any]] = {
    "numpy.ndarray": _describe_array,
    "numpy.MaskedArray": _describe_masked,
    "sklearn.Bunch": _describe_bunch,
    "pandas.DataFrame": _describe_frame,
    "pandas.Series": _describe_series,
    **{
        f"scipy.{name}": _describe_compressed
        for name in ("csr_matrix", "csc_matrix", "csr_array", "csc_array")
    },
    "torch.Tensor": _describe_tensor,
    "torch.Parameter": _describe_tensor,
    "builtins.set": _describe_set,
    "builtins.frozenset": _describe_set,
}


def is_own(value: Any) -> bool:
    """Tell whether a function, class or module is part of this project."""
    module = value if isinstance(value, ModuleType) else sys.modules.get(value.__module__ or "")
    name, file = getattr(module, "__name__", ""), getattr(module, "__file__", None)
    if name.startswith(_MACHINERY):
        return False
    beside = _SOURCE.name == "src" and file and Path(file).is_relative_to(_SOURCE)
    return name.partition(".")[0] == PACKAGE or bool(beside)


def describe_code(value: Any) -> str:
    """Compute the fingerprint of code and of all of the project's code and constants it uses."""
    parts = {_label(part): _source(part) for part in _reach(value)}
    constants = {name: digest(constant) for name, constant in _constants(_reach(value))}
    return digest([sorted(parts.items()), sorted(constants.items())])


def list_modules(value: Any) -> set[str]:
    """Name the libraries that code uses, that of the project that it calls included."""
    modules: set[str] = set()
    for part in _reach(value):
        for found in (found for _, found in _globals(part)):
            name = getattr(found, "__module__", None) or getattr(found, "__name__", "")
            modules.add(str(name).partition(".")[0])
    return modules


@functools.cache
def _reach(value: Any) -> Iterable[Any]:
    """Walk from a function, class or module to the project's own ones that it names."""
    seen = {_label(value): value}
    waiting = [value]
    while waiting:
        for _, found in _globals(waiting.pop()):
            if _is_code(found) and is_own(found) and _label(found) not in seen:
                seen[_label(found)] = found
                waiting.append(found)
    return list(seen.values())


def _constants(parts: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    for part in parts:
        for name, found in _globals(part):
            # Machinery and libraries are told apart by their versions, not by their content.
            if not _is_code(found) and not type(found).__module__.startswith(_MACHINERY):
                yield f"{_label(part)}.{name}", found


def _is_code(value: Any) -> bool:
    return isinstance(value, type | ModuleType) or (
        callable(value) and isinstance(getattr(value, "__module__", None), str)
    )


def _globals(value: Any) -> list[tuple[str, Any]]:
    """Find the module-level values that a piece of code names."""
    plain = inspect.unwrap(value) if callable(value) else value
    module = plain.__name__ if isinstance(plain, ModuleType) else plain.__module__
    known = vars(sys.modules[module])
    tree = ast.parse(_source(plain))
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return [(name, known[name]) for name in sorted(names) if name in known]


def _label(value: Any) -> str:
    return f"{getattr(value, '__module__', '')}.{getattr(value, '__qualname__', value.__name__)}"


@functools.cache
def _source(value: Any) -> str:
    """Return code without its comments and layout."""
    try:
        source = inspect.getsource(value)
    except (OSError, TypeError) as error:
        raise Unhashable(str(error)) from error
    return ast.unparse(ast.parse(f"if True:\n{source}" if source[0].isspace() else source))

"""Arrays that lie in the same memory: found in values, and laid there again when these are read.

A slice of an array shares its memory: what changes one of them in place changes the other too.
Written to a file and read again, they would lie apart.
"""

import pickle
import sys
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple


class View(NamedTuple):
    """View = an array, how many bytes behind its beginning, shape, strides, may it be changed."""

    anchor: Any
    distance: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]
    writeable: bool


def list_arrays(value: Any) -> list[Any]:
    """List the arrays in a value, in the order in which they are met; [] if that cannot be told."""
    if "numpy" not in sys.modules:
        return []
    collector = _Collector(_Nowhere(), protocol=pickle.HIGHEST_PROTOCOL)
    try:
        collector.dump(value)
    except Exception:  # whatever cannot be taken apart is not kept either
        return []
    return list(collector.found.values())


def describe_sharing(arrays: list[Any]) -> list[list[tuple[int, int]]]:
    """Say which of the arrays overlap, and how far apart they begin."""
    places = {id(array): place for place, array in enumerate(arrays)}
    return [
        sorted((places[id(array)], _address(array) - _address(group[0])) for array in group)
        for group in _overlapping(arrays)
    ]


def find_views(given: list[Any], made: list[Any]) -> dict[int, View]:
    """Find, by identity, the arrays that share memory with given ones, or among themselves."""
    known = {id(array) for array in given}
    views = {}
    for group in _overlapping([*given, *(array for array in made if id(array) not in known)]):
        anchors = [array for array in group if id(array) in known] or [_find_root(group[0])]
        for array in group:
            anchor = next((one for one in anchors if _carries(one, array)), None)
            if anchor is not None and array is not anchor and id(array) not in known:
                views[id(array)] = _describe_view(anchor, array)
    return views


def lay_over(view: View) -> Any:
    """Make an array in the memory of another one.

    Raises:
        ValueError: that memory is not as large as it was.
    """
    numpy = sys.modules["numpy"]
    root = _find_root(view.anchor)
    flat = root.ravel("K")
    start = _address(view.anchor) + view.distance - _address(flat)
    low, high = _extent(view.shape, view.strides, flat.itemsize)
    if start + low < 0 or start + high > flat.nbytes or not numpy.shares_memory(flat, root):
        raise ValueError("the array is not as large as it was")
    strided = numpy.lib.stride_tricks.as_strided
    writeable = view.writeable and root.flags.writeable
    begin = flat[start // flat.itemsize :]
    return strided(begin, view.shape, view.strides, writeable=writeable)


class _Nowhere:
    def write(self, data: Any) -> int:
        return len(data)


class _Collector(pickle.Pickler):
    """Takes values apart as if to write them, and keeps the arrays that it meets."""

    def __init__(self, stream: Any, protocol: int) -> None:
        super().__init__(stream, protocol)
        self.found: dict[int, Any] = {}
        self.array = sys.modules["numpy"].ndarray
        self.apart = _is_copied_on_write()

    def reducer_override(self, obj: Any) -> Any:
        if type(obj) is self.array:
            if obj.nbytes:
                self.found[id(obj)] = obj
            return int, ()
        if self.apart and type(obj).__module__.startswith("pandas."):
            return int, ()
        return NotImplemented


def _is_copied_on_write() -> bool:
    """Tell whether pandas itself sees to it that no table is changed through another one."""
    pandas = sys.modules.get("pandas")
    if pandas is None:
        return False
    return int(pandas.__version__.split(".")[0]) > 2 or bool(
        getattr(pandas.options.mode, "copy_on_write", False)
    )


def _overlapping(arrays: Iterable[Any]) -> Iterator[list[Any]]:
    """Group the arrays whose memory overlaps; in a group, as they were given."""
    ordered = list(arrays)
    places = {id(array): place for place, array in enumerate(ordered)}
    group: list[Any] = []
    end = 0
    for low, high, place in sorted((*_bounds(array), places[id(array)]) for array in ordered):
        if low >= end and len(group) > 1:
            yield sorted(group, key=lambda array: places[id(array)])
        group = [*group, ordered[place]] if low < end else [ordered[place]]
        end = max(end, high)
    if len(group) > 1:
        yield sorted(group, key=lambda array: places[id(array)])


def _bounds(array: Any) -> tuple[int, int]:
    low, high = _extent(array.shape, array.strides, array.itemsize)
    return _address(array) + low, _address(array) + high


def _extent(shape: tuple[int, ...], strides: tuple[int, ...], size: int) -> tuple[int, int]:
    steps = [(count - 1) * stride for count, stride in zip(shape, strides, strict=True)]
    return sum(min(step, 0) for step in steps), sum(max(step, 0) for step in steps) + size


def _address(array: Any) -> int:
    return int(array.__array_interface__["data"][0])


def _carries(anchor: Any, array: Any) -> bool:
    """Tell whether an array can be laid over the memory of another one."""
    root = _find_root(anchor)
    whole = root.flags.c_contiguous or root.flags.f_contiguous
    low, high = _bounds(root)
    start, end = _bounds(array)
    return bool(whole and root.dtype == array.dtype and low <= start and end <= high)


def _find_root(array: Any) -> Any:
    """Find the array that owns the memory."""
    root, base = array, array.base
    while base is not None:
        root = base if type(base).__name__ == "ndarray" else root
        base = getattr(base, "base", None)
    return root


def _describe_view(anchor: Any, array: Any) -> View:
    distance = _address(array) - _address(anchor)
    return View(anchor, distance, array.shape, array.strides, bool(array.flags.writeable))

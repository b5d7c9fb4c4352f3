"""A value → a short digest of all that it holds; equal digests mean equal values, bit by bit."""

import hashlib
import struct
from dataclasses import dataclass, field
from typing import Any

from .anatomy import PLAIN, describe
from .functions import FUNCTION
from .parts import Branch, Leaf, Opaque

SIZE = 16
# A list of this many numbers is hashed at once instead of one by one.
LONG = 64
# Bytes of an array that are put in order at a time.
CHUNK = 16 * 2**20
# The parts of a value with more of them are not told one by one.
MOST_PARTS = 200


@dataclass(frozen=True)
class Digest:
    """Digest = hexadecimal text, and the kinds of things inside that could not be looked into.

    `parts` are the digests of what the value consists of, by label, if that is not too much;
    `coded` says that functions of the notebook's own are inside.
    """

    text: str
    opaque: tuple[str, ...] = ()
    parts: dict[str, str] = field(default_factory=dict)
    coded: bool = False


def digest(value: object) -> Digest:
    """Compute the digest of a value."""
    hasher = Hasher()
    text = hasher.hash(value).hex()
    return Digest(text, tuple(sorted(hasher.opaque)), hasher.parts, coded=hasher.coded)


@dataclass
class Hasher:
    """One digest in the making: what was seen is not hashed again, and kept alive meanwhile."""

    seen: dict[int, bytes] = field(default_factory=dict)
    alive: list[object] = field(default_factory=list)
    open: set[int] = field(default_factory=set)
    opaque: set[str] = field(default_factory=set)
    parts: dict[str, str] = field(default_factory=dict)
    coded: bool = False

    def hash(self, value: object) -> bytes:
        """Hash a value, or say what was said of it before."""
        if type(value) in PLAIN:
            return _hash_leaf(Leaf(type(value).__name__, value))
        if type(value).__name__ in {"ndarray", "Series", "DataFrame"}:
            return self._hash(value)  # large, hardly ever shared, and often made for the occasion
        number = id(value)
        if number in self.seen:
            return self.seen[number]
        if number in self.open:
            return _join("cycle", [])
        self.open.add(number)
        made = self._hash(value)
        self.open.discard(number)
        self.seen[number] = made
        self.alive.append(value)
        return made

    def _hash(self, value: object) -> bytes:
        fast = _hash_numbers(value)
        if fast is not None:
            return fast
        part = describe(value)
        if isinstance(part, Leaf):
            return _hash_leaf(part)
        if isinstance(part, Opaque):
            self.opaque.add(part.kind)
            return _join(f"opaque {part.kind}", [])
        return self._hash_branch(part)

    def _hash_branch(self, part: Branch) -> bytes:
        self.coded = self.coded or part.kind == FUNCTION
        made = [(label, self.hash(child)) for label, child in part.children]
        # The outermost value comes last.
        few = made if len(made) <= MOST_PARTS else []
        self.parts = {label: text.hex()[:12] for label, text in sorted(few)}
        children = [_join(label if part.ordered else "", [text]) for label, text in made]
        return _join(part.kind, children if part.ordered else sorted(children))


def _hash_numbers(value: Any) -> bytes | None:
    """Hash a long list of floats or of texts in one go."""
    if type(value) not in {list, tuple} or len(value) < LONG or hasattr(value, "_fields"):
        return None
    kinds = set(map(type, value))
    if kinds == {float}:
        return _join(f"{type(value).__name__} float", [struct.pack(f"{len(value)}d", *value)])
    if kinds == {str}:
        return _join(f"{type(value).__name__} str", _texts(value))
    return None


def _hash_leaf(leaf: Leaf) -> bytes:
    if leaf.kind == "array object":
        return _join(f"{leaf.kind} {leaf.data.shape}", _objects(leaf.data.ravel().tolist()))
    if leaf.kind.startswith("array "):
        return _join(f"{leaf.kind} {leaf.data.shape}", [_hash_buffer(leaf.data)])
    return _join(leaf.kind, [_scalar(leaf.data)])


def _scalar(value: object) -> bytes:
    if isinstance(value, float):
        return struct.pack("d", value)
    if isinstance(value, bytes):
        return value
    return str(value).encode("utf-8", "surrogatepass")


def _objects(values: list[object]) -> list[bytes]:
    kinds = [type(value).__name__ for value in values]
    if set(kinds) <= {"str"}:
        return _texts(values)
    return ["\n".join(kinds).encode(), *map(_scalar, values)]


def _texts(values: Any) -> list[bytes]:
    return ["\n".join(values).encode("utf-8", "surrogatepass"), repr([*map(len, values)]).encode()]


def _hash_buffer(array: Any) -> bytes:
    """Hash the memory of an array in the order of its elements, without a copy of all of it."""
    import numpy as np

    made = hashlib.sha256()  # the fastest one for long buffers
    array = np.atleast_1d(array.view("i8") if array.dtype.kind in "Mm" else array)
    rows = max(1, CHUNK // max(1, array.nbytes // max(1, len(array))))
    whole = array.flags.c_contiguous
    for part in [array] if whole else (array[i : i + rows] for i in range(0, len(array), rows)):
        made.update(np.ascontiguousarray(part).reshape(-1).view(np.uint8).data)
    return made.digest()


def _join(kind: str, parts: list[Any]) -> bytes:
    """Hash a kind and its parts so that no part can run into the next."""
    made = hashlib.blake2b(digest_size=SIZE)
    made.update(kind.encode("utf-8", "surrogatepass"))
    for part in parts:
        made.update(b"\0%d\0" % len(part))
        made.update(part)
    return made.digest()

"""A function or class of the notebook's own → its code, and what else it gets values from.

A global that a function of the notebook reads is an argument of it in the project, which a
`partial` gives. Both are the same function, and have the same parts here. What the code says is
compared instruction by instruction, without documentation and without where variables live. What
it calls counts too: another function of the notebook's own by its code, a library's by its name.
"""

import dis
import functools
import types
from collections.abc import Iterator, Sequence
from typing import Any

from .parts import Branch, Leaf, Part

# How the text of a function's code, and a whole function, is called among the leaves.
CODE, FUNCTION = "code", "function"
# Instructions that say where a variable lives and how a call is prepared, not what is computed.
HOUSEKEEPING = frozenset(
    {
        "CACHE", "COPY_FREE_VARS", "EXTENDED_ARG", "KW_NAMES", "MAKE_CELL", "NOP", "PRECALL",
        "PUSH_NULL", "RESUME",
    }
)  # fmt: skip
JUMPS = frozenset({*dis.hasjrel, *dis.hasjabs})
# What a class may hold besides functions that says something of what it does.
DATA = (type(None), bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset)


def describe_function(function: types.FunctionType, given: dict[str, object] | None = None) -> Part:
    """Take a function apart; `given` are the keywords that a partial adds."""
    free = {**_free(function), **(given or {})}
    code = "\n".join((*sorted(free), "", *_instructions(function.__code__)))
    return Branch(
        FUNCTION,
        [
            ("name", Leaf("name", function.__name__)),
            (CODE, Leaf(CODE, code)),
            ("defaults", (function.__defaults__, function.__kwdefaults__)),
            *((f" {name}", free[name]) for name in sorted(free)),
        ],
    )


def describe_class(kind: type, bases: Sequence[type]) -> Part:
    """Take a class apart: the functions and the data in it, and those of its `bases`."""
    found = {name: value for name in vars(kind) if (value := _member(kind, name)) is not None}
    children = [(f".{name}", found[name]) for name in sorted(found)]
    named = Leaf("name", kind.__name__)
    return Branch("class", [("name", named), *children, *((" base", base) for base in bases)])


def _member(kind: type, name: str) -> object:
    """Return what a class holds under a name, None if it says nothing of what it does."""
    value = vars(kind)[name]
    if isinstance(value, property):
        return [value.fget, value.fset]
    inner = getattr(value, "__func__", getattr(value, "func", value))
    if isinstance(inner, types.FunctionType):
        return inner
    return value if isinstance(value, DATA) and not name.startswith("__") else None


def describe_method(method: Any) -> Part:
    """Take a bound method apart: it is nothing without its object."""
    children = [("name", Leaf("name", method.__name__)), ("of", method.__self__)]
    return Branch("method", children)


def added_to_own(value: functools.partial[object]) -> bool:
    """Tell a partial that gives a function nothing but values for its last, named arguments."""
    function = value.func
    if value.args or not isinstance(function, types.FunctionType):
        return False
    code = function.__code__
    last = code.co_varnames[code.co_argcount : code.co_argcount + code.co_kwonlyargcount]
    return set(value.keywords) <= set(last)


def _free(function: types.FunctionType) -> dict[str, object]:
    """Return the values that a function has from outside, by the names that it uses."""
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    known = {**function.__globals__, **{name: _content(cell) for name, cell in cells}}
    names = dict.fromkeys(_loaded(function.__code__))
    return {name: known[name] for name in names if name in known}


def _content(cell: types.CellType) -> object:
    try:
        return cell.cell_contents
    except ValueError:  # it is empty as yet
        return None


def _loaded(code: types.CodeType) -> Iterator[str]:
    """Yield the names that code, and the code inside of it, takes from outside."""
    yield from code.co_freevars
    for instruction in dis.get_instructions(code):
        if instruction.opname in {"LOAD_GLOBAL", "LOAD_NAME"}:
            yield str(instruction.argval)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            yield from _loaded(inner)


def _instructions(code: types.CodeType) -> Iterator[str]:
    """Yield what code does, step by step; its documentation is no step."""
    for step in dis.get_instructions(code):
        if step.opname in HOUSEKEEPING:
            continue
        if isinstance(step.argval, types.CodeType):
            yield from _instructions(step.argval)
        elif step.opname.startswith(("LOAD_", "STORE_", "DELETE_")):
            yield f"{step.opname.partition('_')[0]} {step.argval!r}"
        elif step.opcode in JUMPS:
            yield step.opname
        else:
            yield f"{step.opname} {step.argval!r}"

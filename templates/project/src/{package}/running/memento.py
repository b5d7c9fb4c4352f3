"""The state of an object that a step changes in place: taken down, and put back into its like."""

from typing import Any

_NEW_OBJECT = object().__reduce_ex__(4)[0]  # "make an empty one of this class"
_CONTAINERS: tuple[type, ...] = (list, dict, set, bytearray)


class Unstorable(ValueError):
    """The object's state cannot be put back into another object of its kind."""


def take_state(value: Any) -> Any:
    """Return what must be put back to make an equal object equal to this one."""
    if type(value) in _CONTAINERS:
        return value.copy()
    if type(value).__name__ == "ndarray":
        return value.copy("K")
    make, arguments, state, *items = (*value.__reduce_ex__(4), None, None, None)[:5]
    # Only what is made empty and then filled can be filled again.
    if make is not _NEW_OBJECT or len(arguments) != 1 or any(i is not None for i in items):
        raise Unstorable(f"{type(value).__name__} keeps its state to itself")
    return state


def put_state(value: Any, state: Any) -> None:
    """Make an object equal to that which the state was taken from."""
    if type(value) in {list, bytearray} or type(value).__name__ == "ndarray":
        value[:] = state
    elif type(value) in _CONTAINERS:
        value.clear()
        value.update(state)
    elif hasattr(value, "__setstate__"):
        value.__setstate__(state)
    else:
        vars(value).clear()
        vars(value).update(state)

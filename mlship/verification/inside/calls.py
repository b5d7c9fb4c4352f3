"""A function's name → which of its calls is running, where several steps call it."""

from collections import Counter
from collections.abc import Collection

MARK = "#"


def split_key(key: str) -> tuple[str, int]:
    """Take the key of a call apart: its function, and which call it is, 0 for all of them."""
    function, _, number = key.partition(MARK)
    return function, int(number or 0)


class Calls:
    """Counts calls as they end: the third of ``evaluate_model`` is ``evaluate_model#3``.

    `keys` are those that there are; a function that one step calls has its name for a key.
    """

    def __init__(self, keys: Collection[str]) -> None:
        self.keys = keys
        self.functions = frozenset(split_key(key)[0] for key in keys)
        self.ended: Counter[str] = Counter()

    def key(self, function: str) -> str:
        """Name the call of a function that is running, or would be next."""
        return function if function in self.keys else f"{function}{MARK}{self.ended[function] + 1}"

    def end(self, function: str) -> str:
        """Note that a call has ended; name it."""
        key = self.key(function)
        self.ended[function] += 1
        return key

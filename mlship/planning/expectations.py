"""The numbers that a notebook shows → what its project is expected to give."""

import re
from collections.abc import Iterable, Mapping, Sequence

from mlship.ir.notebook import Cell
from mlship.ir.plan import Expectation

NUMBER = re.compile(r"(?<![\w.])[-+]?\d+\.\d+(?:[eE][-+]?\d+)?(?![\w.]*\d)")


def expect(cells: Sequence[Cell], metrics: Mapping[int, Sequence[str]]) -> tuple[Expectation, ...]:
    """Match the metrics of each cell with the numbers in its saved output.

    Only a cell that shows exactly as many numbers as it has metrics says which is which.
    """
    found: list[Expectation] = []
    seen: dict[str, int] = {}
    for cell in cells:
        names = [_numbered(name, seen) for name in metrics.get(cell.index, ())]
        numbers = list(_numbers(cell))
        if names and len(names) == len(numbers):
            found += [
                _expectation(n, text, cell.index) for n, text in zip(names, numbers, strict=True)
            ]
    return tuple(found)


def _numbered(name: str, seen: dict[str, int]) -> str:
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}_{seen[name]}"


def _numbers(cell: Cell) -> Iterable[str]:
    for output in cell.outputs:
        if output.kind in {"stream", "result"}:
            yield from NUMBER.findall(output.text)


def _expectation(name: str, text: str, cell: int) -> Expectation:
    digits = len(text.split(".")[1].split("e", maxsplit=1)[0])
    value = float(text)
    return Expectation(
        metric=name, value=value, tolerance=max(0.5 * 10**-digits, 0.02 * abs(value)), cell=cell
    )

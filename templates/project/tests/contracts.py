"""What a stage's function promises of its outputs, and where they break it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from checking import is_fitted


@dataclass(frozen=True)
class Contract:
    """Contract = function, its outputs, what holds of them, estimators that it fits.

    Columns are there (adds), not there (drops), without gaps (filled); frames have no gaps at all
    (complete), no row twice (distinct); parts are as long as each other (paired). It writes files
    (leaves), prints or reports something (tells). `unsteady` says why a second call may give
    something else.
    """

    function: str
    outputs: tuple[str, ...] = ()
    adds: tuple[tuple[str, str], ...] = ()
    drops: tuple[tuple[str, str], ...] = ()
    filled: tuple[tuple[str, str], ...] = ()
    complete: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    paired: tuple[tuple[str, str], ...] = ()
    fits: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    tells: bool = False
    unsteady: str = ""


def find_breaches(contract: Contract, outputs: dict[str, Any]) -> list[str]:
    """Say what of a contract the outputs do not keep."""
    return [*_find_column_breaches(contract, outputs), *_find_row_breaches(contract, outputs)]


def _find_column_breaches(contract: Contract, outputs: dict[str, Any]) -> Iterator[str]:
    for name, column in contract.adds:
        if column not in outputs[name].columns:
            yield f"{name} lacks {column}"
    for name, column in contract.drops:
        if column in outputs[name].columns:
            yield f"{name} still has {column}"
    for name, column in contract.filled:
        if outputs[name][column].isna().any():
            yield f"{name} has gaps in {column}"


def _find_row_breaches(contract: Contract, outputs: dict[str, Any]) -> Iterator[str]:
    for name in contract.complete:
        if outputs[name].isna().any(axis=None):
            yield f"{name} has gaps"
    for name in contract.distinct:
        if outputs[name].duplicated().any():
            yield f"{name} has rows twice"
    for one, other in contract.paired:
        if _count_rows(outputs[one]) != _count_rows(outputs[other]):
            yield f"{one} and {other} differ in length"
    for name in contract.fits:
        if not is_fitted(outputs[name]):
            yield f"{name} is not fitted"


def _count_rows(value: Any) -> int:
    """Count rows; a sparse matrix has no length."""
    return int(value.shape[0]) if hasattr(value, "shape") else len(value)

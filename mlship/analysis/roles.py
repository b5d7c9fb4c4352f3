"""Facts of a statement's calls and its form → its main role."""

import ast
from collections.abc import Collection, Iterable

from mlship.ir.dataflow import Role

_ORDER: tuple[Role, ...] = (
    "tune", "train", "load", "split", "evaluate", "predict", "construct", "scale", "export",
    "features", "clean", "plot", "setup", "look", "import", "define",
)  # fmt: skip
# A block that reads data and fits a model on it is there for the model.
_BLOCK_ORDER: tuple[Role, ...] = (
    "tune", "train", "evaluate", "predict", "load", "split", "scale", "features",
    "clean", "construct", "export", "plot", "look", "import", "setup", "define",
)  # fmt: skip
_BLOCKS = (ast.For, ast.While, ast.If, ast.With, ast.Try, ast.Match)


def find_role(
    node: ast.stmt, roles: Collection[str], *, changes_frame: bool, acts: bool = False
) -> Role:
    """Return what a statement is there for; one that `acts` is no look, whatever it shows."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return "define"
    if isinstance(node, ast.Import | ast.ImportFrom):
        return "import"
    order = _BLOCK_ORDER if isinstance(node, _BLOCKS) else _ORDER
    if changes_frame:
        return _role_over_frame(order, roles)
    found = next((role for role in order if role in roles), None)
    return found or ("look" if isinstance(node, ast.Expr) and not acts else "")


def _role_over_frame(order: Iterable[Role], roles: Collection[str]) -> Role:
    """Return what a statement is there for that stores in a frame: no look, whatever it shows."""
    if "features" in roles:  # a function that reads a file is applied to rows
        roles = set(roles) - {"load"}
    found = next((role for role in order if role in roles), None)
    return found if found and found != "look" else "features"

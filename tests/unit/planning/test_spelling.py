"""Spellings that libraries took back, or that their types do not know, become those that hold."""

import ast

import pytest

from mlship.planning.edits import rewrite
from mlship.planning.spelling import respell

IMPORTS = {
    "np": "numpy", "plt": "matplotlib.pyplot", "mpl": "matplotlib", "cm": "matplotlib.cm",
}  # fmt: skip


def respelt(code: str, *bound: str) -> str:
    tree = ast.parse(code).body[0]
    return rewrite(code, tree, list(respell(tree, IMPORTS, frozenset(bound))))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = np.infty", "x = np.inf"),
        ("x = 2 ** np.NINF", "x = 2 ** (-np.inf)"),
        ("x = y.astype(np.int)", "x = y.astype(int)"),
        ("plt.axis([0, 1, np.infty, é])", "plt.axis((0, 1, np.inf, é))"),
        ("plt.imshow(i, extent=[0, 1, 2, 3])", "plt.imshow(i, extent=(0, 1, 2, 3))"),
        ("f.tight_layout(rect=[0, 0, 1, 0.9])", "f.tight_layout(rect=(0, 0, 1, 0.9))"),
        ("f.add_axes([0, 0, 1, 1])", "f.add_axes((0, 0, 1, 1))"),
        ("t.set_position([0.5, 1])", "t.set_position((0.5, 1))"),
        ("p = mpl.patches.Arc([0, 0], 1, 2)", "p = mpl.patches.Arc((0, 0), 1, 2)"),
        ("x = np.arange(start=0, stop=n)", "x = np.arange(0, n)"),
        ("x = np.arange(start=a, stop=b, dtype=int)", "x = np.arange(a, b, dtype=int)"),
        ("plt.gca().axes.yaxis.set_ticks([])", "plt.gca().yaxis.set_ticks([])"),
        ("c = mpl.cm.get_cmap('jet')", "c = plt.get_cmap('jet')"),
        ("c = cm.get_cmap('jet', 5)", "c = plt.get_cmap('jet', 5)"),
        ("ax.set_xlim([\n    0,\n    1,\n])", "ax.set_xlim((\n    0,\n    1,\n))"),
    ],
)
def test_the_same_is_said_in_another_way(before: str, after: str) -> None:
    assert respelt(before) == after


@pytest.mark.parametrize(
    "code",
    [
        "x = np.bool_",
        "x = mine.infty",
        "plt.axis([1])",
        "plt.imshow(i, extent=limits)",
        "plt.axis([*a, 1, 2, 3])",
        "plt.axis(limits)",
        "x = np.arange(stop=3, start=0)",
        "x = np.arange(stop=3)",
        "c = mine.get_cmap('jet')",
        "axes = plt.gcf().axes",
    ],
)
def test_everything_else_stays(code: str) -> None:
    assert respelt(code) == code


def test_a_name_that_the_notebook_took_keeps_its_meaning() -> None:
    assert respelt("x = np.int(3)", "int") == "x = np.int(3)"

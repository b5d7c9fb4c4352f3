"""Means, medians and the like → those of all rows, that go into what is split later."""

import ast
from collections.abc import Iterator

from mlship.ir.dataflow import Call, Node
from mlship.ir.diagnostic import Diagnostic
from mlship.ir.trees import walk
from mlship.rules.ancestry import find_ancestors
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

STATISTICS = frozenset({"mean", "median", "mode", "quantile", "std"})


class StatisticsBeforeSplit(Rule):
    """A small leak: the gaps of the training rows are filled with what the test rows say, too."""

    code = "MS208"
    name = "statistics-before-split"
    severity = "info"
    what = "A mean, a median or the like is computed from all rows, and split afterwards."
    why = (
        "The training rows then know a little of the test rows. With many rows that is next to "
        "nothing; with few, or by group, the score is better than it will be on new data."
    )
    remedy = "Split first, and fill both parts with the statistics of the training part."
    example = """
        df["age"] = df["age"].fillna(df["age"].median())
        train, test = train_test_split(df)
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield one finding, at the first statistic; there are often many."""
        found = list(_statistics(subject))
        if not found:
            return
        node, call = found[0]
        more = f" (and {len(found) - 1} more like it)" if len(found) > 1 else ""
        words = ast.unparse(call.node.func).partition("\n")[0]
        yield self.at(node, f"`{words}` is computed from all rows{more}.", call.node)


def _statistics(subject: Subject) -> Iterator[tuple[Node, Call]]:
    """Yield the statistics that go into what is split later."""
    before = frozenset[int]().union(
        *(find_ancestors(subject.flow, node.statement.index) for node, _ in subject.parts.splits)
    )
    for node in subject.nodes:
        if node.statement.index in before and node.role not in {"look", "plot", "define", "split"}:
            yield from ((node, call) for call in node.calls if _is_statistic(call))


def _is_statistic(call: Call) -> bool:
    """Tell whether a statistic of a table is meant; parts made by hand are known by their names."""
    owner, _, method = call.name.rpartition(".")
    names = (each.id.lower() for each in walk(call.node) if isinstance(each, ast.Name))
    by_hand = any("train" in name or "test" in name for name in names)
    return method in STATISTICS and owner.startswith("pandas.") and not by_hand

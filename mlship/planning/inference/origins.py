"""A goal whose features come from no table that is read → where the notebook makes its data."""

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mlship.ir.dataflow import Dataflow
from mlship.planning.inference.fits import Goal
from mlship.planning.inference.traces import Trace

# What holds rows, as far as it is known; "" is unknown.
HOLDERS = frozenset({"", "numpy.ndarray", "pandas.DataFrame", "pandas.Series", "list", "tuple"})

Origin = tuple[int, str]


def find_split_table(
    kept: Sequence[int], flow: Dataflow, traces: Mapping[int, Trace], before: int
) -> Origin | None:
    """Find the table that is split last before a statement."""
    splits = [i for i in kept if traces[i].splits and not traces[i].resamples]
    given = [next(iter(traces[i].splits.values())) for i in splits if i < before]
    name = given[-1].id if given and isinstance(given[-1], ast.Name) else ""
    last = splits[len(given) - 1] if given else -1
    writers = [i for i in kept if i < last and name in flow.nodes[i].writes]
    return (writers[-1], name) if writers else None


def find_origins(
    kept: Sequence[int], flow: Dataflow, traces: Mapping[int, Trace], goal: Goal
) -> Sequence[Origin]:
    """Find the variables that all of the features are made of, the first one first."""
    search = Search(flow=flow, traces=traces)
    search.live = search.holders(goal.features, goal.index)
    for index in reversed([i for i in kept if i < goal.index]):
        if flow.nodes[index].writes & search.live and not search.step(index):
            break
    return search.found[::-1]


@dataclass(slots=True, kw_only=True)
class Search:
    """Search = names that hold the data of features, and where there was but one, last first."""

    flow: Dataflow
    traces: Mapping[int, Trace]
    live: set[str] = field(default_factory=set)
    found: list[Origin] = field(default_factory=list)

    def step(self, index: int) -> bool:
        """Go back over a statement; False where data of several origins meet."""
        node, splits = self.flow.nodes[index], self.traces[index].splits
        made = node.writes & self.live
        if len(self.live) == 1:
            self.found.append((index, next(iter(made))))
        if made <= splits.keys():
            parents = set().union(*(self.holders(splits[n], index) for n in made))
        else:
            parents = self.holders(node.statement.node, index) & node.reads
        self.live -= node.defines
        self.live |= parents
        return bool(parents) or not self.live

    def holders(self, tree: ast.AST, before: int) -> set[str]:
        """Return the names in an expression that may hold rows."""
        names = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)}
        return {name for name in names if self._type(name, before) in HOLDERS}

    def _type(self, name: str, before: int) -> str:
        """Return the type of a variable before a statement, "-" if it is none."""
        if name in self.flow.imports:
            return "-"
        for node in reversed(self.flow.nodes[:before]):
            if name in node.writes:
                return "-" if _is_no_data(node.statement.node) else node.types.get(name, "")
        return "-"


def _is_no_data(tree: ast.stmt) -> bool:
    """Tell whether a statement makes code, or names columns."""
    match tree:
        case ast.FunctionDef() | ast.ClassDef():
            return True
        case ast.Assign(value=ast.List(elts=names) | ast.Tuple(elts=names)):
            return all(isinstance(n, ast.Constant) and isinstance(n.value, str) for n in names)
        case ast.Assign(value=ast.Constant()):
            return True
    return False

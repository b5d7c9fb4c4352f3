"""Which variables hold models, and which one is *the* model."""

import ast
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mlship.errors import UsageError
from mlship.ir.dataflow import Dataflow, Node
from mlship.ir.plan import Candidate
from mlship.knowledge import Knowledge
from mlship.planning.metrics import is_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """Fitted = variable, estimator's class, statement that trains it."""

    name: str
    estimator: str
    index: int


def find_fitted(flow: Dataflow, kept: Iterable[int], knowledge: Knowledge) -> tuple[Fitted, ...]:
    """Return the models that the pipeline trains, in order."""
    kinds: dict[str, str] = {}
    found: list[Fitted] = []
    wanted = set(kept)
    for node in flow.nodes:
        kinds |= {name: kind for name, kind in node.types.items() if kind}
        if node.statement.index in wanted and node.role in {"train", "tune"}:
            found += _trained(node, kinds, knowledge)
    return tuple(found)


def _trained(node: Node, kinds: Mapping[str, str], knowledge: Knowledge) -> Iterable[Fitted]:
    for call in node.calls:
        method = call.name.rsplit(".", 1)[-1]
        kind = kinds.get(call.receiver, "")
        if (
            method.startswith(("fit", "partial_fit"))
            and call.receiver
            and is_model(knowledge, kind)
        ):
            yield Fitted(name=call.receiver, estimator=kind, index=node.statement.index)
    for name in sorted(node.defines):
        kind = node.types.get(name, "")
        is_assigned = isinstance(node.statement.node, ast.Assign)
        chained = any(c.name.rsplit(".", 1)[-1] == "fit" and c.receiver != name for c in node.calls)
        if is_assigned and chained and is_model(knowledge, kind):
            yield Fitted(name=name, estimator=kind, index=node.statement.index)


def choose(
    flow: Dataflow, fitted: Sequence[Fitted], alive: frozenset[str], wanted: str
) -> tuple[str, tuple[Candidate, ...]]:
    """Return the chosen model's variable and all candidates, each with the reason.

    Raises:
        UsageError: `wanted` is no model of this notebook.
    """
    last = {f.name: f for f in fitted if f.name in alive}
    if wanted and wanted not in last:
        known = ", ".join(sorted(last)) or "none"
        raise UsageError(f"No fitted model is called {wanted!r}.", hint=f"Models found: {known}.")
    if not last:
        return "", ()
    exported = _exported(flow, set(last))
    searches = [f.name for f in last.values() if f.estimator.endswith("SearchCV")]
    latest = max(last.values(), key=lambda f: f.index).name
    name, reason = (
        (wanted, "named by --model") if wanted
        else (exported, "the notebook saves it") if exported
        else (searches[-1], "the notebook tunes it") if searches and latest in searches
        else (latest, "the last one fitted")
    )  # fmt: skip
    candidates = [
        Candidate(
            name=f.name,
            estimator=f.estimator,
            reason="another model",
            cell=flow.nodes[f.index].statement.cell,
        )
        for f in last.values()
    ]
    return name, tuple(
        replace(c, reason=reason, chosen=True) if c.name == name else c for c in candidates
    )


def _exported(flow: Dataflow, names: set[str]) -> str:
    """Return the model that the notebook writes to a file, "" if none."""
    saved = ""
    for node in flow.nodes:
        for call in node.calls:
            method = call.name.rsplit(".", 1)[-1]
            if method in {"dump", "save", "save_model"}:
                used = [
                    n.id for a in call.node.args for n in ast.walk(a) if isinstance(n, ast.Name)
                ]
                saved = next((n for n in [*used, call.receiver] if n in names), saved)
    return saved

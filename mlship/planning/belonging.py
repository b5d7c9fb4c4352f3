"""What a variable is given → the model that it is, or whose it is, also in loops over models."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise

from mlship.ir import trees
from mlship.ir.dataflow import Dataflow
from mlship.knowledge import Knowledge
from mlship.planning.labels import trained_names
from mlship.planning.measuring import PREDICTED, MetricNames
from mlship.planning.metrics import NOBODY, Owner, bound_names, dotted, is_model


class Belonging:
    """Knows which loops stand around an assignment, and what these make and train."""

    def __init__(self, flow: Dataflow, knowledge: Knowledge, names: MetricNames) -> None:
        self._knowledge = knowledge
        self._names = names
        self._imports = flow.imports
        self._asked = frozenset(trained_names([node.statement.node for node in flow.nodes]))
        # Variable of a loop → models of its body: ``m = models[name]`` is called by the name.
        self._looked_up: Mapping[str, Sequence[str]] = {}
        # Variable of a loop → the next one: the name of a model and the model.
        self._pairs: dict[str, str] = {}

    @contextmanager
    def inside(self, loop: ast.For | ast.AsyncFor) -> Iterator[None]:
        """Know a loop while its body is walked."""
        outside, models = self._looked_up, trained_names(loop.body)
        names = bound_names(loop.target)
        self._looked_up = {**outside, **dict.fromkeys(names, models)}
        self._pairs |= dict(pairwise(names))
        yield
        self._looked_up = outside

    def owner_of(self, name: str, value: ast.expr | None, owner: Owner | None) -> Owner | None:
        """A new model is called after its variable; what a model gives belongs to that model."""
        match value:
            case ast.Dict() | ast.List() | ast.Tuple() | ast.Set():
                return None
            case ast.Subscript(slice=ast.Name(id=key)) if name in self._looked_up.get(key, ()):
                return Owner(label=name, of=key)
            case ast.Call() if label := self._loop_label(name, value):
                return Owner(label=name, of=label)
            case ast.Call() if self._makes_model(name, value):
                return Owner(label=name)
        if owner == NOBODY and not PREDICTED.search(name):
            return Owner(label=name)
        return owner

    def _makes_model(self, name: str, value: ast.Call) -> bool:
        """Tell whether a call gives a model: by what it is, or by what is done with it later."""
        called = self._names.called(value)
        root = dotted(value.func).split(".")[0]
        is_function = isinstance(value.func, ast.Name) or root in self._imports
        return is_model(self._knowledge, called) or (is_function and name in self._asked)

    def _loop_label(self, name: str, value: ast.Call) -> str:
        """Say which variable of a loop tells what a model that it makes and trains is made of."""
        if not any(name in models for models in self._looked_up.values()):
            return ""
        used = [n.id for n in trees.walk(value) if isinstance(n, ast.Name)]
        # ``for name, model in …``: the name stands for the model that comes with it.
        labels = [n for n in self._looked_up if n in used or self._pairs.get(n, "") in used]
        return labels[0] if labels else ""

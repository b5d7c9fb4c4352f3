"""The models that a notebook trains → the one to hand over, and the path of a record to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mlship.ir.plan import Expectation
from mlship.planning import inference, models
from mlship.planning.drafting import Draft
from mlship.planning.fitted import Fitted, find_fitted
from mlship.planning.interfaces import Unit
from mlship.planning.picking import find_picked

Connect = Callable[[frozenset[str]], list[Unit]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Asked = the model that is wanted ("": any), metrics in the saved outputs, what unfolds."""

    wanted: str
    shown: Sequence[Expectation]
    unfold: inference.Unfold


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """Served = models in order, units that give them back, the chosen one, the path to it."""

    fitted: Sequence[Fitted]
    units: list[Unit]
    choice: models.Choice
    derived: inference.Derived | None

    @property
    def names(self) -> frozenset[str]:
        """The variables that hold models."""
        return frozenset(f.name for f in self.fitted)


def choose_served(draft: Draft, connect: Connect, asked: Asked) -> Served:
    """Choose the model: one whose training nobody sees, only if there is no other.

    Raises:
        UsageError: the wanted model is none of this notebook.
    """
    fitted = find_fitted(draft.flow, draft.sorted.kept, draft.knowledge)
    found = _choose(draft, connect, asked, fitted)
    model = found.choice.model
    if found.derived or model is None or not model.by_own or asked.wanted:
        return found
    other = _choose(draft, connect, asked, [f for f in fitted if not f.by_own])
    return other if other.derived else found


def _choose(draft: Draft, connect: Connect, asked: Asked, sure: Sequence[Fitted]) -> Served:
    flow, kept = draft.flow, draft.sorted.kept
    fitted = (*sure, *find_picked(flow, kept, draft.knowledge, sure))
    units = connect(frozenset(f.name for f in fitted))
    outliving = frozenset(
        f.index for u in units for f in fitted if f.index in u.indexes and f.name in u.outputs
    )
    choice = models.choose(flow, fitted, outliving, asked.wanted, asked.shown)
    looked = inference.Looked(
        flow=flow, kept=kept, knowledge=draft.knowledge, unfold=asked.unfold,
        known=inference.Known(
            hidden=draft.hidden, learned=draft.names.learned, functions=draft.hoisted.functions
        ),
    )  # fmt: skip
    derived = inference.derive_inside(choice.model, looked)
    return Served(fitted=fitted, units=units, choice=choice, derived=derived)

"""Fact and what a call is given → the generators that it draws from."""

from mlship.analysis.arguments import Arguments
from mlship.analysis.effects import Fitting
from mlship.analysis.heap import IMMUTABLE, NONE, Regions, Value
from mlship.analysis.machine import Machine
from mlship.ir.dataflow import Fact
from mlship.ir.drawing import is_asked

# In `draws_as`: what the receiver was made of.
SELF = "self"
_FITTING_ROLES = frozenset({"train", "tune", "scale", "features"})
# What estimators are made of and given that is none itself, and draws nothing.
_QUIET = IMMUTABLE | {
    "list", "tuple", "dict", "set", "numpy.ndarray", "pandas.DataFrame", "pandas.Series",
    "scipy.sparse.csr_matrix",
}  # fmt: skip


class Draws(Machine):
    """Walks what a call draws."""

    def draw(self, fact: Fact, arguments: Arguments, receiver: Value | None) -> None:
        """Note the generators that a known call draws from."""
        if fact.draws_as:
            self._draw_as_parts(fact, arguments, receiver)
        elif not self._is_seeded(fact, arguments):
            self._draw_itself(fact, arguments, receiver)
            if receiver is not None and fact.mutates_self and fact.role in _FITTING_ROLES:
                self._fit_parts(receiver.roots)

    def _is_seeded(self, fact: Fact, arguments: Arguments) -> bool:
        """Tell whether a call is given a seed; a generator that it is given changes."""
        if not fact.seeded_by:
            return False
        given = arguments.get(fact.seeded_by)
        self.mutate(given.roots if given else NONE)
        return arguments.is_given(fact.seeded_by)

    def _draw_itself(self, fact: Fact, arguments: Arguments, receiver: Value | None) -> None:
        for generator in fact.draws:
            if fact.seeded_by and receiver is not None and receiver.roots:
                self.fit(Fitting(receiver.roots, generator, fact.seeded_by, fact.draws_if))
            elif is_asked(fact.draws_if, arguments.told):
                self.touch(f"rng:{generator}")

    def fit(self, fitting: Fitting) -> None:
        """Draw from a generator, if the object was not made with a seed of its own."""
        heap = self.heap
        own = heap.reach(fitting.regions) if fitting.parts else fitting.regions
        unsure = own & heap.placeholders
        if unsure:
            effects = self.frame.effects
            effects.fittings.add(fitting._replace(regions=unsure))
        draws = self._part_draws if fitting.parts else lambda r: fitting.draws(heap.given.get(r))
        if any(map(draws, own - unsure)):
            self.touch(f"rng:{fitting.generator}")

    def _draw_as_parts(self, fact: Fact, arguments: Arguments, receiver: Value | None) -> None:
        """Draw as what the call is given does: an estimator, rows to cut."""
        names = self.knowledge.parameter_names(fact.name)
        roots = receiver.roots if receiver and SELF in fact.draws_as else NONE
        for name in fact.draws_as:
            position = names.index(name) if name in names else None
            given = arguments.get(name, position)
            roots |= given.roots if given else NONE
        for generator in fact.draws:
            if not roots or arguments.more:
                self.touch(f"rng:{generator}")
            self.fit(Fitting(roots, generator, "", parts=True))

    def _part_draws(self, region: int) -> bool:
        """Say whether something draws when it is fitted, or cuts rows; what is unknown does."""
        heap = self.heap
        kind = heap.types[region]
        is_one_of_others = region in heap.vague and region not in heap.lazy
        if kind in _QUIET or is_one_of_others or region in heap.stores or region in heap.functions:
            return False
        facts = [self.knowledge.method(kind, name) for name in ("fit", "split")]
        known = [fact for fact in facts if fact is not None]
        given = heap.given.get(region)
        return not known or any(_draws_itself(fact, region, given) for fact in known)

    def _fit_parts(self, roots: Regions) -> None:
        """Fitting a pipeline or a search fits what it is made of."""
        for region in self.heap.reach(roots) - roots:
            fact = self.knowledge.method(self.heap.types[region], "fit")
            if fact is not None and fact.seeded_by and region in self.heap.given:
                for generator in fact.draws:
                    own = frozenset({region})
                    self.fit(Fitting(own, generator, fact.seeded_by, fact.draws_if))


def _draws_itself(fact: Fact, region: int, given: frozenset[str] | None) -> bool:
    """Say whether an object draws for itself; its parts are asked for themselves."""
    if not fact.seeded_by:
        return bool(fact.draws) and not fact.draws_as
    own = Fitting(frozenset({region}), "", fact.seeded_by, fact.draws_if)
    return bool(fact.draws) and own.draws(given)

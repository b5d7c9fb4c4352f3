"""The path from raw records to the model's features: what was derived of the notebook."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from mlship.ir.dataflow import Dataflow
from mlship.ir.unfolding import Unfolding
from mlship.planning.edits import Change
from mlship.planning.fitted import Fitted
from mlship.planning.inference.deciding import find_limit
from mlship.planning.inference.fits import Goal
from mlship.planning.inference.goals import kind_of
from mlship.planning.inference.kinds import is_on
from mlship.planning.inference.matrices import find_compared, names_in
from mlship.planning.inference.outside import Inside, Outside, bring_out, is_inside, is_whole
from mlship.planning.inference.sharing import Shared, guarded_of
from mlship.planning.inference.slicing import Path
from mlship.planning.inference.traces import Lesson, Trace
from mlship.planning.interfaces import Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """Derived = the two paths, the traces, what is shared, what must come out of the stages.

    `trained` are the rows that the model is fitted on, `insertions` edits of statements for
    training, `guarded` statements that serving leaves out; `shared` are units that serving calls,
    `repeated` places of those that only training anew calls, `learning` functions of the notebook
    that learn. `held` names the features that the run holds because their variable means
    something else by its end, or is one of a function's. Where functions are `unfolded`, all of it
    is of the statements that they have become, and `outside` of the notebook's.
    """

    flow: Dataflow
    model: Fitted
    fit: Goal
    prediction: Goal
    serving: Path
    training: Path
    trained: frozenset[str]
    traces: Mapping[int, Trace]
    units: tuple[Unit, ...] = ()
    shared: tuple[Shared, ...] = ()
    repeated: tuple[int, ...] = ()
    insertions: Mapping[int, tuple[Change, ...]] = field(default_factory=dict)
    learning: frozenset[str] = frozenset()
    reason: str = ""
    held: Mapping[str, str] = field(default_factory=dict)
    unfolded: Unfolding | None = None
    inside: frozenset[str] = frozenset()
    kept_inside: tuple[tuple[int, Change], ...] = ()

    @property
    def outside(self) -> Outside:
        """What the notebook's own statements are edited to."""
        if self.unfolded is None:
            served = self.serving.indexes
            return Outside(served=served, insertions=dict(self.insertions), learning=self.learning)
        inside = Inside(
            served=self.serving.indexes, insertions=self.insertions, kept=self.kept_inside,
            learning=self.learning,
        )  # fmt: skip
        return bring_out(self.unfolded, inside)

    def is_inside(self, goal: Goal) -> bool:
        """Tell whether features are variables of a function, which are gone when it ends."""
        unfolded = self.unfolded
        if unfolded is None:
            return False
        return any(is_inside(unfolded, name, goal.index) for name in names_in(goal))

    def held_as(self, goal: Goal) -> str:
        """Return what the run calls features that it holds, "" if they are among its results."""
        is_fit = goal is self.fit
        text = ast.unparse(goal.features)
        is_other = text != ast.unparse(self.fit.features)
        return self.held.get(text, "") if is_fit or is_other else ""

    def is_whole(self, unit: Unit) -> bool:
        """Tell whether the statements of a unit are the notebook's own."""
        return self.unfolded is None or is_whole(self.unfolded, unit)

    @property
    def is_raw(self) -> bool:
        """Tell whether records are rows of a table that is read."""
        source = self.serving.source
        is_served = not self.reason and source >= 0 and self.serving.blocked < 0
        return is_served and bool(self.traces[source].sources)

    @property
    def guarded(self) -> frozenset[int]:
        """Statements that only training does, inside of functions that serving calls."""
        guarded = guarded_of(self.shared)
        if self.unfolded is None:
            return guarded
        return frozenset(self.unfolded.places[index].outer for index in guarded)

    @property
    def wanted(self) -> frozenset[str]:
        """Variables that must survive to the end of the run."""
        names = {n for goal in self.compared for n in names_in(goal)}
        targets = {g.target.id for g in self.compared if isinstance(g.target, ast.Name)}
        limit = find_limit(self.flow, sorted(self.traces), self.model)
        return frozenset(self.serving.kept) | names | targets | ({limit} - {""})

    @property
    def kept(self) -> tuple[str, ...]:
        """Variables that serving takes over from the run's results."""
        return tuple(name for name in self.serving.kept if name not in self.inside)

    @property
    def compared(self) -> list[Goal]:
        """The features that replay is compared with."""
        return find_compared(self.traces, self.fit, self.prediction)

    @property
    def own(self) -> tuple[tuple[int, str], ...]:
        """What serving learns from other rows than the model was trained on: statement, text."""
        return tuple(
            (index, lesson.text)
            for index in sorted(self.serving.indexes)
            for lesson in self.traces[index].lessons
            if self._is_own(lesson)
        )

    def _is_own(self, lesson: Lesson) -> bool:
        """Tell whether no row that the model is trained on is learned from, or each table apart."""
        trained = is_on(lesson.tags, self.trained)
        apart = lesson.apart and not is_on(self.trained, self.served)
        return bool(self.trained) and (not trained or apart)

    @property
    def is_several(self) -> bool:
        """Tell whether the model is given several tables at a time."""
        match self.fit.features:
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Dict(values=parts):
                return len(parts) > 1
        return False

    @property
    def served(self) -> frozenset[str]:
        """The rows that are predicted for."""
        return kind_of(self.traces, self.prediction).tags

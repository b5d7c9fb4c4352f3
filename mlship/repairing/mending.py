"""Dataflow, rules, what is installed → one round of repairs; rounds end when nothing changes.

A round is small on purpose: what an edit uncovers (a renamed class whose keyword also changed)
is seen by the next round's analysis.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow
from mlship.ir.notebook import Notebook
from mlship.ir.repair import Installed, Repair, Unrepaired
from mlship.knowledge.ageing import Rule, covering
from mlship.repairing.absent import add_missing_imports, drop_unused_imports, find_undefined
from mlship.repairing.calls import find_uses, mend_uses
from mlship.repairing.columns import mend_columns
from mlship.repairing.dummies import mend_dummies
from mlship.repairing.edits import Edit, apply_edits, with_sources, without_overlaps
from mlship.repairing.encoded import mend_encoded
from mlship.repairing.files import Finder, mend_paths
from mlship.repairing.frequencies import mend_frequencies
from mlship.repairing.imports import climbs, imported_names, mend_imports
from mlship.repairing.indexed import mend_indexed
from mlship.repairing.listed import mend_listed
from mlship.repairing.order import mend_order, reorder
from mlship.repairing.positions import mend_positions
from mlship.repairing.python_two import mend_python_two
from mlship.repairing.texts import keep_texts_objects

# What no rule of one name says: each mends one change of a library, wherever it shows.
LIBRARIES: tuple[Callable[[Dataflow, Installed], list[Edit]], ...] = (
    mend_columns, mend_encoded, mend_positions, mend_indexed, mend_dummies, mend_listed,
    mend_frequencies, keep_texts_objects,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """Round = the notebook afterwards, what was mended now, what cannot be mended."""

    notebook: Notebook
    repairs: tuple[Repair, ...] = ()
    unrepaired: tuple[Unrepaired, ...] = ()


def names_of_interest(flow: Dataflow, rules: Sequence[Rule]) -> frozenset[str]:
    """Give the qualified names that deciding about repairs needs to know of."""
    used = {use.name for use in find_uses(flow) if not use.name.startswith((".", "<"))}
    imported = set(imported_names(flow))
    names = used | imported
    outer = {climb for name in imported for climb in climbs(name)}
    homes = {home for name in names for home in _homes(name, rules)}
    found = names | outer | homes
    return frozenset(found | {name.partition(".")[0] for name in found})


def mend_syntax(notebook: Notebook) -> Round:
    """Translate Python 2, which has to be done before anything can be analysed."""
    repairs = mend_python_two(notebook)
    sources = {repair.cell: repair.after for repair in repairs}
    return Round(notebook=with_sources(notebook, sources), repairs=tuple(repairs))


def mend(flow: Dataflow, rules: Sequence[Rule], installed: Installed, find: Finder) -> Round:
    """Do one round: imports, then everything that stands on them, then the order of cells."""
    notebook = flow.program.notebook
    edits, unrepaired = mend_imports(flow, rules, installed)
    if not edits:
        edits, unrepaired = _edits(flow, rules, installed, find, unrepaired)
    changed, repairs = apply_edits(notebook, without_overlaps(edits))
    if not repairs:
        repairs = mend_order(flow)
        changed = reorder(notebook, repairs)
    return Round(notebook=changed, repairs=tuple(repairs), unrepaired=tuple(unrepaired))


def _edits(
    flow: Dataflow,
    rules: Sequence[Rule],
    installed: Installed,
    find: Finder,
    unrepaired: list[Unrepaired],
) -> tuple[list[Edit], list[Unrepaired]]:
    found = (
        mend_uses(flow, rules, installed),
        drop_unused_imports(flow, installed),
        mend_paths(flow, find),
    )
    edits = [edit for edits, _ in found for edit in edits]
    left = [each for _, some in found for each in some]
    for mend_library in LIBRARIES:
        edits += mend_library(flow, installed)
    return [*edits, *add_missing_imports(flow)], [*unrepaired, *left, *find_undefined(flow)]


def _homes(name: str, rules: Sequence[Rule]) -> Iterator[str]:
    for rule in rules:
        old = covering(rule, name)
        if old and rule.action == "move" and not old.startswith("."):
            yield rule.to + name.removeprefix(old)

"""Stage functions → modules, each with the imports that it needs."""

from collections.abc import Mapping, Sequence
from itertools import chain

from mlship.ir.plan import Helpers, Stage
from mlship.ir.trees import modules_in_formulas, parse
from mlship.planning import functions
from mlship.planning.bodies import Writer
from mlship.planning.declaring import declare_definition, declare_unbound
from mlship.planning.drafting import Draft
from mlship.planning.importing import Imports, bound_names, loaded_names, roots
from mlship.planning.interfaces import EXPLORE
from mlship.planning.kinds import is_typed
from mlship.planning.roles import LABELS
from mlship.planning.signatures import annotate_function
from mlship.planning.steps import module_name, stage_name
from mlship.planning.summaries import SUMMARIES
from mlship.planning.surroundings import Inside

ORDER = (*LABELS, EXPLORE)
# Libraries that look for names of a formula where it is given to them.
READ_FORMULAS = ("statsmodels.formula", "patsy")


def make_stages(
    draft: Draft, made: Sequence[functions.Made], package: str, writer: Writer
) -> tuple[Stage, ...]:
    """Group the functions by stage, each with the imports of its module."""
    found = []
    homes = {m.function.name: stage_name(m.unit) for m in made}
    for name in _names(made):
        mine = [m for m in made if stage_name(m.unit) == name]
        others = {function: home for function, home in homes.items() if home != name}
        found.append(
            Stage(
                name=name,
                summary=SUMMARIES[mine[0].unit.label],
                functions=tuple({m.function.name: m.written for m in mine}.values()),
                imports=_stage_imports(draft, package, writer, mine, others),
                explore=name == EXPLORE,
            )
        )
    return tuple(found)


def _names(made: Sequence[functions.Made]) -> list[str]:
    """Return the stages that there are: the usual ones in their order, else the notebook's."""
    there = dict.fromkeys(stage_name(m.unit) for m in made)
    usual = [module_name(label) for label in ORDER if module_name(label) != EXPLORE]
    named = [name for name in there if name not in usual and name != EXPLORE]
    return [name for name in [*usual, *named, EXPLORE] if name in there]


def _stage_imports(
    draft: Draft,
    package: str,
    writer: Writer,
    mine: Sequence[functions.Made],
    others: Mapping[str, str],
) -> tuple[str, ...]:
    """Return the import lines of a stage; `others` are functions of other ones, and their homes."""
    names = set(chain.from_iterable(loaded_names(m.written.body) for m in mine))
    asked = draft.imports.needed(_in_formulas(draft, names) - names)
    lines = {f"{line}  # noqa: F401  # a formula names it" for line in asked}
    lines |= set(draft.imports.needed(names))
    lines |= {i for m in mine for i in (m.shared.imports if m.shared else m.imports)}
    lines |= {f"from {package}.helpers import {n}" for n in names & draft.hoisted.names}
    lines |= {f"from {package}.{others[n]} import {n}" for n in names & others.keys()}
    missing = frozenset[str]().union(*(m.missing for m in mine))
    brought = _brought(draft.imports, missing)
    names |= {"Any"} if brought else set()
    return (*sorted(lines | _ours(package, writer, names, mine)), *brought)


def _in_formulas(draft: Draft, names: set[str]) -> set[str]:
    """Return the modules that formulas name, where names of the library are used that reads them.

    It looks for them where it is called; the text may be a parameter.
    """
    reads = (draft.flow.imports.get(name, "").startswith(READ_FORMULAS) for name in names)
    if not any(reads):
        return set()
    return {n for node in draft.flow.nodes for n in modules_in_formulas(node.statement.node)}


def _ours(
    package: str, writer: Writer, names: set[str], mine: Sequence[functions.Made]
) -> set[str]:
    renamed = "" if writer.report == "report" else f" as {writer.report}"
    inputs = chain.from_iterable(m.written.inputs for m in mine)
    takes_learned = any(variable.annotation == "Learned" for variable in inputs)
    owns_cast = "cast" in {*writer.bound, *writer.flow.imports}
    wanted = {
        f"from {package}.params import Params": any(m.function.uses_params for m in mine),
        f"from {package}.report import report{renamed}": writer.report in names,
        "from typing import NamedTuple": any(len(m.function.outputs) > 1 for m in mine),
        f"from {package}.learned import Learned": "Learned" in names or takes_learned,
        "from typing import Any": "Any" in names,
        "from typing import cast": "cast" in names and not owns_cast,
        "import os": "os" in names,
        "from functools import partial": "partial" in names,
        f"from {package}.report import look": any(m.unit.label == EXPLORE for m in mine),
    }
    return {line for line, is_wanted in wanted.items() if is_wanted}


def _brought(imports: Imports, missing: frozenset[str]) -> tuple[str, ...]:
    """Bring the star imports for the names that nothing else binds, and declare these names.

    Without the types of a library a type checker cannot know what a star brings.
    """
    if not (imports.stars and missing):
        return ()
    untyped = not any(is_typed(root) for root in roots(imports.stars))
    return (*imports.stars, *(f"{name}: Any" for name in sorted(missing) if untyped))


def _stars(draft: Draft, names: set[str]) -> tuple[str, ...]:
    """Bring star imports where a name is used that nothing else explains."""
    if not draft.imports.stars:
        return ()
    written = {n for node in draft.flow.nodes for n in node.writes}
    known = written | draft.imports.lines.keys() | draft.hoisted.names
    return draft.imports.stars if names - known else ()


def make_helpers(draft: Draft, writer: Writer, package: str, inside: Inside) -> Helpers:
    """Write the module of the notebook's own functions and classes."""
    ordered = sorted(draft.hoisted.functions.values(), key=lambda f: f.index)
    if not ordered:
        return Helpers()
    known, around = inside.signatures, inside.around
    texts = {f.name: writer.definition(f.name) for f in ordered}
    texts = {n: declare_definition(text, around) for n, text in texts.items()}
    texts |= {n: annotate_function(texts[n], found, around) for n, found in known.items()}
    constants = [writer.constant(index) for index in sorted({*draft.hoisted.constants.values()})]
    source = "\n\n\n".join(["\n".join(constants), *texts.values()]).lstrip("\n")
    names = set(loaded_names(source))
    lines = {*draft.imports.needed(names), *(i for found in known.values() for i in found.imports)}
    lines |= {*_ours(package, writer, names, ()), *draft.imports.tried_for(names)}
    declared = declare_unbound(source, around, bound_names(parse("\n".join(sorted(lines)))))
    lines |= _ours(package, writer, set(loaded_names(declared)), ())
    return Helpers(
        imports=(*sorted(lines), *_stars(draft, names)),
        source=declared,
        names=tuple(f.name for f in ordered),
    )

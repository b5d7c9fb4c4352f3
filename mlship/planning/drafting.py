"""Dataflow → what is known of it before statements are cut into functions."""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mlship.ir.dataflow import Dataflow
from mlship.ir.trees import find, names_in, walk
from mlship.knowledge import Knowledge
from mlship.planning import looking
from mlship.planning.bundles import Bundle, bundle_texts, can_stand_alone, find_bundles
from mlship.planning.closures import capture
from mlship.planning.datafiles import (
    EXTENSIONS,
    DataFiles,
    PathUse,
    find_data_files,
    find_folders,
)
from mlship.planning.entries import Recorded
from mlship.planning.figures import find_empty, find_figures
from mlship.planning.folders import find_spare_folders
from mlship.planning.hoisting import Hoisted, find_movable
from mlship.planning.idle import find_idle
from mlship.planning.importing import Imports, collect_imports
from mlship.planning.inner_files import pass_paths
from mlship.planning.passing import narrow
from mlship.planning.recording import find_recorded
from mlship.planning.sorting import Sorted, is_import_block, sort_statements
from mlship.planning.texts import Texts, find_texts
from mlship.planning.tunables import foldable
from mlship.settings import Settings

FITTING = ".fit_transform"
LONGEST_SHOWN = 40
PROBE = {
    "params": ("params", "config", "settings", "run_params"),
    "report": ("report", "recorder", "run_report"),
    "learned": ("learned", "kept_values", "run_learned"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Names of the notebook: variables, imports, and how ours avoid them."""

    variables: frozenset[str]
    imported: frozenset[str]
    params: str
    report: str
    learned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known once the statements are sorted; `passing` is the flow for signatures.

    `figures` maps what draws to the first statement of its figure.
    """

    flow: Dataflow
    passing: Dataflow
    knowledge: Knowledge
    names: Names
    hoisted: Hoisted
    sorted: Sorted
    look_groups: tuple[tuple[int, ...], ...]
    figures: Mapping[int, int]
    data: DataFiles
    given: Mapping[str, str]
    constants: Mapping[str, int]
    imports: Imports
    recorded: Mapping[int, tuple[Recorded, ...]]
    bundles: tuple[Bundle, ...] = ()

    def added(self, index: int) -> list[str]:
        """Return about what generated code adds to a statement: globals, names of what is shown."""
        tree = self.flow.nodes[index].statement.node
        names = [n.id for n in find(tree, ast.Name)]
        given = [a for n in names for a in self.hoisted.arguments.get(n, ())]
        metrics = [f'report.metric("{one.name}", )' for one in self.recorded.get(index, ())]
        words = ast.unparse(tree)[:LONGEST_SHOWN] if self._is_shown(index) else ""
        shown = [f'report.show("{words}", )'] if words else []
        fits = any(call.name.endswith(FITTING) for call in self.flow.nodes[index].calls)
        learned = ['learned.fit_transform("column_scaler", , )'] if fits else []
        return [*(f"{name}={name}, " for name in given), *metrics, *shown, *learned]

    def _is_shown(self, index: int) -> bool:
        return self.flow.nodes[index].statement.shown and index not in self.recorded

    @property
    def hidden(self) -> frozenset[str]:
        """Names that need not be passed from stage to stage."""
        known = self.names.imported | self.hoisted.names
        return known | self.constants.keys() | self.given.keys()


def make_draft(flow: Dataflow, knowledge: Knowledge, settings: Settings) -> Draft:
    """Sort the statements, and find what is known before they are cut."""
    names = _names(flow)
    hoisted = find_movable(flow)
    flow = capture(flow, hoisted.functions)
    figures = find_figures(flow)
    bundles = find_bundles(flow)
    known = find_texts(flow, bundle_texts(bundles))
    texts = known.always
    folder = flow.program.notebook.path.absolute().parent
    data = find_data_files(flow, known, folder)
    spare = find_spare_folders(flow, texts, data) if settings.order == "free" else frozenset()
    unused = _only_paths(flow, known, data, spare)
    data = find_folders(flow, _others(flow, texts, unused), data, folder)
    inner = pass_paths(flow, hoisted, data, folder)
    hoisted, data = inner.hoisted, inner.data
    recorded = find_recorded(flow, knowledge)
    shown = frozenset(recorded) - {f.index for f in hoisted.functions.values()}
    shown |= _kept_anyway(flow, settings)
    if settings.order == "free":
        unused |= (find_idle(flow.nodes) | find_empty(flow, figures)) - shown
    first = sort_statements(flow, hoisted.indexes | unused, shown, spare, figures)
    paths = frozenset(n for n in texts if _is_path(texts[n])) | _written(flow, data.uses)
    constants = foldable(flow, first.kept, paths) if settings.order == "free" else {}
    constants = {n: i for n, i in constants.items() if not _in_helpers(hoisted, n)}
    bundles = _standing_alone(bundles, data, hoisted) if settings.order == "free" else ()
    constants |= {bundle.name: bundle.index for bundle in bundles}
    hoisted = hoisted.without(bundle.name for bundle in bundles)
    moved = hoisted.indexes | unused | frozenset(constants.values())
    final = sort_statements(flow, moved, shown, spare, figures)
    return Draft(
        flow=flow, passing=narrow(flow, hoisted.functions), knowledge=knowledge, names=names,
        hoisted=hoisted, sorted=final, data=data,
        look_groups=tuple(looking.group_looks(flow, final.kept, final.looks, figures)),
        figures=figures, given=inner.given, constants=constants, imports=collect_imports(flow),
        recorded=recorded, bundles=bundles,
    )  # fmt: skip


def _standing_alone(
    bundles: Iterable[Bundle], data: DataFiles, hoisted: Hoisted
) -> tuple[Bundle, ...]:
    """Return the bundles of settings that become parameters; paths have theirs already."""
    covered = {id(node) for use in data.uses for node in walk(use.node)}
    bare = (bundle.without(covered) for bundle in bundles if not _in_helpers(hoisted, bundle.name))
    return tuple(bundle for bundle in bare if can_stand_alone(bundle))


def _others(flow: Dataflow, texts: Mapping[str, str], unused: frozenset[int]) -> dict[str, str]:
    """Return the text constants that are more than paths of data parameters."""
    served = {name for index in unused for name in flow.nodes[index].writes}
    return {name: text for name, text in texts.items() if name not in served}


def _written(flow: Dataflow, uses: Iterable[PathUse]) -> frozenset[str]:
    """Return the variables that are assigned a path, or what holds one."""
    assigned = {id(use.node): use.index for use in uses}
    trees = ((node, node.statement.node) for node in flow.nodes)
    return frozenset(
        name
        for node, tree in trees
        if isinstance(tree, ast.Assign) and any(id(n) in assigned for n in walk(tree.value))
        for name in node.writes
    )


def _kept_anyway(flow: Dataflow, settings: Settings) -> frozenset[int]:
    """Return the statements that stay in the pipeline whatever is known of them."""
    if settings.order != "free":
        return frozenset(range(len(flow.nodes)))
    return frozenset(i for i in settings.keep if i < len(flow.nodes))


def _in_helpers(hoisted: Hoisted, name: str) -> bool:
    """Classes cannot be given arguments, so what they read moves with them."""
    return name in hoisted.constants


def _is_path(text: str) -> bool:
    return bool(EXTENSIONS.search(text)) or "/" in text or "\\" in text


def _only_paths(
    flow: Dataflow, texts: Texts, data: DataFiles, spare: frozenset[int]
) -> frozenset[int]:
    """Return the statements of text constants that serve only as paths of data parameters.

    What the `spare` statements read them for does not count.
    """
    inside = {id(n) for use in data.uses for n in walk(use.node)}
    loads: dict[str, list[bool]] = {}
    definitions: dict[str, list[int]] = {}
    names = texts.always.keys() | texts.changing.keys()
    statements = (n.statement for n in flow.nodes if n.statement.index not in spare)
    for statement in statements:
        for tree in (n for n in find(statement.node, ast.Name) if n.id in names):
            if isinstance(tree.ctx, ast.Load):
                loads.setdefault(tree.id, []).append(id(tree) in inside)
            else:
                definitions.setdefault(tree.id, []).append(statement.index)
    return frozenset(
        index for n, found in loads.items() if all(found) for index in definitions.get(n, ())
    )


def _names(flow: Dataflow) -> Names:
    variables = {
        name
        for tree in (node.statement.node for node in flow.nodes)
        for name in (*names_in(tree), *(n.arg for n in find(tree, ast.arg)))
    } - set(flow.imports)
    imported = frozenset(flow.imports).difference(_rebound(flow))
    everything = variables | imported
    params, report, learned = (
        next(name for name in PROBE[machinery] if name not in everything)
        for machinery in ("params", "report", "learned")
    )
    return Names(
        variables=frozenset(variables),
        imported=imported,
        params=params,
        report=report,
        learned=learned,
    )


def _rebound(flow: Dataflow) -> Iterator[str]:
    """Yield the names that something else than an import writes."""
    modules = _modules(flow)
    for node in flow.nodes:
        if not _imports(node.statement.node):
            bound = node.defines | node.may_define
            yield from (name for name in node.writes if name not in modules or name in bound)


def _modules(flow: Dataflow) -> frozenset[str]:
    """Return the names of whole modules: what is set in one is set there for every stage."""
    trees = (node.statement.node for node in flow.nodes)
    aliases = (alias for tree in trees if isinstance(tree, ast.Import) for alias in tree.names)
    return frozenset(alias.asname or alias.name.partition(".")[0] for alias in aliases)


def _imports(tree: ast.stmt) -> bool:
    return isinstance(tree, ast.Import | ast.ImportFrom) or is_import_block(tree)

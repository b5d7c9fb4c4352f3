"""Draft and segments → stage functions, looks among them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import chain, groupby

from mlship.ir.failing import find_failing
from mlship.planning import functions, looking, prose
from mlship.planning.bodies import Writer, name_figures
from mlship.planning.drafting import Draft
from mlship.planning.figures import FIGURE
from mlship.planning.fitted import Fitted
from mlship.planning.function_names import Namer, sources_of
from mlship.planning.generalizing import Naming
from mlship.planning.interfaces import EXPLORE, Unit, connect
from mlship.planning.metrics import is_model
from mlship.planning.modules import ORDER
from mlship.planning.partition import Segment
from mlship.planning.showing import find_silent
from mlship.planning.steps import is_cacheable, stage_name
from mlship.planning.surroundings import Inside
from mlship.planning.tongues import speaks_english
from mlship.planning.tunables import Folded, Tunables, find_tunables
from mlship.planning.twins import share_twins

# Names that generated modules use themselves.
RESERVED = frozenset(
    {
        "run",
        "step",
        "look",
        "main",
        "report",
        "params",
        "runner",
        "running",
        "helpers",
        "pipeline",
        "results",
        "reporting",
        "seed_everything",
        "partial",
    }
)


def make_units(draft: Draft, segments: Sequence[Segment], final: frozenset[str]) -> list[Unit]:
    """Connect segments and looks."""
    units = looking.place_looks(draft.flow, segments, draft.look_groups)
    return connect(draft.passing, units, draft.hidden, frozenset(draft.sorted.looks), final)


def tune(draft: Draft, units: Sequence[Unit], model: str) -> Tunables:
    """Find what a person would tune."""
    looks = set(draft.sorted.looks)
    sections = {
        i: stage_name(unit)
        for unit in units
        if unit.label != EXPLORE
        for i in unit.indexes
        if i not in looks
    }
    estimator = model.rsplit(".", 1)[-1]
    folded = Folded(constants=draft.constants, bundles=draft.bundles)
    return find_tunables(draft.flow, sections, folded, draft.knowledge, estimator)


def make_writer(draft: Draft, tunables: Tunables) -> Writer:
    """Gather what writing statements needs."""
    flow = draft.flow
    headings = prose.headings_by_cell(flow.program)
    figures = draft.figures
    return Writer(
        flow=flow, hoisted=draft.hoisted, tunables=tunables, data=draft.data, given=draft.given,
        recorded=draft.recorded, figures=figures,
        titles=name_figures(flow, figures, headings),
        params=draft.names.params, report=draft.names.report, learned=draft.names.learned,
        bound=frozenset(name for node in flow.nodes for name in node.writes) - flow.imports.keys(),
        silent=find_silent(flow),
    )  # fmt: skip


def make_functions(
    draft: Draft,
    writer: Writer,
    units: Sequence[Unit],
    fitted: Sequence[Fitted],
    inside: Inside,
) -> list[functions.Made]:
    """Make every function; the looks inside a stage first, as they are called by name."""
    taken = set(
        draft.names.variables
        | set(draft.flow.imports)
        | draft.hoisted.names
        | set(ORDER)
        | RESERVED
    )
    english = speaks_english(draft.flow.program)
    namer = Namer(
        headings=prose.heading_starts(draft.flow.program),
        titles=_titles(writer, english=english), english=english,
        fitted=tuple(fitted), taken=taken,
        types=inside.types, is_model=partial(is_model, draft.knowledge),
        repeated=_repeated_looks(draft, units),
    )  # fmt: skip
    shop = functions.Workshop(
        flow=draft.flow, writer=writer, namer=namer, fitted=tuple(fitted),
        types=inside.types, variables=draft.names.variables, around=inside.around,
        failing=find_failing(draft.flow.program),
    )  # fmt: skip
    made: list[functions.Made] = []
    wider: dict[str, frozenset[str]] = {}
    written: set[str] = set()
    for unit in units:
        inner = [
            shop.make(_look_unit(draft, group, written), {}) for group in _inner_looks(draft, unit)
        ]
        whole = shop.make(unit, _calls(inner, writer.params))
        for look in inner:
            found = functions.wider_inputs(look, whole.declared)
            wider[look.function.name] = wider.get(look.function.name, frozenset()) | found
        made += [*inner, whole]
        written |= {n for i in unit.indexes for n in draft.flow.nodes[i].writes}
    made = [functions.loosened(one, wider.get(one.function.name, ())) for one in made]
    return share_twins(made, _naming(draft, inside, shop), partial(is_cacheable, draft.flow))


def _repeated_looks(draft: Draft, units: Iterable[Unit]) -> set[tuple[str, ...]]:
    """Return the texts of looks that the notebook takes more than once."""
    looks = chain.from_iterable(_look_groups(draft, unit) for unit in units)
    times = Counter(sources_of(draft.flow.nodes[i] for i in group) for group in looks)
    return {sources for sources, count in times.items() if count > 1}


def _titles(writer: Writer, *, english: bool) -> Mapping[int, str]:
    """Return what figures are called in names: in English, as far as that is known."""
    if english:
        return writer.titles
    said = name_figures(writer.flow, writer.figures, {}, english=True)
    return {i: t if t != FIGURE else writer.titles[i] for i, t in said.items()}


def _naming(draft: Draft, inside: Inside, shop: functions.Workshop) -> Naming:
    """Say what names are taken, and what variables hold."""
    ours = {draft.names.params, draft.names.learned, draft.names.report}
    return Naming(
        params=draft.names.params,
        report=draft.names.report,
        learned=draft.names.learned,
        taken=shop.namer.taken,
        outer=draft.names.imported | draft.hoisted.names | ours,
        results=shop.results,
        is_model=partial(_is_model, draft, inside),
    )


def _is_model(draft: Draft, inside: Inside, made: functions.Made, name: str) -> bool:
    """Tell whether a variable holds a model in a unit, or after it."""
    places = (made.unit.indexes[0], made.unit.indexes[-1] + 1)
    return any(is_model(draft.knowledge, inside.types[i].get(name, "")) for i in places)


def _calls(looks: Sequence[functions.Made], params: str) -> dict[int, str]:
    """Map the statements of looks to what stands for them: a call, and nothing for the others."""
    calls: dict[int, str] = {}
    for look in looks:
        indexes = look.unit.indexes
        calls |= dict.fromkeys(indexes, "")
        calls[indexes[0]] = functions.write_call(look, params)
    return calls


def _look_groups(draft: Draft, unit: Unit) -> list[tuple[int, ...]]:
    return [unit.indexes] if unit.label == EXPLORE else _inner_looks(draft, unit)


def _inner_looks(draft: Draft, unit: Unit) -> list[tuple[int, ...]]:
    if unit.label == EXPLORE:
        return []
    number = {i: k for k, group in enumerate(draft.look_groups) for i in group}
    groups = groupby(unit.indexes, key=lambda i: number.get(i, -1))
    return [tuple(group) for look, group in groups if look >= 0]


def _look_unit(draft: Draft, group: tuple[int, ...], written: set[str]) -> Unit:
    needs = looking.needs_of(draft.passing, group, draft.hidden)
    earlier = {n for node in draft.flow.nodes[: group[0]] for n in node.writes}
    return Unit(label=EXPLORE, indexes=group, inputs=tuple(sorted(needs & (earlier | written))))

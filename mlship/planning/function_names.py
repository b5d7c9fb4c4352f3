"""Units → names of their functions, each used once, and the sentences that say what they do."""

import ast
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mlship.ir.dataflow import Node
from mlship.ir.program import Prose
from mlship.ir.trees import walk
from mlship.planning.columns import track_all
from mlship.planning.fitted import Fitted
from mlship.planning.headings import (
    MOST_WORDS,
    TRAINING,
    heading_words,
    is_order,
    name_after,
    names_what_is_loaded,
    things_in,
)
from mlship.planning.interfaces import EXPLORE, Unit
from mlship.planning.namesakes import Namesakes
from mlship.planning.naming import sentence, short_model, slug, squashed, unique
from mlship.planning.operations import makes_features
from mlship.planning.summaries import (
    ABOUT_MODELS,
    AFTER,
    DEFAULT_NAMES,
    summarize,
    tell_apart,
)
from mlship.planning.tongues import can_name
from mlship.planning.wording import AND, Wording, files_named, says_little

# What is done to a thing that a heading only names.
VERBS = {
    "setup": "configure", "load": "load", "clean": "clean", "features": "prepare",
    "split": "split", "train": "train", "tune": "tune", "evaluate": "evaluate",
    "report": "report", EXPLORE: "explore",
}  # fmt: skip
LONGEST_NAME = 48
SEVERAL, PAIR, LONGEST_PAIR = "models", 2, 36
SEARCHES = ("SearchCV", "cross_val_score", "cross_validate")
# A class whose name is no words, as SVC or DBSCAN.
ACRONYM = re.compile("[A-Z]{2,}")
# How names begin that say no more than which stage it is.
VAGUE = ("look_at_", "look_around")
# What is drawn or saved says more than a heading.
SURE = ("plot_", "save_")
TELLING_DEFAULTS = frozenset({"load", "split"})


def _says(name: str, word: str) -> bool:
    """Tell whether a name holds a word, be it spelt in two: `k_means` and `kmeans`."""
    parts = name.split("_")
    ends = ((start, end) for start in range(len(parts)) for end in range(start, len(parts)))
    return squashed(word) in {"".join(parts[start : end + 1]).lower() for start, end in ends}


@dataclass(slots=True)
class Namer:
    """Names functions one after the other; `titles` are those of figures, by their statements.

    `headings` are those that cells begin with; `english` says whether the notebook's own words are.
    """

    headings: Mapping[int, Prose]
    titles: Mapping[int, str]
    fitted: tuple[Fitted, ...]
    taken: set[str]
    types: Sequence[Mapping[str, str]]
    is_model: Callable[[str], bool]
    repeated: Collection[tuple[str, ...]] = ()
    english: bool = True
    namesakes: Namesakes = field(default_factory=Namesakes)
    before: str = ""
    sounds: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self.sounds = set(map(squashed, self.taken))

    def name(self, unit: Unit, nodes: Sequence[Node]) -> tuple[str, str]:
        """Return a name that no other function has, and the sentence that says what it does."""
        names = self._candidates(unit, nodes)
        fitting = [name for name in names if len(name) <= LONGEST_NAME] or [_default(unit, nodes)]
        shared, name = next(self._free(unit, nodes, fitting))
        self.namesakes.note(shared, unit, nodes)
        if unit.label != EXPLORE:
            self.before = name
        self.taken.add(name)
        self.sounds.add(squashed(name))
        words = self._words(unit, nodes)
        summary = self._summary(unit, nodes, shared, words)
        return name, tell_apart(summary, name[len(shared) + 1 :], words)

    def _free(
        self, unit: Unit, nodes: Sequence[Node], names: Sequence[str]
    ) -> Iterator[tuple[str, str]]:
        """Yield what a function could be called: (the name it shares with others, its own).

        What says what it does, and what tells it from its namesakes, goes before what only says
        that it does something.
        """
        default = [] if self._default_tells(unit, nodes) else [_default(unit, nodes)]
        vague = (*VAGUE, *(f"{name}_" for name in default))
        clear = [n for n in names if n not in default and not n.startswith(vague)]
        yield from ((name, name) for name in clear if self._is_free(name))
        if clear:
            yield from self._distinguished(unit, nodes, clear[0])
        yield from ((name, name) for name in names if self._is_free(name))
        yield from self._distinguished(unit, nodes, names[0])
        yield names[0], unique(names[0], self.taken)

    def _default_tells(self, unit: Unit, nodes: Sequence[Node]) -> bool:
        """Tell whether the name of what nothing is said of says enough, or stands above it."""
        says_so = self._heading_name(unit, nodes) == _default(unit, nodes)
        is_more = unit.label == "features" and says_so and not makes_features(nodes)
        return is_more or unit.label in TELLING_DEFAULTS

    def _is_free(self, name: str) -> bool:
        """Tell whether none reads alike: `train_kmeans` beside `train_k_means`."""
        return squashed(name) not in self.sounds

    def _candidates(self, unit: Unit, nodes: Sequence[Node]) -> list[str]:
        model, variable = self._model(unit, nodes)
        said = list(
            Wording(
                unit=unit, nodes=nodes, model=model, variable=variable,
                titles=self._titles(nodes), adds=[column for _, column in track_all(nodes)],
            ).names()
        )  # fmt: skip
        of_one = model != SEVERAL and AND not in model
        tells = of_one and sources_of(nodes) not in self.repeated
        heading = self._heading_name(unit, nodes) if tells else ""
        drawn = unit.label in {"report", EXPLORE} and "".join(said[:1]).startswith(SURE)
        ordered = [*said[:1], heading, *said[1:]] if model or drawn else [heading, *said]
        files = [f"load_{stem}" for stem in files_named(nodes)] if unit.label == "load" else []
        return list(filter(None, [*ordered, _default(unit, nodes), *files]))

    def _distinguished(
        self, unit: Unit, nodes: Sequence[Node], name: str
    ) -> Iterator[tuple[str, str]]:
        """Say what tells this function from its namesakes."""
        words = "_".join(things_in(self._heading(nodes))[:MOST_WORDS])
        more = [words] if words and unit.label != EXPLORE else []
        more += self.namesakes.telling(name, unit, nodes)
        if unit.label == EXPLORE and self.before:
            more.append(f"{AFTER}{self.before}")
        for word in more:
            longer = f"{name}_{word}"
            if not _says(name, word) and len(longer) <= LONGEST_NAME and self._is_free(longer):
                yield name, longer

    def _model(self, unit: Unit, nodes: Sequence[Node]) -> tuple[str, str]:
        """Return the short name of the model that a unit is about, and its variable."""
        if unit.label not in ABOUT_MODELS:
            return "", ""
        found = self._models_of(unit, nodes)
        kinds = list(dict.fromkeys(map(short_model, found.values())))
        telling = [kind for kind in kinds if not says_little(kind)]
        kinds = telling or (_constructed(nodes) if found else []) or kinds[:1]
        if len(kinds) > 1:
            return _name_several(kinds), ""
        variable = next(iter(found)) if len(found) == 1 else ""
        if variable and says_little(kinds[0]) and not says_little(variable):
            return slug(variable), variable
        return next(iter(kinds), ""), variable

    def _models_of(self, unit: Unit, nodes: Sequence[Node]) -> dict[str, str]:
        """Return the models that a unit is about, with their types."""
        searched = self._searched(unit, nodes) if unit.label == "tune" else {}
        fitted = {f.name: f.estimator for f in self._fitted_for(unit, nodes)}
        return searched or fitted or self._models_in(unit, nodes)

    def _fitted_for(self, unit: Unit, nodes: Sequence[Node]) -> list[Fitted]:
        """Return the models that a unit fits; if it evaluates, those that it reads."""
        fitted = [f for f in self.fitted if f.index in unit.indexes]
        if fitted or unit.label != "evaluate":
            return fitted
        read = {name for node in nodes for name in node.reads}
        start, now = nodes[0].statement.index, self.types[unit.indexes[0]]
        earlier = [f for f in self.fitted if f.index < start and f.name in read]
        # A variable may hold another model by now, which nothing has fitted.
        return [f for f in earlier if now.get(f.name, f.estimator) == f.estimator]

    def _models_in(self, unit: Unit, nodes: Sequence[Node]) -> dict[str, str]:
        """Return the models that a unit makes, else those that it is given, with their types."""
        made = {n: kind for node in nodes for n, kind in node.types.items() if n in node.defines}
        before = self.types[unit.indexes[0]]
        given = {name: before.get(name, "") for name in unit.inputs}
        ways = ({n: k for n, k in kinds.items() if self.is_model(k)} for kinds in (made, given))
        return next(filter(None, ways), {})

    def _searched(self, unit: Unit, nodes: Sequence[Node]) -> dict[str, str]:
        """Return the models whose hyper-parameters a unit searches."""
        known = dict(self.types[unit.indexes[0]])
        for node in nodes:
            known |= {n: k for n, k in node.types.items() if n in node.defines}
        names = [name for node in nodes for name in _given_to_searches(node)]
        return {n: known[n] for n in names if self.is_model(known.get(n, ""))}

    def _titles(self, nodes: Sequence[Node]) -> list[str]:
        titles = (self.titles.get(n.statement.index, "") for n in nodes)
        return [title for title in titles if title]

    def _heading(self, nodes: Sequence[Node]) -> str:
        """Return the heading that a unit begins with, or that begins within it.

        What is said in another language names nothing.
        """
        starts, cells = self.headings, dict.fromkeys(n.statement.cell for n in nodes)
        found = (starts[c].heading for c in cells if c in starts and starts[c].level > 1)
        heading = next(found, "")
        return heading if can_name(heading, english=self.english) else ""

    def _heading_name(self, unit: Unit, nodes: Sequence[Node]) -> str:
        heading = self._heading(nodes)
        told = [*unit.outputs, *files_named(nodes)] if unit.label == "load" else []
        if unit.label == "load" and not names_what_is_loaded(heading, told):
            return ""
        plots = sum(node.role == "plot" for node in nodes) * 2 > len(nodes)
        verb = "plot" if plots and unit.label in {"report", EXPLORE} else VERBS[unit.label]
        verb = "prepare" if unit.label in TRAINING and not _trains(nodes) else verb
        return name_after(heading, unit.label, verb)

    def _summary(
        self, unit: Unit, nodes: Sequence[Node], name: str, words: Mapping[str, str]
    ) -> str:
        heading = self._heading(nodes)
        if is_order(heading) and "_".join(heading_words(heading)) == name:
            return sentence(heading)
        return summarize(unit.label, name, nodes, words)

    def _words(self, unit: Unit, nodes: Sequence[Node]) -> dict[str, str]:
        """Map parts of names to variables, and to classes whose names are no words."""
        here = self._models_in(unit, nodes).values()
        kinds = [kind.rpartition(".")[2] for kind in (*(f.estimator for f in self.fitted), *here)]
        made = [name for node in nodes for name in sorted(node.defines)]
        variables = dict.fromkeys([*unit.outputs, *made, *unit.inputs])
        return {
            **{short_model(kind): kind for kind in kinds if ACRONYM.search(kind)},
            **{slug(name): name for name in reversed(variables)},
        }


def _name_several(kinds: Sequence[str]) -> str:
    pair = "_and_".join(kinds)
    return pair if len(kinds) == PAIR and len(pair) <= LONGEST_PAIR else SEVERAL


def _given_to_searches(node: Node) -> Iterator[str]:
    """Yield the names in what searches for hyper-parameters are given."""
    for call in node.calls:
        if call.name.endswith(SEARCHES):
            given = [*call.node.args[:1], *(keyword.value for keyword in call.node.keywords)]
            yield from (n.id for a in given for n in walk(a) if isinstance(n, ast.Name))


def _constructed(nodes: Sequence[Node]) -> list[str]:
    """Return the short names of the models that are made where results say nothing of them."""
    calls = [c for node in nodes for c in node.calls if c.fact and c.fact.role == "construct"]
    names = (c.name.rpartition(".")[2] for c in calls)
    return list(dict.fromkeys(short_model(name) for name in names if name[:1].isupper()))


def _default(unit: Unit, nodes: Sequence[Node]) -> str:
    """Return the name of what nothing else is said of."""
    if unit.label in TRAINING and not _trains(nodes):
        return "prepare_training"
    return DEFAULT_NAMES[unit.label]


def _trains(nodes: Sequence[Node]) -> bool:
    return any(node.role in TRAINING for node in nodes)


def sources_of(nodes: Iterable[Node]) -> tuple[str, ...]:
    """Return the texts of statements, by which looks are the same or not."""
    return tuple(node.statement.source for node in nodes)

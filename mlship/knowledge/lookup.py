"""Knowledge: questions about callables, types, attributes, metrics and packages → answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from mlship.ir.dataflow import Fact
from mlship.knowledge import distributions, facts
from mlship.knowledge.layers import Fields, Layer, TypeRow

# Parameters of these kinds' constructors are a person's to tune, if nothing speaks against it.
TUNABLE = (
    "estimator", "transformer", "cluster", "decomposition", "sampler", "layer", "optimizer",
    "splitter",
)  # fmt: skip
# A method name on an unknown receiver means what it means here, before any other library.
EVERYDAY_TYPES = """
    list dict set str tuple file collections.deque pandas.DataFrame pandas.Series
    pandas.core.generic.NDFrame numpy.ndarray pandas.core.strings.accessor.StringMethods
    matplotlib.axes.Axes matplotlib.axes._base._AxesBase matplotlib.figure.Figure
    sklearn.base.BaseEstimator sklearn.RandomEstimator sklearn.base.TransformerMixin
    """
EVERYDAY = frozenset(EVERYDAY_TYPES.split())
# Kinds of what is drawn on.
CANVASES = frozenset({"axes", "figure"})
# A method that does what all methods of axes do, and gives nothing back.
CANVAS_METHOD = ("matplotlib.axes.Axes", "set_title")


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is known of libraries; every answer is "not known" (None, "", False) where it is not."""

    layer: Layer
    _found: dict[str, tuple[str, str]] = field(default_factory=dict, compare=False, repr=False)
    _anywhere: dict[str, Fact | None] = field(default_factory=dict, compare=False, repr=False)
    _lineages: dict[str, tuple[str, ...]] = field(default_factory=dict, compare=False, repr=False)
    _facts: dict[str, Fact | None] = field(default_factory=dict, compare=False, repr=False)
    _kinds: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def fact(self, name: str) -> Fact | None:
        """Tell what is known of a callable: "pandas.read_csv", "pandas.DataFrame.drop", ".fit"."""
        if name not in self._facts:
            is_method = name.startswith(".")
            self._facts[name] = self.any_method(name[1:]) if is_method else self._fact(name)
        return self._facts[name]

    def _fact(self, name: str) -> Fact | None:
        owner, attribute = self._find(name)
        fields = self._fields(owner, attribute)
        fields = self._drawing(owner) if fields is None else fields
        return None if fields is None else facts.make_fact(_join(owner, attribute), fields)

    def _drawing(self, owner: str) -> Fields | None:
        """Say of what nobody knows of axes (a map's, say) what holds for all that they draw."""
        is_canvas = self._is_type(owner) and self.kind(owner) in CANVASES
        return self._fields(*CANVAS_METHOD) if is_canvas else None

    def describes(self, module: str) -> bool:
        """Tell whether what a module holds is known, as far as people use it."""
        return module in self.layer.facts

    def holds(self, name: str) -> bool:
        """Tell whether anything is known by that name: a callable, a type, a module."""
        return self.fact(name) is not None or self.kind(name) != ""

    def method(self, type_name: str, method: str) -> Fact | None:
        """Tell what is known of a method of a type, inherited ones included."""
        return self.fact(f"{type_name}.{method}") if type_name else None

    def any_method(self, method: str) -> Fact | None:
        """Tell what is safe to say of a method whatever its receiver, None if no type has it."""
        if method not in self._anywhere:
            self._anywhere[method] = facts.agree(f".{method}", self._all_methods(method))
        return self._anywhere[method]

    def canonical(self, name: str) -> str:
        """Give the name under which the data knows a callable or type."""
        return _join(*self._find(name))

    def kind(self, type_name: str) -> str:
        """Give a type's kind: "estimator-classifier", "transformer", "frame", "module", ..."""
        if type_name not in self._kinds:
            self._kinds[type_name] = self._kind(self.canonical(type_name))
        return self._kinds[type_name]

    def _kind(self, name: str) -> str:
        kinds = (self.layer.types[base].kind for base in self._lineage(name) if self._is_type(base))
        is_module = name in self.layer.facts and name not in self.layer.types
        return "module" if is_module else next(filter(None, kinds), "")

    def attribute(self, type_name: str, attribute: str) -> str:
        """Give the type of an attribute, "" if unknown."""
        rows = self._type_rows(type_name)
        return next((row.attributes[attribute] for row in rows if attribute in row.attributes), "")

    def shares(self, type_name: str, attribute: str) -> bool:
        """Tell whether an attribute shows state of the object itself (``df.values``)."""
        return any(attribute in row.shares for row in self._type_rows(type_name))

    def parameter_names(self, name: str) -> tuple[str, ...]:
        """Give the parameters of a callable in order, without ``self``; () if unknown."""
        owner, attribute = self._find(name)
        lines = (
            self.layer.parameters[base][attribute]
            for base in self._lineage(owner)
            if attribute in self.layer.parameters.get(base, {})
        )
        return tuple(next(lines, "").split())

    def hyperparameter(self, name: str, parameter: str) -> bool:
        """Tell whether a person would tune this parameter of a constructor or function."""
        library, tuning = self.canonical(name).split(".")[0], self.layer.tables["tuning"]
        if library in tuning:
            return parameter in tuning[library].split()
        if parameter in self.layer.untuned:
            return False
        return parameter in self.layer.tuned or self.kind(name).startswith(TUNABLE)

    def is_metric(self, name: str) -> bool:
        """Tell whether a call or an attribute gives a score or an error."""
        return self.metric_name(name) != ""

    def metric_name(self, name: str) -> str:
        """Give a metric's name as a person would write it, "" if it is no metric."""
        return self._from_table("metrics", name)

    def is_text_report(self, name: str) -> bool:
        """Tell whether a call gives a report for people (a text or a table of numbers)."""
        return self.report_kind(name) != ""

    def report_kind(self, name: str) -> str:
        """Give "text" or "table" for a report, "" for anything else."""
        return self._from_table("reports", name)

    def distribution(self, import_name: str) -> str:
        """Give the package to install for an import, "" if there is nothing to install."""
        return distributions.find_distribution(import_name, self.layer.tables["distributions"])

    def looks_local(self, import_name: str) -> bool:
        """Tell whether an import is called like a file of the author's own, not like a package."""
        return distributions.looks_local(import_name, self.layer.tables["distributions"])

    def implied(self, name: str) -> str:
        """Give the package that a call imports though the notebook does not, else ""."""
        return self.layer.tables["implied"].get(name.rpartition(".")[2], "")

    def floor(self, distribution: str) -> str:
        """Give a sensible lower bound for a package's version, "" if none is known."""
        return self.layer.tables["floors"].get(distribution, "")

    def is_standard_library(self, name: str) -> bool:
        """Tell whether an import comes with Python."""
        return distributions.is_standard_library(name)

    def _from_table(self, table: str, name: str) -> str:
        rows, (owner, attribute) = self.layer.tables[table], self._find(name)
        is_function = owner in self.layer.facts and not self._is_type(owner)
        is_own = owner.startswith("<")  # "<notebook>.score" is the notebook's own function
        general = "" if is_own or (owner and is_function) else rows.get(f".{attribute}", "")
        return rows.get(_join(owner, attribute)) or (general if "." in name else "")

    def _find(self, name: str) -> tuple[str, str]:
        if name not in self._found:
            spellings = (*self._spellings(name), self._along_attributes(name))
            known = (_split(other) for other in spellings if self._is_known(other))
            self._found[name] = next(known, _split(name))
        return self._found[name]

    def _spellings(self, name: str) -> Iterator[str]:
        """Yield the name as written, its aliases, and both without their inner modules."""
        names = tuple(dict.fromkeys((name, self._without_alias(name))))
        yield from names
        for other in names:
            yield from (self._without_alias(short) for short in _without_inner_modules(other))

    def _without_alias(self, name: str) -> str:
        aliases, parts = self.layer.tables["aliases"], name.split(".")
        for length in range(len(parts), 0, -1):
            target = aliases.get(".".join(parts[:length]))
            if target is not None:
                return ".".join(filter(None, (target, *parts[length:])))
        return name

    def _along_attributes(self, name: str) -> str:
        """Give "numpy.ndarray.mean" for "pandas.DataFrame.values.mean"."""
        owner, attribute = _split(name)
        holder, shown = _split(owner)
        shown_type = self.attribute(holder, shown) if holder else ""
        return f"{shown_type}.{attribute}" if shown_type else name

    def _is_known(self, name: str) -> bool:
        is_owner = name in self.layer.types or name in self.layer.facts
        return is_owner or self._fields(*_split(name)) is not None

    def _is_type(self, name: str) -> bool:
        return name in self.layer.types

    def _fields(self, owner: str, attribute: str) -> Fields | None:
        rows = (self.layer.facts.get(base, {}).get(attribute) for base in self._lineage(owner))
        return next((row for row in rows if row is not None), None)

    def _lineage(self, name: str) -> tuple[str, ...]:
        """Return a type and its bases, each once, the nearest first."""
        if name not in self._lineages:
            waiting, found = [name], dict[str, None]()
            while waiting:
                base = waiting.pop(0)
                if base not in found:
                    found[base] = None
                    waiting[:0] = self.layer.types.get(base, TypeRow()).bases
            self._lineages[name] = tuple(found)
        return self._lineages[name]

    def _type_rows(self, type_name: str) -> Iterator[TypeRow]:
        types = self.layer.types
        return (types[base] for base in self._lineage(self.canonical(type_name)) if base in types)

    def _all_methods(self, method: str) -> list[Fact]:
        owners = [
            owner
            for owner, rows in self.layer.facts.items()
            if method in rows and owner in self.layer.types
        ]
        everyday = [owner for owner in owners if owner in EVERYDAY]
        rows = ((owner, self.layer.facts[owner][method]) for owner in everyday or owners)
        return [facts.make_fact(f"{owner}.{method}", fields) for owner, fields in rows]


def _split(name: str) -> tuple[str, str]:
    owner, _, attribute = name.rpartition(".")
    return owner, attribute


def _join(owner: str, attribute: str) -> str:
    return f"{owner}.{attribute}" if owner else attribute


def _without_inner_modules(name: str) -> Iterator[str]:
    """Yield "keras.layers.Dense", "keras.Dense" for "keras.layers.core.Dense"."""
    parts = name.split(".")
    names = (place for place, part in enumerate(parts) if part != part.lower())
    modules = min(next(names, len(parts)), len(parts) - 1)
    kept = range(modules - 1, 0, -1)
    yield from (".".join((*parts[:length], *parts[modules:])) for length in kept)

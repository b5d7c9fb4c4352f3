"""What the project will be: stages, functions, parameters, in the field's words.

Plan     = title, package, Stage*, Step*, Parameter*, Helpers, Results, requirements, provenance
Stage    = one module of the generated package: StageFunction*
Step     = one line of the generated ``pipeline.run``: a call of a stage function
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mlship.ir.diagnostic import Diagnostic
from mlship.ir.inference import Inference

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Parameter = section, name, value, annotation, comment.

    `section` is "" for the top level (``seed``), else a field of ``Params`` ("train", "data");
    `value` is plain JSON; `annotation` is Python ("int", "list[str]", "Path", "int | None").
    For data files the value is the path relative to the project or absolute, see `DataFile`.
    """

    section: str
    name: str
    value: Json
    annotation: str
    comment: str = ""


ROW_BASED = frozenset({".csv", ".tsv", ".txt", ".data", ".jsonl"})


@dataclass(frozen=True, slots=True, kw_only=True)
class DataFile:
    """DataFile = parameter name in section "data", path as the notebook writes it, where found.

    `found` is the file's absolute path on this machine, None if it was not found. `written` says
    that the notebook makes the file itself (an output), so that it need not exist; `made` that it
    lies in a folder that the notebook makes. `candidates` are the files that it might be, where
    nothing tells which; `index` is the statement that names it first.
    """

    name: str
    written_as: str
    found: Path | None = None
    written: bool = False
    made: bool = False
    candidates: tuple[Path, ...] = ()
    index: int = field(default=-1, compare=False)

    @property
    def has_rows(self) -> bool:
        """Tell whether it is text with a row a line, so that a part of it is such a file too."""
        return self.found is not None and self.found.suffix.lower() in ROW_BASED


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """Variable = name, annotation as it stands in generated code ("pd.DataFrame", "Any")."""

    name: str
    annotation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promises:
    """What holds of a stage function's outputs, whatever the data.

    Attributes:
        adds, drops: (variable, column) pairs that are there / not there for certain.
        filled: (variable, column) pairs without missing values.
        complete, distinct: frames without missing values; without a row that comes twice.
        paired: variables of the same length.
    """

    adds: tuple[tuple[str, str], ...] = ()
    drops: tuple[tuple[str, str], ...] = ()
    filled: tuple[tuple[str, str], ...] = ()
    complete: tuple[str, ...] = ()
    distinct: tuple[str, ...] = ()
    paired: tuple[tuple[str, str], ...] = ()

    def renamed(self, names: Mapping[str, str]) -> "Promises":
        """Promise the same of variables that are called otherwise."""
        return Promises(
            adds=tuple((names[n], column) for n, column in self.adds),
            drops=tuple((names[n], column) for n, column in self.drops),
            filled=tuple((names[n], column) for n, column in self.filled),
            complete=tuple(names[n] for n in self.complete),
            distinct=tuple(names[n] for n in self.distinct),
            paired=tuple((names[one], names[other]) for one, other in self.paired),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFunction:
    """One generated function.

    Attributes:
        name: its name, unique in the package, never that of a notebook variable.
        summary, details: docstring: first sentence, then paragraphs (plain text, not wrapped).
        inputs: notebook variables that it is given, in order.
        outputs: notebook variables that it gives back. One: returned bare. Several: as a
            NamedTuple called `results`. None: returns None.
        results: name of that NamedTuple ("Split"), "" if there are fewer than two outputs.
        body: Python text of the body, not indented, without docstring and return statement;
            may be empty.
        uses_params: takes the parameters as last argument (called `Plan.params_name`).
        cells: notebook cells that it was made of.
        promises: what holds of its outputs whatever the data.
        fits: output variables that hold estimators which its body fits.
        stops: the notebook itself stops with an exception in it.
        leaves: data files ("churn_model") that its body writes in every run.
    """

    name: str
    summary: str
    details: str = ""
    inputs: tuple[Variable, ...] = ()
    outputs: tuple[Variable, ...] = ()
    results: str = ""
    body: str = ""
    uses_params: bool = False
    cells: tuple[int, ...] = ()
    promises: Promises = Promises()
    fits: tuple[str, ...] = ()
    stops: bool = False
    leaves: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One module: its name ("train"), docstring, import lines that its functions need, functions.

    `imports` are complete statements of the standard library, third parties and the package
    itself ("from churn.helpers import loyal"); imports that annotations, NamedTuple, Params and
    report need are in it too. `explore` marks the module of looks, whose functions are decorated
    with ``@look``.
    """

    name: str
    summary: str
    functions: tuple[StageFunction, ...]
    imports: tuple[str, ...] = ()
    details: str = ""
    explore: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Which of several calls of one function a step is, from 1, and what is the notebook's in it.

    Attributes:
        inputs, outputs, fits: the notebook's variables, in the function's order.
        names: all of the notebook's variables in it, with the function's own names for them.
        given: what the function is given after its inputs, as code.
    """

    call: int
    inputs: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    fits: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call in ``pipeline.run``.

    `stage` and `function` name what is called; `targets` are the local names that the outputs
    are bound to, `arguments` the local names that the inputs are taken from (both in the
    function's own order; they differ from the function's own names where a name was rebound
    with another meaning). `cached`: goes through ``runner.step``; else called directly because it
    changes the world (options, working directory, a file) or is a look. `twin`: other steps call
    the same function.
    """

    stage: str
    function: str
    arguments: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    cached: bool = True
    comment: str = ""
    twin: Twin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Helpers:
    """The notebook's own functions and classes: import lines and source (not formatted)."""

    imports: tuple[str, ...] = ()
    source: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A model candidate: local name in ``run``, estimator's class, why it was (not) chosen."""

    name: str
    estimator: str
    reason: str
    chosen: bool = False
    cell: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """A number that the notebook shows: metric name in metrics.json, value, digits shown."""

    metric: str
    value: float
    tolerance: float
    cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSize:
    """A size that the notebook displays: name in the report, which of that name, text, cell."""

    name: str
    place: int
    text: str
    cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Where a statement went: cell, line, module ("" = dropped), function, why.

    `writes` are the variables that the statement binds or changes in place, `binds` those that it
    binds, `depends` the positions of those that it directly needs. `call` says in which call of the
    function it stands, from 1, if that is called several times.
    """

    cell: int
    line: int
    module: str
    function: str = ""
    reason: str = ""
    writes: tuple[str, ...] = ()
    binds: tuple[str, ...] = ()
    depends: tuple[int, ...] = ()
    call: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An expression of the notebook that the project records as a metric: where, name, text.

    `occurrence` counts the expressions of the statement that read alike, as `ast.walk` finds them.
    """

    cell: int
    line: int
    metric: str
    expression: str
    occurrence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that rendering needs; see the module's docstring for its grammar.

    Attributes:
        title: the notebook's title, plain text ("Customer churn").
        summary: one sentence for docstrings and pyproject.
        package: import name ("churn"); `project` is the distribution's name ("customer-churn").
        results: fields of the ``Results`` data class: run's locals at the end.
        model: the chosen model's local name in ``run``; "" where nothing is trained.
        params_name, report_name: how generated code calls its parameters and report (changed where
            the notebook itself uses these names).
        shown: the metrics that its saved outputs show; expectations: those of them that must come
            out again, as the notebook is seeded and was run from top to bottom.
        requirements: PEP 508 lines, sorted; python: requires-python.
        seeded: the notebook seeds every generator that it draws from.
        files: further project files as they are (``%%writefile``, copied local modules): path
            relative to the project → text.
        environment: environment variables that replaced secrets.
        widths: each function of the pipeline with the variables that cross the boundary after it.
        commented: cells that do not parse or magics that are unknown, as commented text for
            the exploration module.
        apart: the cells of code that hold no statement, and what became of them.
    """

    title: str
    summary: str
    package: str
    project: str
    notebook: str
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    results: tuple[Variable, ...]
    result_imports: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    data: tuple[DataFile, ...] = ()
    helpers: Helpers = Helpers()
    model: str = ""
    candidates: tuple[Candidate, ...] = ()
    metrics: tuple[str, ...] = ()
    measured: tuple[Measured, ...] = ()
    shown: tuple[Expectation, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    sizes: tuple[ShownSize, ...] = ()
    requirements: tuple[str, ...] = ()
    python: str = ">=3.11"
    seeded: bool = False
    params_name: str = "params"
    report_name: str = "report"
    files: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    commented: tuple[str, ...] = ()
    kept: tuple[Kept, ...] = ()
    apart: tuple[Kept, ...] = ()
    widths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    details: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    inference: Inference = field(default_factory=Inference)

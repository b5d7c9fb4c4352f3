"""What the notebook shows: metrics, tables, texts and figures, kept in memory until a run ends."""

import functools
import io
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, ParamSpec, TypeVar

from .running.randomness import restore_generators, snapshot_generators

P = ParamSpec("P")
T = TypeVar("T")

_MOST_ROWS = 1000  # of a table that is kept whole; a longer one is kept as a notebook shows it
_HTML_MAKERS = {"altair", "bokeh", "folium", "plotly"}


@dataclass(frozen=True)
class Entry:
    """Entry = what kind of thing, its name, its content (JSON for a metric), the file's ending."""

    kind: str
    name: str
    content: Any
    suffix: str = ""


@dataclass
class Report:
    """The recorder: stage code tells it what is shown; the runner writes what it holds.

    If it is `forgiving`, a look that fails ends nothing: its error goes to `failed`, by its name.
    """

    entries: list[Entry] = field(default_factory=list)
    exploring: bool = False
    forgiving: bool = False
    failed: dict[str, Exception] = field(default_factory=dict)

    def metric(self, name: str, value: T, of: object = None) -> T:
        """Record numbers under a name; give them back unchanged.

        `of` is what they are numbers of: a name, a number, or a model, which is called by its
        class. A table gives an entry for each row and column, and is kept as a table too.
        """
        label = str(of) if isinstance(of, str | int | float) else type(of).__name__
        whole = name if of is None else f"{label}.{name}"
        table = getattr(value, "data", None) if type(value).__name__ == "Styler" else value
        cells = list(_cells(table)) if hasattr(table, "columns") and hasattr(table, "iloc") else []
        self.entries.extend(Entry("metric", *cell) for cell in cells)
        if not cells:
            self.entries.append(Entry("metric", whole, to_json(table)))
        if hasattr(table, "to_csv"):
            self.entries.append(_render_value(whole, table))
        return value

    def show(self, name: str, value: object) -> None:
        """Record what a notebook would display: a table, a figure, or else its text."""
        figures = list(_find_figures(value))
        if figures:
            for figure in figures:
                self.figure(name, figure)
        elif value is not None:
            self.entries.append(_render_value(name, value))

    def text(self, name: str, text: T) -> T:
        """Record a text; give it back unchanged."""
        self.entries.append(Entry("text", name, str(text), ".txt"))
        return text

    def figure(self, name: str, figure: Any = None) -> None:
        """Record a figure, or else all open ones, and close what was recorded."""
        for one in [figure] if figure is not None else _open_figures():
            self.entries.append(Entry("figure", name, _draw(one), ".png"))
            _close(one)

    def metrics(self) -> dict[str, Any]:
        """Name all metrics; a name that comes again gets a number: accuracy, accuracy_2."""
        return dict(_number_names(entry for entry in self.entries if entry.kind == "metric"))

    def texts(self) -> dict[str, list[Any]]:
        """Give the texts and tables by name, in order."""
        found: dict[str, list[Any]] = {}
        for entry in self.entries:
            if entry.kind == "text":
                found.setdefault(entry.name, []).append(entry.content)
        return found

    def clear(self) -> None:
        """Forget everything."""
        self.entries.clear()
        self.failed.clear()


report = Report()


def look(function: Callable[P, None]) -> Callable[P, None]:
    """Make a function that only looks: it runs when exploring, and leaves no trace but a report."""

    @functools.wraps(function)
    def looked(*args: P.args, **kwargs: P.kwargs) -> None:
        if not report.exploring:
            return
        states = snapshot_generators()
        try:
            function(*args, **kwargs)
            report.figure(function.__name__)
        except Exception as error:
            if not report.forgiving:
                raise
            report.failed[function.__name__] = error
        finally:
            restore_generators(states)

    return looked


def to_json(value: Any) -> Any:
    """Turn a value into what JSON can hold; numbers keep every digit."""
    if getattr(getattr(value, "index", None), "is_unique", True) is False:
        value = value.reset_index(drop=True)  # else rows of one name would be one
    for method in ("to_dict", "tolist"):
        if hasattr(value, method):
            return to_json(getattr(value, method)())
    match value:
        case Mapping():
            return {str(key): to_json(item) for key, item in value.items()}
        case float():
            return float(value) if math.isfinite(value) else None
        case None | str() | bool() | int():
            return value
        case Iterable():
            return [to_json(item) for item in value]
    return str(value)


def _number_names(entries: Iterable[Entry]) -> Iterable[tuple[str, Any]]:
    taken: set[str] = set()
    for entry in entries:
        name, number = entry.name, 1
        while name in taken:
            number += 1
            name = f"{entry.name}_{number}"
        taken.add(name)
        yield name, entry.content


def _cells(table: Any) -> Iterator[tuple[str, Any]]:
    """Name the numbers of a table by row and column, where its rows have names: "forest.f1"."""
    table = table.infer_objects()  # a table that rows were added to forgets what they are
    texts = [place for place, kind in enumerate(table.dtypes) if kind.kind not in "biufcmM"]
    rows = table.iloc[:, texts[0]] if texts else table.index
    if len(table) > _MOST_ROWS or not all(isinstance(row, str) for row in rows):
        return
    for place in set(range(table.shape[1])) - set(texts):
        there = table.iloc[:, place].notna()  # what does not apply to a row is left empty
        for row, value in zip(rows[there], table.iloc[:, place][there].tolist(), strict=True):
            yield f"{row}.{table.columns[place]}", to_json(value)


def _render_value(name: str, value: Any) -> Entry:
    maker = type(value).__module__.partition(".")[0]
    if type(value).__name__ == "Styler" or (maker in _HTML_MAKERS and hasattr(value, "to_html")):
        return Entry("text", name, value.to_html(), ".html")
    if maker in _HTML_MAKERS and hasattr(value, "_repr_html_"):
        return Entry("text", name, value._repr_html_(), ".html")
    if not isinstance(value, type) and hasattr(value, "to_csv") and len(value) <= _MOST_ROWS:
        return Entry("text", name, value.to_csv(), ".csv")
    return Entry("text", name, value if isinstance(value, str) else repr(value), ".txt")


def _find_figures(value: Any) -> Iterable[Any]:
    """Find the matplotlib figures behind a figure, axes, a grid of seaborn, or a list of these."""
    if "matplotlib" not in sys.modules:
        return []
    if isinstance(value, list | tuple) or type(value).__name__ == "ndarray":
        items = value.flat if hasattr(value, "flat") else value
        return _distinct(figure for item in _first(items) for figure in _find_figures(item))
    if hasattr(value, "savefig") and hasattr(value, "axes"):
        return [getattr(value, "figure", value)]
    figure = getattr(value, "figure", None)
    return [figure] if hasattr(figure, "savefig") else []


def _first(items: Iterable[Any]) -> list[Any]:
    """Take the items if the first of them belongs to matplotlib: long lists are not searched."""
    found = list(items) if hasattr(items, "__len__") else []
    return found if found and "figure" in dir(found[0]) else []


def _distinct(figures: Iterable[Any]) -> list[Any]:
    return list({id(figure): figure for figure in figures}.values())


def _open_figures() -> list[Any]:
    pyplot = sys.modules.get("matplotlib.pyplot")
    return [pyplot.figure(number) for number in pyplot.get_fignums()] if pyplot else []


def has_open_figures() -> bool:
    """Tell whether a figure is being drawn on."""
    return bool(_open_figures())


def _draw(figure: Any) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", bbox_inches="tight")
    return buffer.getvalue()


def _close(figure: Any) -> None:
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot:
        pyplot.close(figure)

"""What preparation learns from the training data, and gives back when serving.

One body serves both: `learned("age_median", df["Age"].median)` computes and keeps while training,
and gives back what was kept while serving.
"""

import copy
from collections.abc import Callable
from typing import Any, Self

import numpy as np
import pandas as pd

from .dates import read_dates
from .forms import Form, as_table, describe_form, restore

_FORM = "form of the records"


class Learned:
    """Values computed once, while fitting, and looked up by name from then on."""

    def __init__(self) -> None:
        self.fitting = True
        self.values: dict[str, Any] = {}
        self.records: Any = None
        self.trained: Any = None
        self.held: dict[str, Any] = {}

    def __call__(
        self, name: str, compute: Callable[..., Any], *arguments: Any, **options: Any
    ) -> Any:
        """Return the value called `name`; while fitting, compute and keep it first."""
        if self.fitting:
            value = compute(*arguments, **options)
            self.keep(name, value)
            return value
        return self[name]

    def __getitem__(self, name: str) -> Any:
        """Return a value that was kept."""
        if name not in self.values:
            raise KeyError(f"Nothing called {name} was learned in training.")
        return self.values[name]

    def keep(self, name: str, value: Any) -> None:
        """Keep a copy of a value: what it is a copy of may be fitted again, on something else."""
        self.values[name] = copy.deepcopy(value)

    def hold(self, name: str, value: Any) -> Any:
        """Keep a copy of what replay compares with, no part of what is served; give it back."""
        if self.fitting:
            self.held[name] = copy.deepcopy(value)
        return value

    def observe(self, records: Any) -> Any:
        """Keep a copy of the raw records as they come in; give them back."""
        if self.fitting:
            form = describe_form(records)
            self.values[_FORM] = form
            whole = form.kind in {"data set", "pair"}
            self.records = as_table(records) if whole else copy.copy(records)
        return records

    def observe_trained(self, records: Any) -> Any:
        """Keep a copy of the raw records to train on, where others are prepared for answers."""
        if self.fitting:
            self.trained = copy.copy(records)
        return records

    @property
    def known(self) -> pd.DataFrame:
        """The raw records that tell what a record may hold: those trained on are among them."""
        records = as_table(self.records)
        if self.trained is None or not set(records) <= set(self.trained):
            return records
        return pd.concat([self.trained[list(records)], records], ignore_index=True)

    def as_observed(self, records: pd.DataFrame) -> Any:
        """Give records the form that they came in, in training: a table, an array, a data set."""
        return restore(records, self.values.get(_FORM, Form()))

    @property
    def target(self) -> str:
        """The column of the answers, where the records are a data set that names it."""
        form = self.values.get(_FORM, Form())
        return str(form.answers[0]) if len(form.answers) == 1 else ""

    def frozen(self) -> Self:
        """Return the same values for serving: nothing is computed any more."""
        twin = type(self)()
        twin.fitting, twin.values = False, dict(self.values)
        return twin

    def apart(self) -> Self:
        """Return an empty one, for rows that are prepared by themselves and never served."""
        return type(self)()

    def fit(self, name: str, estimator: Any, *data: Any, **options: Any) -> Any:
        """Fit an estimator; when serving, give back the one that was fitted."""
        if not self.fitting:
            return _become(estimator, self[name])
        fitted = estimator.fit(*data, **options)
        self.keep(name, estimator)
        return fitted

    def fit_transform(
        self, name: str, estimator: Any, data: Any, *more: Any, **options: Any
    ) -> Any:
        """Fit an estimator and transform the data; when serving, transform alone."""
        if self.fitting:
            transformed = estimator.fit_transform(data, *more, **options)
            self.keep(name, estimator)
            return transformed
        return _become(estimator, self[name]).transform(data)

    def fit_predict(self, name: str, estimator: Any, data: Any, *more: Any, **options: Any) -> Any:
        """Fit an estimator and ask it about the same data; when serving, ask alone."""
        if self.fitting:
            predicted = estimator.fit_predict(data, *more, **options)
            self.keep(name, estimator)
            return predicted
        return _become(estimator, self[name]).predict(data)

    def get_dummies(self, name: str, data: Any, *arguments: Any, **options: Any) -> Any:
        """One column a category: those of the training data, in their order."""
        if self.fitting:
            made = pd.get_dummies(data, *arguments, **options)
            encoded = _encoded_columns(data, arguments, options)
            known = {column: _categories(data[column]) for column in encoded}
            self.values[name] = (known or _categories(data), list(made.columns))
            return made
        known, columns = self[name]
        data = _as_categories(data, known)
        return pd.get_dummies(data, *arguments, **options).reindex(columns=columns, fill_value=0)

    def categorical(self, name: str, column: Any) -> Any:
        """Turn a column into categories: those of the training data, and no others."""
        if self.fitting:
            self.values[name] = _categories(column)
        _require_known(column, self[name])
        return _as_categories(column, self[name])

    def factorize(self, name: str, column: Any, **options: Any) -> Any:
        """Number the values of a column in the order of the training data; -1: not there."""
        if self.fitting:
            codes, known = pd.factorize(column, **options)
            self.values[name] = known
            return codes, known
        known = self[name]
        _require_known(column, known)
        return pd.Index(known).get_indexer(column), known

    def to_datetime(self, name: str, arg: Any, *arguments: Any, **options: Any) -> Any:
        """Read texts as dates: in the form that those of the training data have."""
        if not self.fitting:
            return self[name].read(arg, *arguments, **options)
        dates, self.values[name] = read_dates(arg, *arguments, **options)
        return dates

    def qcut(self, name: str, column: Any, *arguments: Any, **options: Any) -> Any:
        """Sort values into bins of equal size: those of the training data."""
        return self._bins(name, pd.qcut, column, arguments, options)

    def cut(self, name: str, column: Any, *arguments: Any, **options: Any) -> Any:
        """Sort values into bins of equal width: those of the training data."""
        return self._bins(name, pd.cut, column, arguments, options)

    def _bins(
        self, name: str, compute: Any, column: Any, arguments: tuple[Any, ...], options: Any
    ) -> Any:
        wanted = bool(options.pop("retbins", False))
        if self.fitting:
            binned, edges = compute(column, *arguments, retbins=True, **options)
            labels = binned.cat.categories if hasattr(binned, "cat") else None
            self.values[name] = (edges, labels)
            return (binned, edges) if wanted else binned
        edges, labels = self[name]
        # What lies outside of the training data belongs to the outermost bin.
        inside = column.clip(edges[0], edges[-1])
        if labels is None:
            binned = pd.cut(inside, edges, labels=False, include_lowest=True)
        else:
            binned = pd.cut(inside, edges, labels=labels, include_lowest=True)
        return (binned, edges) if wanted else binned

    def group_transform(self, name: str, groups: Any, compute: Any, *arguments: Any) -> Any:
        """Give each row the value of its group: that of the training data."""
        if self.fitting:
            made = groups.transform(compute, *arguments)
            self.values[name] = {k: made.iloc[rows[0]] for k, rows in groups.indices.items()}
            return made
        known = self[name]
        values = {
            row: known.get(key, np.nan) for key, rows in groups.indices.items() for row in rows
        }
        column = [values.get(row, np.nan) for row in range(len(groups.obj))]
        return pd.Series(column, index=groups.obj.index, name=groups.obj.name)


def _become(estimator: Any, fitted: Any) -> Any:
    """Give an estimator what a fitted one has learned: later statements may ask it, too."""
    if estimator is not fitted and hasattr(estimator, "__dict__"):
        estimator.__dict__.update(fitted.__dict__)
        return estimator
    return fitted


def _encoded_columns(data: Any, arguments: tuple[Any, ...], options: dict[str, Any]) -> list[Any]:
    """Choose the columns that get_dummies encodes."""
    if not isinstance(data, pd.DataFrame):
        return []
    given = options.get("columns")
    if given is not None:
        return list(given)
    return list(data.select_dtypes(exclude=["number", "bool", "datetime", "timedelta"]).columns)


def _categories(column: Any) -> Any:
    return pd.Series(column).astype("category").cat.categories


def _require_known(column: Any, known: Any) -> None:
    values = pd.Series(column).dropna()
    new = values[~values.isin(known)]
    if len(new):
        raise ValueError(f"Training has not seen the category {new.iloc[0]!r}.")


def _as_categories(data: Any, known: Any) -> Any:
    if isinstance(known, dict):
        changed = {c: _as_categories(data[c], known[c]) for c in known}
        return data.assign(**changed)
    column = pd.Series(data)
    return column.where(column.isin(known)).astype(pd.CategoricalDtype(known))

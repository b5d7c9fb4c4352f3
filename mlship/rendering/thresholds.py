"""The metrics that the notebook shows → the thresholds that params.yaml begins with."""

import re
from dataclasses import dataclass

from mlship.ir.plan import Plan
from mlship.rendering.quoting import Quoted, number, yaml

SECTION = "thresholds"
# How much worse than the notebook's own a metric may be: other data, another seed; more where
# nothing seeds the run, so that no check fails by chance.
SLACK, SLACK_UNSEEDED = 0.1, 0.3
DIGITS = 3
EXAMPLE = 0.8
HIGHER = frozenset(
    {
        *("accuracy", "balanced_accuracy", "precision", "recall", "f1", "f1_score", "fbeta"),
        *("roc_auc", "auc", "average_precision", "jaccard", "matthews_corrcoef", "cohen_kappa"),
        *("r2", "r2_score", "explained_variance", "score", "best_score"),
    }
)
LOWER = frozenset(
    {
        *("mse", "mae", "rmse", "mape", "msle", "rmsle", "max_error", "log_loss", "brier_score"),
        *("mean_squared_error", "mean_absolute_error", "root_mean_squared_error"),
        *("median_absolute_error", "mean_absolute_percentage_error", "mean_squared_log_error"),
    }
)
# What a name says besides the metric: of which rows, averaged how, which of several.
ASIDE = re.compile(
    r"^(?:validation|valid|val|test|final)_|_(?:micro|macro|weighted|samples|validation|val|test|\d+)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Threshold:
    """Threshold = name in metrics.json, "min" or "max", the bound."""

    metric: str
    kind: str
    value: float

    @property
    def entry(self) -> Quoted:
        """The line of params.yaml."""
        return Quoted(f"{yaml(self.metric)}: {{{self.kind}: {number(self.value)}}}")


def choose_thresholds(plan: Plan) -> tuple[Threshold, ...]:
    """Hold the chosen model's metrics, where it is known what is good, to a little less."""
    begins, ends = _cells_of_model(plan)
    ours = [one for one in plan.shown if begins <= one.cell < ends]
    shown = {one.metric: one.value for one in ours or plan.shown}
    slack = SLACK if plan.seeded else SLACK_UNSEEDED
    found = (_threshold(metric, value, slack * abs(value)) for metric, value in shown.items())
    return tuple(one for one in found if one)


def show_threshold(plan: Plan) -> Quoted | None:
    """Give an entry as an example, the right way round for the metric; "" where there is none.

    None where params.yaml has no place for thresholds: the notebook uses the name.
    """
    if SECTION in {parameter.section or parameter.name for parameter in plan.parameters}:
        return None
    made = (_threshold(metric, EXAMPLE, 0) for metric in plan.metrics)
    return next((one.entry for one in made if one), Quoted(""))


def _cells_of_model(plan: Plan) -> tuple[float, float]:
    """Find the cells from where the chosen model is trained to where the next one is."""
    begins = next((one.cell for one in plan.candidates if one.chosen), 0)
    later = [one.cell for one in plan.candidates if one.cell > begins]
    return begins, min(later, default=float("inf"))


def _threshold(metric: str, value: float, slack: float) -> Threshold | None:
    name = _bare(metric.rpartition(".")[2])
    if name in HIGHER:
        return Threshold(metric=metric, kind="min", value=round(value - slack, DIGITS))
    if name in LOWER and value > 0:
        return Threshold(metric=metric, kind="max", value=_up(value + slack))
    return None


def _bare(name: str) -> str:
    while (shorter := ASIDE.sub("", name)) != name:
        name = shorter
    return name


def _up(value: float) -> float:
    """Keep three digits that count, as errors may be tiny or in thousands."""
    return float(f"{value:.{DIGITS}g}")

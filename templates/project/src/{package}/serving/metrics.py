"""What happens → Prometheus metrics, right across the workers of one server."""

import os
from collections import Counter as Tally
from collections.abc import Iterable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)

from .answers import Answers, Warnings
from .jobs import Batch
from .schema import Schema

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_ROWS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096)


class Metrics:
    """The metrics of one process; `expose` adds up those of all workers."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        registry = self._registry
        # Looking a child up by its labels costs more than counting.
        self._by_route: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        self._refused: dict[str, Counter] = {}
        self._requests = Counter(
            "serving_requests", "Requests answered.", ("route", "status"), registry=registry
        )
        self._seconds = Histogram(
            "serving_request_seconds",
            "Time to answer a request.",
            ("route",),
            buckets=_SECONDS,
            registry=registry,
        )
        self.in_flight = Gauge(
            "serving_in_flight",
            "Requests that are being answered.",
            registry=registry,
            multiprocess_mode="livesum",
        )
        self._batch_rows = Histogram(
            "serving_batch_rows", "Records predicted together.", buckets=_ROWS, registry=registry
        )
        self._batch_seconds = Histogram(
            "serving_batch_seconds",
            "Time that the model takes for a batch.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._predictions = Counter(
            "serving_predictions", "Predictions by label.", ("label",), registry=registry
        )
        self._values: Histogram | None = None
        self._records = Counter("serving_records", "Records predicted.", registry=registry)
        self._missing = Counter(
            "serving_missing_values", "Values that were null.", ("field",), registry=registry
        )
        self._unusual = Counter(
            "serving_unusual_values",
            "Values that training has not seen.",
            ("field",),
            registry=registry,
        )
        self._rejected = Counter(
            "serving_rejected_values", "Values that were not taken.", ("field",), registry=registry
        )
        self._loads = Counter(
            "serving_model_loads", "Models loaded, or not.", ("outcome",), registry=registry
        )
        self._model = Gauge(
            "serving_model_info",
            "The model in use: 1.",
            ("version",),
            registry=registry,
            multiprocess_mode="livemax",
        )

    def observe_request(self, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        known = self._by_route.get((route, status))
        if known is None:
            known = self._requests.labels(route, str(status)), self._seconds.labels(route)
            self._by_route[route, status] = known
        known[0].inc()
        known[1].observe(seconds)

    def observe_refused(self, route: str) -> None:
        """Count a request that found no room; its time would say nothing of how answers do."""
        if route not in self._refused:
            self._refused[route] = self._requests.labels(route, "503")
        self._refused[route].inc()

    def observe_batch(self, batch: Batch) -> None:
        """Count what was computed together."""
        rows = batch.rows
        self._batch_rows.observe(rows)
        self._batch_seconds.observe(batch.seconds)
        self._records.inc(rows)
        for outcome in batch.outcomes:
            if isinstance(outcome, Answers):
                self._observe_answers(outcome)

    def observe_warnings(self, warnings: Warnings) -> None:
        """Count what was taken, but is new to the model."""
        for found in warnings.values():
            for warning in found:
                self._unusual.labels(warning["field"]).inc()

    def observe_missing(self, fields: Iterable[str]) -> None:
        """Count nulls."""
        for field in fields:
            self._missing.labels(field).inc()

    def observe_rejected(self, fields: Iterable[str]) -> None:
        """Count values that were not taken; only of fields that the schema knows."""
        for field in fields:
            self._rejected.labels(field).inc()

    def observe_load(self, outcome: str) -> None:
        """Count a load of a model: "loaded" or "failed"."""
        self._loads.labels(outcome).inc()

    def use_model(self, version: str, schema: Schema) -> None:
        """Show which model answers from now on."""
        self._model.clear()
        self._model.labels(version).set(1)
        target = schema.target
        numeric = target.minimum is not None and target.maximum is not None
        if numeric and not target.labels and self._values is None:
            self._values = Histogram(
                "serving_prediction_value",
                "Predicted numbers, in tenths of the range in training.",
                buckets=_tenths(target.minimum or 0.0, target.maximum or 0.0),
                registry=self._registry,
            )

    def expose(self) -> bytes:
        """Write all of them in Prometheus' text format."""
        if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
            return generate_latest(self._registry)
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)

    def _observe_answers(self, answers: Answers) -> None:
        if answers.probabilities is not None:
            for label, count in Tally(map(str, answers.predictions)).items():
                self._predictions.labels(label).inc(count)
        elif self._values is not None:
            for value in answers.predictions:
                if isinstance(value, int | float):
                    self._values.observe(value)


def _tenths(low: float, high: float) -> tuple[float, ...]:
    step = (high - low) / 10 or 1.0
    return tuple(low + step * i for i in range(11))

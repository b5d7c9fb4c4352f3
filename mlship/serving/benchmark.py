"""A project → its server on loopback, under load: what it answers, and how fast."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mlship.ir.runnable import Runnable
from mlship.serving.load import Load, measure_load
from mlship.serving.project import require_machinery
from mlship.serving.starting import start_service

CLIENTS = (1, 8, 64)


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchmarkOptions:
    """BenchmarkOptions = seconds of each measurement, records a request, processes."""

    seconds: float = 3.0
    records: int = 1
    workers: int = 1
    clients: Sequence[int] = CLIENTS


def measure_service(project: Runnable, options: BenchmarkOptions) -> list[Load]:
    """Start the server, load it, and stop it.

    Raises:
        EnvironmentLacks: it does not start.
    """
    require_machinery(project)
    with start_service(project, "--workers", str(options.workers)) as service:
        example = service.example()
        body = json.dumps(example if options.records == 1 else [example] * options.records)
        return measure_load(service.port, body.encode(), options.clients, options.seconds)

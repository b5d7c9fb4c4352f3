"""`mlship benchmark`: how fast a project's service answers, on loopback."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Folder, Python


def benchmark(
    folder: Folder = Path(),
    seconds: Annotated[float, typer.Option(help="Length of each measurement.", min=0.1)] = 3.0,
    records: Annotated[int, typer.Option(help="Records a request.", min=1)] = 1,
    workers: Annotated[int, typer.Option(help="Processes.", min=1)] = 1,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Measure how fast a project's service answers."""
    from mlship.running import open_project
    from mlship.serving import BenchmarkOptions, measure_service

    options = BenchmarkOptions(seconds=seconds, records=records, workers=workers)
    measured = [asdict(load) for load in measure_service(open_project(folder, python), options)]
    console = Console(as_json=as_json)
    heads = ["clients", "answers a second", "p50 ms", "p99 ms", "failed"]
    console.table("Load", heads, [[*load.values()] for load in measured])
    console.answer({"exit_code": 0, "records": records, "workers": workers, "load": measured})
    return 0

"""`mlship predict`: the records of a file, with predictions."""

import json
from pathlib import Path
from typing import Annotated

import typer

from mlship.cli.console import Console
from mlship.cli.options import AsJson, Folder, Python


def predict(
    source: Annotated[
        Path,
        typer.Option("--input", help="Raw records: .csv, .tsv, .parquet, .jsonl.", exists=True),
    ],
    output: Annotated[Path, typer.Option(help="Where they go, with predictions.")],
    folder: Folder = Path(),
    rejected: Annotated[
        Path | None,
        typer.Option(help="Where records go that cannot be answered, as JSON lines."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the output.")] = False,
    python: Python = None,
    as_json: AsJson = False,
) -> int:
    """Predict for the records of a file; goes on where it was ended."""
    from mlship.running import open_project
    from mlship.serving import PredictOptions, predict_file

    options = PredictOptions(source=source, output=output, rejected=rejected, force=force)
    done = predict_file(open_project(folder, python), options, as_json=as_json)
    said = json.loads(done.out) if done.out.strip() else None
    known = said if done.code and said else {"predictions": said}
    Console(as_json=as_json).answer({"exit_code": done.code, **known})
    return done.code

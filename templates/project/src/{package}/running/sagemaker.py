"""Amazon SageMaker's folders → the options of a training job, as of any other run.

It starts `IMAGE train` with data in input/data/CHANNEL and parameters in input/config, keeps what
is in model/, and shows people what is in output/failure:
https://docs.aws.amazon.com/sagemaker/latest/dg/your-algorithms-training-algo.html
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .configuration import ParameterError, find_paths

# What its own libraries and its tuning jobs put among the parameters.
_NOT_OURS = ("sagemaker_", "_")


@dataclass(frozen=True)
class Job:
    """Job = parameters that are set, where the model and reports go, where a failure is told."""

    overrides: dict[str, str]
    artifacts: Path
    reports: Path
    failure: Path


def find_job(params: Path) -> Job | None:
    """Find the training job that this process is; None if it is none."""
    root = Path(os.environ.get("SAGEMAKER_BASE_DIR") or "/opt/ml")
    parameters = root / "input/config/hyperparameters.json"
    if not parameters.exists():
        return None
    files = dict(_place_files(find_paths(params), params.parent, root))
    return Job(
        overrides={**files, **dict(_read_parameters(parameters))},
        artifacts=root / "model",
        reports=root / "output/data/reports",
        failure=root / "output/failure",
    )


def _read_parameters(path: Path) -> Iterator[tuple[str, str]]:
    """Read what is text, always, and JSON in it where SageMaker's own library has sent it."""
    for name, text in json.loads(path.read_text(encoding="utf-8")).items():
        if not name.startswith(_NOT_OURS):
            yield name, _unquote(str(text))


def _unquote(text: str) -> str:
    value: Any = None
    if text.startswith('"'):
        try:
            value = json.loads(text)
        except ValueError:
            return text
    return value if isinstance(value, str) else text


def _place_files(paths: dict[str, str], folder: Path, root: Path) -> Iterator[tuple[str, str]]:
    """Find each data file in a channel; what is in none, nor here, is written by the run."""
    for key, path in paths.items():
        if "://" in path:
            continue
        found = _find_in_channels(root / "input/data", key.removeprefix("data."), Path(path).name)
        if found:
            yield key, str(found)
        elif not (folder / path).exists():
            yield key, str(root / "output/data" / Path(path).name)


def _find_in_channels(channels: Path, name: str, file: str) -> Path | None:
    """Look for the file in any channel, then for the only file of the channel of its name."""
    named = sorted(path for path in channels.glob(f"*/{file}") if path.exists())
    own = sorted(path for path in channels.glob(f"{name}/*") if not path.name.startswith("."))
    if len(named) > 1 and channels / name / file in named:
        return channels / name / file
    if len(named) > 1:
        raise ParameterError(f"Several channels have a {file}: name the right one {name}.")
    return named[0] if named else (own[0] if len(own) == 1 else None)

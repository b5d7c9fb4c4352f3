"""A project's folder and options → its pipeline, run to the end or to a stage."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mlship.errors import UsageError
from mlship.process import Finished, stream
from mlship.running.folder import ProjectFolder
from mlship.running.packages import require_packages

# What the project's own command answers with, and we pass on; any other failure is 1.
PASSED_ON = (0, 1, 2, 4, 130)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """RunOptions = last stage ("" all), overrides ("train.depth=3"), parameter file, cache."""

    stage: str = ""
    overrides: tuple[str, ...] = ()
    params: Path | None = None
    cache: bool = True


def run_pipeline(project: ProjectFolder, options: RunOptions, *, as_json: bool) -> Finished:
    """Run ``python -m PACKAGE train`` in the project; with `as_json` its document is returned."""
    _require_values(options.overrides)
    require_packages(project)
    command: list[str | Path] = [project.python, "-m", project.package, "train"]
    command += [*_arguments(options), *(["--json"] if as_json else [])]
    done = stream(
        command,
        cwd=project.root,
        env=project.environment,
        keep_stdout=as_json,
    )
    return Finished(code=done.code if done.code in PASSED_ON else 1, out=done.out, err="")


def _require_values(overrides: Iterable[str]) -> None:
    """Raise UsageError for an override that gives no value."""
    for override in overrides:
        name, equals, _ = override.partition("=")
        if not (name and equals):
            raise UsageError(
                f"--set wants SECTION.NAME=VALUE, not {override!r}.",
                hint="params.yaml has the names: --set train.max_depth=3",
            )


def read_run(done: Finished) -> dict[str, object] | None:
    """Read what the pipeline said; a crash may leave nothing, or half of it."""
    try:
        document = json.loads(done.out)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None


def _arguments(options: RunOptions) -> list[str]:
    return [
        *(["--stage", options.stage] if options.stage else []),
        *(part for override in options.overrides for part in ("--set", override)),
        *(["--params", str(options.params.resolve())] if options.params else []),
        *([] if options.cache else ["--no-cache"]),
    ]

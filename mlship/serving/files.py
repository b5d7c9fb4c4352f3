"""A project and a file of records → the file with predictions."""

from dataclasses import dataclass
from pathlib import Path

from mlship.errors import UsageError, WouldOverwrite
from mlship.ir.runnable import Runnable
from mlship.process import Finished, stream
from mlship.serving.project import require_machinery, require_packages

# What the project's own command answers with, and we pass on; any other failure is 1.
PASSED_ON = (0, 1, 2, 4, 130)


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictOptions:
    """PredictOptions = raw records, where they go with predictions, whether to replace a file.

    `rejected` is the file for records that cannot be answered; None lets one of them stop it.
    """

    source: Path
    output: Path
    rejected: Path | None = None
    force: bool = False


def predict_file(project: Runnable, options: PredictOptions, *, as_json: bool) -> Finished:
    """Run ``python -m PACKAGE predict`` in the project; with `as_json` its document is returned.

    Raises UsageError where the output is the input, WouldOverwrite where it exists.
    """
    require_machinery(project)
    require_packages(project)
    _refuse_to_replace(options)
    command: list[str | Path] = [project.python, "-m", project.package, "predict"]
    command += ["--input", options.source.resolve(), "--output", options.output.resolve()]
    if options.rejected:
        command += ["--rejected", options.rejected.resolve()]
    command += [*(["--force"] if options.force else []), *(["--json"] if as_json else [])]
    done = stream(command, cwd=project.root, env=project.environment, keep_stdout=as_json)
    return Finished(code=done.code if done.code in PASSED_ON else 1, out=done.out, err="")


def _refuse_to_replace(options: PredictOptions) -> None:
    if options.output.resolve() == options.source.resolve():
        raise UsageError(
            "The predictions would replace the records.",
            hint="Name another file with --output.",
            location=str(options.output),
        )
    if options.output.exists() and not options.force:
        raise WouldOverwrite(
            "The output exists.",
            hint="Name another file with --output, or replace it with --force.",
            location=str(options.output),
        )

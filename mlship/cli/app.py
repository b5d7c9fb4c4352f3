"""Arguments → the command that they name → the exit code."""

import sys
from collections.abc import Callable, Sequence
from functools import partial, wraps
from typing import Annotated, Any, NoReturn, ParamSpec

import typer
from typer.core import TyperGroup

from mlship import __version__
from mlship.cli.add import add
from mlship.cli.benchmark import benchmark
from mlship.cli.build import build
from mlship.cli.console import Console
from mlship.cli.convert import convert
from mlship.cli.deploy import deploy
from mlship.cli.doctor import doctor
from mlship.cli.failures import Failure, attempt
from mlship.cli.inspect import inspect
from mlship.cli.lint import lint
from mlship.cli.models import models
from mlship.cli.predict import predict
from mlship.cli.repair import repair
from mlship.cli.run import run
from mlship.cli.serve import serve
from mlship.cli.ship import ship
from mlship.cli.test import test
from mlship.cli.verify import verify
from mlship.errors import UsageError

P = ParamSpec("P")
# What typer raises for a wrong command line, wherever it keeps it.
WrongUsage: type[Exception] = typer.BadParameter.__bases__[0]

EMPTY = Failure(
    code=UsageError.exit_code,
    message="An argument is empty.",
    hint="Did a variable of the shell have no value? Leave out what you do not want to say.",
)

COMMANDS = (
    inspect,
    repair,
    convert,
    verify,
    run,
    test,
    lint,
    build,
    serve,
    predict,
    models,
    benchmark,
    ship,
    add,
    deploy,
    doctor,
)


def main() -> None:
    """Answer the command line of this process."""
    # --debug may stand anywhere, as people add it to the command that has just failed.
    arguments = [each for each in sys.argv[1:] if each != "--debug"]
    make_app(debug=len(arguments) < len(sys.argv) - 1)(args=arguments, prog_name="mlship")


def make_app(*, debug: bool) -> typer.Typer:
    """Build the application; plain help, because rich doubles the time that it takes."""
    app = typer.Typer(
        cls=Commands,
        help="Turn a notebook into a production machine-learning project.",
        no_args_is_help=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for command in COMMANDS:
        app.command()(_guarded(command, debug=debug))
    return app


class Commands(TyperGroup):
    """The commands; a wrong command line is said like every other failure."""

    def main(self, args: Sequence[str], **more: Any) -> NoReturn:  # type: ignore[override]
        """Run the command that is named, and end with its exit code."""
        if "" in args:  # would be the current folder wherever a path is meant
            sys.exit(_fail(EMPTY, args))
        try:
            code = super().main(args=args, **{**more, "standalone_mode": False})
        except WrongUsage as error:
            sys.exit(_refuse(error, args))
        sys.exit(code or 0)


def _refuse(error: Any, args: Sequence[str]) -> int:
    """Say what is wrong with the command line; to one without words, how it is called."""
    if not args:
        error.show()
        return int(error.exit_code)
    path = error.ctx.command_path if error.ctx else "mlship"
    failure = Failure(
        code=error.exit_code,
        message=error.format_message(),
        hint=f"{path} --help says how it is called.",
    )
    return _fail(failure, args)


def _fail(failure: Failure, args: Sequence[str]) -> int:
    Console(as_json="--json" in args).fail(failure)
    return failure.code


def _guarded(command: Callable[P, int], *, debug: bool) -> Callable[P, None]:
    """End with the command's exit code, whatever happens in it."""

    @wraps(command)
    def run_guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        result = attempt(partial(command, *args, **kwargs), debug=debug)
        if isinstance(result, Failure):
            Console(as_json=bool(kwargs.get("as_json"))).fail(result)
            raise typer.Exit(result.code)
        raise typer.Exit(result)

    return run_guarded


def _show_version(wanted: bool) -> None:  # noqa: FBT001 - typer calls it like this
    if wanted:
        Console().say(f"mlship {__version__}")
        raise typer.Exit


def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks.")] = False,
) -> None:
    """Turn a notebook into a production machine-learning project."""

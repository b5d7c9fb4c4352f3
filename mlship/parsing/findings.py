"""What is odd in a cell comes in → the Diagnostic that says so goes out."""

from mlship.ir.diagnostic import Diagnostic


def broken_cell(cell: int, line: int, message: str, hint: str) -> Diagnostic:
    """MS001: a cell that Python cannot parse."""
    return Diagnostic(
        cell=cell,
        line=line,
        code="MS001",
        severity="warning",
        message=f"The cell does not parse: {message}.",
        hint=hint or "It is kept as a comment; correct it in the notebook to have it converted.",
    )


def unknown_magic(cell: int, line: int, written: str) -> Diagnostic:
    """MS002: a magic without a meaning in plain Python."""
    return Diagnostic(
        cell=cell,
        line=line,
        code="MS002",
        severity="warning",
        message=f"`{_short(written)}` has no meaning outside Jupyter and is kept as a comment.",
        hint="Write it as plain Python if the pipeline needs it.",
    )


def system_package(cell: int, line: int, command: str) -> Diagnostic:
    """MS003: a package of the operating system."""
    return Diagnostic(
        cell=cell,
        line=line,
        code="MS003",
        severity="info",
        message=f"`{_short(command)}` installs for the whole system; the pipeline does not.",
        hint="The README lists it; install it on the machine or in the image.",
    )


def unclear_install(cell: int, line: int, argument: str) -> Diagnostic:
    """MS004: something is installed that no requirement can name."""
    return Diagnostic(
        cell=cell,
        line=line,
        code="MS004",
        severity="warning",
        message=f"What `{_short(argument)}` installs cannot be told from the notebook.",
        hint="Add the package to the requirements in pyproject.toml.",
    )


def lost_history(cell: int, line: int, name: str) -> Diagnostic:
    """MS005: a reference to IPython's history that leads nowhere."""
    return Diagnostic(
        cell=cell,
        line=line,
        code="MS005",
        severity="warning",
        message=f"`{name}` refers to IPython's history, and what it was cannot be found.",
        hint="Give the value a name in the cell that shows it.",
    )


def kernel_exit(cell: int, line: int) -> Diagnostic:
    """MS006: the notebook ends its own kernel."""
    return Diagnostic(
        cell=cell,
        line=line,
        code="MS006",
        severity="warning",
        message="The cell ends the kernel here; what follows is converted all the same.",
        hint="Delete the cells after it if they should not run.",
    )


def jupyter_only(cell: int, line: int, written: str) -> Diagnostic:
    """MS007: code that needs Jupyter or Colab itself."""
    return Diagnostic(
        cell=cell,
        line=line,
        code="MS007",
        severity="warning",
        message=f"`{_short(written)}` only works inside Jupyter or Colab; it is kept as a comment.",
        hint="Replace it by code that works anywhere if the pipeline needs it.",
    )


def unreadable(message: str, hint: str) -> Diagnostic:
    """MS008: a notebook that cannot be read."""
    return Diagnostic(code="MS008", severity="error", message=message, hint=hint)


def missing_script(cell: int, line: int, path: str) -> Diagnostic:
    """MS009: a file is run that is not there, or is no Python."""
    return Diagnostic(
        cell=cell,
        line=line,
        code="MS009",
        severity="warning",
        message=f"`{_short(path)}`, which the cell runs, is not there or cannot be read.",
        hint="Put it where the notebook looks for it and convert again.",
    )


def _short(text: str, limit: int = 60) -> str:
    line = text.strip().split("\n")[0]
    return line if len(line) <= limit else line[: limit - 1] + "…"

"""What stops mlship: one tree of exceptions, each with its exit code.

MlshipError (1)
├── UsageError (2)           the command was called wrongly
├── NotebookError (3)        the notebook cannot be read, converted or run
├── EnvironmentLacks (4)     something is missing here: a file, a package, a program
├── WouldOverwrite (1)       writing would lose somebody's work
└── GaveUp                   one way of looking leads nowhere: inside only, there is another
"""


class MlshipError(Exception):
    """A situation that a person can do something about.

    Attributes:
        message: what happened, one sentence.
        hint: what to do next, one sentence or command; may be empty.
        location: where ("cell 3, line 2", a path); may be empty.
    """

    exit_code = 1

    def __init__(self, message: str, *, hint: str = "", location: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.location = location


class UsageError(MlshipError):
    """The command was called with options that do not fit together."""

    exit_code = 2


class NotebookError(MlshipError):
    """The notebook cannot be read, converted or run."""

    exit_code = 3


class EnvironmentLacks(MlshipError):
    """This machine lacks a file, a package or a program that the command needs."""

    exit_code = 4


class WouldOverwrite(MlshipError):
    """Writing would lose work that a person did in the target directory."""


class GaveUp(MlshipError):
    """One way of looking leads nowhere; whoever asked takes another, so no person sees it."""

    def __init__(self) -> None:
        super().__init__(self.__doc__ or "")


__all__ = ["EnvironmentLacks", "MlshipError", "NotebookError", "UsageError", "WouldOverwrite"]

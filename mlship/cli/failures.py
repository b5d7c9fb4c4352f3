"""An action → its result, or why it failed: message, hint, exit code. Bugs end here."""

import errno
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import TypeVar

from mlship.errors import EnvironmentLacks, MlshipError

T = TypeVar("T")

BUG = 70
INTERRUPTED = 130
# What files and disks refuse: no space, read-only, not allowed, not a folder, a loop of links, …
SURROUNDINGS = frozenset(
    {
        errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOTDIR,
        errno.EISDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG, errno.EMFILE, errno.ENFILE,
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Failure = exit code, what happened, what to do, where."""

    code: int
    message: str
    hint: str = ""
    location: str = ""


def attempt(action: Callable[[], T], *, debug: bool = False) -> T | Failure:
    """Do it; with `debug`, exceptions pass as they are."""
    if debug:
        return action()
    try:
        return action()
    except MlshipError as error:
        return Failure(
            code=error.exit_code, message=error.message, hint=error.hint, location=error.location
        )
    except KeyboardInterrupt:
        return Failure(code=INTERRUPTED, message="Interrupted.")
    except Exception as error:  # noqa: BLE001 - the one place where a bug becomes a message
        return _lacking(error) or _bug(error)


def _lacking(error: Exception) -> Failure | None:
    """Say what this machine does not allow, wherever that showed; None for a bug."""
    if not isinstance(error, OSError) or error.errno not in SURROUNDINGS:
        return None
    return Failure(
        code=EnvironmentLacks.exit_code,
        message=f"{error.strerror}.",
        hint="Look at the path, the permissions and the space on the disk.",
        location=str(error.filename or ""),
    )


def _bug(error: Exception) -> Failure:
    """Put the traceback into a file; a person gets one line."""
    _, name = mkstemp(prefix="mlship-traceback-", suffix=".txt")
    Path(name).write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    return Failure(
        code=BUG,
        message=f"This is a bug in mlship ({type(error).__name__}: {error}).",
        hint=f"Please report it with {name}",
    )

"""A project → whether there is a service to start, and what it needs that is not here."""

import shlex

from mlship.errors import EnvironmentLacks, UsageError
from mlship.ir.runnable import Runnable
from mlship.process import capture

MACHINERY = ("msgspec", "uvicorn", "httptools", "prometheus_client")
ONE_FILE = ("fastapi", "uvicorn")
PROBE = """
import importlib.util, sys
print(*[name for name in sys.argv[1:] if importlib.util.find_spec(name) is None])
"""


def require_service(project: Runnable) -> None:
    """Refuse projects without a model to serve."""
    if not (project.root / "src" / project.package / "service.py").exists():
        raise UsageError(
            "This project has no service: its notebook has no model that takes records.",
            hint="mlship inspect lists the models of a notebook, and says why one is not served.",
            location=str(project.root),
        )


def require_machinery(project: Runnable) -> None:
    """Refuse projects whose service is a file of its own: it does nothing but answer."""
    require_service(project)
    if not (project.root / "src" / project.package / "serving" / "command.py").exists():
        raise UsageError(
            "This project's service is one FastAPI file: it serves, and no more.",
            hint="Convert without --service fastapi to get versions and predictions for files.",
            location=str(project.root),
        )


def require_packages(project: Runnable) -> None:
    """Raise if the interpreter lacks what the project's service imports."""
    owned = (project.root / "src" / project.package / "serving" / "command.py").exists()
    needed = MACHINERY if owned else ONE_FILE
    done = capture([project.python, "-c", PROBE, *needed], env=project.environment)
    if done.code or done.out.strip():
        wanted = shlex.quote(f"{project.root}[serve]")
        raise EnvironmentLacks(
            f"This Python lacks what serving needs: {', '.join(done.out.split()) or done.err}.",
            hint=f"{shlex.quote(str(project.python))} -m pip install -e {wanted}",
            location=str(project.python),
        )

"""A project's service → its answer to a record of the training data."""

import json
import socket
from collections.abc import Callable
from dataclasses import dataclass

from mlship.errors import EnvironmentLacks, MlshipError
from mlship.ir.runnable import Runnable
from mlship.serving.project import require_packages, require_service
from mlship.serving.starting import Service, start_service

OK = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Reply = a record, and what the service answered."""

    record: dict[str, object]
    answer: object

    @property
    def text(self) -> str:
        """The answer without what goes with it, as one line."""
        short = self.answer
        if isinstance(short, dict) and "prediction" in short:
            short = {"prediction": short["prediction"]}
        return json.dumps(short, ensure_ascii=False)


def try_service(project: Runnable) -> Reply:
    """Start the service, and ask it.

    Raises:
        EnvironmentLacks: it does not start.
        MlshipError: it does not answer with a prediction.
        UsageError: the project has none.
    """
    require_service(project)
    require_packages(project)
    with start_service(project) as service:
        return _ask(service)


def find_free_port() -> int:
    """Let the system choose a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def try_port(port: int, ended: Callable[[], bool]) -> Reply:
    """Wait for a service that somebody else has started, and ask it; raises as above."""
    service = Service(port=port)
    if not service.wait(ended):
        raise EnvironmentLacks("The service does not start.")
    return _ask(service)


def _ask(service: Service) -> Reply:
    record = service.example()
    status, answer = service.ask("POST", "/predict", record)
    if status != OK:
        raise MlshipError(
            f"The service answers {status} to a record of its own training data.",
            hint=json.dumps({"record": record, "answer": answer}, ensure_ascii=False),
            location="POST /predict",
        )
    return Reply(record=record, answer=answer)

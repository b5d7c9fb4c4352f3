"""Options and environment → the settings of a server, with every limit."""

import ipaddress
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1_000_000
LAST_PORT = 65_535


class SettingsError(ValueError):
    """What was asked for does not make sense, or is not safe."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one client may ask for, and how long it may take; each is an environment variable.

    Attributes:
        body_bytes: size of a request's body (MAX_BODY_BYTES).
        records: records in one request (MAX_RECORDS).
        waiting, waiting_rows: requests, and records in them, that may be inside, waiting for the
            model or computed; beyond it is 503 (MAX_WAITING, MAX_WAITING_RECORDS).
        wait_s: time that a request may have to wait for others, by what the last ones took; beyond
            it is 503, unless it takes a quarter of that itself (MAX_WAIT).
        batch: records that are predicted together (MAX_BATCH).
        read_s: time to send a request, headers and body (READ_TIMEOUT).
        answer_s: time until it is answered (ANSWER_TIMEOUT).
        idle_s: time between two requests on a connection (IDLE_TIMEOUT).
        drain_s: after SIGTERM, time in which it is still asked while it says that it is not ready,
            as balancers need time to notice (DRAIN_SECONDS).
        finish_s: time for what has been accepted to be answered then (FINISH_SECONDS).
    """

    body_bytes: int = 2 * MEGABYTE
    records: int = 5_000
    waiting: int = 256
    waiting_rows: int = 20_000
    wait_s: float = 0.5
    batch: int = 512
    read_s: float = 10.0
    answer_s: float = 30.0
    idle_s: int = 75
    drain_s: float = 1.0
    finish_s: float = 20.0


@dataclass(frozen=True, slots=True)
class Settings:
    """Where to listen, what to serve, who may ask.

    Attributes:
        keys: API keys of which a client has to show one; empty lets everybody in.
        log_requests: write a line for each request, not only for those that failed.
        predict_route, health_route: further routes that a platform asks for.
    """

    artifacts: Path
    host: str = "127.0.0.1"
    port: int = 8080
    workers: int = 1
    reload: bool = False
    keys: tuple[str, ...] = ()
    log_requests: bool = True
    predict_route: str = ""
    health_route: str = ""
    limits: Limits = Limits()

    @property
    def is_supervised(self) -> bool:
        """Tell whether another process starts those that serve."""
        return self.workers > 1 or self.reload


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says; None where it says nothing."""

    host: str | None = None
    port: int | None = None
    workers: int | None = None
    artifacts: Path | None = None
    reload: bool = False


def make_settings(options: Options, folder: Path, environment: Mapping[str, str]) -> Settings:
    """Combine the command line, the environment and the project's folder, in this order."""
    settings = Settings(
        artifacts=_artifacts(options, folder, environment),
        host=options.host or environment.get("HOST") or _default_host(environment),
        port=_first(options.port, environment, ("AIP_HTTP_PORT", "PORT"), 8080),
        workers=_first(options.workers, environment, ("WORKERS", "WEB_CONCURRENCY"), 1),
        reload=options.reload,
        keys=_keys(environment),
        log_requests=environment.get("LOG_REQUESTS", "1") != "0",
        predict_route=environment.get("AIP_PREDICT_ROUTE", ""),
        health_route=environment.get("AIP_HEALTH_ROUTE", ""),
        limits=_limits(environment),
    )
    _refuse_senseless(settings)
    _refuse_open_doors(settings, environment)
    return settings


def _artifacts(options: Options, folder: Path, environment: Mapping[str, str]) -> Path:
    """Take what was asked for, else the platform's folder, else the project's."""
    asked = options.artifacts or environment.get("MODEL_DIR")
    if asked:
        return Path(asked)
    # Azure ML mounts the folder of a model below this one, under its own name.
    mounted = environment.get("AZUREML_MODEL_DIR")
    azure = [Path(mounted), *sorted(Path(mounted).glob("*/"))] if mounted else []
    sagemaker = Path(environment.get("SAGEMAKER_BASE_DIR") or "/opt/ml") / "model"
    places = [*azure, sagemaker, folder / "artifacts"]
    return next((place for place in places if (place / "current").exists()), places[-1])


def _default_host(environment: Mapping[str, str]) -> str:
    """Vertex AI asks for every address; elsewhere it is this machine until somebody says more."""
    return "0.0.0.0" if "AIP_HTTP_PORT" in environment else "127.0.0.1"


def _first(
    given: int | None, environment: Mapping[str, str], names: tuple[str, ...], default: int
) -> int:
    if given is not None:
        return given
    name = next((name for name in names if environment.get(name)), "")
    return int(_number(name, environment[name])) if name else default


def _number(name: str, text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise SettingsError(f"{name} has to be a number, 0 or more, and is {text!r}.")
    return number


_LIMITS = {
    "MAX_BODY_BYTES": "body_bytes",
    "MAX_RECORDS": "records",
    "MAX_WAITING": "waiting",
    "MAX_WAITING_RECORDS": "waiting_rows",
    "MAX_WAIT": "wait_s",
    "MAX_BATCH": "batch",
    "READ_TIMEOUT": "read_s",
    "ANSWER_TIMEOUT": "answer_s",
    "IDLE_TIMEOUT": "idle_s",
    "DRAIN_SECONDS": "drain_s",
    "FINISH_SECONDS": "finish_s",
}


def _limits(environment: Mapping[str, str]) -> Limits:
    default = Limits()
    given = {
        field: type(getattr(default, field))(_number(name, environment[name]))
        for name, field in _LIMITS.items()
        if environment.get(name)
    }
    return Limits(**given)


def _keys(environment: Mapping[str, str]) -> tuple[str, ...]:
    text = environment.get("API_KEYS", "").replace(",", "\n")
    if file := environment.get("API_KEYS_FILE"):
        try:
            text += "\n" + Path(file).read_text(encoding="utf-8")
        except OSError as error:
            raise SettingsError(f"API_KEYS_FILE cannot be read: {error}") from None
    return tuple(key.strip() for key in text.splitlines() if key.strip())


def _refuse_senseless(settings: Settings) -> None:
    if not 0 <= settings.port <= LAST_PORT:
        raise SettingsError(f"{settings.port} is no port: 1 to {LAST_PORT}, or 0 for a free one.")
    if settings.workers < 1:
        raise SettingsError(f"{settings.workers} workers answer nobody: 1 or more.")


def _refuse_open_doors(settings: Settings, environment: Mapping[str, str]) -> None:
    """Everybody on the network could ask: only if somebody says that this is meant."""
    if settings.keys or environment.get("ALLOW_ANONYMOUS") == "1" or _is_loopback(settings.host):
        return
    raise SettingsError(
        f"{settings.host} can be reached from outside, and there are no API keys. "
        "Set API_KEYS (or API_KEYS_FILE), or ALLOW_ANONYMOUS=1 if something in front checks."
    )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def project_folder(module_file: str) -> Path:
    """Find the project's folder: that of src/, else where the process runs."""
    source = Path(module_file).resolve().parents[2]
    return source.parent if source.name == "src" else Path(os.getcwd())

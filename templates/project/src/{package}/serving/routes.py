"""Path → what answers it: our own routes, and those that platforms ask for."""

import importlib
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .answers import encode_list, encode_one
from .batching import Batcher
from .envelopes import (
    describe_model,
    encode_predictions,
    encode_tensors,
    join_tensors,
    open_envelope,
)
from .exchange import Reply, Request
from .holder import ModelHolder
from .hooks import Service
from .metrics import CONTENT_TYPE, Metrics
from .openapi import describe_api
from .problems import Problem, not_ready
from .records import decode_json
from .refusals import Refused
from .schema import Row
from .settings import Settings
from .shedding import Room

if TYPE_CHECKING:
    from .answers import Answers, Warnings
    from .models import LoadedModel

Handler = Callable[[Request], Awaitable[Reply]]

_HTML = b"text/html; charset=utf-8"
_DOCS = Path(__file__).with_name("docs.html")
_DOCS_HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        b"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"no-referrer"),
)
# Asked by those who run the service, not by its clients: no key is needed.
OPEN = {
    "/health/live",
    "/health/ready",
    "/health",
    "/ping",
    "/v2/health/live",
    "/v2/health/ready",
    "/docs",
}


class Routes:
    """The table of routes, and what answers them."""

    def __init__(
        self, settings: Settings, service: Service, holder: ModelHolder, metrics: Metrics
    ) -> None:
        self._settings = settings
        self._service = service
        self._holder = holder
        self._metrics = metrics
        self.batcher: Batcher | None = None
        self.stopping = False
        self.table = self._make_table()
        self.open = OPEN | {settings.health_route}

    def _make_table(self) -> dict[str, dict[str, Handler]]:
        settings, model = self._settings, f"/v2/models/{self._service.name}"
        get: dict[str, Handler] = {
            "/health/live": self.live,
            "/health/ready": self.ready,
            "/schema": self.schema,
            "/metrics": self.metrics,
            "/docs": self.docs,
            "/openapi.json": self.openapi,
            "/health": self.ready,
            "/ping": self.ready,
            "/version": self.version,
            "/v2": self.server,
            "/v2/health/live": self.live,
            "/v2/health/ready": self.ready,
            model: self.model,
            f"{model}/ready": self.ready,
            "/": self.docs,
        }
        post: dict[str, Handler] = {
            "/predict": self.predict,
            "/invocations": self.predict_envelope,
            "/score": self.predict_envelope,
            f"/v1/models/{self._service.name}:predict": self.predict_envelope,
            f"{model}/infer": self.infer,
        }
        if settings.health_route:
            get[settings.health_route] = self.ready
        if settings.predict_route:
            post[settings.predict_route] = self.predict_envelope
        table: dict[str, dict[str, Handler]] = {path: {"GET": get[path]} for path in get}
        for path, handler in post.items():
            table.setdefault(path, {})["POST"] = handler
        return table

    @property
    def room(self) -> Room:
        """Say how much room there is for predictions."""
        return self.batcher.room if self.batcher else Room.FREE

    @property
    def retry_after_s(self) -> int:
        """After how many seconds to ask again then."""
        return self.batcher.retry_after_s if self.batcher else 1

    def is_prediction(self, path: str) -> bool:
        """Tell whether it is a prediction that is asked for here."""
        return "POST" in self.table.get(path, {})

    async def predict(self, request: Request) -> Reply:
        """Answer one record or a list of them."""
        body = await self._take(request)
        model = self._holder.model
        rows, is_list = model.reader.read(body)
        answers, warnings = await self._answer(model, rows, is_list=is_list)
        encode = encode_list if is_list else encode_one
        return Reply(encode(answers, warnings, model.version, request.id))

    async def predict_envelope(self, request: Request) -> Reply:
        """Answer records in the way of SageMaker, Vertex AI, Azure ML and MLflow."""
        body = await self._take(request)
        model = self._holder.model
        rows = model.reader.convert(self._open(request, body))
        answers, _ = await self._answer(model, rows)
        return Reply(encode_predictions(answers, model.version))

    async def _take(self, request: Request) -> bytes:
        """Read the body; who cannot be answered now is told before it is looked at."""
        body = await request.read_body(self._settings.limits.body_bytes)
        if self.batcher is not None:
            self.batcher.require_room()
        return body

    def _open(self, request: Request, body: bytes) -> list[Any]:
        """Take the records out of JSON, or of CSV where the client says that it is."""
        if not request.has_type(b"text/csv"):
            return open_envelope(decode_json(body))
        tables = importlib.import_module(".tables", __package__)
        try:
            return list(tables.read_csv_body(body, self._holder.model.schema))
        except tables.TableError as error:
            raise Problem(400, "The body cannot be read.", str(error)) from None

    async def infer(self, request: Request) -> Reply:
        """Answer tensors: Open Inference Protocol v2."""
        body = await self._take(request)
        model = self._holder.model
        document = decode_json(body)
        rows = model.reader.convert(join_tensors(document))
        answers, _ = await self._answer(model, rows)
        identity = str(document.get("id") or request.id)
        return Reply(encode_tensors(answers, self._service.name, model.version, identity))

    async def _answer(
        self, model: "LoadedModel", rows: list[Row], *, is_list: bool = True
    ) -> tuple["Answers", "Warnings"]:
        if self.batcher is None:
            raise not_ready("The server is starting.")
        try:
            answers = await self.batcher.submit(model, rows)
        except Refused as refused:
            raise refused.to_problem(is_list=is_list) from refused.__cause__
        warnings = model.find_warnings(rows)
        if warnings:
            self._metrics.observe_warnings(warnings)
        return answers, warnings

    async def live(self, _: Request) -> Reply:
        """The process runs."""
        return Reply(b'{"live":true}')

    async def ready(self, _: Request) -> Reply:
        """There is a model, and the server is not about to stop."""
        if self.stopping:
            raise not_ready("The server is stopping.")
        model = self._holder.model
        return _reply({"ready": True, "name": self._service.name, "version": model.version})

    async def schema(self, _: Request) -> Reply:
        """What clients send and get."""
        model = self._holder.model
        return _reply({**model.schema.to_document(), "model_version": model.version})

    async def openapi(self, _: Request) -> Reply:
        """The same as an OpenAPI document."""
        model = self._holder.model
        secured = bool(self._settings.keys)
        return _reply(describe_api(self._service, model.schema, model.version, secured=secured))

    async def docs(self, _: Request) -> Reply:
        """The page for people; it asks for the OpenAPI document itself."""
        return Reply(_DOCS.read_bytes(), content_type=_HTML, headers=_DOCS_HEADERS)

    async def metrics(self, _: Request) -> Reply:
        """Prometheus metrics of all workers."""
        return Reply(self._metrics.expose(), content_type=CONTENT_TYPE.encode())

    async def version(self, _: Request) -> Reply:
        """Which model answers."""
        return _reply({"name": self._service.name, "version": self._holder.model.version})

    async def server(self, _: Request) -> Reply:
        """Open Inference Protocol v2: the server."""
        return _reply({"name": self._service.name, "version": "2", "extensions": []})

    async def model(self, _: Request) -> Reply:
        """Open Inference Protocol v2: the model."""
        model = self._holder.model
        return Reply(describe_model(self._service.name, model.version, model.schema))


def _reply(document: dict[str, Any]) -> Reply:
    return Reply(json.dumps(document, ensure_ascii=False).encode())

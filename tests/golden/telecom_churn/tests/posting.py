"""A request through the whole service, without a socket; and the same to its model alone."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from telecom_churn_prediction.service import service
from telecom_churn_prediction.serving.application import Application
from telecom_churn_prediction.serving.hooks import Service
from telecom_churn_prediction.serving.logs import Log
from telecom_churn_prediction.serving.predictor import FramePredictor
from telecom_churn_prediction.serving.schema import parse_schema
from telecom_churn_prediction.serving.settings import Settings


def post(artifacts: Path, body: Any) -> tuple[int, Any]:
    """Send one request to the application; return the status and the document."""
    sent: list[dict[str, Any]] = []
    content = json.dumps(body).encode()

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def ask() -> None:
        application = Application(Settings(artifacts), service, Log(requests=False))
        application.start(pytest.fail)
        await application.wait_for_model()
        await application({"path": "/predict", "method": "POST", "headers": []}, receive, send)
        await application.stop()

    asyncio.run(ask())
    return sent[0]["status"], json.loads(sent[1]["body"])


def ask_model(model: Any, record: dict[str, Any], *, rules: bool = False) -> Any:
    """Ask for one prediction, without the server; on demand with the rules of service.py."""
    asked = service if rules else Service(name=service.name)
    predictor = FramePredictor(model, parse_schema(model.schema_), asked)
    return predictor.predict([tuple(record.values())]).predictions

"""A request through the whole service, without a socket."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from telecom_churn_prediction.service import service
from telecom_churn_prediction.serving.application import Application
from telecom_churn_prediction.serving.logs import Log
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

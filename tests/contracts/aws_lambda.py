"""AWS Lambda: events through its runtime interface client, against a runtime API that we play.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import base64
import json
import queue
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.contracts.playing import PACKAGE, Demo, Platform
from tests.warm import shared

WAIT_S = 60.0


class RuntimeApi(BaseHTTPRequestHandler):
    """Gives out events, one after the other, and keeps what comes back."""

    events: "queue.Queue[object]"
    answers: "queue.Queue[tuple[str, Any]]"

    def do_GET(self) -> None:
        body = json.dumps(self.events.get()).encode()
        self.send_response(200)
        self.send_header("Lambda-Runtime-Aws-Request-Id", "1")
        self.send_header("Lambda-Runtime-Deadline-Ms", "4102444800000")
        self.send_header("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:x:0:function:f")
        self.send_header("Lambda-Runtime-Trace-Id", "Root=1-5759e988-bd862e3fe1be46a994272793")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.answers.put((self.path.rpartition("/")[2], json.loads(body)))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def function(demo: Demo, **environment: str) -> Iterator[Any]:
    """Start the image of deploy/lambda; what is given answers an event."""
    events: queue.Queue[object] = queue.Queue()
    answers: queue.Queue[tuple[str, Any]] = queue.Queue()
    api = type("Api", (RuntimeApi,), {"events": events, "answers": answers})
    server = ThreadingHTTPServer(("127.0.0.1", 0), api)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"127.0.0.1:{server.server_address[1]}"
    words = ("-m", "awslambdaric", f"{PACKAGE}.aws_lambda.handler")
    own = {"AWS_LAMBDA_RUNTIME_API": address, "HOST": "0.0.0.0"}  # noqa: S104 - of the image
    given = demo.environment({**own, **environment})
    nobody = (subprocess.DEVNULL, subprocess.DEVNULL)
    process = shared().start(words, demo.root, given, nobody)

    def invoke(event: object) -> tuple[str, Any]:
        events.put(event)
        deadline = time.monotonic() + WAIT_S
        while answers.empty():
            assert time.monotonic() < deadline, "there is no answer"
            assert process.poll() is None or not answers.empty(), "the function has ended"
            time.sleep(0.01)
        return answers.get()

    try:
        yield invoke
    finally:
        process.kill()
        process.wait()
        server.shutdown()
        server.server_close()


def version_2(path: str, body: str, **more: object) -> dict[str, object]:
    """Make the event of a function URL."""
    http = {"method": "POST", "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7"}
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "x-request-id": "r-1"},
        "requestContext": {"http": http, "stage": "$default"},
        "body": body,
        "isBase64Encoded": False,
        **more,
    }


def answers_every_form_of_event(demo: Demo, _: Path) -> None:
    """Records alone, function URLs (plain and base64), API Gateway's older events."""
    body = json.dumps(demo.record)
    older = {"httpMethod": "POST", "path": "/predict", "headers": None, "body": body}
    encoded = base64.b64encode(body.encode()).decode()
    with function(demo) as invoke:
        kind, direct = invoke({"instances": [demo.record]})
        assert kind == "response", direct
        (expected,) = direct["predictions"]
        for event in (
            version_2("/predict", body),
            version_2("/predict", encoded, isBase64Encoded=True),
            older,
        ):
            kind, answer = invoke(event)
            assert (kind, answer["statusCode"]) == ("response", 200), answer
            assert json.loads(answer["body"])["prediction"] == expected
        assert answer["headers"]["content-type"] == "application/json"


def answers_what_is_wrong_and_goes_on(demo: Demo, _: Path) -> None:
    with function(demo) as invoke:
        assert invoke(version_2("/predict", "{"))[1]["statusCode"] == 400
        assert invoke(version_2("/nowhere", "{}"))[1]["statusCode"] == 404
        kind, error = invoke({"instances": [{"wrong": 1}]})
        assert (kind, error["errorType"]) == ("error", "NotAnswered")
        assert invoke({"instances": [demo.record]})[0] == "response"


def says_at_its_start_that_there_is_no_model(demo: Demo, folder: Path) -> None:
    with function(demo, MODEL_DIR=str(folder)) as invoke:
        kind, error = invoke({})
        assert kind == "error"
        assert "train a model first" in error["errorMessage"]


LAMBDA = Platform(
    name="AWS Lambda (container)",
    own=(
        answers_every_form_of_event,
        answers_what_is_wrong_and_goes_on,
        says_at_its_start_that_there_is_no_model,
    ),
)

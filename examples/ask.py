"""Serve a project, ask for one prediction over HTTP, stop: python examples/ask.py PROJECT."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import Request, urlopen

READY_S = 60.0


def main(project: str) -> None:
    """Start the server, send the schema's own example, print the answer."""
    port = find_free_port()
    mlship = Path(sys.executable).with_name("mlship")
    server = subprocess.Popen([mlship, "serve", project, "--port", str(port)])
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_ready(f"{address}/health/ready")
        with urlopen(f"{address}/schema") as answer:
            columns = json.load(answer)["columns"]
        example = {column["name"]: column["example"] for column in columns}
        body = json.dumps(example).encode()
        headers = {"Content-Type": "application/json"}
        with urlopen(Request(f"{address}/predict", body, headers)) as answer:
            print(f"POST /predict {json.dumps(example)}\n{answer.read().decode()}")
    finally:
        server.terminate()
        server.wait()


def find_free_port() -> int:
    """Let the system choose a port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(address: str) -> None:
    """Ask until the service is ready; raises TimeoutError."""
    deadline = time.monotonic() + READY_S
    while time.monotonic() < deadline:
        try:
            with urlopen(address):
                return
        except URLError:
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


if __name__ == "__main__":
    main(sys.argv[1])

"""The service's own OpenAPI document → requests that schemathesis makes of it, and how they end."""

import re
import subprocess
import tempfile
from collections.abc import Iterator

from breaking.subjects import Finding, Service

HOUR_S = 3600
# What it wants beyond this is no fault: a service may also refuse what its document allows, such
# as numbers that the model cannot answer.
CHECKS = (
    "not_a_server_error,status_code_conformance,content_type_conformance,"
    "response_schema_conformance,negative_data_rejection"
)


def fuzz(service: Service, program: str, examples: int) -> Iterator[Finding]:
    """Let schemathesis loose; no 5xx, and nothing that the document does not say."""
    url = f"http://127.0.0.1:{service.port}/openapi.json"
    command = [program, "run", url, "--checks", CHECKS, "--max-examples", str(examples)]
    command += ["--seed", "7", "--continue-on-failure", "--warnings", "off"]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=HOUR_S, check=False
        )
    tested = re.search(r"(\d+) generated.*", done.stdout)
    result = tested[0].strip() if tested else done.stdout[-300:] + done.stderr[-300:]
    yield Finding("schemathesis", "no failure", result, done.returncode == 0)
    if done.returncode:
        print(done.stdout)

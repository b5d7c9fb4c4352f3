"""Ask the service on this machine whether it is ready; the exit code says it: 0 is yes.

The image's HEALTHCHECK, so that it needs no curl.
"""

import http.client
import os
import sys

TIMEOUT_S = 3.0


def is_ready(port: int) -> bool:
    """Tell whether there is a model that answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_S)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def main() -> int:
    """Find the port as the service does."""
    port = os.environ.get("AIP_HTTP_PORT") or os.environ.get("PORT") or "8080"
    return 0 if is_ready(int(port)) else 1


if __name__ == "__main__":
    sys.exit(main())

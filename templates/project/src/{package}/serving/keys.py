"""A request's headers → whether it may pass."""

import hashlib
import hmac
from collections.abc import Iterable

from .problems import Problem

_UNAUTHORIZED = ((b"www-authenticate", b'Bearer realm="predictions"'),)


class Gate:
    """Lets requests pass that show one of the keys; without keys, all."""

    def __init__(self, keys: Iterable[str]) -> None:
        self._digests = [hashlib.sha256(key.encode()).digest() for key in keys]

    def check(self, headers: Iterable[tuple[bytes, bytes]]) -> None:
        """Raise if no key fits. The time that this takes says nothing about the keys."""
        if not self._digests:
            return
        digest = hashlib.sha256(_shown_key(headers)).digest()
        fits = [hmac.compare_digest(digest, known) for known in self._digests]
        if not any(fits):
            detail = "Send a key as `Authorization: Bearer KEY` or `X-API-Key: KEY`."
            raise Problem(401, "A valid API key is needed.", detail, headers=_UNAUTHORIZED)


def _shown_key(headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    for name, value in headers:
        if name == b"x-api-key":
            return value.strip()
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].strip()
    return b""

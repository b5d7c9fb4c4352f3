"""A good record → records and bodies that are not, and how each is answered."""

import json
from collections.abc import Iterator
from typing import Any

from breaking.subjects import Finding, Reply, Service

BIG_BODY_BYTES = 50_000_000
BIG_GROWTH_MB = 20
# Input that is wrong in itself has to be refused; other input may be taken, but never fails.
REFUSED, EITHER = range(400, 500), (*range(200, 300), *range(400, 500))
PATHS = ("/invocations", "/score", "/v2/models/NAME/infer")


def check_inputs(service: Service) -> Iterator[Finding]:
    """Send what clients should not; then a good record, which still has to be answered."""
    for tried, body, accepted in _cases(service.schema["columns"], service.record):
        yield _judge(tried, service.predict(body), accepted)
    body = json.dumps(service.record).encode()
    yield _judge("text/plain", service.ask("POST", "/predict", body, "text/plain"), EITHER)
    yield _judge("CSV with an open quote", _ask_csv(service, b'a,b\n"1'), REFUSED)
    yield _judge("CSV that is not UTF-8", _ask_csv(service, b"a,b\n\xff\xfe,1\n"), REFUSED)
    name = service.ask("GET", "/version").document["name"]
    for path in PATHS:
        for broken in (b"", b"[" * 10_000, b'{"inputs": [1]}', b'{"instances": [[1, 2]]}', b"null"):
            reply = service.ask("POST", path.replace("NAME", name), broken)
            yield _judge(f"{path}: {broken[:24].decode()}", reply, REFUSED)
    yield _judge("a good record afterwards", service.predict(service.record), range(200, 201))


def _ask_csv(service: Service, body: bytes) -> Reply:
    return service.ask("POST", "/invocations", body, "text/csv")


def _cases(columns: list[Any], record: dict[str, Any]) -> Iterator[tuple[str, bytes, Any]]:
    yield "JSON cut short", json.dumps(record).encode()[:-7], REFUSED
    yield "an empty body", b"", REFUSED
    yield "not UTF-8", b'{"a": "\xff"}', REFUSED
    yield "half a surrogate", b'{"a": "\\ud800"}', REFUSED
    yield "an object of another shape", b'{"hello": "world"}', REFUSED
    yield "no records", b"[]", REFUSED
    yield "records and something else", _body([record, 7]), REFUSED
    yield "6,000 records", _body([record] * 6_000), REFUSED
    yield "10,000 lists in each other", b"[" * 10_000 + b"]" * 10_000, REFUSED
    yield "100,000 objects in each other", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, REFUSED
    yield "a surplus column", _body({**record, "surplus": 1}), REFUSED
    yield "one column twice", _twice(record), EITHER
    for column in columns:
        yield from _values(column, record)


def _body(document: object) -> bytes:
    return json.dumps(document).encode()


def _twice(record: dict[str, Any]) -> bytes:
    name = next(iter(record))
    return _body(record)[:-1] + f", {json.dumps(name)}: null}}".encode()


def _values(column: dict[str, Any], record: dict[str, Any]) -> Iterator[tuple[str, bytes, Any]]:
    """Bend one column in every way."""
    name, kind = column["name"], column["type"]
    label = f"{name} ({kind})"
    yield f"{label} missing", _body({k: v for k, v in record.items() if k != name}), REFUSED
    yield f"{label}: null", _body({**record, name: None}), EITHER
    for text in ("NaN", "Infinity", "-Infinity", "1e999", "{}", "[]", "[1]"):
        body = _body({**record, name: "PLACE"}).replace(b'"PLACE"', text.encode())
        yield f"{label}: {text}", body, REFUSED
    if kind in {"number", "integer"}:
        wrong: list[Any] = ["abc", "39", "", True]
        unusual: list[Any] = [1e300, -1e300, 10**30, 2**63, 0, -1]
    else:
        wrong, unusual = [123, 1.5, *([True] if kind != "boolean" else ["true"])], []
    if kind == "string":
        unusual = ["ZZ", "", " ", "\x00", "x" * 1_000_000, "𝔘ñï", "1e5", "nan"]
    for value in wrong:
        yield f"{label}: {value!r}", _body({**record, name: value}), REFUSED
    for value in unusual:
        yield f"{label}: {str(value)[:20]!r}", _body({**record, name: value}), EITHER


def _judge(tried: str, reply: Reply, accepted: Any) -> Finding:
    wanted = "4xx" if accepted is REFUSED else "200" if len(accepted) == 1 else "2xx or 4xx"
    told = reply.is_answer or reply.headers.get("content-type") == "application/problem+json"
    result = f"{reply.status}" if told else f"{reply.status}, no problem document"
    return Finding(tried, wanted, result, reply.status in accepted and told)


def check_big_body(service: Service) -> Iterator[Finding]:
    """Send 50 MB: as one text, and as a list; neither fills the memory."""
    record = service.record
    name = next(iter(record))
    for tried, document in (
        ("50 MB, one text", {**record, name: "x" * BIG_BODY_BYTES}),
        ("50 MB, a list", [record] * (BIG_BODY_BYTES // len(json.dumps(record)))),
    ):
        before = service.memory_mb
        reply = service.predict(document)
        grown = service.memory_mb - before
        after = service.predict(record).status
        result = f"{reply.status} in {reply.seconds:.2f} s, memory +{grown:.0f} MB, then {after}"
        held = (reply.status, after) == (413, 200) and grown < BIG_GROWTH_MB
        yield Finding(tried, "413, then 200", result, held)

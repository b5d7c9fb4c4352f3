"""A schema → the OpenAPI document of the service, with an example of the training data."""

from typing import Any

from .hooks import Service
from .schema import Column, Schema

_JSON = "application/json"
_PROBLEM = "application/problem+json"
_TYPES: dict[str, dict[str, Any]] = {
    "number": {"type": "number"},
    "integer": {"type": "integer", "minimum": -(2**63), "maximum": 2**63 - 1},
    "boolean": {"type": "boolean"},
    "string": {"type": "string"},
    "datetime": {"type": "string", "format": "date-time"},
}
_PROBLEMS = {
    "400": "The body is not valid JSON.",
    "401": "A valid API key is needed.",
    "408": "The request took too long to come.",
    "413": "The body is too large, or has too many records.",
    "422": "The records do not fit the schema: each fault with its field and what is accepted.",
    "503": "Not ready, or too many requests are waiting: try again later.",
}


def describe_api(
    service: Service, schema: Schema, version: str, *, secured: bool
) -> dict[str, Any]:
    """Describe the routes that clients use."""
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": service.title or service.name, "version": version},
        "paths": {
            "/predict": {"post": _predict(schema)},
            "/schema": {"get": _get("The columns of a record, as training saw them.")},
            "/health/live": {"get": _get("The process runs.", unready=False)},
            "/health/ready": {"get": _get("There is a model to answer.")},
            "/version": {"get": _get("The model that answers.")},
        },
        "components": {"schemas": _schemas(schema)},
    }
    if secured:
        document["components"]["securitySchemes"] = {
            "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"}
        }
        document["security"] = [{"key": []}]
    return document


def _predict(schema: Schema) -> dict[str, Any]:
    record = {"$ref": "#/components/schemas/Record"}
    body = {"anyOf": [record, {"type": "array", "items": record, "minItems": 1}]}
    examples = {
        "one record": {"value": schema.example},
        "a list": {"value": [schema.example, schema.example]},
    }
    problems = {
        status: {
            "description": text,
            "content": {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, text in _PROBLEMS.items()
    }
    answers = {"anyOf": [_ref("Answer"), _ref("Answers")]}
    return {
        "summary": f"Predict {schema.target.name}" if schema.target.name else "Predict",
        "operationId": "predict",
        "requestBody": {
            "required": True,
            "content": {_JSON: {"schema": body, "examples": examples}},
        },
        "responses": {
            "200": {"description": "The prediction.", "content": {_JSON: {"schema": answers}}},
            **problems,
        },
    }


def _get(summary: str, *, unready: bool = True) -> dict[str, Any]:
    responses: dict[str, Any] = {
        "200": {"description": summary, "content": {_JSON: {"schema": {"type": "object"}}}}
    }
    if unready:
        content = {_PROBLEM: {"schema": _ref("Problem")}}
        responses["503"] = {"description": _PROBLEMS["503"], "content": content}
        responses["401"] = {"description": _PROBLEMS["401"], "content": content}
    return {"summary": summary, "responses": responses}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _schemas(schema: Schema) -> dict[str, Any]:
    identity = {"model_version": {"type": "string"}, "request_id": {"type": "string"}}
    answer = {"prediction": _prediction(schema)}
    if schema.target.labels:
        answer["probabilities"] = {"type": "object", "additionalProperties": {"type": "number"}}
    answer["warnings"] = {"type": "array", "items": {"type": "object"}}
    predictions = {"type": "array", "items": {"type": "object", "properties": answer}}
    return {
        "Record": _record(schema),
        "Answer": {
            "type": "object",
            "properties": {**answer, **identity},
            "required": ["prediction", *identity],
        },
        "Answers": {
            "type": "object",
            "properties": {"predictions": predictions, **identity},
            "required": ["predictions", *identity],
        },
        "Problem": {
            "type": "object",
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "detail": {"type": "string"},
                "request_id": {"type": "string"},
                "errors": {"type": "array", "items": {"type": "object"}},
            },
            "required": ["type", "title", "status", "detail", "request_id"],
        },
    }


def _prediction(schema: Schema) -> dict[str, Any]:
    if schema.target.labels:
        return {"enum": list(schema.target.labels)}
    return {}


def _record(schema: Schema) -> dict[str, Any]:
    ignored: dict[str, Any] = {
        name: {"description": "Taken, but not used."} for name in schema.ignored
    }
    return {
        "type": "object",
        "properties": {**{c.name: describe_column(c) for c in schema.columns}, **ignored},
        "required": [column.name for column in schema.columns],
        "additionalProperties": False,
        "examples": [schema.example],
    }


def describe_column(column: Column) -> dict[str, Any]:
    """Describe one field."""
    described = dict(_TYPES[column.type])
    if column.closed:
        described = {"enum": [*column.categories, *([None] if column.nullable else [])]}
    elif column.nullable:
        described["type"] = [described["type"], "null"]
    if column.categories and not column.closed:
        described["x-known-values"] = list(column.categories)
    if column.minimum is not None and column.maximum is not None:
        described["description"] = f"In training from {column.minimum:g} to {column.maximum:g}."
    if column.format:
        described["description"] = f"A date, written as {column.format} says."
    return {**described, "examples": [column.example]}

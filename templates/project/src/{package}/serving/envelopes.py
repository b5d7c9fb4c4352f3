"""The bodies that platforms send → records; answers → the bodies that they expect.

SageMaker, Vertex AI, Azure ML and MLflow all wrap records in their own way; KServe's Open Inference
Protocol v2 sends one tensor a column.
"""

from collections.abc import Sequence
from typing import Any, TypeGuard, TypeVar

import msgspec

from .answers import Answers
from .problems import Problem
from .schema import Column, Schema

DATATYPES = {
    "number": "FP64",
    "integer": "INT64",
    "boolean": "BOOL",
    "string": "BYTES",
    "datetime": "BYTES",
}
T = TypeVar("T")
_RECORD_LISTS = ("instances", "dataframe_records", "records", "inputs", "data")


def open_envelope(document: Any) -> list[Any]:
    """Take the records out of whatever a platform wraps them in."""
    if isinstance(document, list):
        return document
    if not isinstance(document, dict):
        raise Problem(422, "The body holds no records.", "Send an object or a list.")
    if "dataframe_split" in document:
        return _join_split(document["dataframe_split"])
    for name in _RECORD_LISTS:
        if isinstance(document.get(name), list):
            return list(document[name])
    if isinstance(document.get("inputs"), dict):
        return _join_columns(document["inputs"])
    return [document]


def _join_split(split: Any) -> list[Any]:
    """MLflow: {"columns": [names], "data": [[values]]}."""
    if not isinstance(split, dict):
        raise Problem(422, "`dataframe_split` has to be an object.")
    columns, data = split.get("columns"), split.get("data")
    if not is_list_of(columns, str) or not is_list_of(data, list):
        raise Problem(422, "`dataframe_split` needs `columns` (names) and `data` (lists).")
    if wrong := next((row for row in data if len(row) != len(columns)), None):
        detail = f"A row has {len(wrong)} values, there are {len(columns)} columns."
        raise Problem(422, "`dataframe_split` does not fit together.", detail)
    return [dict(zip(columns, row, strict=True)) for row in data]


def _join_columns(inputs: dict[str, Any]) -> list[Any]:
    """MLflow: {"inputs": {column: [values]}}."""
    lists = {name: value if isinstance(value, list) else [value] for name, value in inputs.items()}
    if len({len(values) for values in lists.values()}) > 1:
        raise Problem(422, "The columns of `inputs` differ in length.")
    return [dict(zip(lists, row, strict=True)) for row in zip(*lists.values(), strict=True)]


def is_list_of(value: Any, kind: type[T]) -> TypeGuard[list[T]]:
    """Tell whether a value is a list of such values alone."""
    return isinstance(value, list) and all(isinstance(each, kind) for each in value)


def join_tensors(document: Any) -> list[Any]:
    """Open Inference Protocol v2: one tensor a column → records."""
    inputs = document.get("inputs") if isinstance(document, dict) else None
    if not is_list_of(inputs, dict) or not inputs:
        raise Problem(422, "`inputs` has to be a list of tensors.")
    columns = {str(tensor.get("name", "")): _flatten(tensor) for tensor in inputs}
    if len({len(values) for values in columns.values()}) > 1:
        raise Problem(422, "The tensors differ in length.")
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _flatten(tensor: dict[str, Any]) -> list[Any]:
    """Take a column of shape [n] or [n, 1]."""
    name, data = tensor.get("name"), tensor.get("data")
    shape = tensor.get("shape")
    if not isinstance(name, str) or not isinstance(data, list) or not is_list_of(shape, int):
        raise Problem(422, "A tensor needs `name`, `shape`, `datatype` and `data`.")
    flat = [value for row in data for value in (row if isinstance(row, list) else [row])]
    if len(shape) not in {1, 2} or shape[1:] not in ([], [1]) or shape[0] != len(flat):
        detail = f"{name}: {len(flat)} values do not have the shape {shape}; it should be [n]."
        raise Problem(422, "A tensor does not have its shape.", detail)
    return flat


def encode_predictions(answers: Answers, version: str) -> bytes:
    """SageMaker, Vertex AI, Azure ML, MLflow, KServe v1: {"predictions": […]}."""
    document: dict[str, Any] = {"predictions": list(answers.predictions)}
    if answers.probabilities is not None:
        document["probabilities"] = [
            dict(zip(answers.labels, row, strict=True)) for row in answers.probabilities
        ]
    return msgspec.json.encode({**document, "model_version": version})


def encode_tensors(answers: Answers, name: str, version: str, identity: str) -> bytes:
    """Open Inference Protocol v2: {"model_name", "outputs": [tensors]}."""
    rows = len(answers.predictions)
    outputs: list[dict[str, Any]] = [
        {
            "name": "predict",
            "shape": [rows],
            "datatype": _datatype(answers.predictions),
            "data": list(answers.predictions),
        }
    ]
    if answers.probabilities is not None:
        outputs.append(
            {
                "name": "predict_proba",
                "shape": [rows, len(answers.labels)],
                "datatype": "FP64",
                "data": [value for row in answers.probabilities for value in row],
                "parameters": {"labels": list(answers.labels)},
            }
        )
    document = {"model_name": name, "model_version": version, "id": identity, "outputs": outputs}
    return msgspec.json.encode(document)


def describe_model(name: str, version: str, schema: Schema) -> bytes:
    """Open Inference Protocol v2: what the model takes and gives."""
    outputs = [{"name": "predict", "datatype": _datatype(schema.target.labels), "shape": [-1]}]
    if schema.target.labels:
        shape = [-1, len(schema.target.labels)]
        outputs.append({"name": "predict_proba", "datatype": "FP64", "shape": shape})
    return msgspec.json.encode(
        {
            "name": name,
            "versions": [version],
            "platform": "sklearn",
            "inputs": [_describe_column(column) for column in schema.columns],
            "outputs": outputs,
        }
    )


def _describe_column(column: Column) -> dict[str, Any]:
    return {"name": column.name, "datatype": DATATYPES[column.type], "shape": [-1]}


def _datatype(values: Sequence[Any]) -> str:
    if not values or all(isinstance(value, float) for value in values):
        return "FP64"
    if all(isinstance(value, bool) for value in values):
        return "BOOL"
    if all(isinstance(value, int) for value in values):
        return "INT64"
    return "BYTES"

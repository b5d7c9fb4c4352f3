"""The model over HTTP, with FastAPI: GET /docs shows what there is to ask."""

import argparse
import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import joblib
import pandas as pd
import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictBool,
    StrictFloat,
    StrictInt,
    StrictStr,
    create_model,
)

ARTIFACTS = Path(os.environ.get("MODEL_DIR") or Path(__file__).resolve().parents[2] / "artifacts")
TYPES: dict[str, Any] = {
    "number": StrictFloat,
    "integer": Annotated[StrictInt, Field(ge=-(2**63), lt=2**63)],
    "boolean": StrictBool,
    "string": StrictStr,
    "datetime": datetime,
}
CONFIG = ConfigDict(extra="forbid", allow_inf_nan=False)
VERSION = (ARTIFACTS / "current").read_text(encoding="utf-8").strip()
SCHEMA = json.loads((ARTIFACTS / VERSION / "schema.json").read_text(encoding="utf-8"))
MODEL = joblib.load(ARTIFACTS / VERSION / "model.joblib")


def make_record_type(schema: dict[str, Any]) -> type[BaseModel]:
    """Make the type of a record, as the training data was; what is not read may come, too."""
    fields: dict[str, Any] = {}
    for number, column in enumerate(schema["columns"]):
        kind = TYPES[column["type"]]
        if column.get("unknown") == "reject" and column.get("categories"):
            kind = Literal[tuple(column["categories"])]
        field = Field(alias=column["name"], examples=[column["example"]])
        fields[f"field_{number}"] = (kind | None if column["nullable"] else kind, field)
    for number, name in enumerate(schema.get("ignored", [])):
        fields[f"ignored_{number}"] = (Any, Field(None, alias=name))
    return create_model("Record", __config__=CONFIG, **fields)


Record: Any = make_record_type(SCHEMA)
app = FastAPI(title=__package__ or "", version=VERSION)


@app.exception_handler(RequestValidationError)
def explain(_: Request, error: RequestValidationError) -> JSONResponse:
    """Say what does not fit; without what came, which may be no JSON: NaN is none."""
    faults = [{"loc": fault["loc"], "msg": fault["msg"]} for fault in error.errors()]
    return JSONResponse({"detail": faults}, status_code=422)


@app.get("/health/live")
def live() -> dict[str, bool]:
    """Tell that the process runs."""
    return {"live": True}


@app.get("/health/ready")
def ready() -> dict[str, str]:
    """Tell that there is a model."""
    return {"version": VERSION}


@app.get("/schema")
def schema() -> dict[str, Any]:
    """Show what training has seen."""
    return dict(SCHEMA)


@app.post("/predict")
def predict(records: Record | Annotated[list[Record], Field(min_length=1)]) -> Any:
    """Predict for one record, or for a list of them."""
    rows = records if isinstance(records, list) else [records]
    names = [column["name"] for column in SCHEMA["columns"]]
    dumped = [row.model_dump(by_alias=True) for row in rows]
    table = pd.DataFrame([[row[name] for name in names] for row in dumped], columns=names)
    answers: list[dict[str, Any]] = [{"prediction": each} for each in MODEL.predict(table).tolist()]
    if hasattr(MODEL, "predict_proba"):
        labels = [str(label) for label in MODEL.classes_]
        for answer, row in zip(answers, MODEL.predict_proba(table).tolist(), strict=True):
            answer["probabilities"] = dict(zip(labels, row, strict=True))
    return {"predictions": answers} if isinstance(records, list) else answers[0]


def main() -> int:
    """Serve, on loopback unless it is told otherwise."""
    parser = argparse.ArgumentParser(prog=f"python -m {__package__} serve")
    parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
    parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8080")))
    options = parser.parse_args(sys.argv[2:])
    uvicorn.run(app, host=options.host, port=options.port)
    return 0

"""artifacts/<version> → a model that is checked, loaded, warm, and able to answer."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import joblib

from .answers import Answers, Warnings
from .hooks import Service
from .predictor import FramePredictor, Predictor
from .quality import Quality
from .records import RecordReader
from .refusals import find_refused
from .schema import Row, Schema, parse_schema
from .versions import MODEL, open_verified, read_current

SCHEMA = "schema.json"


@dataclass(frozen=True, slots=True, eq=False)
class LoadedModel:
    """LoadedModel = version, schema, the reader of its records, what answers them."""

    version: str
    schema: Schema
    reader: RecordReader
    quality: Quality
    predictor: Predictor
    loaded_s: float = 0.0

    def answer(self, rows: Sequence[Row]) -> Answers:
        """Answer each row; rows that get no answer together get it apart, if each has one."""
        try:
            return self.predictor.predict(rows)
        except Exception:  # whatever it is, less rows may be answered
            if len(rows) <= 1:
                raise
        half = len(rows) // 2
        return self.answer(rows[:half]).followed_by(self.answer(rows[half:]))

    def explain(self, rows: Sequence[Row], error: Exception) -> Exception:
        """Say which record the model could not answer; the error itself if it is nobody's fault."""
        refused = find_refused(self.predictor.predict, self.schema, rows)
        if refused is None:
            return error
        refused.__cause__ = error
        return refused

    def find_warnings(self, rows: Sequence[Row]) -> Warnings:
        """Say which values training has not seen."""
        return self.quality.find(rows)


def load_current(artifacts: Path, max_records: int, service: Service) -> LoadedModel:
    """Load the version that artifacts/current names."""
    return load_version(artifacts, read_current(artifacts), max_records, service)


def load_version(artifacts: Path, version: str, max_records: int, service: Service) -> LoadedModel:
    """Check the bytes of a version, load it and let it answer its own example once."""
    started = time.perf_counter()
    with open_verified(artifacts / version, SCHEMA) as stream:
        schema = parse_schema(json.load(stream))
    with open_verified(artifacts / version, MODEL) as stream:
        estimator = joblib.load(stream)
    predictor = FramePredictor(estimator, schema, service)
    predictor.predict([tuple(column.example for column in schema.columns)])
    return LoadedModel(
        version=version,
        schema=schema,
        reader=RecordReader(schema, max_records),
        quality=Quality(schema),
        predictor=predictor,
        loaded_s=time.perf_counter() - started,
    )

"""A file of records → the same with predictions, chunk by chunk; it goes on where it was ended."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .answers import Answers
from .hooks import Service
from .models import LoadedModel, load_current
from .problems import Fault, Problem
from .refusals import Refused
from .schema import Row
from .tables import (
    Record,
    TableError,
    join_parts,
    read_chunks,
    require_format,
    write_part,
)

CHUNK = 10_000


@dataclass(frozen=True, slots=True)
class Done:
    """Done = records answered, by which version, the file that holds the answers."""

    records: int
    version: str
    output: str


def predict_file(
    source: Path, output: Path, artifacts: Path, service: Service, tell: Callable[[int], None]
) -> Done:
    """Answer every record; the output comes whole, or not at all."""
    require_format(source)
    require_format(output)
    if not source.is_file():
        raise TableError(f"There is no file {source}.")
    model = load_current(artifacts, CHUNK, service)
    parts = _open_parts(source, output, model.version)
    try:
        records, names = _answer_chunks(model, source, output, parts, tell)
        join_parts(names, output)
    except TableError:
        shutil.rmtree(parts)  # another file has to come: there is nothing to go on with
        raise
    shutil.rmtree(parts)
    return Done(records, model.version, str(output))


def _answer_chunks(
    model: LoadedModel, source: Path, output: Path, parts: Path, tell: Callable[[int], None]
) -> tuple[int, list[Path]]:
    """Answer what an earlier run has not; the number of records, the parts."""
    records = 0
    names: list[Path] = []
    with closing(read_chunks(source, model.schema, CHUNK)) as chunks:
        for number, chunk in enumerate(chunks):
            names.append(parts / f"{number:06d}{output.suffix}")
            if not names[-1].exists():
                answered = _answer(model, chunk, records, nested=output.suffix == ".jsonl")
                write_part(names[-1], answered, first=number == 0)
            records += len(chunk)
            tell(records)
    if not names:
        raise TableError(f"{source} holds no records.")
    return records, names


def _open_parts(source: Path, output: Path, version: str) -> Path:
    """Take what an earlier run has left, if it was about the same input and model."""
    folder = output.with_name(f".{output.name}.parts")
    state = source.stat()
    key = json.dumps([str(source.resolve()), state.st_size, state.st_mtime_ns, version, CHUNK])
    note = folder / "key.json"
    if not note.exists() or note.read_text(encoding="utf-8") != key:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        note.write_text(key, encoding="utf-8")
    return folder


def _answer(model: LoadedModel, chunk: list[Record], start: int, *, nested: bool) -> list[Record]:
    wanted = [column.name for column in model.schema.columns]
    _require_columns(wanted, chunk)
    records = [{name: record[name] for name in wanted if name in record} for record in chunk]
    try:
        rows = model.reader.convert(records)
    except Problem as problem:
        raise TableError(_describe(problem, start)) from None
    answers = _ask(model, rows, start)
    return [
        {**record, **_columns(answers, number, nested=nested)}
        for number, record in enumerate(chunk)
    ]


def _require_columns(wanted: list[str], chunk: list[Record]) -> None:
    """Name what no record has at once, and not for each of them."""
    there = {name for record in chunk for name in record}
    if chunk and (missing := [name for name in wanted if name not in there]):
        found = ", ".join(sorted(there)) or "none"
        raise TableError(f"These columns are missing: {', '.join(missing)}. There are: {found}")


def _ask(model: LoadedModel, rows: list[Row], start: int) -> Answers:
    """Ask the model; a record that it cannot answer is named by its place in the file."""
    try:
        return model.answer(rows)
    except Exception as error:
        refused = model.explain(rows, error)
        if not isinstance(refused, Refused):
            raise
        fault = refused.to_fault(is_list=True)
        raise TableError(_tell(fault, start)) from error


def _columns(answers: Answers, number: int, *, nested: bool) -> dict[str, Any]:
    columns: dict[str, Any] = {"prediction": answers.predictions[number]}
    if answers.probabilities is None:
        return columns
    probabilities = dict(zip(answers.labels, answers.probabilities[number], strict=True))
    if nested:
        return {**columns, "probabilities": probabilities}
    return {**columns, **{f"probability_{label}": p for label, p in probabilities.items()}}


def _describe(problem: Problem, start: int) -> str:
    """Name the faults by the record's place in the file."""
    lines = [_tell(fault, start) for fault in problem.faults]
    return "\n".join([problem.title, *lines] if lines else [problem.title, problem.detail])


def _tell(fault: Fault, start: int) -> str:
    place = f"record {start + fault.row}"
    if not fault.field:
        return f"{place}: {fault.problem}"
    told = f"it is {fault.received!r}, accepted: {fault.accepted}"
    return f"{place}, {fault.field}: {fault.problem}; {told}"

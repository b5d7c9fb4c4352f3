"""A file of records → the same with predictions, chunk by chunk; it goes on where it was ended.

A record that cannot be answered stops it, or, where a file for such is named, goes there with what
is wrong with it.
"""

import json
import shutil
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .answers import Answers
from .hooks import Service
from .models import LoadedModel, load_current
from .problems import Fault, Problem
from .refusals import Refused
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
    """Done = records answered, by which version, the file that holds the answers, not answered."""

    records: int
    version: str
    output: str
    rejected: int = 0


@dataclass(frozen=True, slots=True)
class Paths:
    """Paths = records, where they go with answers, and where those go that get none, if any may."""

    source: Path
    output: Path
    rejected: Path | None = None


def predict_file(
    paths: Paths, artifacts: Path, service: Service, tell: Callable[[int], None]
) -> Done:
    """Answer every record; the output comes whole, or not at all."""
    require_format(paths.source)
    require_format(paths.output)
    if not paths.source.is_file():
        raise TableError(f"There is no file {paths.source}.")
    model = load_current(artifacts, CHUNK, service)
    parts = _open_parts(paths, model.version)
    try:
        records, names = _answer_chunks(model, paths, parts, tell)
        rejected = _join_rejected(names, paths.rejected) if paths.rejected else 0
        if rejected == records:
            raise TableError(f"No record can be answered; what is wrong is in {paths.rejected}.")
        join_parts(names, paths.output)
    except TableError:
        shutil.rmtree(parts)  # another file has to come: there is nothing to go on with
        raise
    shutil.rmtree(parts)
    return Done(records - rejected, model.version, str(paths.output), rejected)


def _answer_chunks(
    model: LoadedModel, paths: Paths, parts: Path, tell: Callable[[int], None]
) -> tuple[int, list[Path]]:
    """Answer what an earlier run has not; the number of records, the parts."""
    records, has_header = 0, False
    names: list[Path] = []
    with closing(read_chunks(paths.source, model.schema, CHUNK)) as chunks:
        for number, chunk in enumerate(chunks):
            names.append(parts / f"{number:06d}{paths.output.suffix}")
            if not names[-1].exists():
                rejects: list[Record] | None = [] if paths.rejected else None
                answered = _answer(model, chunk, records, rejects, names[-1].suffix == ".jsonl")
                write_part(_rejected_beside(names[-1]), rejects or [], first=True)
                write_part(names[-1], answered, first=not has_header)
            has_header = has_header or names[-1].stat().st_size > 0
            records += len(chunk)
            tell(records)
    if not names:
        raise TableError(f"{paths.source} holds no records.")
    return records, names


def _rejected_beside(part: Path) -> Path:
    return part.with_name(f"{part.stem}.rejected.jsonl")


def _join_rejected(parts: list[Path], target: Path) -> int:
    """Write the records without an answer into one file; give their number."""
    rejected = [_rejected_beside(part) for part in parts]
    join_parts(rejected, target)
    return sum(part.read_bytes().count(b"\n") for part in rejected)


def _open_parts(paths: Paths, version: str) -> Path:
    """Take what an earlier run has left, if it was about the same input and model."""
    folder = paths.output.with_name(f".{paths.output.name}.parts")
    source = paths.source.resolve()
    state, may_reject = source.stat(), paths.rejected is not None
    key = json.dumps([str(source), state.st_size, state.st_mtime_ns, version, CHUNK, may_reject])
    note = folder / "key.json"
    if not note.exists() or note.read_text(encoding="utf-8") != key:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        note.write_text(key, encoding="utf-8")
    return folder


def _answer(
    model: LoadedModel, chunk: list[Record], start: int, rejects: list[Record] | None, nested: bool
) -> list[Record]:
    """Answer a chunk; `rejects` takes the records that get no answer, None where each must."""
    wanted = [column.name for column in model.schema.columns]
    _require_columns(wanted, chunk)
    left = list(range(len(chunk)))
    while True:
        given = [{name: chunk[n][name] for name in wanted if name in chunk[n]} for n in left]
        try:
            answers = _ask(model, given)
        except _Faulty as error:
            if rejects is None:
                raise TableError(_describe(error, start)) from error
            bad = _reject(rejects, error, chunk, left, start)
            left = [number for number in left if number not in bad]
            continue
        return [
            {**chunk[number], **_columns(answers, place, nested=nested)}
            for place, number in enumerate(left)
        ]


def _reject(
    rejects: list[Record], error: "_Faulty", chunk: list[Record], left: list[int], start: int
) -> set[int]:
    """Put aside the records at fault, with what is wrong; give their numbers in the chunk."""
    told: dict[int, list[str]] = {}
    for fault in error.faults:
        told.setdefault(left[fault.row], []).append(_tell(fault))
    for number, problems in told.items():
        problem = "; ".join(problems)
        rejects.append({"record": start + number, "problem": problem, "values": chunk[number]})
    return set(told)


def _require_columns(wanted: list[str], chunk: list[Record]) -> None:
    """Name what no record has at once, and not for each of them."""
    there = {name for record in chunk for name in record}
    if chunk and (missing := [name for name in wanted if name not in there]):
        found = ", ".join(sorted(there)) or "none"
        raise TableError(f"These columns are missing: {', '.join(missing)}. There are: {found}")


class _Faulty(Exception):
    """Records that cannot be answered: what is said of all, and what of each."""

    def __init__(self, title: str, faults: Sequence[Fault]) -> None:
        super().__init__(title)
        self.title = title
        self.faults = faults


def _ask(model: LoadedModel, records: list[Record]) -> Answers:
    """Ask the model; records that do not fit, or that it cannot answer, are named."""
    if not records:
        return Answers([])
    try:
        rows = model.reader.convert(records)
    except Problem as problem:
        if not problem.faults:
            raise TableError(f"{problem.title}\n{problem.detail}") from None
        raise _Faulty(problem.title, problem.faults) from None
    try:
        return model.answer(rows)
    except Exception as error:
        refused = model.explain(rows, error)
        if not isinstance(refused, Refused):
            raise
        raise _Faulty("", [refused.to_fault(is_list=True)]) from error


def _columns(answers: Answers, number: int, *, nested: bool) -> dict[str, Any]:
    columns: dict[str, Any] = {"prediction": answers.predictions[number]}
    if answers.probabilities is None:
        return columns
    probabilities = dict(zip(answers.labels, answers.probabilities[number], strict=True))
    if nested:
        return {**columns, "probabilities": probabilities}
    return {**columns, **{f"probability_{label}": p for label, p in probabilities.items()}}


def _describe(error: _Faulty, start: int) -> str:
    """Name the faults by the record's place in the file."""
    lines = [_place(fault, start) + _tell(fault) for fault in error.faults]
    return "\n".join([*([error.title] if error.title else []), *lines])


def _place(fault: Fault, start: int) -> str:
    return f"record {start + fault.row}" + (", " if fault.field else ": ")


def _tell(fault: Fault) -> str:
    if not fault.field:
        return fault.problem
    told = f"it is {fault.received!r}, accepted: {fault.accepted}"
    return f"{fault.field}: {fault.problem}; {told}"

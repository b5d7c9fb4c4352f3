"""A file of records ↔ chunks of them: CSV, TSV, Parquet, JSON lines; never all of it in memory."""

import csv
import importlib
import io
import itertools
import math
import shutil
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import Any

import msgspec
import pandas as pd

from .schema import Column, Schema

Record = dict[str, Any]
Chunks = Generator[list[Record], None, None]
FORMATS = (".csv", ".tsv", ".jsonl", ".parquet")
_SEPARATORS = {".csv": ",", ".tsv": "\t"}
_TRUTHS = {"True": True, "true": True, "1": True, "False": False, "false": False, "0": False}


class TableError(ValueError):
    """A file cannot be read or written as a table."""


def require_format(path: Path) -> None:
    """Refuse a file whose name says that it is something else."""
    if path.suffix not in FORMATS:
        raise TableError(f"{path.name}: a table is one of {', '.join(FORMATS)}.")
    if path.suffix == ".parquet":
        _import_parquet()


def read_chunks(path: Path, schema: Schema, size: int) -> Chunks:
    """Read a file, some records at a time, with values of the schema's types."""
    require_format(path)
    if path.suffix in _SEPARATORS:
        return _read_csv(path, schema, size)
    if path.suffix == ".parquet":
        return _read_parquet(path, size)
    return _read_lines(path, size)


def _read_csv(path: Path, schema: Schema, size: int) -> Chunks:
    """Read every value as text first: the types are the schema's, not those of this chunk."""
    separator = _find_separator(path, schema)
    try:
        with pd.read_csv(path, chunksize=size, dtype="object", sep=separator) as chunks:
            for chunk in chunks:
                if len(chunk):
                    yield _parse_chunk(chunk, schema)
    except UnicodeDecodeError as error:
        raise TableError(f"{path} is not UTF-8; save it as UTF-8: {error}") from None
    except pd.errors.EmptyDataError:
        raise TableError(f"{path} holds no records.") from None
    except pd.errors.ParserError as error:
        raise TableError(f"{path} is no CSV: {error}") from None


def _find_separator(path: Path, schema: Schema) -> str:
    """Choose what gives most of the columns, if it is not what the name of the file says."""
    names = {column.name for column in schema.columns}
    with path.open(encoding="utf-8-sig", errors="replace") as stream:
        header = stream.readline()
    usual = _SEPARATORS[path.suffix]
    candidates = (usual, *(each for each in ",;\t|" if each != usual))
    return max(candidates, key=lambda each: len(names & set(_split(header, each))))


def _split(line: str, separator: str) -> list[str]:
    return next(csv.reader([line.rstrip("\r\n")], delimiter=separator), [])


def read_csv_body(body: bytes, schema: Schema) -> list[Record]:
    """Read the CSV of a request; without a header the values stand in the schema's order."""
    names = [column.name for column in schema.columns]
    try:
        lines = [line for line in csv.reader(io.StringIO(body.decode())) if line]
    except (UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"The body is no CSV: {error}") from None
    if not lines:
        raise TableError("The body is no CSV: it is empty.")
    has_header = not set(lines[0]).isdisjoint(names)
    header = lines[0] if has_header else names
    if wrong := next((line for line in lines if len(line) != len(header)), None):
        named = ", ".join(header)
        raise TableError(f"A line has {len(wrong)} values, and there are {len(header)}: {named}.")
    if len(set(header)) < len(header):
        raise TableError("Two columns have the same name.")
    first = 0 if has_header else None
    text = io.BytesIO(body)
    try:
        table = pd.read_csv(text, dtype="object", index_col=False, names=header, header=first)
    except pd.errors.ParserError as error:
        raise TableError(f"The body is no CSV: {error}") from None
    return _parse_chunk(table, schema)


def _parse_chunk(chunk: pd.DataFrame, schema: Schema) -> list[Record]:
    data = {str(name): chunk[name].tolist() for name in chunk.columns}
    for column in schema.columns:
        if column.name in data:
            data[column.name] = _parse_texts(column, data[column.name])
    plain = [[None if _is_missing(v) else v for v in values] for values in data.values()]
    return [dict(zip(data, row, strict=True)) for row in zip(*plain, strict=True)]


def _parse_texts(column: Column, values: list[Any]) -> list[Any]:
    if column.type in {"number", "integer"}:
        numbers = pd.to_numeric(pd.Series(values, dtype="object"), errors="coerce").tolist()
        # What is no number stays as it came, so that it is named in the fault.
        pairs = zip(numbers, values, strict=True)
        return [old if _is_missing(new) else new for new, old in pairs]
    if column.type == "boolean":
        return [_TRUTHS.get(value, value) for value in values]
    return values


def _is_missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _read_parquet(path: Path, size: int) -> Chunks:
    parquet = _import_parquet()
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches(size):
                yield [
                    {name: _plain(value) for name, value in record.items()}
                    for record in batch.to_pylist()
                ]
    except ValueError as error:  # what pyarrow raises is one
        raise TableError(f"{path} is no Parquet: {error}") from None


def _import_parquet() -> Any:
    """Import what only those need who have such files."""
    try:
        return importlib.import_module("pyarrow.parquet")
    except ModuleNotFoundError:
        hint = "python -m pip install pyarrow"
        raise TableError(f"Parquet needs a library that is not installed: {hint}") from None


def _plain(value: Any) -> Any:
    """Give dates as text, and nothing for what is missing."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return None if _is_missing(value) else value


def _read_lines(path: Path, size: int) -> Chunks:
    with path.open("rb") as stream:
        lines = ((number, line) for number, line in enumerate(stream, 1) if line.strip())
        while chunk := list(itertools.islice(lines, size)):
            yield [_parse_line(path, number, line) for number, line in chunk]


def _parse_line(path: Path, number: int, line: bytes) -> Record:
    try:
        return msgspec.json.decode(line, type=Record)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise TableError(f"{path}, line {number} is no JSON object: {error}") from None


def write_part(path: Path, records: list[Record], *, first: bool) -> None:
    """Write one chunk, whole or not at all; only the first has a header, an empty one nothing."""
    partial = path.with_name(f".{path.name}.partial")
    if not records:
        partial.write_bytes(b"")
    elif path.suffix == ".jsonl":
        partial.write_bytes(b"".join(msgspec.json.encode(record) + b"\n" for record in records))
    elif path.suffix in _SEPARATORS:
        separator = _SEPARATORS[path.suffix]
        pd.DataFrame(records).to_csv(partial, sep=separator, index=False, header=first)
    else:
        pd.DataFrame(records).to_parquet(partial, index=False)
    partial.replace(path)


def join_parts(parts: Iterable[Path], output: Path) -> None:
    """Write the parts into one file, whole or not at all."""
    partial = output.with_name(f".{output.name}.partial")
    if output.suffix == ".parquet":
        _join_parquet(list(parts), partial)
    else:
        with partial.open("wb") as target:
            for part in parts:
                with part.open("rb") as source:
                    shutil.copyfileobj(source, target)
    partial.replace(output)


def _join_parquet(parts: list[Path], output: Path) -> None:
    parquet = _import_parquet()
    arrow = importlib.import_module("pyarrow")
    parts = [part for part in parts if part.stat().st_size]
    schemas = [parquet.read_schema(part) for part in parts]
    schema = arrow.unify_schemas(schemas, promote_options="permissive")
    with parquet.ParquetWriter(output, schema) as writer:
        for part in parts:
            writer.write_table(parquet.read_table(part).cast(schema))

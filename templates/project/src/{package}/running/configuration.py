"""params.yaml, the environment and overrides → typed parameters, every value checked."""

import dataclasses
import difflib
import os
import types
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import yaml

T = TypeVar("T")
# The section of params.yaml that metrics are held to; no stage reads it.
THRESHOLDS = "thresholds"


class ParameterError(ValueError):
    """A parameter is unknown, missing, or has a value of the wrong kind."""


class _Text(str):
    """A value that comes as text, from the command line or the environment."""

    __slots__ = ()


def load_parameters(kind: type[T], path: Path, overrides: Mapping[str, str], *, prefix: str) -> T:
    """Read the file; the environment wins over it, and overrides win over both."""
    values = _read(path)
    if not has_own_thresholds(kind):
        values.pop(THRESHOLDS, None)
    annotations = dict(_flatten(kind))
    for key, text in {**_read_environment(annotations, prefix), **overrides}.items():
        _require_known(key, annotations)
        _assign(values, key, _Text(text))
    built: T = _build(kind, values, "", path.parent)
    return built


def has_own_thresholds(kind: Any) -> bool:
    """Tell whether the pipeline itself has a parameter of this name."""
    return any(field.name == THRESHOLDS for field in dataclasses.fields(kind))


def read_thresholds(path: Path) -> Any:
    """Give the thresholds as they stand in a params.yaml."""
    return _read(path).get(THRESHOLDS)


def find_paths(path: Path) -> dict[str, str]:
    """Name the data files of a params.yaml: "data.customers" → path as it stands there."""
    data = _read(path).get("data") or {}
    return {f"data.{name}": str(value) for name, value in data.items()}


def to_values(params: Any) -> dict[str, Any]:
    """Turn parameters back into what params.yaml holds."""
    return {
        name: to_values(value) if dataclasses.is_dataclass(value) else _plain(value)
        for name, value in ((f.name, getattr(params, f.name)) for f in dataclasses.fields(params))
    }


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, Path) else value


def _read(path: Path) -> dict[str, Any]:
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParameterError(f"There is no file {path}: name one with --params.") from None
    except yaml.YAMLError as error:
        raise ParameterError(f"{path} is not valid YAML: {_one_line(error)}.") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ParameterError(f"{path} must hold names with values.")
    return values


def _one_line(error: yaml.YAMLError) -> str:
    """Say what is wrong, and in which line if that is known."""
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    text = " ".join(str(problem or error).split())
    return f"line {mark.line + 1}: {text}" if mark else text


def _flatten(kind: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, annotation in get_type_hints(kind).items():
        if dataclasses.is_dataclass(annotation):
            yield from _flatten(annotation, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", annotation


def _read_environment(annotations: Mapping[str, Any], prefix: str) -> dict[str, str]:
    names = {key: f"{prefix}_{key.replace('.', '__')}".upper() for key in annotations}
    return {key: os.environ[name] for key, name in names.items() if name in os.environ}


def _require_known(key: str, known: Mapping[str, Any]) -> None:
    if key not in known:
        raise ParameterError(f"There is no parameter {key}.{_suggest(key, known)}")


def _suggest(key: str, known: Mapping[str, Any]) -> str:
    close = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f" Did you mean {close[0]}?" if close else ""


def _assign(values: dict[str, Any], key: str, value: str) -> None:
    *sections, name = key.split(".")
    for section in sections:
        if not isinstance(values.get(section), dict):
            values[section] = {}
        values = values[section]
    values[name] = value


def _build(kind: Any, values: Any, prefix: str, folder: Path) -> Any:
    hints = get_type_hints(kind)
    if not isinstance(values, dict):
        raise ParameterError(f"{prefix.rstrip('.')} must hold names with values.")
    for name in values:
        _require_known(f"{prefix}{name}", {f"{prefix}{known}": None for known in hints})
    built = {}
    for name, annotation in hints.items():
        key = f"{prefix}{name}"
        if dataclasses.is_dataclass(annotation):
            built[name] = _build(annotation, values.get(name, {}), f"{key}.", folder)
        elif name not in values:
            raise ParameterError(f"The parameter {key} is missing.")
        else:
            built[name] = _convert(values[name], annotation, key, folder)
    return kind(**built)


def _convert(value: Any, annotation: Any, key: str, folder: Path) -> Any:
    if isinstance(value, _Text):
        value = _parse(value, annotation)
    try:
        return _check(value, annotation, folder)
    except (TypeError, ValueError):
        wanted = getattr(annotation, "__name__", None) if get_origin(annotation) is None else None
        raise ParameterError(f"{key} must be {wanted or str(annotation)}, not {value!r}.") from None


def _parse(text: str, annotation: Any) -> Any:
    """Read text as YAML where the annotation wants more than text."""
    if annotation in {str, Path}:
        return str(text)
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        return str(text)
    choices = get_args(annotation) if _is_union(annotation) else ()
    is_text = value is not None and {str, Path} & set(choices) and type(value) not in choices
    return str(text) if is_text else value


def _is_union(annotation: Any) -> bool:
    return get_origin(annotation) in {Union, types.UnionType}


def _check(value: Any, annotation: Any, folder: Path) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if annotation is Any:
        return value
    if _is_union(annotation):
        return _check_union(value, arguments, folder)
    if origin is Literal:
        return _require(value, value in arguments)
    if annotation in _SCALARS:
        return _SCALARS[annotation](value, folder)
    return _check_container(value, origin or annotation, arguments, folder)


def _check_union(value: Any, choices: tuple[Any, ...], folder: Path) -> Any:
    exact = [choice for choice in choices if type(value) is choice]
    for choice in [*exact, *choices]:
        try:
            return _check(value, choice, folder)
        except (TypeError, ValueError):
            continue
    raise TypeError


def _check_container(value: Any, origin: Any, arguments: tuple[Any, ...], folder: Path) -> Any:
    if origin in {list, tuple, set, frozenset}:
        _require(value, isinstance(value, list | tuple | set | frozenset))
        same = len(arguments) == 1 or arguments[1:] == (...,)
        item = arguments[0] if same else Any
        return origin(_check(one, item, folder) for one in value)
    if origin is dict:
        _require(value, isinstance(value, dict))
        inner = arguments[1] if arguments else Any
        return {name: _check(one, inner, folder) for name, one in value.items()}
    return _require(value, isinstance(value, origin))


def _require(value: Any, holds: bool) -> Any:
    if not holds:
        raise TypeError
    return value


def _number(value: Any, _: Path) -> float:
    # YAML reads 1e-3 as text: it wants 1.0e-3.
    return float(_require(value, isinstance(value, int | float | str) and not _is_bool(value)))


def _whole(value: Any, _: Path) -> int:
    return int(_require(value, isinstance(value, int) and not _is_bool(value)))


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


def _path(value: Any, folder: Path) -> Path:
    return folder / Path(_require(value, isinstance(value, str))).expanduser()


_SCALARS: dict[Any, Any] = {
    float: _number,
    int: _whole,
    Path: _path,
    bool: lambda value, _: _require(value, isinstance(value, bool)),
    str: lambda value, _: _require(value, isinstance(value, str)),
    type(None): lambda value, _: _require(value, value is None),
}

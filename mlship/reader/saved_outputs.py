"""The outputs of a cell as JSON come in → values go out: text cut at a limit, no images."""

import re
from collections.abc import Mapping

from mlship.ir.notebook import Output, OutputKind
from mlship.reader.document import clean_text

TEXT_LIMIT_CHARS = 20_000
# JupyterLab's own name for what a cell wrote to its standard error.
STDERR_MIME = "application/vnd.jupyter.stderr"
ANSI_COLOURS = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
KINDS: dict[str, OutputKind] = {
    "stream": "stream",
    "execute_result": "result",
    "display_data": "display",
    "update_display_data": "display",
    "error": "error",
}


def read_outputs(outputs: object) -> tuple[Output, ...]:
    """Keep the plain text of each output and the mime types that it came in."""
    if not isinstance(outputs, list):
        return ()
    known = (item for item in outputs if isinstance(item, Mapping))
    return tuple(_output(item) for item in known if str(item.get("output_type")) in KINDS)


def joined(value: object, limit: int | None = None) -> str:
    """Join what nbformat stores as one string or as a list of lines."""
    if isinstance(value, str):
        return value[:limit]
    if not isinstance(value, list):
        return ""
    return "".join(part for part in value if isinstance(part, str))[:limit]


def _output(item: Mapping[str, object]) -> Output:
    kind = KINDS[str(item["output_type"])]
    match kind:
        case "stream":
            mimes = (STDERR_MIME,) if item.get("name") == "stderr" else ()
            return Output(kind=kind, text=_plain(item.get("text")), mimes=mimes)
        case "error":
            return Output(kind=kind, text=_error_text(item))
        case _:
            data = item.get("data")
            data = data if isinstance(data, Mapping) else {}
            return Output(kind=kind, text=_plain(data.get("text/plain")), mimes=tuple(data))


def _plain(value: object) -> str:
    return clean_text(joined(value, TEXT_LIMIT_CHARS))


def _error_text(item: Mapping[str, object]) -> str:
    traceback = item.get("traceback")
    lines = traceback if isinstance(traceback, list) else []
    head = f"{item.get('ename', '')}: {item.get('evalue', '')}"
    text = "\n".join([head, *(line for line in lines if isinstance(line, str))])
    return clean_text(ANSI_COLOURS.sub("", text[:TEXT_LIMIT_CHARS]))

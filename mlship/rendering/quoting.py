"""Any value → text that stands for it in one language, and cannot break out of its place."""

import ast
import json
import re
import shlex
from collections.abc import Iterable
from functools import lru_cache

import yaml as pyyaml

from mlship.ir.plan import Json
from mlship.ir.trees import parse


class Quoted(str):
    """Text that may enter a generated file as it is: a filter has made it."""

    __slots__ = ()


WIDTH = 100
_CONTROL = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters
    "\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"  # no width, line ends, changes of direction
    "\ud800-\udfff]"  # halves of surrogate pairs
)
_PLAIN_YAML = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
# What markdown would take for a character that is spelled out; a lone "&" stands for itself.
_ENTITY = re.compile(r"&(?=#?\w+;)")
_MARKDOWN = re.compile(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|^[#+=-](?=\s)|^\d+(?=[.)]\s))")


def refuse_unquoted(value: object) -> object:
    """Let only quoted text into a template's output (jinja's `finalize`)."""
    if isinstance(value, Quoted):
        return value
    raise TypeError(f"{value!r} enters the template without a quoting filter.")


def one_line(text: str) -> str:
    """Fold all white space to single spaces, and leave out what does not print."""
    return " ".join(_CONTROL.sub(" ", text).split())


def pyliteral(value: object) -> Quoted:
    """Quote a value as a Python literal."""
    return Quoted(_python(value))


def _python(value: object) -> str:
    match value:
        case str():
            return _python_string(value)
        case tuple() if len(value) == 1:
            return f"({_python(value[0])},)"
        case tuple():
            return f"({', '.join(map(_python, value))})"
        case list():
            return f"[{', '.join(map(_python, value))}]"
        case dict():
            return f"{{{', '.join(f'{_python(k)}: {_python(v)}' for k, v in value.items())}}}"
    return repr(value)


def _python_string(text: str) -> str:
    # Double quotes are what formatters want; repr chooses single ones when it can.
    quoted = repr(text)
    if '"' in text or quoted[0] == '"':
        return quoted
    return '"' + quoted[1:-1].replace("\\'", "'") + '"'


def code(text: str) -> Quoted:
    """Let Python text in that parses on its own."""
    parse(text)
    return Quoted(text)


def body(text: str) -> Quoted:
    """Let the lines of a function's body in, indented already."""
    if isinstance(text, Quoted):
        return text
    parse(f"async def function():\n    pass\n{text}")
    return Quoted(text)


def method(text: str) -> Quoted:
    """Let the lines of a method's body in, indented already."""
    parse(f"class Model:\n    async def method():\n        pass\n{text}")
    return Quoted(text)


def step_line(text: str) -> Quoted:
    """Let a line of the pipeline in, with the comment above it, four columns in."""
    parse(text)
    return Quoted(text.replace("\n", "\n    "))


def signature(text: str) -> Quoted:
    """Let a function's parameters in: names with types."""
    parse(f"def function({text}): ...")
    return Quoted(text)


def version(text: str) -> Quoted:
    """Let a version number in: digits and dots."""
    return Quoted("".join(letter for letter in text if letter in ".0123456789"))


def annotation(text: str) -> Quoted:
    """Let a type in: one expression on one line."""
    ast.parse(text, mode="eval")
    return Quoted(one_line(text))


def name(text: str) -> Quoted:
    """Let a name in: an identifier, or several with dots."""
    if not all(part.isidentifier() for part in text.split(".")):
        raise TypeError(f"{text!r} is no Python name.")
    return Quoted(text)


def number(value: float) -> Quoted:
    """Let a number in."""
    return Quoted(repr(value + 0))


def comment(text: str) -> Quoted:
    """Quote text for the rest of a line that `#` begins."""
    return Quoted(one_line(text))


def commented(text: str) -> Quoted:
    """Comment code out, line by line, as it stands."""
    lines = (_CONTROL.sub(" ", line.expandtabs(4)).rstrip() for line in text.split("\n"))
    return Quoted("\n".join(f"# {line}".rstrip() for line in lines))


def markdown(text: str) -> Quoted:
    """Quote text for one line, or one table cell, of Markdown."""
    return _escaped(one_line(text))


def _escaped(text: str) -> Quoted:
    return Quoted(_MARKDOWN.sub(r"\\\1", _ENTITY.sub("&amp;", text)))


def markdown_code(text: str) -> Quoted:
    """Quote text as a code span of Markdown."""
    line = one_line(text) or " "
    fence = "`" * (1 + max(map(len, re.findall("`+", line)), default=0))
    padding = " " if "`" in line else ""
    return Quoted(f"{fence}{padding}{line}{padding}{fence}")


def markdown_prose(text: str) -> Quoted:
    """Quote a sentence of ours for Markdown, in which code stands between backticks."""
    parts = re.split("`([^`]*)`", one_line(text))
    quoted = (markdown_code(p) if place % 2 else _escaped(p) for place, p in enumerate(parts))
    return Quoted("".join(quoted))


def table_code(text: str) -> Quoted:
    """Quote text as a code span in a table cell of Markdown, where a bar must be escaped."""
    return Quoted(markdown_code(text).replace("|", "\\|"))


def table_codes(texts: Iterable[str]) -> Quoted:
    """Quote several texts as code spans in one table cell."""
    return Quoted(", ".join(map(table_code, texts)))


def shell(text: str) -> Quoted:
    """Quote text as one word of a shell command."""
    return Quoted(shlex.quote(text))


def label(text: str) -> Quoted:
    """Quote text as a value in a Dockerfile, where `$` begins a variable."""
    return Quoted('"' + re.sub(r'([\\"$])', r"\\\1", one_line(text)) + '"')


def words(texts: Iterable[str]) -> Quoted:
    """Quote texts as the words of a shell command."""
    return Quoted(" ".join(map(shlex.quote, texts)))


def toml(value: Json) -> Quoted:
    """Quote a value for TOML."""
    return Quoted(_toml(value))


def _toml(value: Json) -> str:
    match value:
        case str():
            return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
        case list():
            return f"[{', '.join(map(_toml, value))}]"
        case bool() | int():
            return str(value).lower()
        case float():
            return repr(value)
    raise TypeError(f"TOML has no word for {value!r}.")


def yaml(value: Json) -> Quoted:
    """Quote a value for YAML, on one line."""
    return Quoted(_yaml(value))


def _yaml(value: Json) -> str:
    match value:
        case str():
            return _yaml_string(value)
        case list():
            return f"[{', '.join(map(_yaml, value))}]"
        case dict():
            return f"{{{', '.join(f'{_yaml(k)}: {_yaml(v)}' for k, v in value.items())}}}"
        case None:
            return "null"
        case bool() | int():
            return str(value).lower()
    dumped = pyyaml.safe_dump(value, allow_unicode=True)
    return str(dumped).removesuffix("\n...\n").strip()


# The same names and paths stand in several files, and in those of many projects.
@lru_cache(maxsize=1024)
def _yaml_string(text: str) -> str:
    if _PLAIN_YAML.fullmatch(text) and pyyaml.safe_load(text) == text:
        return text
    dumped = pyyaml.safe_dump(text, default_style='"', width=float("inf"), allow_unicode=True)
    return str(dumped).strip()


FILTERS = {
    function.__name__: function
    for function in (
        annotation, body, code, comment, commented, label, markdown, markdown_code, markdown_prose,
        method, name, number, pyliteral,
        shell, signature, step_line, table_code, table_codes, toml, version, words, yaml,
    )
}  # fmt: skip

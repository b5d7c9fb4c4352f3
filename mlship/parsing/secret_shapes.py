"""Text → where keys, passwords and tokens stand in it, known by their shape or by their name."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 4000  # characters of a value; longer ones are data
FEWEST_WORDS, LONGEST_WORD = 3, 11  # a-b is one word; words are no longer than that
# Kinds of keys that are known by how they look, and the variable that holds one.
SHAPES = {
    "AWS_ACCESS_KEY_ID": r"(?<![A-Z0-9])(?P<s>(?:AKIA|ASIA)[0-9A-Z]{16})(?![A-Z0-9])",
    "GITHUB_TOKEN": r"(?<!\w)(?P<s>gh[pousr]_\w{30,255}|github_pat_\w{40,255})",
    "API_KEY": r"(?<![\w-])(?P<s>sk-[\w-]{20,255}|AIza[\w-]{30,255}|[sr]k_live_\w{16,255})",
    "HF_TOKEN": r"(?<!\w)(?P<s>hf_\w{20,255})",
    "SLACK_TOKEN": r"(?<!\w)(?P<s>xox[abprs]-[\w-]{10,255})",
    "PRIVATE_KEY": r"(?P<s>-----BEGIN [A-Z ]{0,30}PRIVATE KEY[^#]{0,8000})",
    "TOKEN": r"(?<!\w)(?P<s>eyJ[\w-]{15,4000}\.[\w-]{10,4000}(?:\.[\w-]{0,4000})?)",
    "PASSWORD": r"\b[\w+]{1,40}://[^\s:/@{}]{0,80}:(?P<s>[^\s@/{}]{3,200})@",
    "ACCESS_TOKEN": r"\b\w{1,40}://(?P<s>[^\s:/@{}]{20,255})@",
}
WORD = r"(?:(?:api|access|auth|account)[_ -]?key|token|passw(?:or)?d|pwd|secret)"
ASSIGNED = re.compile(
    rf"(?P<name>[\w-]{{0,40}}{WORD}[\w-]{{0,10}})[\"']?\s{{0,3}}[=:]\s{{0,3}}[\"']?"
    r"(?P<s>[^\s\"'&;,<>{}()\[\]]{6,200})",
    re.IGNORECASE,
)
SENT = re.compile(r"\b(?:Bearer|Basic|Token)\s+(?P<s>[\w.+/=-]{16,500})", re.IGNORECASE)
# In free text a key stands beside what says that it is one.
BESIDE = re.compile(r"\b(key|token|secret|password|credentials?)\b", re.IGNORECASE)
RANDOM = re.compile(r"(?<![\w/.])[A-Za-z0-9+_=-]{20,200}(?![\w/])")
# Each of the shapes and words above has one of these in it: a look that spares most texts the rest.
# It looks at small letters, which is faster than leaving it to the expression.
HINT = re.compile(
    r"key|token|passw|pwd|secret|credential|bearer|basic|://|akia|asia|gh[pousr]_|github_pat_"
    r"|sk-|aiza|[sr]k_live_|hf_|xox|-----begin|eyj"
)
STRONG = re.compile(
    r"(api_?key|access_?key(_?id)?|secret_?(access_?)?key|auth_?key|account_?key|private_?key"
    r"|secret|passw(or)?d|passwd|pwd|passphrase|credentials?|api_?secret|auth_?token"
    r"|(?<!pad)(?<!unk)(?<!eos)(?<!bos)(?<!sep)(?<!cls)(?<!mask)(?<!end)(?<!start)_token|^token"
    r"|[a-z]Token)\d*$",
    re.IGNORECASE,
)
WEAK = re.compile(r"(key|auth(orization)?|pass|pin|sid|dsn|cookie|session)\d*$", re.IGNORECASE)
PLACEHOLDER = re.compile(
    r"^(\s*|none|null|true|false|.*your.*|.*<.*>.*|\[.*\]|\{.*\}|x{3,}.*|\*+|\.+|change_?me.*"
    r"|(my_?)?(passw(or)?d|secret|token|key|api_?key)\d?"
    r"|[\w ./\\-]*\.(csv|json|txt|pkl|ya?ml|env|pem)"
    r"|[a-z]+(_[a-z0-9]+)+|[a-z]+([- ][a-z0-9]+)*-[a-z]+)$",
    re.IGNORECASE,
)
LEAST, LEAST_RANDOM = 6, 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SecretSpan:
    """SecretSpan = first and last + 1 character, the environment variable for it."""

    start: int
    end: int
    variable: str


def find_secrets(text: str, *, free: bool = False) -> list[SecretSpan]:
    """Find what looks like a secret inside a text; `free`: it is prose or a command."""
    found: list[SecretSpan] = []
    for span in _candidates(text, free=free) if may_hold_secrets(text) else ():
        if all(span.end <= other.start or other.end <= span.start for other in found):
            found.append(span)
    return sorted(found, key=lambda span: span.start)


def may_hold_secrets(text: str) -> bool:
    """Tell whether it is worth while to look closer."""
    return HINT.search(text.lower()) is not None


def _candidates(text: str, *, free: bool) -> Iterator[SecretSpan]:
    for variable, shape in _SHAPES.items():
        yield from (_span(match, variable) for match in shape.finditer(text))
    for match in SENT.finditer(text):
        if is_random(match["s"]):
            yield _span(match, "AUTHORIZATION_TOKEN")
    for match in ASSIGNED.finditer(text):
        if is_secret(match["name"], match["s"]):
            yield _span(match, match["name"])
    if free and BESIDE.search(text):
        yield from _random_words(text)


def _random_words(text: str) -> Iterator[SecretSpan]:
    for match in RANDOM.finditer(text):
        if is_random(match[0]):
            yield SecretSpan(start=match.start(), end=match.end(), variable="API_KEY")


_SHAPES = {variable: re.compile(shape) for variable, shape in SHAPES.items()}


def _span(match: re.Match[str], variable: str) -> SecretSpan:
    start, end = match.span("s")
    return SecretSpan(start=start, end=end, variable=variable_name(variable))


def is_secret(name: str, value: str) -> bool:
    """Tell whether a value that is called so is a secret."""
    if not LEAST <= len(value) <= LONGEST or PLACEHOLDER.match(value):
        return False
    plain = name.strip("-").replace("-", "_").replace(" ", "_")
    if STRONG.search(plain):
        return " " not in value.strip()
    return bool(WEAK.search(plain)) and is_random(value)


def is_random(value: str) -> bool:
    """Tell whether a value looks drawn by chance: long, of digits and letters without words."""
    digits = sum(char.isdigit() for char in value)
    letters = sum(char.isalpha() for char in value)
    is_long = len(value) >= LEAST_RANDOM and re.fullmatch(r"[\w.+/=-]+", value) is not None
    return is_long and digits >= len(value) // 10 + 1 and letters > 0 and not _has_words(value)


def _has_words(value: str) -> bool:
    """Tell whether a value is words between separators, as names of files and columns are."""
    parts = re.split(r"[_./-]", value)
    return len(parts) >= FEWEST_WORDS and all(len(part) <= LONGEST_WORD for part in parts)


def redact(text: str) -> str:
    """Take secrets out of free text."""
    if not may_hold_secrets(text):
        return text
    lines = text.split("\n")
    cleaned = [_redact_line(line) for line in lines]
    return _blank("\n".join(cleaned), find_secrets("\n".join(cleaned)))


def _redact_line(line: str) -> str:
    return _blank(line, find_secrets(line, free=True))


def _blank(text: str, spans: list[SecretSpan]) -> str:
    for span in reversed(spans):
        text = f"{text[: span.start]}<secret>{text[span.end :]}"
    return text


def variable_name(name: str) -> str:
    """Return the environment variable for what is called so."""
    return re.sub(r"\W+", "_", name).strip("_").upper() or "SECRET"

"""A shell command of a notebook comes in → its Meaning goes out.

Installing becomes requirements, fetching data becomes a need, packages of the system become a
need and a finding; any other command stays a visible `subprocess.run`.
"""

import re
import shlex

from mlship.ir.program import DataNeed
from mlship.parsing.findings import system_package, unclear_install
from mlship.parsing.installs import read_conda_install, read_pip_install
from mlship.parsing.interpolation import has_values, python_text
from mlship.parsing.meaning import NOTHING, Meaning, Place, merge
from mlship.parsing.word_sets import word_set

SUBPROCESS = frozenset({"subprocess"})
SYSTEM = word_set(
    "apt apt-get aptitude add-apt-repository apt-key dpkg brew yum dnf apk snap choco"
)
FETCHERS = word_set("wget kaggle gdown aria2c google-drive-ocamlfuse")
FETCHING = re.compile(
    r"(?:git\s+(?:lfs\s+)?(?:clone|pull|submodule)\b|gsutil\s+.*\b(?:cp|rsync)\b"
    r"|aws\s+s3\s+(?:cp|sync)\b|curl\b.*(?:\s-\w*[oO]\b|\s--output\b|\s--remote-name|>)"
    r"|dvc\s+(?:pull|get|import)\b|.*(?:/|\s|')\.kaggle\b|.*\bkaggle\.json\b)"
)
PYTHON = re.compile(r"(?:\S*/)?python[\d.]*|\{?sys\.executable\}?")
PIP = re.compile(r"(?:\S*/)?pip[\d.]*")
CONDA = frozenset({"conda", "mamba", "micromamba"})
LOOKS = word_set("list show freeze check info config -V --version search --help")
# Between commands of one line; a line with a shell's own syntax is left whole.
SEPARATOR = re.compile(r"""((?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^;&'"\\])+?)\s*(&&|;|$)\s*""")
OWN_SYNTAX = re.compile(r"`|\$\(|<<|\|\||^\s*(?:for|while|if|case|\()|[^&>\d]&[^&>]")
COMMENT = re.compile(r"(?:^|\s)#.*$")
REDIRECTION = re.compile(r"\s(?:\d|&)?>{1,2}\s*(?:&\d|\S+)|\s\|\s.*$|\s2>&1")


def read_shell(command: str, place: Place) -> Meaning:
    """Understand one shell line; commands joined by `&&` or `;` one at a time."""
    parts = _commands(command)
    known = [read_command(part, place) for part, _ in parts]
    left = [(part, mark) for (part, mark), meaning in zip(parts, known, strict=True) if not meaning]
    meaning = merge(part for part in known if part is not None)
    if not left:
        return meaning
    text = " ".join(f"{part} {mark}" for part, mark in left).rstrip("&; ")
    return merge([meaning, run(text if len(left) < len(parts) else command, place)])


def run(command: str, place: Place) -> Meaning:
    """Keep a command visible, as written."""
    text = python_text(command, place)
    return Meaning(code=(f"subprocess.run({text}, shell=True, check=False)",), modules=SUBPROCESS)


def capture(command: str, place: Place) -> str:
    """Write the expression that gives the lines which a command prints."""
    return (
        f"subprocess.run({python_text(command, place)}, shell=True, check=False, "
        "capture_output=True, text=True).stdout.splitlines()"
    )


def read_command(command: str, place: Place) -> Meaning | None:
    """Understand one command; None if it has no other meaning than to run."""
    words = _words(command)
    match words:
        case []:
            return NOTHING
        case [program, *rest] if PIP.fullmatch(program):
            return _pip(rest, place)
        case [program, "-m", "pip" | "pip3", *rest] if PYTHON.fullmatch(program):
            return _pip(rest, place)
        case ["uv", "pip", *rest]:
            return _pip(rest, place)
        case [program, *rest] if program in CONDA:
            return _conda(rest, place)
    return _fetched_or_system(command, words, place)


def _fetched_or_system(command: str, words: list[str], place: Place) -> Meaning | None:
    if SYSTEM & {words[0], *_programs_of_pipe(command)}:
        is_update = re.search(r"\b(?:update|upgrade)\b", command) and "install" not in command
        return NOTHING if is_update else _system(command, place)
    if words[0] in FETCHERS or FETCHING.match(" ".join(words)):
        return Meaning(needs=(DataNeed(command=command, cell=place.cell),))
    return None


def _system(command: str, place: Place) -> Meaning:
    return Meaning(
        needs=(DataNeed(command=command, cell=place.cell),),
        diagnostics=(system_package(place.cell, place.line, command),),
    )


def _pip(words: list[str], place: Place) -> Meaning | None:
    subcommand, *rest = [*_after_options(words), ""]
    if subcommand in LOOKS or not subcommand:
        return None
    if subcommand != "install":
        return NOTHING
    return _resolved(rest, place) or read_pip_install([word for word in rest if word], place)


def _conda(words: list[str], place: Place) -> Meaning | None:
    subcommand, *rest = [*words, ""]
    if subcommand in LOOKS:
        return None
    if subcommand != "install":
        return NOTHING
    return _resolved(rest, place) or read_conda_install([word for word in rest if word], place)


def _resolved(words: list[str], place: Place) -> Meaning | None:
    """Report what is only known when the notebook runs: `!pip install {package}`."""
    text = " ".join(words)
    if not has_values(text, place) and "$" not in text:
        return None
    return Meaning(diagnostics=(unclear_install(place.cell, place.line, f"pip install {text}"),))


def _after_options(words: list[str]) -> list[str]:
    """Skip what stands between `pip` and its command; keep `--version`."""
    options = 0
    while options < len(words) and words[options].startswith("-") and words[options] not in LOOKS:
        options += 1
    return words[options:]


def _commands(command: str) -> list[tuple[str, str]]:
    if OWN_SYNTAX.search(command):
        return [(command, "")]
    found = [(match[1].strip(), match[2]) for match in SEPARATOR.finditer(command)]
    is_whole = sum(len(match[0]) for match in SEPARATOR.finditer(command)) == len(command)
    return found if found and is_whole else [(command, "")]


def _words(command: str) -> list[str]:
    """Split a command; leave out `sudo`, settings before it, redirections and comments."""
    plain = REDIRECTION.sub(" ", COMMENT.sub("", command) + " ")
    try:
        words = shlex.split(plain)
    except ValueError:
        words = plain.split()
    while words and (words[0] in {"sudo", "-H", "time"} or re.match(r"[A-Z_]+=", words[0])):
        words = words[1:]
    return words


def _programs_of_pipe(command: str) -> set[str]:
    ends = (part.split() for part in command.split("|"))
    return {words[0] for part in ends if (words := [word for word in part if word != "sudo"])}

"""The argument of a call that runs a command → whether the command only looks, as `ls` does."""

import ast
import re

# They show something, and change nothing.
LOOKS = frozenset(
    word
    for words in (
        "ls dir ll tree pwd head tail cat less more wc du df file stat find grep egrep zgrep",
        "zcat sort uniq cut tr column nl od xxd strings diff cmp md5sum sha1sum sha256sum",
        "basename dirname realpath readlink nvidia-smi rocm-smi lscpu lspci lsblk lsb_release",
        "free nproc uname hostname whoami id date uptime ps top vmstat ulimit env printenv echo",
        "printf which whereis type locale cal clear cls tput true",
    )
    for word in words.split()
)
# These do it with some of their own commands or options.
LOOKING = re.compile(
    r"git\s+(-C\s+\S+\s+)?(status|log|diff|show|branch|remote|rev-parse|describe|--version)\b"
    r"|(\S*/)?(pip[\d.]*|python[\d.]*\s+-m\s+pip|conda|mamba|uv\s+pip)\s+"
    r"(list|show|freeze|check|info|search|config\s+list|--version|-V)\b"
    r"|\S+\s+(--version|-version|--help)\s*$|(\S*/)?python[\d.]*\s+-V\s*$"
    r"|unzip\s+-[lv]|tar\s+-?t|jupyter\s+\S+\s+list\b|kaggle\s+.*\blist\b"
)
CHANGING = re.compile(r"\s-(delete|exec|execdir|ok|fprint|o)\b")
# Into nowhere, or one stream into the other.
HARMLESS = re.compile(r"[\d&]?>{1,2}\s*(/dev/null|&\d)")
SHELLS = frozenset({"bash", "sh", "zsh"})
BETWEEN = re.compile(r"\|\||&&|[|;\n]")


def only_looks(argument: ast.expr | None) -> bool:
    """Tell whether a command, as far as it is written out, changes nothing."""
    command = HARMLESS.sub(" ", _text(argument))
    if not command.strip() or re.search(r"[>`]|\$\(", command):
        return False
    parts = (part.strip() for part in BETWEEN.split(command))
    return all(_looks(part) for part in parts if part and not part.startswith("#"))


def _looks(command: str) -> bool:
    if LOOKING.match(command):
        return True
    program = command.split(maxsplit=1)[0].rpartition("/")[2]
    return program in LOOKS and not CHANGING.search(command)


def _text(argument: ast.expr | None) -> str:
    """Give what is written out; what only a run knows is a word of its own."""
    match argument:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=values):
            return "".join(_text(each) or "…" for each in values)
        case ast.List(elts=[ast.Constant(value=str(shell)), ast.Constant(value="-c"), script]) if (
            shell.rpartition("/")[2] in SHELLS
        ):
            return _text(script)
        case ast.List(elts=[first, *rest]) | ast.Tuple(elts=[first, *rest]) if _text(first):
            return " ".join(_text(each) or "…" for each in (first, *rest))
        case _:
            return ""

"""The arguments of an install command come in → requirements go out."""

import re
from collections.abc import Iterator
from itertools import takewhile

from mlship.ir.program import Pin
from mlship.parsing.findings import unclear_install
from mlship.parsing.meaning import NOTHING, Meaning, Place, merge
from mlship.parsing.word_sets import word_set

# Options of pip install that take the next word as their value; -r is one of its own.
PIP_VALUES = word_set(
    "-c --constraint -i --index-url --extra-index-url -f --find-links -t --target --platform "
    "--python-version --implementation --abi --root --prefix --src --upgrade-strategy "
    "--config-settings --global-option --build-option --install-option --no-binary "
    "--only-binary --progress-bar --report --log --proxy --retries --timeout --trusted-host "
    "--cert --client-cert --cache-dir --python"
)
CONDA_VALUES = word_set("-c --channel -n --name -p --prefix --solver")
FILES = frozenset({"-r", "--requirement", "--file"})
EDITABLE = frozenset({"-e", "--editable"})
SHELL_GOES_ON = re.compile(r"\|\|?$|&&?$|;$|\d?>")
INSTALLERS = word_set("pip setuptools wheel uv conda mamba python anaconda cudatoolkit")
# What conda calls otherwise than the package index does.
CONDA_NAMES = {
    "pytorch": "torch",
    "py-xgboost": "xgboost",
    "matplotlib-base": "matplotlib",
    "opencv": "opencv-python",
    "tensorflow-gpu": "tensorflow",
    "msgpack-python": "msgpack",
}
REQUIREMENT = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?)\s*(?P<extras>\[[\w\s,.-]*\])?\s*"
    r"(?P<version>(?:(?:===?|~=|!=|<=?|>=?)\s*[\w.*+!-]+\s*,?\s*)*)(?P<marker>;.*)?"
)
ADDRESS = re.compile(r"(?:git|hg|svn|bzr)\+\S+|(?:https?|git)://\S+")
EGG = re.compile(r"#(?:.*&)?egg=([A-Za-z0-9][\w.-]*)")


def read_pip_install(words: list[str], place: Place) -> Meaning:
    """Understand what follows `pip install`."""
    return merge(_pip_item(item, place) for item in _items(words, PIP_VALUES))


def read_conda_install(words: list[str], place: Place) -> Meaning:
    """Understand what follows `conda install`; `x=1.0` means `x==1.0` there."""
    names = (_as_pip(item) for item in _items(words, CONDA_VALUES))
    return merge(_pip_item(name, place) for name in names)


def _items(words: list[str], with_value: frozenset[str]) -> Iterator[str]:
    """Leave out options and their values; join `-r file` and `-e path` to one item.

    Where the shell goes on with another command (``|| true``), the install is over.
    """
    rest = takewhile(lambda word: not SHELL_GOES_ON.match(word), words)
    for word in rest:
        if word in FILES | EDITABLE:
            yield f"{'-r' if word in FILES else '-e'} {next(rest, '')}"
        elif word in with_value:
            next(rest, "")
        elif word.startswith("--requirement="):
            yield "-r " + word.partition("=")[2]
        elif re.match(r"-r\S", word):
            yield "-r " + word[2:]
        elif not word.startswith("-"):
            yield word.rstrip(",")


def _as_pip(item: str) -> str:
    name, mark, version = re.sub(r"^[\w-]+::", "", item).partition("=")
    name = CONDA_NAMES.get(name, name)
    if not mark or version.startswith("=") or name[-1:] in "<>!~":
        return name + mark + version
    return f"{name}=={version.split('=')[0]}"


def _pip_item(item: str, place: Place) -> Meaning:
    if item.startswith("-r "):
        return _pin(item, place)
    if ADDRESS.match(item.removeprefix("-e ")):
        return _address(item.removeprefix("-e "), place)
    found = REQUIREMENT.fullmatch(item)
    if found is None or item.startswith("-e "):
        return Meaning(diagnostics=(unclear_install(place.cell, place.line, item),))
    if found["name"].lower() in INSTALLERS:
        return NOTHING
    return _pin(item.rstrip(", "), place)


def _address(address: str, place: Place) -> Meaning:
    """Write an address as PEP 508 does: `name @ address`."""
    egg = EGG.search(address)
    bare = address.partition("#")[0]
    last = bare.rstrip("/").rsplit("/", 1)[-1]
    name = egg[1] if egg else re.split(r"\.git(?:@|$)|@|-\d|\.zip$|\.tar|\.whl$", last)[0]
    if not REQUIREMENT.fullmatch(name) or re.match(r"(master|main|v?\d)", name):
        return Meaning(diagnostics=(unclear_install(place.cell, place.line, address),))
    return _pin(f"{name} @ {bare}", place)


def _pin(requirement: str, place: Place) -> Meaning:
    return Meaning(pins=(Pin(requirement=requirement, cell=place.cell),))

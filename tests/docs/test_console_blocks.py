"""The console blocks of the documents are sessions: every command is run, its output compared.

A page's blocks are one session in a new folder that holds the examples. Lines that begin with
``$ `` are commands; what follows is their output. Numbers may differ (most notebooks are not
seeded, and machines are not equally fast), spaces too; ``…`` stands for anything, as a line for
any lines.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, all_pages, find_blocks, name
from tests.warm import LEAN

PAGES = [page for page in all_pages() if find_blocks(page, "console")]
ANY = "…"
TIMEOUT_S = 300
COMMANDS_AT_LEAST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Command = what is typed, and what it says."""

    typed: str
    said: str


def read_commands(page: Path) -> Iterator[Command]:
    for block in find_blocks(page, "console"):
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            typed, _, said = part.partition("\n")
            yield Command(typed=typed, said=said)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a folder with the examples in it, in which `mlship` is a command."""
    for example in (ROOT / "examples").iterdir():
        shutil.copy(example, tmp_path)
    commands = tmp_path / ".bin"
    commands.mkdir()
    script = commands / "mlship"
    script.write_text(f'#!/bin/sh\nexec {sys.executable} -m mlship "$@"\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    for variable, value in LEAN.items():
        monkeypatch.setenv(variable, value)
    return tmp_path


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_say_what_the_page_shows(page: Path, folder: Path) -> None:
    for command in read_commands(page):
        said = run(command.typed, folder)

        expected, actual = normal(command.said), normal(said)
        assert re.fullmatch(pattern(expected), actual), f"$ {command.typed}\n{said}"


def run(typed: str, folder: Path) -> str:
    done = subprocess.run(
        ["sh", "-c", typed],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    return done.stdout


def normal(text: str) -> str:
    """Make numbers, versions and spaces equal."""
    text = re.sub(r"\d+T\d+Z-[0-9a-f]+", "0", text)
    text = re.sub(r"={3,}", "===", text)  # padded by how long the rest is
    text = re.sub(
        r"s \(\d+:\d\d:\d\d\)", "s", text
    )  # pytest says it in hours, too, from a minute on
    lines = (re.sub(r"\s+", " ", line).strip() for line in text.strip().split("\n"))
    return "\n".join(re.sub(r"\d+(?:[.:]\d+)*", "0", line) for line in lines if line)


def pattern(expected: str) -> str:
    lines = [re.escape(line).replace(ANY, ".*") for line in expected.split("\n")]
    joined = "\n".join(r"[\s\S]*" if line == ".*" else line for line in lines)
    # What stands for any lines may stand for none at all.
    return joined.replace("\n[\\s\\S]*", "(?:\n[\\s\\S]*)?").replace(
        "[\\s\\S]*\n", "(?:[\\s\\S]*\n)?"
    )


def test_there_are_commands() -> None:
    assert sum(1 for page in PAGES for _ in read_commands(page)) >= COMMANDS_AT_LEAST

"""A folder of Markdown → its pages, their fenced blocks, their links."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
FENCED = re.compile(r"^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?P<target>[^)#\s]+)(?:#[^)]*)?\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Block = language, text, 1-based line of its first line in the page."""

    language: str
    text: str
    line: int


def all_pages() -> list[Path]:
    """Give the README, what stands beside it, and everything in docs."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def name(page: Path) -> str:
    """Give a page's path in the repository."""
    return page.relative_to(ROOT).as_posix()


def find_blocks(page: Path, language: str) -> list[Block]:
    """Give the fenced blocks of a language."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(
            language=language,
            text=match["text"],
            line=text.count("\n", 0, match.start("text")) + 1,
        )
        for match in FENCED.finditer(text)
        if match["language"] == language
    ]


def find_links(page: Path) -> Iterator[str]:
    """Yield where the links of a page lead, without those inside of blocks."""
    prose = FENCED.sub("", page.read_text(encoding="utf-8"))
    yield from (match["target"] for match in LINK.finditer(prose))

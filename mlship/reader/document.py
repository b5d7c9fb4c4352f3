"""What a format's reader gives back: cells, language and kernel, before they are judged."""

import re
from dataclasses import dataclass

from mlship.ir.notebook import Cell

HALVES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Document = cells, the kernel's language (lower case), the kernel's name."""

    cells: tuple[Cell, ...]
    language: str = "python"
    kernel: str = ""


def clean_text(text: str) -> str:
    """Give text LF line ends, without a BOM and without halves of surrogate pairs."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    if text.isascii() or not HALVES.search(text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

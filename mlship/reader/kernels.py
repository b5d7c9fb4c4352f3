"""A notebook's metadata comes in → its language goes out; other languages are refused."""

from collections.abc import Mapping
from pathlib import Path

from mlship.errors import NotebookError
from mlship.reader.document import Document

# Kernels whose name tells the language where the metadata does not.
LANGUAGES_BY_KERNEL = {
    "ir": "r",
    "irkernel": "r",
    "julia": "julia",
    "bash": "bash",
    "javascript": "javascript",
    "nodejs": "javascript",
    "typescript": "typescript",
    "deno": "typescript",
    "scala": "scala",
    "apache_toree_scala": "scala",
    "almond": "scala",
    "octave": "octave",
    "matlab": "matlab",
    "ruby": "ruby",
    "iruby": "ruby",
    "haskell": "haskell",
    "ihaskell": "haskell",
    "sas": "sas",
    "stata": "stata",
    "java": "java",
    "kotlin": "kotlin",
    "go": "go",
    "gophernotes": "go",
    "rust": "rust",
    "evcxr": "rust",
    "xcpp": "c++",
    ".net-csharp": "c#",
    ".net-fsharp": "f#",
    ".net-powershell": "powershell",
    "sparkkernel": "scala",
    "sparkrkernel": "r",
}
WRITTEN = {"r": "R", "julia": "Julia", "sql": "SQL", "sas": "SAS"}


def language_of(metadata: Mapping[str, object]) -> str:
    """Decide the language from kernelspec.language, language_info.name, kernelspec.name.

    Text notebooks without a header have what jupytext saw in most of the code blocks.
    """
    return (
        _text(metadata, "kernelspec", "language")
        or _text(metadata, "language_info", "name")
        or _language_of_kernel(kernel_of(metadata))
        or _text(metadata, "jupytext", "main_language")
        or "python"
    ).lower()


def kernel_of(metadata: Mapping[str, object]) -> str:
    """Give the kernel's name, "" if the notebook does not say."""
    return _text(metadata, "kernelspec", "name")


def refuse_other_languages(document: Document, path: Path) -> None:
    """Raise a NotebookError for a notebook that is not in Python."""
    if document.language.startswith(("python", "ipython")):
        return
    language = WRITTEN.get(document.language, document.language.capitalize())
    raise NotebookError(
        f"{path.name} is written in {language}; mlship converts Python notebooks.",
        hint="If it is Python all the same, choose a Python kernel in Jupyter and save it.",
        location=str(path),
    )


def _text(metadata: Mapping[str, object], section: str, key: str) -> str:
    part = metadata.get(section)
    value = part.get(key) if isinstance(part, Mapping) else None
    return value if isinstance(value, str) else ""


def _language_of_kernel(name: str) -> str:
    lowered = name.lower()
    family = lowered.split("-")[0] if not lowered.startswith(".net") else lowered
    return LANGUAGES_BY_KERNEL.get(family, "")

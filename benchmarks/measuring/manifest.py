"""The corpus manifest → one row a notebook."""

import csv
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

MANIFEST = Path(__file__).parents[1] / "corpus" / "dev.tsv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Entry = id, set it belongs to, path within its folder, environment that it runs in."""

    id: str
    kind: str
    path: str
    environment: str


def read_manifest(path: Path = MANIFEST) -> list[Entry]:
    """Read the whole manifest."""
    csv.field_size_limit(sys.maxsize)
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")
        return [
            Entry(id=row["id"], kind=row["set"], path=row["path"], environment=row["env"])
            for row in rows
        ]


def runnable(corpus: Path, limit: int | None, only: str = "") -> list[Entry]:
    """Give the notebooks that ran to the end unedited and are in this corpus folder."""
    return of_sets(corpus, ("runnable",), limit, only)


def of_sets(corpus: Path, kinds: Collection[str], limit: int | None, only: str = "") -> list[Entry]:
    """Give the notebooks of some sets that are in this corpus folder, with what they read."""
    entries = [
        entry
        for entry in read_manifest()
        if entry.kind in kinds and only in entry.id
        if (corpus / "runnable" / entry.id / entry.path).is_file()
    ]
    return entries[:limit]


def static(corpus: Path, limit: int | None, only: str = "") -> list[Path]:
    """Give every notebook of the static folder, relative to it."""
    folder = corpus / "static"
    found = sorted(path.relative_to(folder) for path in folder.rglob("*.ipynb"))
    return [path for path in found if only in str(path)][:limit]

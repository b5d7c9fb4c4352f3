"""Measured rows ⇄ a JSON file, written after each row, so that a stopped measurement goes on."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

ROOT = Path(__file__).parents[2]
Row = dict[str, object]


class Results:
    """Rows by name; those made by another state of the converter are left behind."""

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self.path = path
        self.lock = Lock()  # several notebooks are measured at a time
        # What decides how a notebook is converted.
        self.source = digest_of(ROOT / "mlship", ROOT / "templates")
        self.rows: dict[str, Row] = {}
        if path.is_file() and not fresh:
            saved = json.loads(path.read_text(encoding="utf-8"))
            self.rows = saved["rows"] if saved["source"] == self.source else {}

    def __contains__(self, name: str) -> bool:
        return name in self.rows

    def add(self, name: str, row: Row) -> None:
        """Keep one row."""
        with self.lock:
            self.rows[name] = row
            self.save({})

    def save(self, summary: Mapping[str, object]) -> None:
        """Write all rows, and the summary when there is one."""
        document = {"source": self.source, "summary": summary, "rows": self.rows}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        partial = self.path.with_suffix(".partial")
        partial.write_text(json.dumps(document, indent=1), encoding="utf-8")
        partial.replace(self.path)


def digest_of(*folders: Path) -> str:
    """Hash every file of some folders."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                digest.update(str(path.relative_to(folder)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]

"""Manifest and repository snapshots → a folder of notebooks with their data.

    python benchmarks/corpus/build.py --mirror DIR --out DIR [--manifest dev.tsv]

The folder given as --mirror holds one bare git directory per repository: OWNER+NAME/repo. What is
missing there is listed and left out. Result: OUT/static/OWNER__NAME/PATH.ipynb (reading and
converting only) and OUT/runnable/ID/PATH.ipynb with the data files at the paths that the notebook
reads (running and comparing).
"""

import argparse
import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

csv.field_size_limit(sys.maxsize)


def main() -> int:
    """Build the corpus; exit 1 when a repository or a file is missing."""
    options = parse_arguments()
    lacking: set[str] = set()
    written = 0
    for row in read_manifest(options.manifest):
        git_dir = options.mirror / row["repo"].replace("/", "+") / "repo"
        if not git_dir.is_dir():
            lacking.add(f"fetch this repository first: {row['repo']}")
            continue
        for blob, target in files_of(row, options.out):
            if write_blob(git_dir, blob, target):
                written += 1
            else:
                lacking.add(f"not in the snapshot: {row['repo']}: {target.name}")
    print("\n".join([f"{written} files written", *sorted(lacking)]))
    return 1 if lacking else 0


def parse_arguments() -> argparse.Namespace:
    """Read the options."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--mirror", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--manifest", type=Path, default=Path(__file__).with_name("dev.tsv"))
    return parser.parse_args()


def read_manifest(path: Path) -> Iterator[dict[str, str]]:
    """Read the manifest, one row a notebook."""
    with path.open(newline="", encoding="utf-8") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, escapechar="\\")


def files_of(row: dict[str, str], out: Path) -> Iterator[tuple[str, Path]]:
    """Give each file of a manifest row as (git blob, where it goes)."""
    folder = row["repo"].replace("/", "__")
    yield row["blob"], out / "static" / folder / row["path"]
    if row["set"] != "static":
        root = out / "runnable" / row["id"]
        yield row["blob"], root / row["path"]
        for relative, blob in json.loads(row["data"]):
            yield blob, root / relative


def write_blob(git_dir: Path, blob: str, target: Path) -> bool:
    """Write one blob of the snapshot; False where the snapshot lacks it."""
    command = ["git", f"--git-dir={git_dir}", "cat-file", "blob", blob]
    result = subprocess.run(command, capture_output=True, check=False)
    if result.returncode:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(result.stdout)
    return True


if __name__ == "__main__":
    sys.exit(main())

"""The options that every measuring command understands."""

import argparse
from pathlib import Path

CORPUS, ENVIRONMENTS = Path("build/corpus"), Path("build/envs")


def parser(description: str | None, out: str) -> argparse.ArgumentParser:
    """Make a parser with the shared options; `out` is where results go unless told."""
    made = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = made.add_argument
    add("--corpus", type=Path, default=CORPUS, help="what corpus/build.py made")
    add("--envs", type=Path, default=ENVIRONMENTS, help="folder of current/, mid/ and old/")
    add("--out", type=Path, default=Path(out), help="results, as JSON; a stopped run goes on")
    add("--work", type=Path, help="raw logs and projects (default: beside --out)")
    add("--limit", type=int, help="only the first N notebooks")
    add("--only", default="", help="only notebooks whose id or path contains this")
    add("--jobs", type=int, default=1, help="how many at a time")
    add("--fresh", action="store_true", help="forget earlier results")
    return made


def work_folder(options: argparse.Namespace) -> Path:
    """Give the folder for raw logs."""
    work: Path = options.work or options.out.with_suffix("")
    return work.resolve()

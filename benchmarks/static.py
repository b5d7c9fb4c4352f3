"""Notebooks of strangers → how many convert, and how good is what comes out, without running it.

    python benchmarks/static.py --corpus DIR [--jobs N] [--mypy] [--out FILE]

Converts every notebook of DIR/static, then looks at the projects: does each file compile, pass
`black --check`, ruff and (--mypy) mypy; is it restructured; how long are functions, how wide are
boundaries, how many parameters. For each measure the worst notebooks are named.
"""

import re
import shutil
import sys
import zlib
from argparse import Namespace
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

from measuring.converting import Converter
from measuring.linting import broken_files, python_files, reformatted, ruff_findings, silenced
from measuring.manifest import static
from measuring.notebook_roles import roles_of_notebook
from measuring.options import parser, work_folder
from measuring.projects import ProjectFacts, facts_of
from measuring.results import Results, Row
from measuring.roles import ROLES, Role
from measuring.static_report import report, summary
from measuring.typechecking import mypy_findings

TIMEOUT_S = 20.0
MERE_LOOKS: tuple[Role, ...] = ("load", "prepare", "split")


def main() -> int:
    """Convert, look, print the tables, write the results."""
    options = parse_arguments()
    work = work_folder(options)
    results = Results(options.out, fresh=options.fresh)
    names = [str(path) for path in static(options.corpus, options.limit, options.only)]
    convert_all([name for name in names if name not in results], results, options)
    rows = {name: results.rows[name] for name in names}
    projects = {
        name: folder_of(work, name) for name in names if rows[name]["ending"] == "converted"
    }
    add_black(rows, projects)
    if options.mypy:
        add_mypy(rows, projects, work / "mypy-cache")
    results.save(summary(list(rows.values())))
    print(report(rows))
    return 0


def parse_arguments() -> Namespace:
    """Read the options."""
    made = parser(__doc__, "build/measured/static.json")
    made.add_argument("--mypy", action="store_true", help="check types too (minutes)")
    made.add_argument("--timeout", type=float, default=TIMEOUT_S, help="seconds for a notebook")
    return made.parse_args()


def folder_of(work: Path, name: str) -> Path:
    """Give the folder of a notebook's project: ruff takes some characters for patterns."""
    plain = re.sub(r"[^\w./-]", "_", name.removesuffix(".ipynb"))
    return work / "projects" / f"{plain}-{zlib.crc32(name.encode()):08x}"


def convert_all(names: list[str], results: Results, options: Namespace) -> None:
    """Convert and measure, each thread with a worker process of its own."""
    with ThreadPoolExecutor(options.jobs) as pool:
        shares = [names[first :: options.jobs] for first in range(options.jobs)]
        list(pool.map(lambda some: convert_some(some, results, options), shares))


def convert_some(names: list[str], results: Results, options: Namespace) -> None:
    """Convert and measure notebook after notebook."""
    with Converter(options.timeout) as converter:
        for name in names:
            project = folder_of(work_folder(options), name)
            shutil.rmtree(project, ignore_errors=True)
            notebook = options.corpus / "static" / name
            row = converter.convert(notebook, project)
            if row["ending"] == "converted":
                row |= looked_at(notebook, project)
            results.add(name, row)


def looked_at(notebook: Path, project: Path) -> Row:
    """Measure a project against its notebook."""
    broken = broken_files(project)
    silences = list(silenced(project))
    row: Row = {
        "broken": broken,
        "ruff": ruff_findings(project),
        "noqa": Counter(code for code, _ in silences),
        "bare_noqa": Counter(code for code, reason in silences if not reason),
    }
    return row if broken else row | structure(notebook, facts_of(project))


def structure(notebook: Path, facts: ProjectFacts) -> Row:
    """Say how a project is cut, and which roles of the notebook have no stage of their own."""
    roles = roles_of_notebook(notebook)
    return {
        "stages": facts.stages,
        "flat": facts.flat,
        "trains": "train" in roles,
        "roles": [role for role in ROLES if role in roles],
        "without_stage": without_stage(roles, facts),
        "without_stage_strictly": without_stage(
            roles_of_notebook(notebook, inside_training=True), facts
        ),
        "functions": [
            [at.name, at.lines, at.longest_statement, at.arguments, at.outputs]
            for at in facts.functions
        ],
        "parameters": facts.parameters,
    }


def without_stage(roles: frozenset[Role], facts: ProjectFacts) -> list[Role]:
    """Name the roles that have no stage; what no stage needs may be a look, or fall away."""
    excused = {role for role in MERE_LOOKS if not facts.needs(role)}
    return [role for role in ROLES if role in roles - excused and not facts.has_stage_for(role)]


def add_black(rows: dict[str, Row], projects: dict[str, Path]) -> None:
    """Note the files that black would change."""
    files = [path for project in projects.values() for path in python_files(project)]
    changed = list(reformatted(files))
    group(rows, projects, "black", ((path, str(path)) for path in changed))


def add_mypy(rows: dict[str, Row], projects: dict[str, Path], cache: Path) -> None:
    """Note what mypy finds."""
    sound = [at for name, at in projects.items() if not rows[name]["broken"]]
    found = mypy_findings(sound, cache)
    group(rows, projects, "mypy", ((project, [code, text]) for project, code, text in found))


def group(
    rows: dict[str, Row],
    projects: dict[str, Path],
    column: str,
    found: Iterable[tuple[Path, object]],
) -> None:
    """Sort findings to the projects that they are in."""
    for name in projects:
        rows[name][column] = []
    owner = {project: name for name, project in projects.items()}
    for path, finding in found:
        name = next(owner[at] for at in (path, *path.parents) if at in owner)
        cast("list[object]", rows[name][column]).append(finding)


if __name__ == "__main__":
    sys.exit(main())

"""Project → Project: shorten, mend, lay out; then excuse each finding that stays.

    text ─join, shorten▶ ─ruff --fix, ruff format▶ ─shorten▶ ─black▶ ─ruff▶ ─suppress▶ ─black▶ text

Laying out with ruff first leaves black almost nothing to change, which halves its time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from mlship.formatting.blackening import blacken_tidy
from mlship.formatting.linting import Files, Linted, Workbench, workbench
from mlship.formatting.shortening import join_strings, shorten_comments, shorten_strings
from mlship.formatting.suppressing import suppress, suppress_everywhere
from mlship.ir.project import Project

# A comment can make black break its line, which moves the finding: then it is looked for again.
ROUNDS = 4
UNUSED_NOQA = "RUF100"

# The files of several projects, each by its place among them.
Shelf = Mapping[int, Files]


class Round(NamedTuple):
    """Round = the files after one round of excuses, whether there is nothing left to excuse."""

    files: Files
    settled: bool


def format_project(project: Project) -> Project:
    """Format every generated Python file; those in `project.raw` stay as they are."""
    return format_projects([project])[0]


def format_projects(projects: Sequence[Project]) -> list[Project]:
    """Format several projects at once: starting ruff takes longer than its work on one.

    Raises:
        SyntaxError: a generated file is no Python; nothing is formatted then.
    """
    shelf = {place: files for place, each in enumerate(projects) if (files := _generated(each))}
    with workbench([_packages(each) for each in projects]) as bench:
        formatted = _excuse(bench, _lay_out(bench, shelf))
    return [
        replace(project, files={**project.files, **formatted.get(place, {})})
        for place, project in enumerate(projects)
    ]


def _generated(project: Project) -> Files:
    return {
        name: text
        for name, text in project.files.items()
        if name.endswith(".py") and name not in project.raw
    }


def _packages(project: Project) -> list[str]:
    """Name what is ours: of the package, ruff sees only the files that are not raw."""
    names = {n.split("/")[1].removesuffix(".py") for n in project.files if n.startswith("src/")}
    return sorted(names)


def _lay_out(bench: Workbench, shelf: Shelf) -> Shelf:
    joined = {place: _each(_with_short_comments, files) for place, files in shelf.items()}
    return {place: _each(_settle, files) for place, files in bench.tidy(joined).items()}


def _with_short_comments(text: str) -> str:
    return shorten_comments(join_strings(text))


def _settle(text: str) -> str:
    return blacken_tidy(shorten_strings(shorten_comments(text)))


def _excuse(bench: Workbench, shelf: Shelf) -> Shelf:
    """Lint and suppress until black agrees with where the comments stand."""
    left, done = shelf, dict[int, Files]()
    for turn in range(ROUNDS):
        linted = bench.lint(left, extra=(UNUSED_NOQA,) if turn else ())
        rounds = {
            place: _excuse_once(files, linted[place], partial(bench.lay_out, place))
            for place, files in left.items()
        }
        done |= {place: each.files for place, each in rounds.items() if each.settled}
        left = {place: each.files for place, each in rounds.items() if not each.settled}
    for place, linted_files in bench.lint(left).items():
        done[place] = suppress_everywhere(left[place], linted_files.findings)
    return done


def _excuse_once(files: Files, linted: Linted, lay_out: Callable[[Files], Files]) -> Round:
    excused = suppress(linted.files, linted.findings)
    texts = {name: each.text for name, each in excused.items()}
    mended = {name: text for name, text in texts.items() if linted.files[name] != files[name]}
    doubtful = {name: text for name, text in texts.items() if not excused[name].settled}
    again = _each(blacken_tidy, lay_out(mended)) if mended else {}
    after = {**texts, **_each(blacken_tidy, doubtful), **again}
    complete = all(each.complete for each in excused.values())
    return Round(after, settled=after in (files, texts) and complete)


def _each(change: Callable[[str], str], files: Files) -> Files:
    return {name: _named(change, name, text) for name, text in files.items()}


def _named(change: Callable[[str], str], name: str, text: str) -> str:
    """Apply a change; where the text is no Python, say which file it is."""
    try:
        return change(text)
    except (SyntaxError, ValueError) as error:
        raise SyntaxError(f"generated file {name} does not parse: {error}") from error

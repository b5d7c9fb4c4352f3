"""Project → Project: shorten, mend, lay out; then excuse each finding that stays.

    text ─join, shorten▶ ─ruff --fix, ruff format▶ ─shorten▶ ─black▶ ─ruff▶ ─suppress▶ ─black▶ text

Laying out with ruff first leaves black almost nothing to change, which halves its time.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from mlship.formatting.blackening import blacken_mended, blacken_tidy
from mlship.formatting.linting import Files, Workbench, workbench
from mlship.formatting.shortening import join_strings, shorten_comments, shorten_strings
from mlship.formatting.suppressing import suppress, suppress_everywhere
from mlship.ir.project import Project

# A comment can make black break its line, which moves the finding: then it is looked for again.
ROUNDS = 4
UNUSED_NOQA = "RUF100"


def format_project(project: Project) -> Project:
    """Format every generated Python file; those in `project.raw` stay as they are."""
    files = {
        name: text
        for name, text in project.files.items()
        if name.endswith(".py") and name not in project.raw
    }
    # Of the package, ruff sees only the files that are not raw: it has to be told what is ours.
    packages = {
        name.split("/")[1].removesuffix(".py") for name in project.files if name[:4] == "src/"
    }
    with workbench(sorted(packages)) as bench:
        formatted = _excuse(bench, _lay_out(bench, files)) if files else {}
    return replace(project, files={**project.files, **formatted})


def _lay_out(bench: Workbench, files: Files) -> Files:
    tidied = bench.tidy(_each(lambda text: shorten_comments(join_strings(text)), files))
    return _each(lambda text: blacken_tidy(shorten_strings(shorten_comments(text))), tidied)


def _excuse(bench: Workbench, files: Files) -> Files:
    """Lint and suppress until black agrees with where the comments stand."""
    for turn in range(ROUNDS):
        linted = bench.lint(files, extra=(UNUSED_NOQA,) if turn else ())
        excused = suppress(linted.files, linted.findings)
        texts = {name: each.text for name, each in excused.items()}
        mended = {name: text for name, text in texts.items() if linted.files[name] != files[name]}
        doubtful = {name: text for name, text in texts.items() if not excused[name].settled}
        settled = {**texts, **_each(blacken_tidy, doubtful), **_again(mended, files)}
        if settled in (files, texts) and all(each.complete for each in excused.values()):
            return settled
        files = settled
    return suppress_everywhere(files, bench.lint(files).findings)


def _again(mended: Files, before: Files) -> Files:
    """Lay out what ruff has mended in files that were laid out."""
    return {
        name: _named(partial(blacken_mended, before=before[name]), name, text)
        for name, text in mended.items()
    }


def _each(change: Callable[[str], str], files: Files) -> Files:
    return {name: _named(change, name, text) for name, text in files.items()}


def _named(change: Callable[[str], str], name: str, text: str) -> str:
    """Apply a change; where the text is no Python, say which file it is."""
    try:
        return change(text)
    except (SyntaxError, ValueError) as error:
        raise SyntaxError(f"generated file {name} does not parse: {error}") from error

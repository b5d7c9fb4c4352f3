"""Rows of the static measurement → its summary and its Markdown tables."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import cast

from measuring.results import Row
from measuring.roles import ROLES
from measuring.tables import share, spread, table

WORST = 10
LONG = 60  # lines: no stage function is longer, unless one statement of the notebook is
MANY = 30  # parameters that a person would tune
SHOWN = 110  # characters of a message in a table

Column = list[object]


def summary(rows: list[Row]) -> dict[str, str]:
    """Count, with 95 % intervals."""
    done = [row for row in rows if row["ending"] == "converted"]
    sound = [row for row in done if not row["broken"]]
    training = [row for row in sound if row["trains"]]
    return {
        "notebooks": str(len(rows)),
        **{ending: share(n, len(rows)) for ending, n in endings(rows).most_common()},
        "every file compiles": share(len(sound), len(done)),
        "black --check": share(sum(not row.get("black") for row in done), len(done)),
        "ruff check": share(sum(not row["ruff"] for row in done), len(done)),
        "noqa a project": spread([sum(noqa_of(row).values()) for row in done]),
        "noqa without a reason": str(sum(bare_noqa_of(row).total() for row in done)),
        "mypy as it comes": mypy_share(done),
        **structure(training),
        **sizes(sound),
    }


def endings(rows: Iterable[Row]) -> Counter[str]:
    """Count how converting ended."""
    return Counter(str(row["ending"]) for row in rows)


def mypy_share(done: list[Row]) -> str:
    """Count the projects that pass mypy."""
    checked = [row for row in done if "mypy" in row]
    passed = sum(not row["mypy"] for row in checked)
    return share(passed, len(checked)) if checked else "not asked for (--mypy)"


def structure(training: list[Row]) -> dict[str, str]:
    """Count, among notebooks that train a model, those that are restructured."""
    flat = sum(row["flat"] is True for row in training)
    whole, strictly = (
        sum(not column(row, missing) and not row["flat"] for row in training)
        for missing in ("without_stage", "without_stage_strictly")
    )
    by_role = {
        f"of those whose code has the role: {role} is a stage": share(
            sum(role not in column(row, "without_stage") for row in having), len(having)
        )
        for role in ROLES
        for having in [[row for row in training if role in column(row, "roles")]]
    }
    return {
        "notebooks that train a model": str(len(training)),
        "flat (a single stage)": share(flat, len(training)),
        "each role that the code has is a stage": share(whole, len(training)),
        "... also counting roles inside statements that train": share(strictly, len(training)),
        **by_role,
    }


def sizes(sound: list[Row]) -> dict[str, str]:
    """Say how long functions are, how wide boundaries, how many parameters."""
    functions = [at for row in sound for at in functions_of(row)]
    parameters = [integer(row, "parameters") for row in sound]
    return {
        "stages a project": spread([len(column(row, "stages")) for row in sound]),
        "stage function, body lines": spread([lines for _, lines, *_ in functions]),
        f"functions over {LONG} lines": str(sum(at[1] > LONG for at in functions)),
        "of them with no statement that long": str(sum(map(is_too_long, functions))),
        "variables into a stage function": spread([at[3] for at in functions]),
        "variables out of a stage function": spread([at[4] for at in functions]),
        "parameters a project": spread(parameters),
        f"projects with over {MANY} parameters": str(sum(n > MANY for n in parameters)),
    }


def report(rows: Mapping[str, Row]) -> str:
    """Write the summary, the most frequent findings, the worst notebooks."""
    done = {name: row for name, row in rows.items() if row["ending"] == "converted"}
    sound = {name: row for name, row in done.items() if not row["broken"]}
    parts = [
        table(["measure", "result (95 % interval)"], summary(list(rows.values())).items()),
        failures(rows),
        most_frequent(
            "black", (file_kind(at) for row in done.values() for at in column(row, "black"))
        ),
        most_frequent("ruff", (ruff_kind(at) for row in done.values() for at in triples(row))),
        most_frequent("noqa", (at for row in done.values() for at in noqa_of(row).elements())),
        most_frequent(
            "noqa, no reason", (at for row in done.values() for at in bare_noqa_of(row).elements())
        ),
        most_frequent(
            "mypy", (mypy_kind(at) for row in done.values() for at in pairs(row, "mypy"))
        ),
        worst("ruff findings", done, lambda row: len(column(row, "ruff"))),
        worst("mypy errors", done, lambda row: len(column(row, "mypy"))),
        worst("noqa", done, lambda row: sum(noqa_of(row).values())),
        worst("roles without a stage", training_of(sound), missing_roles, said=roles_said),
        worst("longest stage function", sound, longest, said=longest_said),
        worst("variables into a function", sound, lambda row: widest(row, 3)),
        worst("variables out of a function", sound, lambda row: widest(row, 4)),
        worst("parameters", sound, lambda row: integer(row, "parameters")),
        worst("seconds", done, lambda row: cast("float", row["seconds"])),
    ]
    return "\n\n".join(part for part in parts if part)


def failures(rows: Mapping[str, Row]) -> str:
    """Group what was not converted by its reason, each with an example."""
    failed = {name: row for name, row in rows.items() if row["ending"] != "converted"}
    groups: dict[tuple[str, str], list[str]] = {}
    for name, row in failed.items():
        groups.setdefault((str(row["ending"]), str(row["reason"])), []).append(name)
    ranked = sorted(groups.items(), key=lambda item: -len(item[1]))
    lines = [(ending, len(names), reason, names[0]) for (ending, reason), names in ranked]
    return table(["ending", "notebooks", "reason", "for example"], lines) if lines else ""


def most_frequent(title: str, found: Iterable[str]) -> str:
    """List the most frequent kinds of a finding."""
    ranked = Counter(found).most_common(WORST * 2)
    return table([title, "times"], ranked) if ranked else ""


def worst(
    title: str,
    rows: Mapping[str, Row],
    badness: Callable[[Row], float],
    said: Callable[[Row], str] | None = None,
) -> str:
    """List the notebooks for which a measure is worst."""
    ranked = sorted(rows, key=lambda name: -badness(rows[name]))[:WORST]
    lines = [
        (badness(rows[name]), name, said(rows[name]) if said else "")
        for name in ranked
        if badness(rows[name]) > 0
    ]
    return table([f"worst: {title}", "notebook", ""], lines) if lines else ""


def training_of(rows: Mapping[str, Row]) -> dict[str, Row]:
    """Keep the notebooks that train a model."""
    return {name: row for name, row in rows.items() if row["trains"]}


def missing_roles(row: Row) -> float:
    """Count the roles without a stage; flat projects first."""
    return len(column(row, "without_stage")) + (len(ROLES) if row["flat"] else 0)


def roles_said(row: Row) -> str:
    """Name the roles without a stage, and the stages that there are."""
    missing, there = (", ".join(map(str, column(row, at))) for at in ("without_stage", "stages"))
    return f"{'flat; ' if row['flat'] else ''}no {missing}; has {there}"


def longest(row: Row) -> float:
    """Give the length of the longest stage function."""
    return max((lines for _, lines, *_ in functions_of(row)), default=0)


def longest_said(row: Row) -> str:
    """Name the longest stage function, and how long its longest statement is."""
    name, _, statement, *_ = max(functions_of(row), key=lambda at: at[1])
    return f"{name}, longest statement {statement}"


def widest(row: Row, position: int) -> float:
    """Give the widest boundary of a project."""
    return max((cast("int", at[position]) for at in functions_of(row)), default=0)


def is_too_long(function: tuple[str, int, int, int, int]) -> bool:
    """Tell whether a long function has no statement that excuses it."""
    _, lines, statement, *_ = function
    return lines > LONG >= statement


def file_kind(path: object) -> str:
    """Give a file's path in any project."""
    return re.sub(r"^(?:.*/)?src/[^/]+/", "src/PACKAGE/", str(path))


def ruff_kind(finding: tuple[str, str, str]) -> str:
    """Give a ruff finding's code, file and message without what stands in quotes."""
    code, where, message = finding
    text = re.sub(r"`[^`]*`", "`…`", message)
    return f"{code} {file_kind(where.partition(':')[0])}: {text}"[:SHOWN]


def mypy_kind(finding: tuple[str, str]) -> str:
    """Give a mypy error without the names in it."""
    code, text = finding
    where, _, message = text.partition(": ")
    said = re.sub(r'"[^"]*"', '"…"', message)
    return f"{code} {file_kind(where.partition(':')[0])}: {said}"[:SHOWN]


def column(row: Row, name: str) -> Column:
    """Read a list of a row."""
    return list(cast("Column", row.get(name, [])))


def triples(row: Row) -> list[tuple[str, str, str]]:
    """Read ruff's findings: code, place, message."""
    return [(at[0], at[1], at[2]) for at in cast("list[list[str]]", row["ruff"])]


def pairs(row: Row, name: str) -> list[tuple[str, str]]:
    """Read a list of findings of a row."""
    return [(str(at[0]), str(at[-1])) for at in cast("list[list[str]]", row.get(name, []))]


def functions_of(row: Row) -> list[tuple[str, int, int, int, int]]:
    """Read the functions of a row: name, lines, longest statement, variables in, out."""
    return [tuple(at) for at in cast("list[list[int]]", row["functions"])]  # type: ignore[misc]


def noqa_of(row: Row) -> Counter[str]:
    """Read the silenced codes of a row."""
    return Counter(cast("dict[str, int]", row["noqa"]))


def bare_noqa_of(row: Row) -> Counter[str]:
    """Read the silenced codes of a row that have no reason beside them."""
    return Counter(cast("dict[str, int]", row["bare_noqa"]))


def integer(row: Row, name: str) -> int:
    """Read a number of a row."""
    return cast("int", row[name])

"""ageing.toml → rules: what libraries moved, renamed and removed, and since which version."""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Action = Literal["move", "keyword", "value", "add", "positions", "rewrite", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Rule = names that it is about, since when, what to do, why, how results change.

    Attributes:
        names: qualified names ("numpy.float"); ".ix" is a method or attribute of anything.
        since: requirement that the installed version must meet ("pandas>=2"); "" for any.
        action: move (to another name), keyword (renamed; dropped where `to` is empty), value (of
            a keyword), add (a keyword that is not given), positions (become the keywords `to`),
            rewrite (by the template `to`), gone.
        to: the new name, keyword, value, keywords in order, or template with {receiver}, {0},
            {1}, {rest} and names in «guillemets» that need an import.
        keyword: the keyword that a "keyword" or "value" rule is about.
        value: Python text of the value that a rule asks for; "" any.
        position: where the keyword's value stands if it is given by position, -1: never.
        without: it only holds where this keyword is not given.
        used: it only holds where the value of the call is used (False: where it is not).
        why: one sentence.
        change: how results may change; "" not at all.
    """

    names: tuple[str, ...]
    action: Action
    why: str
    since: str = ""
    to: str = ""
    keyword: str = ""
    value: str = ""
    position: int = -1
    without: str = ""
    used: bool | None = None
    change: str = ""


@cache
def load_rules() -> tuple[Rule, ...]:
    """Read the rules that are shipped, in the order of the file."""
    text = (files("mlship.knowledge") / "ageing.toml").read_text(encoding="utf-8")
    return tuple(
        Rule(**{**row, "names": tuple(row["names"])}) for row in tomllib.loads(text)["rule"]
    )


def find_rules(rules: Iterable[Rule], name: str, actions: Sequence[Action]) -> list[Rule]:
    """Give the rules about a name or one of its prefixes, the most special first."""
    found = [rule for rule in rules if rule.action in actions and covering(rule, name)]
    return sorted(found, key=lambda rule: -len(covering(rule, name)))


def covering(rule: Rule, name: str) -> str:
    """Give the name or prefix by which a rule covers a qualified name, "" if it does not."""
    tail = f".{name.rpartition('.')[2]}"
    held = [
        each
        for each in rule.names
        if each in {name, tail} or (not each.startswith(".") and name.startswith(f"{each}."))
    ]
    return max(held, key=len, default="")

"""What every rule must say of itself."""

import inspect
import re

import pytest

from mlship.rules import RULES, Rule

AREAS = {"1": "reproducibility", "2": "leakage", "3": "security", "4": "hygiene"}
# Said by other stages: a secret that was taken out of the code.
TAKEN = {"MS301"}


def test_codes_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES]

    assert codes == sorted(set(codes))
    assert not TAKEN & set(codes)


def test_names_are_unique() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_why_and_what_to_do(rule: Rule) -> None:
    assert re.fullmatch(r"MS[1-4]\d\d", rule.code)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert all(text.endswith(".") for text in (rule.what, rule.why, rule.remedy))
    assert rule.example.strip()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_one_rule_a_file(rule: Rule) -> None:
    others = [other for other in RULES if other is not rule]

    assert inspect.getfile(type(rule)) not in {inspect.getfile(type(other)) for other in others}

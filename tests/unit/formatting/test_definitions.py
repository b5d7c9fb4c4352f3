"""Definitions are laid out each by itself, and put back where they stood."""

from mlship.formatting.definitions import split

MODULE = '''\
"""A module."""


# why
@cached
def one():
    return 1
    # and that is all


X = 2


class Two: ...


class Three:
    x: int
'''


def test_definitions_are_parted_from_the_frame() -> None:
    parts = split(MODULE)

    assert parts.definitions == (
        "class Three:\n    x: int\n",
        "@cached\ndef one():\n    return 1\n    # and that is all\n",
    )
    assert parts.frame.splitlines()[3:6] == ["# why", "def __definition_1__():", "    __body__"]


def test_they_come_back() -> None:
    parts = split(MODULE)

    assert parts.join(parts.frame, parts.definitions) == MODULE


def test_a_text_that_controls_its_layout_stays_whole() -> None:
    text = "# fmt: off\ndef f():\n  return 1\n"

    assert split(text).frame == text

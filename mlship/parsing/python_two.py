"""A syntax error comes in → the hint that it is Python 2 goes out."""

MARKS = {
    "Missing parentheses in call to 'print'": "print is a function: `print(x)`",
    "Missing parentheses in call to 'exec'": "exec is a function: `exec(code)`",
    "multiple exception types must be parenthesized": "write `except Error as error:`",
    "leading zeros in decimal integer literals": "write octal numbers as `0o777`",
    "invalid hexadecimal literal": "long integers have no `L`",
    "invalid decimal literal": "",
}


MENDED = "`mlship convert --repair` translates it first."


def hint_on(error: SyntaxError) -> str:
    """Say what to write in Python 3, "" if the error is no matter of the version."""
    text = (error.text or "").strip()
    if "<>" in text:
        return f"This is Python 2: write `!=` instead of `<>`. {MENDED}"
    advice = next((hint for mark, hint in MARKS.items() if mark in error.msg), "")
    return f"This is Python 2: {advice}. {MENDED}" if advice else ""

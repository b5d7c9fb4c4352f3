"""The lint rules of generated projects, as data: what is checked, mended, and excused why."""

from collections.abc import Sequence

LINE_LENGTH = 100
SELECT = ("E", "F", "W", "I", "N", "B", "UP", "SIM", "C4", "RET", "PIE", "PL", "D1")
IGNORE = ("N8", "D107", "PLR2004", "PLR0913")

# Called unsafe by ruff for the comments they may drop or the style they choose; none of them
# changes what a data frame, an array or an estimator does.
MENDED_TOO = (
    "B905",
    *("C400", "C401", "C402", "C403", "C404", "C405", "C406", "C408", "C409", "C410", "C411"),
    *("C414", "C418"),
    *("PLC0414", "PLR5501"),
    *("RET501", "RET502", "RET503", "RET504", "RET505", "RET506", "RET507", "RET508"),
    *("SIM102", "SIM105", "SIM108", "SIM110", "SIM114", "SIM117"),
    *("UP004", "UP008", "UP034", "UP035"),
)

# Called safe by ruff, but not for our data: `len(df)` is not `bool(df)`, `s[i]` of an enumerated
# series is not its i-th element, the order of a set is not that of its literal.
NEVER_MENDED = ("E711", "E712", "F632", "PLC0208", "PLC1802", "PLR1733", "PLR1736", "SIM118")

REASONS = {
    "B006": "the notebook shares this default between calls",
    "B007": "the notebook's own loop variable",
    "B008": "the notebook computes this default once",
    "B009": "the notebook asks for the attribute by name",
    "B015": "the notebook compares and shows the result",
    "B018": "the notebook looks at this value",
    "B020": "the notebook's own loop variable",
    "B023": "the function runs inside the same turn of the loop",
    "B028": "the notebook warns like this",
    "B031": "the notebook walks through the group once",
    "B904": "the notebook raises it like this",
    "B905": "the notebook stops at the shorter one",
    "C416": "the notebook's own copy",
    "C417": "the notebook maps a function",
    "C419": "the notebook computes every element first",
    "D100": "the notebook does not describe it",
    "D101": "the notebook does not describe it",
    "D102": "the notebook does not describe it",
    "D103": "the notebook does not describe it",
    "D104": "the notebook does not describe it",
    "D105": "its name says what it does",
    "D106": "the notebook does not describe it",
    "E402": "the notebook sets something up before it imports",
    "E501": "one long text of the notebook's",
    "E711": "the notebook compares element by element",
    "E712": "the notebook compares element by element",
    "E721": "the notebook compares exact types",
    "E722": "the notebook catches everything",
    "E731": "the notebook's own lambda, whose name pandas shows",
    "E741": "the notebook's own name",
    "F401": "imported for what the import does",
    "F403": "the notebook imports everything",
    "F405": "it comes from the notebook's star import",
    "F811": "the notebook defines it again",
    "F821": "the notebook does not define it either",
    "F841": "the notebook gives it a name",
    "N999": "named after the notebook",
    "PLC0206": "the notebook looks each value up",
    "PLC0415": "the notebook imports it where it is needed",
    "PLR0911": "one function of the notebook's",
    "PLR0912": "one function of the notebook's",
    "PLR0915": "one long step of the notebook's",
    "PLR0124": "the notebook looks for missing values like this",
    "PLR0917": "it takes what the notebook's statements need",
    "PLR1704": "the notebook's own name",
    "PLR1714": "the notebook spells the alternatives out",
    "PLW0108": "the notebook's own lambda",
    "F402": "the notebook's own name",
    "F632": "the notebook compares identities",
    "F823": "the notebook uses it before it sets it",
    "PLW0177": "the notebook compares with NaN",
    "SIM103": "the notebook spells it out",
    "SIM105": "the notebook goes on where this fails",
    "SIM210": "the notebook spells it out",
    "PLW0127": "the notebook assigns it to itself",
    "PLW0602": "the notebook's own global",
    "PLW0603": "the notebook's own global",
    "PLW0604": "the notebook's own global",
    "PLW1510": "the notebook goes on when the command fails",
    "PLW2901": "the notebook changes its loop variable",
    "PLW3301": "the notebook nests them",
    "RET504": "the notebook gives it a name",
    "SIM113": "the notebook counts by hand",
    "SIM115": "the notebook leaves the file open",
    "SIM118": "the keys of a series are not what it iterates over",
    "UP031": "the notebook formats with %",
    "W605": "the notebook's own text",
}
# Where a line is too long for more words.
FEW_WORDS = {
    **dict.fromkeys(("B007", "B020", "E741", "PLR1704"), "own name"),
    **dict.fromkeys(("E731", "PLW0108", "C417"), "own lambda"),
    **dict.fromkeys(("E711", "E712"), "elementwise"),
    **dict.fromkeys(("PLR0911", "PLR0912", "PLR0915"), "long as it was"),
    "E501": "one long text",
    "E722": "catches all",
    "F821": "undefined there too",
    "F841": "named there",
    "PLC0415": "imported late",
    "PLR0917": "its inputs",
    "SIM115": "left open",
    "UP031": "own format",
}
OTHERWISE = "as in the notebook"
LAID_OUT = "the notebook's own text"


def reason_for(code: str) -> str:
    """Say in plain words why a finding stays."""
    return REASONS.get(code, LAID_OUT if code.startswith(("W", "E1", "E2")) else OTHERWISE)


def few_words_for(code: str) -> str:
    """Say it as shortly as can be."""
    return FEW_WORDS.get(code, OTHERWISE)


def ruff_config(packages: Sequence[str] = ()) -> str:
    """Render the rules as the text of a ruff.toml for a project with these packages."""
    return "\n".join(
        [
            f"line-length = {LINE_LENGTH}",
            'target-version = "py311"',
            "exclude = []",
            'src = ["src"]',  # as in the project, where nothing is imported from its root
            "[lint]",
            f"select = {list(SELECT)}",
            f"ignore = {list(IGNORE)}",
            f"extend-safe-fixes = {list(MENDED_TOO)}",
            f"extend-unsafe-fixes = {list(NEVER_MENDED)}",
            "[lint.per-file-ignores]",
            '"tests/**" = ["D"]',
            "[lint.isort]",
            f"known-first-party = {list(packages)}",
            "",
        ]
    )

"""The error that a notebook ends with, and what repair says of it → what kind of failure it is."""

import re
from collections.abc import Collection

# Kinds that no edit of the notebook mends.
LACKS_PACKAGE, LACKS_DATA, NETWORK, SLOW, UNDEFINED = (
    "a package that it needs is missing", "its data is missing", "it needs the network",
    "it is out of time", "it uses a name that no cell defines",
)  # fmt: skip
BEYOND_REPAIR = frozenset({LACKS_PACKAGE, LACKS_DATA, NETWORK, SLOW, UNDEFINED})
API, ORDER, PATH, SYNTAX, OTHER = (
    "a library has changed", "a name is defined too late", "a path is wrong", "it does not parse",
    "something else",
)  # fmt: skip
UNREACHABLE = re.compile(
    r"URLError|HTTPError|ConnectionError|ConnectionRefused|gaierror|ProxyError|MaxRetryError"
    r"|Name or service not known|Temporary failure in name resolution|LookupError"
)
NO_FILE = re.compile(
    r"FileNotFoundError|No such file|does not exist: b?'|NotADirectoryError|\['ls', "
)
OPTIONAL = re.compile(r"requires jinja2|[Mm]issing optional dependency")
NO_MODULE = re.compile(r"ModuleNotFoundError|No module named|DistributionNotFound")
BROKEN = re.compile(r"SyntaxError|IndentationError|TabError")
NO_NAME = re.compile(r"NameError")
CHANGED = re.compile(r"AttributeError|ImportError|TypeError|InvalidParameterError|OptionError")


def kind_of(error: str, open_rules: Collection[str] = ()) -> str:
    """Say what kind of failure an error is; `open_rules` are those that repair left open."""
    if not error:
        return SLOW
    undefined = "undefined-name" in open_rules
    kinds = (
        (UNREACHABLE, NETWORK),
        (NO_FILE, LACKS_DATA if "missing-file" in open_rules else PATH),
        (NO_MODULE, LACKS_PACKAGE if "missing-package" in open_rules else API),
        (OPTIONAL, LACKS_PACKAGE),
        (BROKEN, SYNTAX),
        (NO_NAME, UNDEFINED if undefined else ORDER),
        (CHANGED, API),
    )
    return next((kind for pattern, kind in kinds if pattern.search(error)), OTHER)

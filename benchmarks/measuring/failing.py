"""The error that a notebook ends with, and what repair says of it → what kind of failure it is."""

import re
from collections.abc import Collection

# Kinds that no edit of the notebook mends.
LACKS_PACKAGE, LACKS_DATA, NETWORK, SLOW = (
    "a package that it needs is missing", "its data is missing", "it needs the network",
    "it is out of time",
)  # fmt: skip
BEYOND_REPAIR = frozenset({LACKS_PACKAGE, LACKS_DATA, NETWORK, SLOW})
API, ORDER, PATH, SYNTAX, OTHER = (
    "a library has changed", "a name is not defined", "a path is wrong", "it does not parse",
    "something else",
)  # fmt: skip
UNREACHABLE = re.compile(
    r"URLError|HTTPError|ConnectionError|ConnectionRefused|gaierror|ProxyError|MaxRetryError"
    r"|Name or service not known|Temporary failure in name resolution|LookupError"
)
NO_FILE = re.compile(r"FileNotFoundError|No such file|does not exist: b?'|NotADirectoryError")
NO_MODULE = re.compile(r"ModuleNotFoundError|No module named|DistributionNotFound")
BROKEN = re.compile(r"SyntaxError|IndentationError|TabError")
CHANGED = re.compile(r"AttributeError|ImportError|TypeError|InvalidParameterError|OptionError")


def kind_of(error: str, open_rules: Collection[str] = ()) -> str:
    """Say what kind of failure an error is; `open_rules` are those that repair left open."""
    if not error:
        return SLOW
    if UNREACHABLE.search(error):
        return NETWORK
    if NO_FILE.search(error):
        return LACKS_DATA if "missing-file" in open_rules else PATH
    if NO_MODULE.search(error):
        return LACKS_PACKAGE if "missing-package" in open_rules else API
    for pattern, kind in ((BROKEN, SYNTAX), (re.compile("NameError"), ORDER), (CHANGED, API)):
        if pattern.search(error):
            return kind
    return OTHER

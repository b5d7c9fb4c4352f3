"""Requirements that cells install → those without a version."""

import re
from collections.abc import Iterator

from mlship.ir.diagnostic import Diagnostic
from mlship.rules.rule import Rule
from mlship.rules.subject import Subject

VERSIONED = re.compile(r"[=<>~!@]|://|\.whl$|\.txt$")


class UnpinnedInstall(Rule):
    """Tomorrow another version is installed."""

    code = "MS106"
    name = "unpinned-install"
    severity = "warning"
    what = "A cell installs a package without saying which version."
    why = "Whoever runs it next year gets another version, and perhaps other numbers or an error."
    remedy = "Write the version that you used: `pip install xgboost==2.1.4`."
    example = """
        !pip install xgboost
        """

    def find(self, subject: Subject) -> Iterator[Diagnostic]:
        """Yield each install without a version."""
        for pin in subject.flow.program.pins:
            if not VERSIONED.search(pin.requirement):
                message = f"`{pin.requirement}` is installed in whatever version is the newest."
                yield self.at_line(pin.cell, 0, message)

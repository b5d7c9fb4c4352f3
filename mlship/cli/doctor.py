"""`mlship doctor`: what this machine has and lacks for each command."""

from mlship.cli.console import Console
from mlship.cli.options import AsJson


def doctor(as_json: AsJson = False) -> int:
    """Show what this machine has and lacks for each command."""
    from mlship.cli.needs import examine

    console = Console(as_json=as_json)
    findings = examine()
    console.table(
        "mlship doctor",
        ["command", "needs", "here", "how to get it"],
        [(each.command, each.need, each.found or "missing", each.remedy) for each in findings],
    )
    console.answer({"exit_code": 0, "needs": [each.as_row() for each in findings]})
    return 0

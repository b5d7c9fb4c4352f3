"""A requirement and what is installed → whether it is met."""

from collections.abc import Mapping

from packaging.requirements import Requirement


def holds(since: str, versions: Mapping[str, str]) -> bool:
    """Say whether the installed version is one that a rule is about; no requirement holds."""
    if not since:
        return True
    wanted = Requirement(since)
    found = versions.get(wanted.name.lower())
    return found is not None and wanted.specifier.contains(found, prereleases=True)

"""Project and notebook → both run, and the verdict of each value."""

from mlship.verification.expectations import write_expected
from mlship.verification.pages import write_page
from mlship.verification.subject import Subject, open_subject
from mlship.verification.verifying import PARTS, Options, observe, verify

__all__ = [
    "PARTS",
    "Options",
    "Subject",
    "observe",
    "open_subject",
    "verify",
    "write_expected",
    "write_page",
]

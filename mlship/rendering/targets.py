"""Facts about a project → the files that a target adds to it: a row below, and a folder.

The files of `templates/targets/NAME` mirror their places in the project; what ends in .jinja is
rendered, with `project` (the facts) to print. `templates/targets/shared` holds parts of several.
"""

import json
import re
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mlship.errors import UsageError
from mlship.ir.target import Facts, Target
from mlship.rendering.quoting import FILTERS, Quoted, refuse_unquoted
from mlship.rendering.templates_dir import templates_dir

if TYPE_CHECKING:
    from jinja2 import Environment

TARGETS = (
    Target(
        name="gitlab",
        summary="GitLab CI: checks, training, image",
        serves=False,
        measured=False,
    ),
    Target(
        name="jenkins",
        summary="Jenkins: checks, training, image",
        serves=False,
        measured=False,
    ),
    Target(name="compose", summary="the service, Prometheus and Grafana on one machine"),
    Target(name="kubernetes", summary="kustomize base, overlays, monitoring, retraining"),
    Target(name="sagemaker", summary="Amazon SageMaker: endpoint, training job", measured=False),
    Target(name="vertex", summary="Google Vertex AI: endpoint", measured=False),
    Target(name="azureml", summary="Azure Machine Learning: online endpoint", measured=False),
    Target(name="cloud-run", summary="Google Cloud Run: service (and what Heroku needs)"),
    Target(
        name="lambda",
        summary="AWS Lambda: handler, image, function with an address",
        own_image=True,
    ),
    Target(name="terraform-aws", summary="AWS: ECS on Fargate behind a load balancer"),
    Target(name="terraform-gcp", summary="Google Cloud: Cloud Run with its registry and accounts"),
    Target(name="terraform-azure", summary="Azure: Container Apps with registry and identity"),
)
_BY_NAME = {target.name: target for target in TARGETS}

_SLUG = re.compile(r"[a-z]([a-z0-9-]*[a-z0-9])?")
_IMAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/@-]*")
_FILE = re.compile(r"[^\x00-\x1f\x7f/\\\"'`$%{}]+")


def find_target(name: str) -> Target:
    """Find a target by its name.

    Raises:
        UsageError: there is none of this name.
    """
    if name not in _BY_NAME:
        near = get_close_matches(name, _BY_NAME, n=1)
        raise UsageError(
            f"There is no target {name or 'without a name'}.",
            hint=f"Is {near[0]} meant?" if near else f"Name one of: {', '.join(_BY_NAME)}",
        )
    return _BY_NAME[name]


def render_target(target: Target, facts: Facts) -> dict[str, str]:
    """Render every file of a target: path in the project → text.

    Raises:
        UsageError: the target serves a model, and the project has no service that could.
    """
    require_servable(target, facts)
    root = templates_dir() / "targets" / target.name
    names = sorted(p.relative_to(root).as_posix() for p in root.rglob("*") if _is_template(p))
    return {_target_path(name, facts): _render(target, name, facts) for name in names}


def require_servable(target: Target, facts: Facts) -> None:
    """Raise UsageError if the target serves a model, and the project has no service that could."""
    if target.serves and facts.service != "machinery":
        raise _cannot_serve(target, facts)


def _cannot_serve(target: Target, facts: Facts) -> UsageError:
    if facts.service:
        return UsageError(
            f"{target.name} needs routes that this project's one FastAPI file does not have.",
            hint="Convert without --service fastapi.",
        )
    return UsageError(
        f"{target.name} serves a model, and this project has no service.",
        hint="mlship inspect says why; mlship convert --model NAME names another model.",
    )


def _is_template(path: Path) -> bool:
    return path.is_file() and "__pycache__" not in path.parts


def _target_path(name: str, facts: Facts) -> str:
    return name.removesuffix(".jinja").replace("{package}", facts.package)


def _render(target: Target, name: str, facts: Facts) -> str:
    if name.endswith(".jinja"):
        template = _environment().get_template(f"{target.name}/{name}")
        return str(template.render(project=facts))
    return (templates_dir() / "targets" / target.name / name).read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(templates_dir() / "targets"),
        undefined=StrictUndefined,
        finalize=refuse_unquoted,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - nothing here is HTML; `finalize` sees to quoting
    )
    quoting = (slug, reference, file, json_text, json_value, hcl)
    environment.filters |= {**FILTERS, **{function.__name__: function for function in quoting}}
    return environment


def slug(text: str) -> Quoted:
    """Let a platform's name in: lower case, digits, hyphens."""
    return _matching(_SLUG, text, "name of a platform")


def reference(text: str) -> Quoted:
    """Let (a part of) an image's reference in."""
    return _matching(_IMAGE, text, "image")


def file(text: str) -> Quoted:
    """Let a file's name in that needs no quoting between double quotes."""
    return _matching(_FILE, text, "plain file name")


def json_text(text: str) -> Quoted:
    """Quote text for JSON."""
    return Quoted(json.dumps(text, ensure_ascii=False))


def json_value(text: str) -> Quoted:
    """Let in what is JSON already."""
    json.loads(text)
    return Quoted(text)


def hcl(text: str) -> Quoted:
    """Quote text for Terraform, where `${` and `%{` would be templates."""
    return Quoted(json_text(text).replace("${", "$${").replace("%{", "%%{"))


def _matching(pattern: re.Pattern[str], text: str, what: str) -> Quoted:
    if not pattern.fullmatch(text):
        raise TypeError(f"{text!r} is no {what}.")
    return Quoted(text)

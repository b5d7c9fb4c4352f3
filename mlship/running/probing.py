"""An interpreter and qualified names → which of them it has, their signatures, all versions."""

import json
from collections.abc import Iterable
from pathlib import Path

from mlship.errors import EnvironmentLacks
from mlship.ir.repair import Installed, Signature
from mlship.process import capture

TIMEOUT_S = 300.0
# Runs in the other interpreter: importing what is asked for, never the notebook's code.
PROBE = """
import contextlib, importlib, importlib.metadata, inspect, io, json, sys, warnings
warnings.simplefilter("ignore")

def step(owner, path, part):
    if inspect.ismodule(owner):
        with contextlib.suppress(Exception, SystemExit):
            return importlib.import_module(path)
    return getattr(owner, part)

def find(name):
    parts = name.split(".")
    found = importlib.import_module(parts[0])
    for n, part in enumerate(parts[1:], 2):
        try:
            found = getattr(found, part)
        except AttributeError:
            found = step(found, ".".join(parts[:n]), part)
    return found

def describe(value):
    target = value
    if isinstance(value, type) is False and not callable(value):
        return None
    parameters = list(inspect.signature(target).parameters.values())
    if parameters and parameters[0].name == "self":
        parameters = parameters[1:]
    open_kinds = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    named = [p for p in parameters if p.kind not in open_kinds]
    positional = [p for p in named if p.kind != p.KEYWORD_ONLY]
    return {
        "parameters": [p.name for p in named],
        "positional": len(positional),
        "open_end": any(p.kind == p.VAR_POSITIONAL for p in parameters),
    }

there, signatures = {}, {}
with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    for name in json.load(sys.stdin):
        try:
            value = find(name)
        except (Exception, SystemExit):
            there[name] = False
            continue
        there[name] = True
        with contextlib.suppress(Exception):
            described = describe(value)
            if described:
                signatures[name] = described
found = ((d.metadata["Name"], d.version) for d in importlib.metadata.distributions())
versions = {name.lower(): version for name, version in found if name}
versions["python"] = sys.version.split()[0]
json.dump({"names": there, "signatures": signatures, "versions": versions}, sys.__stdout__)
"""


def probe(python: Path, names: Iterable[str]) -> Installed:
    """Ask an interpreter which names its packages have.

    Raises:
        EnvironmentLacks: it does not start, or gives no answer.
    """
    done = capture([python, "-c", PROBE], stdin=json.dumps(sorted(set(names))), timeout_s=TIMEOUT_S)
    if done.code:
        raise EnvironmentLacks(
            "This Python does not answer.",
            hint=done.err.strip().rpartition("\n")[2],
            location=str(python),
        )
    answer = json.loads(done.out)
    signatures = {name: Signature(**row) for name, row in answer["signatures"].items()}
    return Installed(versions=answer["versions"], names=answer["names"], signatures=signatures)

"""A magic comes in → its Meaning goes out; the table of what each magic stands for."""

import ast
import re
import shlex
from collections.abc import Callable
from pathlib import PurePosixPath

from mlship.ir.program import WrittenFile
from mlship.parsing.escapes import Escape
from mlship.parsing.findings import unknown_magic
from mlship.parsing.interpolation import python_text, quote
from mlship.parsing.meaning import NOTHING, Meaning, Place
from mlship.parsing.shell import SUBPROCESS, capture, read_command, read_shell, run
from mlship.parsing.word_sets import word_set

Handler = Callable[[str, Place], Meaning | None]

# They change how Jupyter shows, loads or logs things, never what is computed.
GONE = word_set(
    "matplotlib load_ext reload_ext unload_ext config autoreload autosave tensorboard watermark "
    "tensorflow_version colors xmode pdb debug precision notebook gui alias unalias alias_magic "
    "history hist who whos who_ls lsmagic magic quickref page pinfo pinfo2 pdoc pdef psource pfile "
    "pycat doctest_mode automagic bookmark killbgscripts logstart logstop logon logoff logstate tb "
    "reset reset_selective autocall profile rehashx dhist dirs cls clear aimport qtconsole "
    "connect_info nbagg reload_kedro version_information"
)
GONE_CELLS = word_set("html HTML javascript js latex svg SVG markdown css bigquery_sandbox")
# They measure; what they measure runs once. The value lists options that take a word.
MEASURES = {
    "time": "",
    "timeit": "nrp",
    "prun": "lsTD",
    "lprun": "fmTDuz",
    "memit": "rtic",
    "mprun": "fT",
    "snakeviz": "f",
    "heat": "o",
    "pyinstrument": "",
    "scalene": "",
    "debug": "b",
    "capture": "",
    "notify": "",
    "wandb": "",
}
SHELL_ALIASES = word_set("ls ll la cat head tail mkdir rmdir rm mv cp less more man tree")
SCRIPTS = {
    "bash": '"bash", "-c"',
    "shell": '"bash", "-c"',
    "sh": '"sh", "-c"',
    "script": "",
    "perl": '"perl", "-e"',
    "ruby": '"ruby", "-e"',
    "python": 'sys.executable, "-c"',
    "python3": 'sys.executable, "-c"',
}
PYLAB = (
    "import numpy",
    "import numpy as np",
    "import matplotlib",
    "import matplotlib.pyplot as plt",
    "from matplotlib import mlab, pylab, pyplot",
    "from matplotlib.pylab import *",
    "from numpy import *",
)


def read_escape(escape: Escape, place: Place) -> Meaning:
    """Give the meaning of whatever IPython adds to Python."""
    match escape.kind:
        case "help":
            return NOTHING
        case "shell" if escape.target:
            code = f"{escape.target} = {capture(escape.text, place)}"
            return Meaning(code=(code,), modules=SUBPROCESS)
        case "shell":
            return read_shell(escape.text, place)
        case "cell magic":
            return _cell_magic(escape, place) or _unknown(escape, place)
        case _:
            return _line_magic(escape, place) or _unknown(escape, place)


def _unknown(escape: Escape, place: Place) -> Meaning:
    lines = escape.written.split("\n")
    return Meaning(
        code=tuple(f"# {line}".rstrip() for line in lines),
        diagnostics=(unknown_magic(place.cell, place.line, escape.written),),
    )


def _split(text: str) -> tuple[str, str]:
    name, *arguments = text.split(maxsplit=1) or [""]
    return name, "".join(arguments).strip()


def _line_magic(escape: Escape, place: Place) -> Meaning | None:
    name, arguments = _split(escape.text.lstrip("%"))
    if escape.target:
        return _assigned_magic(escape.target, name, arguments, place)
    if name in GONE:
        return NOTHING
    if name in MEASURES and not arguments:
        return NOTHING
    if name in MEASURES:
        return _measured(name, arguments)
    if name in SHELL_ALIASES:
        return run(f"{name} {arguments}".strip(), place)
    handler = HANDLERS.get(name)
    return handler(arguments, place) if handler else None


def _assigned_magic(target: str, name: str, arguments: str, place: Place) -> Meaning | None:
    if name in {"sx", "system"}:
        code = capture(arguments, place)
        return Meaning(code=(f"{target} = {code}",), modules=SUBPROCESS)
    if name == "pwd":
        return Meaning(code=(f"{target} = os.getcwd()",), modules=frozenset({"os"}))
    if name == "env" and re.fullmatch(r"\w+", arguments):
        code = f'{target} = os.environ["{arguments}"]'
        return Meaning(code=(code,), modules=frozenset({"os"}))
    if name == "time" and _is_expression(arguments):
        return Meaning(code=(f"{target} = {arguments}",))
    return None


def _measured(name: str, arguments: str) -> Meaning:
    """Let the measured code run once; `%timeit` neither shows its value nor binds names."""
    code = _without_options(arguments, MEASURES[name])
    if name == "time":
        return Meaning(code=(code,))
    value = _assigned_value(code) if name == "timeit" else code
    return Meaning(code=((value + ";") if _is_expression(value) else value,))


def _without_options(arguments: str, with_value: str) -> str:
    """Strip `-n 10 -r3 -q` before the code."""
    option = re.compile(rf"-(?:[{with_value or '~'}]\s*\S+|[A-Za-z]+)\s+|--\s+")
    while found := option.match(arguments):
        arguments = arguments[found.end() :]
    return arguments


def _is_expression(code: str) -> bool:
    try:
        ast.parse(code, mode="eval")
    except (SyntaxError, ValueError):
        return False
    return "#" not in code


def _assigned_value(code: str) -> str:
    try:
        body = ast.parse(code).body
    except (SyntaxError, ValueError):
        return code
    match body:
        case [ast.Assign(value=value)]:
            return ast.get_source_segment(code, value) or code
    return code


def _cell_magic(escape: Escape, place: Place) -> Meaning | None:
    name, arguments = _split(escape.text)
    if name in GONE_CELLS:
        return NOTHING
    if name in {"writefile", "file"}:
        return _written_file(arguments, escape.body, place)
    if name in SCRIPTS:
        return _script(name, arguments, escape.body)
    if name in MEASURES:
        code = _without_options(arguments, MEASURES[name]) if name != "capture" else ""
        lines = (code,) if code and not code.startswith("-") else ()
        return Meaning(code=lines, payload=True, quiet=name in {"timeit", "capture"})
    return Meaning(payload=True) if name in GONE else None


def _written_file(arguments: str, body: str, place: Place) -> Meaning | None:
    words = [word for word in arguments.split() if word not in {"-a", "--append"}]
    path = " ".join(words).strip("\"'")
    if not path or re.search(r"[{$]", path):
        return None
    text = body if body.endswith("\n") or not body else body + "\n"
    return Meaning(files=(WrittenFile(path=path, content=text, cell=place.cell),))


def _script(name: str, arguments: str, body: str) -> Meaning | None:
    """Run a script of another language visibly; IPython raises where it fails."""
    is_background = "--bg" in arguments.split()
    words = [word for word in arguments.split() if not word.startswith("--")]
    if name == "script":
        command = f'"{words[0]}", "-c"' if words and words[0] in {"bash", "sh", "zsh"} else ""
    else:
        command = SCRIPTS[name]
    if not command:
        return None
    script = quote(body.strip("\n"))
    modules = SUBPROCESS | ({"sys"} if "sys." in command else set())
    call = f"subprocess.{'Popen' if is_background else 'run'}([{command}, {script}]"
    return Meaning(code=(call + (")" if is_background else ", check=True)"),), modules=modules)


def _install(program: str) -> Handler:
    return lambda arguments, place: read_shell(f"{program} {arguments}", place)


def _system(arguments: str, place: Place) -> Meaning | None:
    return read_command(arguments, place) or run(arguments, place)


def _env(arguments: str, place: Place) -> Meaning:
    found = re.match(r"(\w+)\s*(?:=|\s)\s*(.+)", arguments)
    if found is None:
        return NOTHING
    value = python_text(found[2].strip(), place)
    return Meaning(code=(f'os.environ["{found[1]}"] = {value}',), modules=frozenset({"os"}))


def _cd(arguments: str, place: Place) -> Meaning | None:
    path = re.sub(r"^-q\s+", "", arguments).strip().strip("\"'")
    if path.startswith("-"):
        return None
    text = python_text(path or "~", place)
    if not path or path.startswith("~"):
        text = f"os.path.expanduser({text})"
    return Meaning(code=(f"os.chdir({text})",), modules=frozenset({"os"}))


def _pwd(_arguments: str, _place: Place) -> Meaning:
    return Meaning(code=("os.getcwd()",), modules=frozenset({"os"}))


def _pylab(_arguments: str, _place: Place) -> Meaning:
    return Meaning(code=PYLAB)


def _run(arguments: str, place: Place) -> Meaning | None:
    """Run a script as IPython does: its names are the notebook's afterwards."""
    try:
        given = shlex.split(arguments)
    except ValueError:
        return None
    parts = [word for word in given if word not in {"-i", "-e", "-t"}]
    match parts:
        case [script] if not script.startswith("-"):
            return _run_script(script, place, is_sharing="-i" in given)
        case [_, _, *_]:
            values = ", ".join(python_text(word, place) for word in parts)
            code = f"subprocess.run([sys.executable, {values}], check=False)"
            return Meaning(code=(code,), modules=SUBPROCESS | {"sys"})
    return None


def _run_script(script: str, place: Place, *, is_sharing: bool) -> Meaning:
    path = script if PurePosixPath(script).suffix else f"{script}.py"
    shared = "init_globals=globals(), " if is_sharing else ""
    text = python_text(path, place)
    code = f'globals().update(runpy.run_path({text}, {shared}run_name="__main__"))'
    return Meaning(code=(code,), modules=frozenset({"runpy"}))


HANDLERS: dict[str, Handler] = {
    "pip": _install("pip"),
    "pip3": _install("pip"),
    "conda": _install("conda"),
    "mamba": _install("mamba"),
    "uv": _install("uv"),
    "system": _system,
    "sx": _system,
    "shell": _system,
    "sh": _system,
    "env": _env,
    "set_env": _env,
    "cd": _cd,
    "pwd": _pwd,
    "pylab": _pylab,
    "run": _run,
}

"""A call that is made for what it prints or does → the name of a look that makes it."""

import ast
from collections.abc import Mapping

from mlship.planning.naming import slug

NAME_WORDS = 5
# Commands of a shell, in words: what is looked at by them.
COMMANDS: Mapping[str, str] = {
    **dict.fromkeys(("ls", "ll", "dir", "tree", "find"), "list_files"),
    **dict.fromkeys(("head", "tail", "cat", "more", "less"), "show_file"),
    **dict.fromkeys(("nvidia-smi", "rocm-smi"), "show_gpu"),
    **dict.fromkeys(("pip", "pip3", "conda", "mamba", "uv"), "show_packages"),
    **dict.fromkeys(("python", "python3", "which"), "show_python"),
    **dict.fromkeys(("lscpu", "free", "uname", "nproc", "lsb_release"), "show_machine"),
    **dict.fromkeys(("df", "du"), "show_disk_usage"),
    **dict.fromkeys(("env", "printenv"), "show_environment"),
    "pwd": "show_folder", "wc": "count_lines", "git": "show_repository", "date": "show_date",
}  # fmt: skip
# They say only that something was drawn.
SHOWING = frozenset({"show", "draw"})


def name_deed(call: ast.Call) -> str:
    """Name a call: by the text that it prints, the command or the function that it runs."""
    said = ast.unparse(call.func).rpartition(".")[2]
    text = next((a.value for a in call.args if isinstance(a, ast.Constant)), None)
    if said == "print":
        words = slug(text, words=NAME_WORDS) if isinstance(text, str) else ""
        return f"print_{words}" if words else ""
    if ast.unparse(call.func) == "subprocess.run":
        said = text.split()[0] if isinstance(text, str) and text.split() else ""
        if said in COMMANDS:
            return COMMANDS[said]
    words = slug(said, words=NAME_WORDS)
    return f"run_{words}" if words and words not in SHOWING else ""

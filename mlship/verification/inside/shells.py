"""→ an IPython shell that behaves as a kernel's: what it shows is written down, nothing drawn."""

import sys
from types import ModuleType
from typing import Any

from .controls import call_after_import
from .figures import is_drawing, is_figure
from .recording import Recorder


def make_shell(recorder: Recorder) -> "tuple[Any, Screen]":
    """Make the shell, and the screen that it displays on."""
    from IPython.core.interactiveshell import InteractiveShell

    shell: Any = InteractiveShell.instance()  # many of its parts are replaced
    shell.colors = "NoColor"
    shell.history_manager.enabled = False
    shell.enable_gui = lambda *_args, **_kwargs: None
    shell.showtraceback = lambda *_args, **_kwargs: None
    shell.showsyntaxerror = lambda *_args, **_kwargs: None
    screen = Screen(recorder, shell)
    screen.install()
    return shell, screen


class Screen:
    """What a notebook's page would show: displayed values and figures, in order."""

    def __init__(self, recorder: Recorder, shell: Any) -> None:
        self.recorder = recorder
        self.shell = shell
        self.count = 0
        self.cell = -1
        self.line = 0
        self.format = shell.display_formatter.format

    def install(self) -> None:
        """Take the place of the display and of the plots' screen."""
        self.shell.display_formatter.format = self._format
        self.shell.display_pub.publish = lambda *_args, **_kwargs: None
        self.shell.displayhook.write_output_prompt = lambda: None
        self.shell.displayhook.write_format_data = lambda *_args, **_kwargs: None
        # Figures are ours to show: no magic may choose another screen.
        self.shell.register_magic_function(lambda _line: None, "line", "matplotlib")
        call_after_import("matplotlib.pyplot", self._take_plots)

    def _format(
        self, value: object, *args: object, **kwargs: object
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Note what is shown, then render it as ever: an object's own text may do something."""
        if is_figure(value):
            self._draw(value)
        elif not is_drawing(value):
            self.count += 1
            place = {"cell": self.cell, "line": self.line}
            self.recorder.value(f"shown:{self.count}", value, **place)
        rendered: tuple[dict[str, str], dict[str, str]] = self.format(value, *args, **kwargs)
        return rendered

    def _take_plots(self, pyplot: ModuleType) -> None:
        vars(pyplot)["show"] = lambda *_args, **_kwargs: self.close_figures()

    def close_figures(self) -> None:
        """Show and close the open figures, as a notebook does where a cell ends."""
        pyplot: Any = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        for number in pyplot.get_fignums():
            self._draw(pyplot.figure(number))
        pyplot.close("all")

    def _draw(self, figure: object) -> None:
        self.count += 1
        self.recorder.figure(f"figure:{self.count}", figure, cell=self.cell, line=self.line)

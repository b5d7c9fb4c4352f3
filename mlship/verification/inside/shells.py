"""→ an IPython shell that behaves as a kernel's: what it shows is written down, nothing drawn."""

import sys
from typing import Any

from .figures import describe_figure
from .recording import Recorder


def make_shell(recorder: Recorder) -> Any:
    """Make the shell, and hook up what it displays."""
    from IPython.core.interactiveshell import InteractiveShell

    shell: Any = InteractiveShell.instance()  # many of its parts are replaced
    shell.colors = "NoColor"
    shell.history_manager.enabled = False
    shell.enable_gui = lambda *_args, **_kwargs: None
    shell.showtraceback = lambda *_args, **_kwargs: None
    shell.showsyntaxerror = lambda *_args, **_kwargs: None
    screen = Screen(recorder, shell)
    screen.install()
    return shell


class Screen:
    """What a notebook's page would show: displayed values and figures, in order."""

    def __init__(self, recorder: Recorder, shell: Any) -> None:
        self.recorder = recorder
        self.shell = shell
        self.count = 0

    def install(self) -> None:
        """Take the place of the display and of the plots' screen."""
        self.shell.display_formatter.format = self._format
        self.shell.display_pub.publish = lambda *_args, **_kwargs: None
        self.shell.displayhook.write_output_prompt = lambda: None
        self.shell.displayhook.write_format_data = lambda *_args, **_kwargs: None
        self.shell.mlship_close_figures = self.close_figures
        # Figures are ours to show: no magic may choose another screen.
        self.shell.register_magic_function(lambda _line: None, "line", "matplotlib")

    def _format(
        self, value: Any, *_args: Any, **_kwargs: Any
    ) -> tuple[dict[str, str], dict[str, str]]:
        """Note what is shown; nobody needs it rendered."""
        self.count += 1
        self.recorder.value(f"shown:{self.count}", value)
        return {"text/plain": ""}, {}

    def close_figures(self, cell: int) -> None:
        """Show and close the open figures, as a notebook does where a cell ends."""
        pyplot: Any = sys.modules.get("matplotlib.pyplot")
        if pyplot is None:
            return
        for number in pyplot.get_fignums():
            self.count += 1
            figure = describe_figure(pyplot.figure(number))
            self.recorder.value(f"figure:{self.count}", figure, cell=cell)
        pyplot.close("all")

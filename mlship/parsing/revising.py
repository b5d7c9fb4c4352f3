"""A notebook's statements come in → they go through every revision, in order."""

from collections.abc import Callable

from mlship.ir.notebook import Notebook
from mlship.ir.program import Statement
from mlship.parsing.asked_names import answer_for_names
from mlship.parsing.awaiting import run_awaited
from mlship.parsing.capturing import capture_output
from mlship.parsing.colab import leave_colab
from mlship.parsing.dead_branches import leave_dead_branches
from mlship.parsing.future_imports import drop_future_imports
from mlship.parsing.history import name_history
from mlship.parsing.idle_globals import drop_idle_globals
from mlship.parsing.imports_inside import leave_known_imports
from mlship.parsing.kernel_calls import leave_kernel
from mlship.parsing.main_guards import leave_main_guards
from mlship.parsing.own_scripts import take_own_scripts
from mlship.parsing.repeated_functions import part_repeated_functions
from mlship.parsing.revisions import Draft, Revision
from mlship.parsing.script_runs import run_scripts
from mlship.parsing.shadowed_imports import rename_shadowed_imports
from mlship.parsing.spread_settings import spread_settings
from mlship.parsing.twice_imported import drop_repeated_imports

Step = Callable[[Draft], Revision | None]

# What a script holds goes the way of cells; names of the history are found before other steps
# move what was shown.
STEPS: tuple[Step, ...] = (
    take_own_scripts,
    leave_main_guards,
    drop_idle_globals,
    answer_for_names,
    leave_dead_branches,
    name_history,
    capture_output,
    drop_future_imports,
    run_awaited,
    leave_colab,
    leave_kernel,
    run_scripts,
    drop_repeated_imports,
    leave_known_imports,
    rename_shadowed_imports,
    part_repeated_functions,
    spread_settings,
)


def revise(statements: tuple[Statement, ...], notebook: Notebook) -> Revision:
    """Apply each step to what the one before left; a step that finds nothing gives None."""
    revision = Revision(statements=statements)
    for step in STEPS:
        result = step(Draft(notebook, revision.statements))
        if result is not None:
            revision = Revision(
                statements=result.statements,
                needs=revision.needs + result.needs,
                diagnostics=revision.diagnostics + result.diagnostics,
            )
    return revision
